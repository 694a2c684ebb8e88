"""Who is acting: the value that every service receives and every policy reads."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """The person or process behind a command.

    ``person_id`` is None for a visitor and for the system itself; ``system`` names the process in that last case.
    ``stepped_up_at`` is when the person last proved presence again (second factor, password).
    """

    person_id: UUID | None = None
    organisation_id: UUID | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    scopes: frozenset[str] = field(default_factory=frozenset)
    session_id: str | None = None
    device_key: str | None = None
    stepped_up_at: datetime | None = None
    system: str | None = None

    @property
    def is_visitor(self) -> bool:
        """True for someone not signed in."""
        return self.person_id is None and self.system is None

    @property
    def owner_key(self) -> str:
        """Whose operation ids these are: the person, else the process, else the device; never shared by two people."""
        if self.person_id is not None:
            return f"person:{self.person_id}"
        if self.system is not None:
            return f"system:{self.system}"
        return f"device:{self.device_key or 'unknown'}"

    def stepped_up_within(self, seconds: int, *, now: datetime) -> bool:
        """Whether presence was proved again during the last ``seconds`` before ``now``."""
        if self.stepped_up_at is None:
            return False
        age = now - self.stepped_up_at
        return timedelta(0) <= age <= timedelta(seconds=seconds)


VISITOR = Actor()


def system_actor(name: str) -> Actor:
    """The actor of a process without a person, for example ``system_actor("relay")``."""
    return Actor(system=name)
