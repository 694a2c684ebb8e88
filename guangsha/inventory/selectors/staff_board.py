"""The staff's unit board, now or at any past moment, and one unit of it. A fixed number of queries, and no write."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Max, Q, Sum

from guangsha.accounts.public import masked_names
from guangsha.catalog.public import desk_listing, desk_stock, desk_unit
from guangsha.inventory.domain.claims import ClaimEnding, ClaimKind
from guangsha.inventory.domain.price import price
from guangsha.inventory.domain.staff_board import (
    BatchFacts,
    HoldRequestFacts,
    LiveClaim,
    StaffBoard,
    StaffUnit,
    StaffUnitDetail,
    UnitStep,
)
from guangsha.inventory.domain.statuses import UnitStatus
from guangsha.inventory.domain.steps import AskedState, BatchState, Refusal
from guangsha.inventory.domain.views import first_day
from guangsha.inventory.models import Claim, HoldRequest, ReleaseBatch, UnitEvent, UnitRecord, UnitViews
from guangsha.inventory.policies import APPROVE, KEEP
from guangsha.inventory.selectors.prices import asking_of, priced
from guangsha.kit.actor import Actor
from guangsha.vault.public import Masked

LATEST = 50
"""Requests and batches beside the board, and steps of one unit."""


class Stood(NamedTuple):
    """A unit's status, its record's revision and when it came there."""

    status: UnitStatus
    revision: int
    changed_at: datetime


def stood_now(*, project_id: UUID) -> dict[UUID, Stood]:
    """Unit id -> where it stands; a unit that is missing was never released. One query."""
    rows = UnitRecord.objects.filter(project=project_id).values_list("pk", "status", "revision", "changed_at")
    return {pk: Stood(UnitStatus(status), revision, changed_at) for pk, status, revision, changed_at in rows}


def stood_at(*, project_id: UUID, at: datetime) -> dict[UUID, Stood]:
    """Unit id -> where it stood at a past moment, folded from its events: the one with the highest revision by then. One query.

    Events from before revisions were kept come first, in the order of their ids.
    """
    events = UnitEvent.objects.filter(project=project_id, changed_at__lte=at)
    found: dict[UUID, Stood] = {}
    steps = events.order_by("pk").values_list("unit_id", "after", "revision", "changed_at")
    for unit_id, after, revision, changed_at in steps:
        known = found.get(unit_id)
        if known is None or (revision or 0) >= known.revision:
            found[unit_id] = Stood(UnitStatus(after), revision or 0, changed_at)
    return found


def staff_board(*, actor: Actor, project_id: UUID, at: datetime | None = None) -> StaffBoard:
    """Every unit of a listing with its status, price and claim, now or ``at`` a past moment. Raises NotFound.

    Fifteen queries, however many units. Units and buildings are those of today: a unit that has been removed since is not
    on a past board.
    """
    listing = desk_listing(actor=actor, project_id=project_id)
    past = at if at is not None and at < listing.as_of else None
    version = UnitEvent.objects.filter(project=project_id).count()
    stood = stood_now(project_id=project_id) if past is None else stood_at(project_id=project_id, at=past)
    buildings, stock = desk_stock(project_id=project_id)
    asking = asking_of(project_ids=[project_id], at=past)[project_id]
    deadlines = _deadlines(project_id, past)
    requests, batches = _requests(actor, project_id, past), _batches(project_id, past)
    views = _views(project_id, listing.as_of) if past is None else None
    waiting = {one for row in requests if row.state is AskedState.ASKED for one in row.unit_ids}
    planned = {one: row.id for row in batches if row.state is BatchState.PLANNED for one in row.unit_ids}
    units = []
    for unit in stock:
        stand = stood.get(unit.id)
        units.append(
            StaffUnit(
                unit=unit,
                status=stand.status if stand else UnitStatus.UNRELEASED,
                revision=stand.revision if stand else 0,
                changed_at=stand.changed_at if stand else None,
                asked_price_fen=asking.total(unit),
                deadline=deadlines.get(unit.id),
                waiting=unit.id in waiting,
                batch_id=planned.get(unit.id),
                views=None if views is None else views.get(unit.id, 0),
            )
        )
    counts = Counter(one.status for one in units)
    place = {"organisation_id": listing.organisation_id, "project_id": project_id}
    return StaffBoard(
        listing=listing,
        at=past,
        version=version,
        buildings=tuple(buildings),
        units=tuple(units),
        requests=requests,
        batches=batches,
        counts={status: counts.get(status, 0) for status in UnitStatus},
        may_keep=past is None and actor.may(KEEP, **place),
        may_approve=past is None and actor.may(APPROVE, **place),
    )


def _views(project_id: UUID, now: datetime) -> dict[UUID, int]:
    """How often pages of a project's units were looked at in the last days; who was not looked at is missing. One query."""
    rows = UnitViews.objects.filter(unit__project=project_id, day__gte=first_day(now))
    return dict(rows.order_by().values_list("unit_id").annotate(total=Sum("views")))


