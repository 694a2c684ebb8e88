"""What the unit ledger tells the others."""

from dataclasses import dataclass
from typing import ClassVar

from guangsha.backbone.public import Event


@dataclass(frozen=True, slots=True)
class UnitsChanged(Event):
    """The status of one or more units of a project changed; at most one per project and command."""

    name: ClassVar[str] = "inventory.units_changed"
    project_id: str

    @property
    def aggregate(self) -> str:
        """The project."""
        return f"project:{self.project_id}"
