"""What mortgages tell the others."""

from dataclasses import dataclass
from typing import ClassVar

from guangsha.backbone.public import Event


@dataclass(frozen=True, slots=True)
class MortgageChanged(Event):
    """An application took another state, or something about it changed; a listener loads the facts."""

    name: ClassVar[str] = "mortgages.application_changed"
    application_id: str
    state: str

    @property
    def aggregate(self) -> str:
        """The application."""
        return f"mortgage:{self.application_id}"