def _deadlines(project_id: UUID, past: datetime | None) -> dict[UUID, datetime]:
    """Of live claims; an ended claim does not keep its deadline, so a past board has none."""
    if past is not None:
        return {}
    live = Claim.objects.filter(project=project_id, deadline__isnull=False).exclude(active_unit=None)
    return {unit_id: deadline for unit_id, deadline in live.values_list("unit_id", "deadline") if deadline is not None}


def _refused(words: Mapping[str, str]) -> dict[UUID, Refusal]:
    return {UUID(key): Refusal(word) for key, word in words.items()}


def _requests(actor: Actor, project_id: UUID, past: datetime | None) -> tuple[HoldRequestFacts, ...]:
    rows = HoldRequest.objects.filter(project=project_id)
    if past is not None:
        rows = rows.filter(Q(decided_at=None) | Q(decided_at__gt=past), asked_at__lte=past)
    waiting = list(rows.filter(state=AskedState.ASKED).order_by("asked_at")) if past is None else list(rows[:LATEST])
    decided = [] if past is not None else list(rows.exclude(state=AskedState.ASKED).order_by("-decided_at")[:LATEST])
    people = {one for row in (*waiting, *decided) for one in (row.asked_by, row.decided_by) if one is not None}
    names = masked_names(people)
    return tuple(_request(row, names, actor, past) for row in (*waiting, *decided))


def _request(row: HoldRequest, names: Mapping[UUID, Masked], actor: Actor, past: datetime | None) -> HoldRequestFacts:
    return HoldRequestFacts(
        id=row.pk,
        unit_ids=tuple(UUID(one) for one in row.unit_ids),
        reason=row.reason,
        until=row.until,
        state=AskedState(row.state) if past is None else AskedState.ASKED,
        asked_by=row.asked_by,
        asked_name=names.get(row.asked_by),
        asked_at=row.asked_at,
        decided_name=names.get(row.decided_by) if row.decided_by and past is None else None,
        decided_at=row.decided_at if past is None else None,
        note=row.note if past is None else "",
        refused=_refused(row.refused) if past is None else {},
        mine=row.asked_by == actor.person_id,
    )


def _batches(project_id: UUID, past: datetime | None) -> tuple[BatchFacts, ...]:
    rows = ReleaseBatch.objects.filter(project=project_id)
    if past is not None:
        rows = rows.filter(Q(ended_at=None) | Q(ended_at__gt=past), planned_at__lte=past)
    found = sorted(rows.order_by("-release_at")[:LATEST], key=lambda row: (row.state != BatchState.PLANNED, row.pk))
    names = masked_names({row.planned_by for row in found if row.planned_by is not None})
    return tuple(
        BatchFacts(
            id=row.pk,
            name=row.name,
            unit_ids=tuple(UUID(one) for one in row.unit_ids),
            release_at=row.release_at,
            state=BatchState(row.state) if past is None else BatchState.PLANNED,
            planned_name=names.get(row.planned_by) if row.planned_by else None,
            planned_at=row.planned_at,
            ended_at=row.ended_at if past is None else None,
            note=row.note if past is None else "",
            refused=_refused(row.refused) if past is None else {},
        )
        for row in found
    )


