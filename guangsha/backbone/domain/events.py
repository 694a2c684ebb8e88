"""The shape of events."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Event:
    """A fact in the past tense. Subclasses are frozen dataclasses of ids and plain values and set ``name``."""

    name: ClassVar[str]

    @property
    def aggregate(self) -> str:
        """The thing it is about, for example ``project:<id>``; events of one aggregate keep their order."""
        raise NotImplementedError(type(self).__name__)

    def payload(self) -> dict[str, Any]:
        """The fields as JSON values."""
        return {key: str(value) if isinstance(value, UUID) else value for key, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class StampedEvent:
    """A committed event as its readers see it; ``position`` is gap-free and grows."""

    position: int
    id: UUID
    name: str
    aggregate: str
    payload: dict[str, Any]
    created_at: datetime
