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


@dataclass(frozen=True, slots=True)
class PricesChanged(Event):
    """What is asked for units of a project may be another price from now on; nothing but the project is told."""

    name: ClassVar[str] = "inventory.prices_changed"
    project_id: str

    @property
    def aggregate(self) -> str:
        """The project."""
        return f"project:{self.project_id}"


@dataclass(frozen=True, slots=True)
class BoardChanged(Event):
    """A request or a release batch of a project changed: what the staff board shows beside the units."""

    name: ClassVar[str] = "inventory.board_changed"
    project_id: str

    @property
    def aggregate(self) -> str:
        """The project."""
        return f"project:{self.project_id}"
