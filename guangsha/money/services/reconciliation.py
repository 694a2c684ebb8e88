"""A provider's day matched three ways: our ledger, its bill, and the statement of the supervised account.

Each difference is a case with an owner and a clock; a later run that does not find it any more closes it.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.db.models.functions import Now

from guangsha.backbone.public import audit, require_command
from guangsha.money.domain.chart import JournalKind, at_provider, transfer
from guangsha.money.domain.clocks import SETTLED_WITHIN
from guangsha.money.domain.facts import CaseKind
from guangsha.money.domain.reconciling import (
    BREAKS,
    Finding,
    Key,
    Outcome,
    RunState,
    Settlement,
    Theirs,
    collected,
    compare,
    run_state,
    settlement,
)
from guangsha.money.domain.states import CaseState
from guangsha.money.models import MoneyCase, Payment, Reconciliation, ReconciliationLine, Refund, StatementEntry
from guangsha.money.ports import Provider
from guangsha.money.selectors.bills import ours_of, rows_of, told_elsewhere, window
from guangsha.money.services.bill_days import ask_reconciliation
from guangsha.money.services.cases import open_case, settle_case
from guangsha.money.services.ledger import post

BANK = "bank"
CASES = {
    Outcome.OURS_ONLY: CaseKind.BILL_OURS_ONLY,
    Outcome.THEIRS_ONLY: CaseKind.BILL_THEIRS_ONLY,
    Outcome.AMOUNT_DIFFERS: CaseKind.BILL_AMOUNT,
    Outcome.STATE_DIFFERS: CaseKind.BILL_STATE,
    Outcome.DUPLICATE: CaseKind.BILL_DUPLICATE,
}
HEALED = "healed"


def run_of(*, provider: str, day: date) -> Reconciliation:
    """The day's run, made by whoever is first and written so that two at once go one after the other."""
    require_command()
    try:
        with transaction.atomic():
            Reconciliation.objects.create(provider=provider, day=day)
    except IntegrityError:
        pass
    Reconciliation.objects.filter(provider=provider, day=day).update(revision=F("revision") + 1)
    return Reconciliation.objects.annotate(clock=Now()).get(provider=provider, day=day)


def note_no_bill(*, provider: str, day: date, error: str) -> None:
    """The provider gave no bill: the day waits, and what was found before stays."""
    run = run_of(provider=provider, day=day)
    Reconciliation.objects.filter(pk=run.pk).update(error=error[:60])


def record_bill(*, provider: Provider, day: date, bill: Sequence[Theirs]) -> UUID:
    """Match the bill with ledger and statement and write down what was found; the run. Again with the same is the same."""
    require_command()
    run = run_of(provider=provider.name, day=day)
    begin, end = window(day, provider.calendar)
    keys = {line.key for line in bill}
    waited = set(run.lines.filter(outcome=Outcome.AWAITING_BILL).values_list("kind", "number"))
    cleared = set(run.lines.filter(outcome=Outcome.CLEARED).values_list("kind", "number"))
    rows = rows_of(provider.name, keys | waited | cleared, begin, end)
    told = told_elsewhere(provider.name, set(rows), but=run.pk)
    ours = ours_of(provider.name, rows, begin=begin, end=end, told=told)
    found = compare(ours=ours, theirs=bill, waited=frozenset(waited | cleared))
    _write_lines(run, found, rows)
    state = run_state([one.outcome for one in found])
    arrived, how, late = _settle(run, provider, bill, rows, whole=state is not RunState.BROKEN)
    _close_healed(run, _open_cases(run, found, rows) | late)
    done = [line for line in bill if line.done]
    Reconciliation.objects.filter(pk=run.pk).update(
        state=state,
        settlement=how,
        counts=dict(Counter(str(one.outcome) for one in found)),
        paid_fen=sum(line.amount_fen for line in done if line.kind == "payment"),
        back_fen=sum(line.amount_fen for line in done if line.kind == "refund"),
        owed_fen=collected(bill),
        arrived_fen=arrived,
        error="",
        ran_at=Now(),
    )
    _tell_other_days(run, bill)
    audit(action="money.reconcile", target=f"reconciliation:{run.pk}", data={"day": str(day), "state": str(state)})
    return run.pk


def _write_lines(run: Reconciliation, found: Sequence[Finding], rows: dict[Key, Payment | Refund]) -> None:
    run.lines.all().delete()
    lines = []
    for number, one in enumerate(found, 1):
        row = rows.get(one.key)
        lines.append(
            ReconciliationLine(
                run=run,
                line=number,
                provider=run.provider,
                kind=one.key[0],
                number=one.key[1][:64],
                outcome=one.outcome,
                ours_fen=one.ours.amount_fen if one.ours else None,
                ours_state=one.ours.state if one.ours else "",
                theirs_fen=one.theirs.amount_fen if one.theirs else None,
                theirs_state=one.theirs.state[:12] if one.theirs else "",
                theirs_at=one.theirs.at if one.theirs else None,
                payment=row if isinstance(row, Payment) else None,
                refund=row if isinstance(row, Refund) else None,
            )
        )
    ReconciliationLine.objects.bulk_create(lines, batch_size=500)


