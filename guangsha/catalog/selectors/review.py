"""What staff read of submissions: their queue, one submission in full, candidates and differences."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from guangsha.accounts.public import masked_names
from guangsha.catalog import regions
from guangsha.catalog.domain.choices import ListingState
from guangsha.catalog.domain.review_cells import Cells
from guangsha.catalog.domain.review_changes import Change, ChangeKind, ReviewRule, changes_between
from guangsha.catalog.domain.review_states import LIVE, SubmissionState, Verdict
from guangsha.catalog.models import Contributor, FieldApproval, Project, ReviewNote, Submission, SubmissionField
from guangsha.catalog.policies import ALL, EDIT, REVIEW
from guangsha.catalog.selectors.content import candidate_cells, cells_now, cells_of_version
from guangsha.catalog.selectors.review_sites import SiteModelFacts, site_model
from guangsha.kit.actor import Actor, Scope
from guangsha.kit.errors import Forbidden, NotFound
from guangsha.kit.ids import parse_id
from guangsha.kit.paging import BadCursor, Page, decode_cursor, encode_cursor
from guangsha.vault.public import Masked

MAX_QUEUE = 200
SITE_PATHS = ("buildings[", "project.site_geometry", "project.bearing_deg")
"""Changes that the site model shows."""


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """What somebody wrote about a field ("" is the whole)."""

    id: UUID
    path: str
    round: int
    writer_id: UUID
    body: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """One change of a submission and what reviewers think of it."""

    path: str
    kind: ChangeKind
    rule: ReviewRule
    before: Any
    after: Any
    count: int
    verdict: Verdict
    approved_by: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class SubmissionSummary:
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
    author_name: Masked | None = None


@dataclass(frozen=True, slots=True)
class PersonName:
    """What a colleague is called here, masked."""

    id: UUID
    name: Masked


@dataclass(frozen=True, slots=True)
class SubmissionFacts:
    """A submission in full. ``own_work``: the reader wrote at it and therefore does not judge it.

    ``site_before``, ``site_after``: what the site model is drawn from, where buildings or the ground change.
    """

    summary: SubmissionSummary
    fields: tuple[FieldFacts, ...]
    notes: tuple[NoteFacts, ...]
    people: tuple[PersonName, ...]
    own_work: bool
    site_before: SiteModelFacts | None
    site_after: SiteModelFacts | None


@dataclass(frozen=True, slots=True)
class ListingRow:
    """A listing in a console list."""

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


def candidate_tag(revision: int, draft_revision: int) -> str:
    """What changes with every change of a listing's candidate."""
    return f"{revision}.{draft_revision}"


def listings_seen_by(actor: Actor) -> QuerySet[Project]:
    """The listings that exist for this actor: those of their organisation or projects; all who acts for the platform."""
    return listings_within(actor, ALL)


def listings_within(actor: Actor, permissions: frozenset[str]) -> QuerySet[Project]:
    """The listings over which the actor holds any of ``permissions``."""
    if any(actor.reaches_everything(permission) for permission in permissions):
        return Project.objects.all()
    return Project.objects.filter(
        Q(organisation__in=actor.places(permissions, Scope.ORGANISATION))
        | Q(pk__in=actor.places(permissions, Scope.PROJECT), organisation=actor.organisation_id)
    )


def seen_project_id(*, actor: Actor, project_id: UUID) -> UUID:
    """The id again. Raises NotFound where the listing does not exist for the actor."""
    if not listings_seen_by(actor).filter(pk=project_id).exists():
        raise NotFound("project")
    return project_id


def edited_project_id(*, actor: Actor, project_id: UUID) -> UUID:
    """The id again. Raises NotFound as above, and Forbidden for who sees the listing and may not edit it."""
    seen_project_id(actor=actor, project_id=project_id)
    if not listings_within(actor, frozenset({EDIT})).filter(pk=project_id).exists():
        raise Forbidden("listings of this organisation")
    return project_id


def require_listing_seen(actor: Actor, listing: str) -> None:
    """Raises NotFound unless ``listing`` is the id (text) of a listing that exists for the actor."""
    project_id = parse_id(listing)
    if project_id is None:
        raise NotFound("project")
    seen_project_id(actor=actor, project_id=project_id)


def _rows(rows: QuerySet[Project]) -> Any:
    return rows.annotate(
        open_reports=Count("reports", filter=~Q(reports__state__in=("answered", "closed")), distinct=True)
    ).values(
        "pk", "slug", "name", "name_en", "city_code", "organisation_id", "state", "revision", "listing_draft__revision",
        "publish_at",
        "published_at", "updated_at", "reaudit__due_at", "reaudit__overdue_at", "open_reports",
    )  # fmt: skip


