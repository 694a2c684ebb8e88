"""Review, monitor and reports on the wire."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

from guangsha.catalog.domain.choices import BuildingKind, ListingState
from guangsha.catalog.domain.report_states import ReportKind, ReportMove, ReportState
from guangsha.catalog.domain.review_changes import ChangeKind, ReviewRule
from guangsha.catalog.domain.review_checks import Severity
from guangsha.catalog.domain.review_states import SubmissionState, Verdict
from guangsha.vault.public import Masked


class ConsoleListingOut(Schema):
    """A listing in a console list. ``draft_revision`` 0: no changes wait beside what the tables hold."""

    id: UUID
    slug: str
    name: str
    name_en: str
    city_code: str
    city_name: str
    city_name_en: str
    organisation_id: UUID
    state: ListingState
    revision: int
    draft_revision: int
    publish_at: datetime | None
    published_at: datetime | None
    updated_at: datetime
    submission_id: UUID | None
    submission_state: SubmissionState | None
    reaudit_due_at: datetime | None
    overdue: bool
    open_reports: int


class ConsoleListingPageOut(Schema):
    """One page of listings; ``next_cursor`` is null on the last one."""

    items: list[ConsoleListingOut]
    next_cursor: str | None


class ChangeOut(Schema):
    """One difference. Values are those at the path, or {key: value} where many rows are judged together."""

    path: str
    kind: ChangeKind
    rule: ReviewRule = Field(description="plain: one reviewer; price, area, permit: two")
    before: Any
    after: Any
    count: int


class SubmissionOut(Schema):
    """A submission in a list; counts are of fields by verdict."""

    id: UUID
    project_id: UUID
    project_slug: str
    project_name: str
    project_name_en: str
    number: int
    round: int
    state: SubmissionState
    author_id: UUID
    submitted_at: datetime
    approved_at: datetime | None
    publish_at: datetime | None
    pending: int
    half: int
    approved: int
    returned: int
    author_name: Masked | None = Field(description="null: gave no name")


class PersonNameOut(Schema):
    """What a colleague is called here."""

    id: UUID
    name: Masked


class SiteModelBuildingOut(Schema):
    """A building as the site model draws it: its outline in metres of the project's frame."""

    name: str
    footprint: list[tuple[float, float]]
    floors: int
    floor_height_m: float
    kind: BuildingKind
    stacks: int


class SiteModelOut(Schema):
    """What a site model is drawn from. ``bearing_deg``: how far the frame's +y is turned clockwise from north."""

    site: dict[str, Any]
    bearing_deg: float
    lat: float | None
    buildings: list[SiteModelBuildingOut]


class SubmissionFieldOut(ChangeOut):
    """One change of a submission and what reviewers think of it."""

    verdict: Verdict
    approved_by: list[UUID]


class ReviewNoteOut(Schema):
    """What somebody wrote about a field ("" is the whole)."""

    id: UUID
    path: str
    round: int
    writer_id: UUID
    body: str
    written_at: datetime


class SubmissionDetailOut(Schema):
    """A submission in full. Its ETag names the round: send it as If-Match with a decision."""

    summary: SubmissionOut
    fields: list[SubmissionFieldOut]
    notes: list[ReviewNoteOut]
    people: list[PersonNameOut] = Field(description="the author, reviewers and writers of notes who gave a name")
    own_work: bool = Field(description="the reader wrote at it and therefore does not judge it")
    site_before: SiteModelOut | None = Field(description="where buildings or the ground change; null: nothing drawn")
    site_after: SiteModelOut | None


class ConsoleListingDetailOut(Schema):
    """A listing for the people who work on it. Its ETag names the candidate: send it as If-Match with an edit."""

    listing: ConsoleListingOut
    changes: list[ChangeOut] = Field(description="what the candidate would change for the public")
    submissions: list[SubmissionOut]