def _open_cases(run: Reconciliation, found: Sequence[Finding], rows: dict[Key, Payment | Refund]) -> set[str]:
    """A case per break; the causes of them."""
    causes = set()
    for one in found:
        if one.outcome not in BREAKS:
            continue
        kind, (about, number) = CASES[one.outcome], one.key
        row = rows.get(one.key)
        cause = f"{kind}:{run.provider}:{about}:{number[:64]}"
        if run.provider == BANK and one.outcome is Outcome.THEIRS_ONLY:
            continue  # a transfer that matched nothing has been a case since its line came
        causes.add(cause)
        told = {"day": str(run.day), "number": number[:64]}
        if one.ours:
            told |= {"ours_fen": str(one.ours.amount_fen), "ours_state": one.ours.state}
        if one.theirs:
            told |= {"theirs_fen": str(one.theirs.amount_fen), "theirs_state": one.theirs.state}
        open_case(
            kind=kind, cause=cause, provider=run.provider, details=told, run=run,
            payment=row if isinstance(row, Payment) else row.payment if row else None,
            refund=row if isinstance(row, Refund) else None,
        )  # fmt: skip
    return causes


def _settle(
    run: Reconciliation, provider: Provider, bill: Sequence[Theirs], rows: dict[Key, Payment | Refund], *, whole: bool
) -> tuple[int | None, Settlement, set[str]]:
    """What of the day arrived in the supervised account, and the causes of cases about that.

    It is booked when it is what the bill says, and the bill is what the ledger says (``whole``).
    """
    if provider.name == BANK:  # its account is the supervised one
        return None, Settlement.NOTHING, set()
    causes: set[str] = set()
    entries = StatementEntry.objects.filter(settles=run.provider, settles_on=run.day)
    arrived = entries.aggregate(sum=Sum("amount_fen"))["sum"]
    owed = collected(bill)
    _, end = window(run.day, provider.calendar)
    overdue = run.clock > end + provider.bill_after + SETTLED_WITHIN  # type: ignore[attr-defined]
    how = settlement(owed_fen=owed, arrived_fen=arrived, overdue=overdue)
    if how in (Settlement.OVERDUE, Settlement.DIFFERS):
        kind = CaseKind.NOT_SETTLED if how is Settlement.OVERDUE else CaseKind.SETTLEMENT_DIFFERS
        cause = f"{kind}:{run.provider}:{run.day}"
        causes.add(cause)
        told = {"day": str(run.day), "owed_fen": str(owed), "arrived_fen": str(arrived or 0)}
        open_case(kind=kind, cause=cause, provider=run.provider, details=told, run=run)
    if how is Settlement.SETTLED and whole:
        _book_settlement(run, bill, rows)
    return arrived, how, causes


def _book_settlement(run: Reconciliation, bill: Sequence[Theirs], rows: dict[Key, Payment | Refund]) -> None:
    """One journal per company: from the provider to the bank. Once per day and company by its source."""
    houses: dict[UUID, int] = defaultdict(int)
    for line in bill:
        row = rows.get(line.key)
        if row is None or not line.done:
            continue
        payment = row if isinstance(row, Payment) else row.payment
        houses[payment.obligation.organisation_id] += line.amount_fen * (1 if line.kind == "payment" else -1)
    for house, fen in sorted(houses.items()):
        if fen == 0:
            continue
        there, here = at_provider(BANK), at_provider(run.provider)
        debit, credit = (there, here) if fen > 0 else (here, there)
        post(
            source=f"settled:{run.pk.hex}:{house.hex[-12:]}",
            kind=JournalKind.SETTLED,
            payment=None,
            organisation_id=house,
            lines=transfer(debit=debit, credit=credit, amount_fen=abs(fen)),
        )


def _close_healed(run: Reconciliation, kept: set[str]) -> None:
    """What this run does not find any more has healed."""
    for cause in MoneyCase.objects.filter(run=run, state=CaseState.OPEN).values_list("cause", flat=True):
        if cause not in kept:
            settle_case(cause=cause, resolution=HEALED)


def _tell_other_days(run: Reconciliation, bill: Sequence[Theirs]) -> None:
    """What other days' runs were waiting for, and this bill says is done: have those days matched again."""
    numbers = [line.number for line in bill if line.done]
    open_ = (Outcome.AWAITING_BILL, Outcome.OURS_ONLY, Outcome.STATE_DIFFERS)
    lines = ReconciliationLine.objects.filter(provider=run.provider, number__in=numbers, outcome__in=open_).exclude(
        run=run
    )
    for day in sorted(set(lines.values_list("run__day", flat=True))):
        ask_reconciliation(provider=run.provider, day=day)
