"""Facts of privacy."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from guangsha.backbone.domain.events import Event


@dataclass(frozen=True, slots=True)
class ConsentChanged(Event):
    """A person gave or withdrew a consent; senders and listeners stop or start."""

    name: ClassVar[str] = "privacy.consent_changed"
    person_id: UUID
    document: str
    version: int
    given: bool

    @property
    def aggregate(self) -> str:
        """The person."""
        return f"person:{self.person_id}"


@dataclass(frozen=True, slots=True)
class RevealCapReached(Event):
    """Somebody has looked at as many whole values today as a day allows: worth a look by the security administrator."""

    name: ClassVar[str] = "privacy.reveal_cap_reached"
    viewer_id: UUID
    day: str
    cap: int

    @property
    def aggregate(self) -> str:
        """The one who looked."""
        return f"person:{self.viewer_id}"


@dataclass(frozen=True, slots=True)
class PersonErased(Event):
    """A person's values are gone, apart from what the law makes us keep: copies elsewhere follow."""

    name: ClassVar[str] = "privacy.person_erased"
    person_id: UUID

    @property
    def aggregate(self) -> str:
        """The person."""
        return f"person:{self.person_id}"
