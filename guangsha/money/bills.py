"""Bills are fetched from providers, over HTTP and so outside commands, and matched. All of it may be done again."""

from datetime import date, datetime, timedelta

import structlog

from guangsha.backbone.public import command, enqueue
from guangsha.kit.clock import utc_now
from guangsha.money.domain.clocks import BILL_AGAIN, BILL_FOR
from guangsha.money.domain.errors import ProviderDown
from guangsha.money.domain.reconciling import RunState, Settlement, Theirs
from guangsha.money.models import Reconciliation
from guangsha.money.outside import CASHIER, ask_about
from guangsha.money.ports import Provider, matched, provider_called
from guangsha.money.selectors.bills import first_day, statement_of, unfinished, window
from guangsha.money.services.bill_days import ask_reconciliation
from guangsha.money.services.reconciliation import BANK, note_no_bill, record_bill

LOOK_BACK = 7
"""Days that are matched by themselves when nobody has; older ones when somebody asks."""
log = structlog.get_logger(__name__)


def reconcile(provider_name: str, day: date) -> None:
    """Fetch the provider's bill of ``day`` and match it; a day that does not fit yet is looked at again, for BILL_FOR."""
    provider = provider_called(provider_name)
    if provider is None:
        return
    try:
        bill = _bill(provider, day)
        _ask(provider, bill)
    except ProviderDown as down:
        reason = str(down)
        log.warning("no_bill", provider=provider_name, day=str(day), reason=reason)
        command(lambda: note_no_bill(provider=provider_name, day=day, error=reason), actor=CASHIER)
    else:
        command(lambda: record_bill(provider=provider, day=day, bill=bill), actor=CASHIER)
    _again(provider, day)


def _bill(provider: Provider, day: date) -> list[Theirs]:
    if provider.name == BANK:
        return statement_of(BANK, *window(day, provider.calendar))
    return [Theirs(str(one.kind), one.number, one.amount_fen, one.state, one.at) for one in provider.bill(day)]


def _ask(provider: Provider, bill: list[Theirs]) -> None:
    """Where the bill says that money moved and we do not know it, the provider is asked before it is judged."""
    payments, refunds = unfinished(provider.name, {line.number for line in bill if line.done})
    for payment_id in payments:
        ask_about(provider, payment_id=payment_id)
    for refund_id in refunds:
        ask_about(provider, refund_id=refund_id)


def _again(provider: Provider, day: date) -> None:
    run = Reconciliation.objects.filter(provider=provider.name, day=day).first()
    if run is None:
        return
    settled = run.settlement in (Settlement.SETTLED, Settlement.NOTHING)
    if run.state == RunState.BALANCED and settled and not run.error:
        return
    _, end = window(day, provider.calendar)
    if utc_now() > end + BILL_FOR:
        return
    job = {"provider": provider.name, "day": day.isoformat()}
    key = f"money.reconcile:{provider.name}:{day}"
    command(lambda: enqueue("money.reconcile", job, after=BILL_AGAIN, unique_key=key), actor=CASHIER)


def bills_step(now: datetime | None = None) -> bool:
    """Ask for every day whose bill can be had by now and that nobody has matched. Repeating it is harmless."""
    now = now or utc_now()
    for name in matched():
        provider = provider_called(name)
        if provider is None:
            continue
        first = first_day(name, provider.calendar)
        if first is None:
            continue
        last = (now - provider.bill_after).astimezone(provider.calendar).date() - timedelta(days=1)
        days = [last - timedelta(days=back) for back in range(LOOK_BACK)]
        known = set(Reconciliation.objects.filter(provider=name, day__in=days).values_list("day", flat=True))
        for day in sorted(day for day in days if day >= first and day not in known):
            command(lambda name=name, day=day: ask_reconciliation(provider=name, day=day), actor=CASHIER)  # type: ignore[misc]
    return False