def _listing(row: dict[str, Any], submission: tuple[UUID, str] | None) -> ListingRow:
    city = regions.region(row["city_code"])
    return ListingRow(
        id=row["pk"],
        slug=row["slug"],
        name=row["name"],
        name_en=row["name_en"],
        city_code=row["city_code"],
        city_name=city.short_name if city else row["city_code"],
        city_name_en=city.name_en if city else row["city_code"],
        organisation_id=row["organisation_id"],
        state=ListingState(row["state"]),
        revision=row["revision"],
        draft_revision=row["listing_draft__revision"] or 0,
        publish_at=row["publish_at"],
        published_at=row["published_at"],
        updated_at=row["updated_at"],
        submission_id=submission[0] if submission else None,
        submission_state=SubmissionState(submission[1]) if submission else None,
        reaudit_due_at=row["reaudit__due_at"],
        overdue=row["reaudit__overdue_at"] is not None,
        open_reports=row["open_reports"],
    )


def _live_of(project_ids: Sequence[UUID]) -> dict[UUID, tuple[UUID, str]]:
    rows = Submission.objects.filter(live_key__in=project_ids).values_list("live_key", "pk", "state")
    return {key: (pk, state) for key, pk, state in rows if key is not None}


def listings_of(
    *,
    actor: Actor,
    state: ListingState | None = None,
    overdue: bool = False,
    q: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[ListingRow]:
    """The listings the actor sees whose name or address holds ``q``, newest first. Raises BadCursor. Two queries."""
    rows = listings_seen_by(actor)
    for word in q.split():
        rows = rows.filter(
            Q(name__icontains=word) | Q(name_en__icontains=word) | Q(alias__icontains=word) | Q(slug__icontains=word)
        )
    if state is not None:
        rows = rows.filter(state=state)
    if overdue:
        rows = rows.filter(reaudit__overdue_at__isnull=False, state=ListingState.PUBLISHED)
    if cursor is not None:
        after = parse_id(decode_cursor(cursor, kinds=[str])[0])
        if after is None:
            raise BadCursor()
        rows = rows.filter(pk__lt=after)
    found = list(_rows(rows).order_by("-pk")[: limit + 1])
    live = _live_of([row["pk"] for row in found])
    items = [_listing(row, live.get(row["pk"])) for row in found[:limit]]
    more = len(found) > limit
    return Page(items=tuple(items), next_cursor=encode_cursor([str(items[-1].id)]) if more else None)


def listing_row(*, actor: Actor, project_id: UUID) -> ListingRow:
    """One listing. Raises NotFound. Two queries."""
    row = _rows(listings_seen_by(actor).filter(pk=project_id)).first()
    if row is None:
        raise NotFound("project")
    return _listing(row, _live_of([project_id]).get(project_id))


def _summaries(rows: QuerySet[Submission]) -> list[SubmissionSummary]:
    counts = {
        str(verdict): Count("fields", filter=Q(fields__verdict=verdict))
        for verdict in (Verdict.PENDING, Verdict.HALF, Verdict.APPROVED, Verdict.RETURNED)
    }
    plain = (
        "pk", "project_id", "project__slug", "project__name", "project__name_en", "number", "round", "state",
        "author_id", "submitted_at", "approved_at", "publish_at",
    )  # fmt: skip
    found = []
    for row in rows.annotate(**{f"n_{name}": count for name, count in counts.items()}).values_list(
        *plain, *(f"n_{name}" for name in counts)
    ):
        values: list[Any] = list(row)
        values[7] = SubmissionState(values[7])
        found.append(SubmissionSummary(*values))
    names = masked_names({one.author_id for one in found})
    return [replace(one, author_name=names.get(one.author_id)) for one in found]


def submissions_seen_by(actor: Actor) -> QuerySet[Submission]:
    """The submissions that exist for this actor."""
    return Submission.objects.filter(project__in=listings_seen_by(actor))


def queue_of(*, actor: Actor) -> list[SubmissionSummary]:
    """What waits for this actor, oldest first: to be judged (not their own work), or returned to them. At most MAX_QUEUE."""
    if actor.person_id is None:
        return []
    rights = actor.scopes
    wanted = Q(pk__in=[])
    if REVIEW in rights:
        worked = Contributor.objects.filter(project=OuterRef("project"), staff_id=actor.person_id)
        mine = FieldApproval.objects.filter(
            submission_field__submission=OuterRef("pk"),
            reviewer_id=actor.person_id,
            submission_field__verdict=Verdict.HALF,
        )
        left = Q(fields__verdict=Verdict.PENDING) | (Q(fields__verdict=Verdict.HALF) & ~Exists(mine))
        open_now = Submission.objects.filter(left & ~Exists(worked), state=SubmissionState.OPEN)
        judged = open_now.exclude(author_id=actor.person_id)
        wanted |= Q(pk__in=judged.filter(project__in=listings_within(actor, frozenset({REVIEW}))).values("pk"))
    if EDIT in rights:
        wanted |= Q(state=SubmissionState.RETURNED, author_id=actor.person_id)
    rows = submissions_seen_by(actor).filter(wanted)
    return _summaries(rows.order_by("submitted_at", "pk")[:MAX_QUEUE])


def live_submissions(*, actor: Actor) -> list[SubmissionSummary]:
    """Every submission that is not at its end and that the actor sees, oldest first. At most MAX_QUEUE."""
    rows = submissions_seen_by(actor).filter(state__in=LIVE)
    return _summaries(rows.order_by("submitted_at", "pk")[:MAX_QUEUE])


def submission_history(*, actor: Actor, project_id: UUID) -> list[SubmissionSummary]:
    """The submissions of a listing, newest first. Raises NotFound."""
    seen_project_id(actor=actor, project_id=project_id)
    return _summaries(Submission.objects.filter(project_id=project_id).order_by("-number")[:MAX_QUEUE])


def _drawn_sites(submission: Submission, paths: Sequence[str]) -> tuple[SiteModelFacts | None, SiteModelFacts | None]:
    if not any(path.startswith(SITE_PATHS) for path in paths):
        return None, None
    return site_model(submission.base), site_model(submission.candidate)


def submission_by_id(*, actor: Actor, submission_id: UUID) -> SubmissionFacts:
    """One submission with fields, notes and the names of its people. Raises NotFound. Eight queries."""
    rows = submissions_seen_by(actor).filter(pk=submission_id)
    summary = next(iter(_summaries(rows)), None)
    if summary is None:
        raise NotFound("submission")
    submission = rows.get()
    fields = [_field(field) for field in submission.fields.order_by("path").prefetch_related("approvals")]
    notes = [
        NoteFacts(note.pk, note.path, note.round, note.writer_id, note.body, note.written_at)
        for note in ReviewNote.objects.filter(submission=submission_id).order_by("written_at", "id")
    ]
    people = {summary.author_id, *(note.writer_id for note in notes), *(one for f in fields for one in f.approved_by)}
    worked = Contributor.objects.filter(
        project_id=summary.project_id, staff_id__in=[actor.person_id] if actor.person_id else []
    ).exists()
    before, after = _drawn_sites(submission, [field.path for field in fields])
    return SubmissionFacts(
        summary=summary,
        fields=tuple(fields),
        notes=tuple(notes),
        people=tuple(PersonName(one, name) for one, name in masked_names(people).items()),
        own_work=worked or summary.author_id == actor.person_id,
        site_before=before,
        site_after=after,
    )


def _field(field: SubmissionField) -> FieldFacts:
    return FieldFacts(
        path=field.path,
        kind=ChangeKind(field.kind),
        rule=ReviewRule(field.rule),
        before=field.before,
        after=field.after,
        count=field.count,
        verdict=Verdict(field.verdict),
        approved_by=tuple(one.reviewer_id for one in field.approvals.all()),
    )


def _cells_called(project_id: UUID, name: str) -> Cells:
    if name == "live":
        return cells_now(project_id=project_id)
    if name == "candidate":
        return candidate_cells(project_id=project_id)
    found = cells_of_version(project_id=project_id, number=int(name))
    if not found:
        raise NotFound("version")
    return found


def differences(*, actor: Actor, project_id: UUID, before: str, after: str) -> list[Change]:
    """What differs between two contents of a listing: a version's number, "live" (its tables) or "candidate" (with draft).

    Raises NotFound (no such listing for the actor, no such version).
    """
    seen_project_id(actor=actor, project_id=project_id)
    return changes_between(_cells_called(project_id, before), _cells_called(project_id, after))


def draft_changes(*, actor: Actor, project_id: UUID) -> list[Change]:
    """What the candidate of a listing would change for the public. Raises NotFound."""
    seen_project_id(actor=actor, project_id=project_id)
    public = Project.objects.filter(pk=project_id, state=ListingState.PUBLISHED).exists()
    base = cells_now(project_id=project_id) if public else cells_of_version(project_id=project_id)
    return changes_between(base, candidate_cells(project_id=project_id))
