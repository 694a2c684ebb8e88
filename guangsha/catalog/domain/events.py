"""What the catalogue tells the others."""

from dataclasses import dataclass
from typing import ClassVar

from guangsha.backbone.public import Event


@dataclass(frozen=True, slots=True)
class ProjectChanged(Event):
    """A project, or anything in it, changed or was published or taken down; at most one per project and command."""

    name: ClassVar[str] = "catalog.project_changed"
    project_id: str

    @property
    def aggregate(self) -> str:
        """The project."""
        return f"project:{self.project_id}"


@dataclass(frozen=True, slots=True)
class ProjectPublished(Event):
    """The public sees the project from now on."""

    name: ClassVar[str] = "catalog.project_published"
    project_id: str

    @property
    def aggregate(self) -> str:
        """The project."""
        return f"project:{self.project_id}"


@dataclass(frozen=True, slots=True)
class ProjectTakenDown(Event):
    """The public does not see the project any more."""

    name: ClassVar[str] = "catalog.project_taken_down"
    project_id: str

    @property
    def aggregate(self) -> str:
        """The project."""
        return f"project:{self.project_id}"
