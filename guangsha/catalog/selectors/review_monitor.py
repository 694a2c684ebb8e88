"""The listing monitor, the queue of visitors' reports, and what the public saw on a day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from guangsha.catalog.domain.choices import ListingState
from guangsha.catalog.domain.monitor import DayFigures, Shown, day_of, days_of, end_of_day, percentile
from guangsha.catalog.domain.part_facts import ListingVersionFacts
from guangsha.catalog.domain.report_states import ReportKind, ReportState
from guangsha.catalog.domain.review_changes import Change, changes_between
from guangsha.catalog.models import ListingReport, ListingVersion, Submission
from guangsha.catalog.personal_data import REPORT_TEXT_DAYS
from guangsha.catalog.selectors.content import cells_now, cells_of_version
from guangsha.catalog.selectors.review import listings_seen_by
from guangsha.catalog.selectors.visibility import public_ref, public_rows
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound
from guangsha.vault.public import ErasedSubject

STALE_DAYS = (7, 30, 90)
MOST_STALE = 10
MAX_REPORTS = 200
FINISHED = (ReportState.ANSWERED, ReportState.CLOSED)


@dataclass(frozen=True, slots=True)
class StaleListing:
    """A public listing and when anything in it changed last."""

    id: UUID
    slug: str
    name: str
    name_en: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewTimes:
    """Seconds from a submission to its approval, of those approved in the time looked at."""

    approved: int
    median_s: float | None
    p90_s: float | None


@dataclass(frozen=True, slots=True)
class MonitorFacts:
    """What happened to listings. ``unchanged``: days -> public listings in which nothing changed for so long."""

    days: tuple[DayFigures, ...]
    public: int
    waiting: int
    overdue: int
    open_reports: int
    unchanged: dict[int, int]
    stalest: tuple[StaleListing, ...]
    review: ReviewTimes


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """A visitor's report as staff read it; ``text`` is "" once its key is destroyed."""

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


@dataclass(frozen=True, slots=True)
class ReportReceipt:
    """What the sender of a report reads of it."""

    id: UUID
    state: ReportState
    answer: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ShownOnDay:
    """What the public saw of a project last on a day (China time), and what differs today.

    ``first_day``: the first day of which anything is known.
    """

    day: date
    first_day: date
    today: date
    version: ListingVersionFacts
    changes: tuple[Change, ...]


def monitor_of(*, actor: Actor, now: datetime, days: int = 30) -> MonitorFacts:
    """The monitor over the listings the actor sees. Ten queries."""
    seen = listings_seen_by(actor)
    today = day_of(now)
    versions = ListingVersion.objects.filter(project__in=seen).order_by("project_id", "number")
    shown = (Shown(*row) for row in versions.values_list("project_id", "public_from", "public_until").iterator())
    public = seen.filter(state=ListingState.PUBLISHED)
    since = now - timedelta(days=days)
    times = [
        (approved - submitted).total_seconds()
        for submitted, approved in Submission.objects.filter(project__in=seen, approved_at__gte=since).values_list(
            "submitted_at", "approved_at"
        )
        if approved is not None
    ]
    stalest = public.order_by("updated_at", "pk").values_list("pk", "slug", "name", "name_en", "updated_at")
    return MonitorFacts(
        days=tuple(days_of(shown, first=today - timedelta(days=days - 1), last=today)),
        public=public.count(),
        waiting=Submission.objects.filter(project__in=seen, state="open").count(),
        overdue=public.filter(reaudit__overdue_at__isnull=False).count(),
        open_reports=ListingReport.objects.filter(project__in=seen).exclude(state__in=FINISHED).count(),
        unchanged={limit: public.filter(updated_at__lt=now - timedelta(days=limit)).count() for limit in STALE_DAYS},
        stalest=tuple(StaleListing(*row) for row in stalest[:MOST_STALE]),
        review=ReviewTimes(len(times), percentile(times, 0.5), percentile(times, 0.9)),
    )


def _text(report: ListingReport) -> str:
    try:
        return str(report.text.reveal()) if report.text is not None else ""
    except ErasedSubject:
        return ""


def reports_of(*, actor: Actor, state: ReportState | None = None) -> list[ReportFacts]:
    """Reports about the listings the actor sees, oldest first; the unfinished ones without ``state``. At most MAX_REPORTS."""
    rows = ListingReport.objects.filter(project__in=listings_seen_by(actor)).select_related("project")
    rows = rows.exclude(state__in=FINISHED) if state is None else rows.filter(state=state)
    return [
        ReportFacts(
            id=row.pk,
            project_id=row.project_id,
            project_slug=row.project.slug,
            project_name=row.project.name,
            kind=ReportKind(row.kind),
            field=row.field,
            text=_text(row),
            state=ReportState(row.state),
            answer=row.answer,
            created_at=row.created_at,
            closed_at=row.closed_at,
        )
        for row in rows.order_by("created_at", "pk")[:MAX_REPORTS]
    ]


def reports_over_retention(*, now: datetime, most: int = 100) -> list[UUID]:
    """Reports whose text is kept longer than the register of personal fields allows, oldest first."""
    until = now - timedelta(days=REPORT_TEXT_DAYS)
    rows = ListingReport.objects.filter(created_at__lt=until, erased_at=None).order_by("created_at", "pk")
    return list(rows.values_list("pk", flat=True)[:most])


def report_receipt(*, slug: str, report_id: UUID) -> ReportReceipt:
    """What the sender of a report may know. Raises NotFound, Gone."""
    ref = public_ref(slug=slug)
    row = ListingReport.objects.filter(pk=report_id, project=ref.id).first()
    if row is None:
        raise NotFound("report")
    return ReportReceipt(row.pk, ReportState(row.state), row.answer, row.created_at)


def shown_on_day(*, slug: str, day: date, now: datetime) -> ShownOnDay:
    """What the public saw of a public project at the end of ``day``, today: now. Raises NotFound, Gone.

    NotFound also when it was not public at that moment, and for days to come. Of a day within a gap (taken down) nothing is
    shown, as nothing was.
    """
    ref = public_ref(slug=slug)
    today = day_of(now)
    if day > today:
        raise NotFound("day")
    moment = min(now, end_of_day(day))
    rows = ListingVersion.objects.filter(project__in=public_rows(), project_id=ref.id)
    first = rows.order_by("number").values_list("public_from", flat=True).first()
    row = rows.filter(public_from__lte=moment).order_by("-number").first()
    if first is None or row is None or (row.public_until is not None and row.public_until <= moment):
        raise NotFound("day")
    changes = changes_between(cells_of_version(project_id=ref.id, number=row.number), cells_now(project_id=ref.id))
    version = ListingVersionFacts(row.number, row.content_hash, row.public_from, row.public_until, row.content)
    return ShownOnDay(day, day_of(first), today, version, tuple(changes))