class FindingOut(Schema):
    """What a truth check found. ``message_key`` names the sentence that ``text`` and ``text_en`` give in full."""

    code: str
    path: str
    severity: Severity
    message_key: str
    text: str
    text_en: str
    data: dict[str, Any]


class DraftValuesIn(Schema):
    """Fields of the project itself to change in the candidate; see the project's fields for names and units."""

    values: dict[str, Any] = Field(min_length=1, max_length=60)


class SubmitIn(Schema):
    """A word to the reviewers; may be empty."""

    note: str = Field("", max_length=2000)


class DecisionIn(Schema):
    """Approve a field, or return it with a note."""

    path: str = Field(min_length=1, max_length=200)
    verdict: Literal["approve", "return"]
    note: str = Field("", max_length=2000)


class DecisionsIn(Schema):
    """Decisions taken together: all or none."""

    decisions: list[DecisionIn] = Field(min_length=1, max_length=500)


class NoteIn(Schema):
    """A note on a field; path "" is the whole."""

    path: str = Field("", max_length=200)
    body: str = Field(min_length=1, max_length=2000)


class ScheduleIn(Schema):
    """When it becomes public."""

    publish_at: datetime


class ReasonIn(Schema):
    """Why; kept in the audit trail."""

    reason: str = Field(min_length=1, max_length=300)


class RestoreIn(Schema):
    """The version to make the candidate."""

    number: int = Field(ge=1, le=2_147_483_647)


class RestoredOut(Schema):
    """``left_out``: pieces whose file is gone."""

    project_id: UUID
    left_out: list[str]


class DoneOut(Schema):
    """The thing a command was about."""

    id: UUID


class DecidedOut(Schema):
    """Where the submission stands now."""

    id: UUID
    state: SubmissionState


class DayFiguresOut(Schema):
    """Listings published, updated and taken down on one day (China time)."""

    day: date
    published: int
    updated: int
    taken_down: int


class UnchangedOut(Schema):
    """Public listings in which nothing changed for ``days``."""

    days: int
    listings: int


class StaleListingOut(Schema):
    """A public listing and when anything in it changed last."""

    id: UUID
    slug: str
    name: str
    name_en: str
    updated_at: datetime


class ReviewTimesOut(Schema):
    """Seconds from a submission to its approval; null when nothing was approved."""

    approved: int
    median_s: float | None
    p90_s: float | None


class MonitorOut(Schema):
    """The listing monitor."""

    days: list[DayFiguresOut]
    public: int
    waiting: int
    overdue: int
    open_reports: int
    unchanged: list[UnchangedOut]
    stalest: list[StaleListingOut]
    review: ReviewTimesOut


class ListingReportOut(Schema):
    """A visitor's report as staff read it; ``text`` is "" once it was erased."""

    id: UUID
    project_id: UUID
    project_slug: str
    project_name: str
    kind: ReportKind
    field: str
    text: str
    state: ReportState
    answer: str
    created_at: datetime
    closed_at: datetime | None


class ReportMoveIn(Schema):
    """What to do with a report; ``answer`` is what its sender reads."""

    move: ReportMove
    answer: str = Field("", max_length=1000)


class ReportIn(Schema):
    """Something in a listing is wrong. Please leave names and phone numbers out: nobody calls back."""

    kind: ReportKind
    field: str = Field("", max_length=200, description="what it is about: a path or words")
    text: str = Field(min_length=1, max_length=1000)


class ReportReceiptOut(Schema):
    """What became of a report; its id is the receipt."""

    id: UUID
    state: ReportState
    answer: str
    created_at: datetime


class ShownOnDayOut(Schema):
    """What the public saw of a project last on a day (China time), and what differs today."""

    day: date
    first_day: date
    today: date
    number: int
    content_hash: str
    public_from: datetime
    public_until: datetime | None
    content: dict[str, Any]
    changes: list[ChangeOut] = Field(description="from that day to today")
