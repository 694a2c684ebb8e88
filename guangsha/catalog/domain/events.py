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


@dataclass(frozen=True, slots=True)
class SubmissionEvent(Event):
    """Something happened to a submission of a project's candidate content."""

    name: ClassVar[str] = "catalog.submission"
    project_id: str
    submission_id: str
    author_id: str
    round: int

    @property
    def aggregate(self) -> str:
        """The project."""
        return f"project:{self.project_id}"


@dataclass(frozen=True, slots=True)
class ListingSubmitted(SubmissionEvent):
    """An author handed a candidate in, or in again: reviewers have work."""

    name: ClassVar[str] = "catalog.listing_submitted"


@dataclass(frozen=True, slots=True)
class SubmissionReturned(SubmissionEvent):
    """Reviewers handed it back: the author has notes to read. One per hand-back, however many fields."""

    name: ClassVar[str] = "catalog.submission_returned"


@dataclass(frozen=True, slots=True)
class SubmissionApproved(SubmissionEvent):
    """Every field is approved: it may be published or scheduled."""

    name: ClassVar[str] = "catalog.submission_approved"


@dataclass(frozen=True, slots=True)
class SubmissionPublished(SubmissionEvent):
    """The public sees it from now on."""

    name: ClassVar[str] = "catalog.submission_published"


@dataclass(frozen=True, slots=True)
class ReviewNoteWritten(Event):
    """A note was pinned to a field of a submission. ``to_author``: a reviewer wrote it."""

    name: ClassVar[str] = "catalog.review_note_written"
    project_id: str
    submission_id: str
    note_id: str
    author_id: str
    path: str
    to_author: bool

    @property
    def aggregate(self) -> str:
        """The project."""
        return f"project:{self.project_id}"


@dataclass(frozen=True, slots=True)
class ReauditOverdue(Event):
    """A public listing was not looked at again in time; it is hidden by rule at ``hide_at`` unless somebody does."""

    name: ClassVar[str] = "catalog.reaudit_overdue"
    project_id: str
    hide_at: str

    @property
    def aggregate(self) -> str:
        """The project."""
        return f"project:{self.project_id}"


@dataclass(frozen=True, slots=True)
class ReauditHidden(Event):
    """A listing was hidden because nobody looked at it again."""

    name: ClassVar[str] = "catalog.reaudit_hidden"
    project_id: str

    @property
    def aggregate(self) -> str:
        """The project."""
        return f"project:{self.project_id}"


@dataclass(frozen=True, slots=True)
class ListingReported(Event):
    """A visitor said that something in a public listing is wrong, or staff moved such a report on."""

    name: ClassVar[str] = "catalog.listing_reported"
    project_id: str
    report_id: str
    state: str

    @property
    def aggregate(self) -> str:
        """The project."""
        return f"project:{self.project_id}"
