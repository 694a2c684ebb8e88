"""Days of providers as finance sees them: of one's companies what a bill says of them, of all of it for who sees all."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Now

from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound
from guangsha.money.domain.facts import CaseFacts
from guangsha.money.domain.reconciling import BREAKS, Outcome, RunState, Settlement, run_state
from guangsha.money.models import MoneyCase, Reconciliation, ReconciliationLine
from guangsha.money.policies import READ, seen_by
from guangsha.money.selectors.console import case_of

SHOWN_DAYS = 90
SHOWN_LINES = 200
REFUND = "refund"


@dataclass(frozen=True, slots=True)
class RunFacts:
    """A provider's day. Sums are paid less given back, in fen. ``owed_fen``, ``arrived_fen``: of the whole day, so None for who
    sees only some companies."""

    id: UUID
    provider: str
    day: date
    state: RunState
    settlement: Settlement
    matched: int
    awaiting: int
    broken: int
    ours_fen: int
    theirs_fen: int
    owed_fen: int | None
    arrived_fen: int | None
    error: str
    ran_at: datetime | None


@dataclass(frozen=True, slots=True)
class RunLine:
    """One that does not simply match, with both sides."""

    kind: str
    number: str
    outcome: Outcome
    ours_fen: int | None
    ours_state: str
    theirs_fen: int | None
    theirs_state: str
    theirs_at: datetime | None
    title: str
    title_en: str
    case_id: UUID | None


@dataclass(frozen=True, slots=True)
class RunDetail:
    """A day, what did not simply match (``more``: there are more than these), and the cases of it."""

    run: RunFacts
    lines: list[RunLine]
    more: bool
    cases: list[CaseFacts]


def _lines(actor: Actor, runs: Any) -> QuerySet[ReconciliationLine]:
    """A refund's line names its payment through the refund."""
    rows = ReconciliationLine.objects.filter(run__in=runs)
    if actor.reaches_everything(READ):
        return rows
    return rows.filter(
        seen_by(actor, "payment__obligation__organisation_id")
        | seen_by(actor, "refund__payment__obligation__organisation_id")
    )


class _Sums:
    """What the lines of one run come to."""

    def __init__(self) -> None:
        self.counts: Counter[Outcome] = Counter()
        self.ours = self.theirs = 0

    def add(self, row: Mapping[str, Any]) -> None:
        """Count lines of one kind and outcome."""
        sign = -1 if row["kind"] == REFUND else 1
        self.counts[Outcome(row["outcome"])] += row["count"]
        self.ours += sign * (row["ours"] or 0)
        self.theirs += sign * (row["theirs"] or 0)

    def count(self, *outcomes: Outcome) -> int:
        """How many lines have one of these."""
        return sum(self.counts[one] for one in outcomes)


def _facts(actor: Actor, runs: list[Reconciliation]) -> list[RunFacts]:
    """One query for all of them."""
    whole = actor.reaches_everything(READ)
    sums: dict[UUID, _Sums] = defaultdict(_Sums)
    counted = _lines(actor, [run.pk for run in runs]).values("run_id", "kind", "outcome")
    for row in counted.annotate(count=Count("pk"), ours=Sum("ours_fen"), theirs=Sum("theirs_fen")):
        sums[row["run_id"]].add(row)
    return [_run(run, sums[run.pk], whole=whole) for run in runs]


def _run(run: Reconciliation, sums: _Sums, *, whole: bool) -> RunFacts:
    return RunFacts(
        id=run.pk,
        provider=run.provider,
        day=run.day,
        state=run_state(list(sums.counts)) if run.ran_at else RunState.WAITING,
        settlement=Settlement(run.settlement),
        matched=sums.count(Outcome.MATCHED, Outcome.CLEARED),
        awaiting=sums.count(Outcome.AWAITING_BILL),
        broken=sums.count(*BREAKS),
        ours_fen=sums.ours,
        theirs_fen=sums.theirs,
        owed_fen=run.owed_fen if whole else None,
        arrived_fen=run.arrived_fen if whole else None,
        error=run.error,
        ran_at=run.ran_at,
    )


def runs_seen(*, actor: Actor) -> list[RunFacts]:
    """The newest days, newest first. Two queries."""
    return _facts(actor, list(Reconciliation.objects.order_by("-day", "provider")[:SHOWN_DAYS]))


def run_seen(*, actor: Actor, run_id: UUID) -> RunDetail:
    """One day with what does not simply match. Raises NotFound."""
    run = Reconciliation.objects.filter(pk=run_id).first()
    if run is None:
        raise NotFound("reconciliation")
    rows = _lines(actor, [run.pk]).exclude(outcome=Outcome.MATCHED)
    found = list(
        rows.select_related("payment__obligation", "refund__payment__obligation").order_by("line")[: SHOWN_LINES + 1]
    )
    cases = MoneyCase.objects.annotate(clock=Now()).filter(seen_by(actor), run=run).order_by("-opened_at", "-pk")
    by_number = {one.details.get("number"): one.pk for one in cases}
    return RunDetail(
        run=_facts(actor, [run])[0],
        lines=[_line(row, by_number.get(row.number)) for row in found[:SHOWN_LINES]],
        more=len(found) > SHOWN_LINES,
        cases=[case_of(one) for one in cases],
    )


def _line(row: ReconciliationLine, case_id: UUID | None) -> RunLine:
    payment = row.payment or (row.refund.payment if row.refund else None)
    return RunLine(
        kind=row.kind,
        number=row.number,
        outcome=Outcome(row.outcome),
        ours_fen=row.ours_fen,
        ours_state=row.ours_state,
        theirs_fen=row.theirs_fen,
        theirs_state=row.theirs_state,
        theirs_at=row.theirs_at,
        title=payment.obligation.title if payment else "",
        title_en=payment.obligation.title_en if payment else "",
        case_id=case_id if Outcome(row.outcome) in BREAKS else None,
    )