def staff_unit(*, actor: Actor, project_id: UUID, unit_id: UUID) -> StaffUnitDetail:
    """One unit of the listing with its last steps, its claim and its price. Raises NotFound. A dozen queries."""
    listing = desk_listing(actor=actor, project_id=project_id)
    facts = desk_unit(project_id=project_id, unit_id=unit_id)
    record = UnitRecord.objects.filter(pk=unit_id).values_list("status", "revision").first()
    events = list(UnitEvent.objects.filter(unit=unit_id).order_by("-revision", "-pk")[:LATEST])
    names = masked_names({row.staff_id for row in events if row.staff_id is not None})
    claim = Claim.objects.filter(active_unit=unit_id).first()
    known = priced(facts)
    asking = asking_of(project_ids=[project_id])[project_id]
    return StaffUnitDetail(
        unit_id=unit_id,
        status=UnitStatus(record[0]) if record else UnitStatus.UNRELEASED,
        revision=record[1] if record else 0,
        steps=tuple(_step(row, names) for row in events),
        claim=_claim(claim),
        receipt=price(known, asking.rules, at=asking.at or listing.as_of) if known else None,
        as_of=listing.as_of,
    )


def _claim(row: Claim | None) -> LiveClaim | None:
    if row is None:
        return None
    ending = ClaimEnding(row.ending) if row.ending else None
    return LiveClaim(ClaimKind(row.kind), row.made_at, row.deadline, row.price_fen, ending)


def _step(row: UnitEvent, names: Mapping[UUID, Masked]) -> UnitStep:
    buyers = {ClaimEnding.RELEASED.value}
    by_buyer = row.after == UnitStatus.HELD or row.reason in buyers
    return UnitStep(
        revision=row.revision,
        before=UnitStatus(row.before),
        after=UnitStatus(row.after),
        reason=row.reason,
        changed_at=row.changed_at,
        by="staff" if row.staff_id is not None else "buyer" if by_buyer else "system",
        staff_id=row.staff_id,
        name=names.get(row.staff_id) if row.staff_id is not None else None,
    )


class Change(NamedTuple):
    """A unit whose status changed lately, and its status now."""

    unit_id: UUID
    status: UnitStatus
    revision: int
    changed_at: datetime


SPARE = 10


def latest_changes(*, project_id: UUID, limit: int) -> tuple[int, Sequence[Change]]:
    """How many steps the units of a project took so far, and the units of the last ``limit`` steps as they are now.

    Three queries. Whoever knows the board of fewer than ``limit`` steps ago knows the board of now with these: SPARE times as
    many are read, because a step that waited for a lock carries a moment from before others that came first.
    """
    events = UnitEvent.objects.filter(project=project_id)
    version = events.count()
    ids = set(events.order_by("-changed_at", "-pk").values_list("unit_id", flat=True)[: limit * SPARE])
    rows = UnitRecord.objects.filter(pk__in=ids).order_by("pk")
    columns = rows.values_list("pk", "status", "revision", "changed_at")
    return version, [Change(pk, UnitStatus(status), revision, at) for pk, status, revision, at in columns]


def board_news(*, project_id: UUID) -> str:
    """A word that changes with every request and batch that is made or decided. Two queries."""
    requests = HoldRequest.objects.filter(project=project_id).aggregate(made=Count("pk"), last=Max("decided_at"))
    batches = ReleaseBatch.objects.filter(project=project_id).aggregate(made=Count("pk"), last=Max("ended_at"))
    return ".".join(str(one or "") for row in (requests, batches) for one in row.values())
