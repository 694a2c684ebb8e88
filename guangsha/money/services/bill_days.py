"""Which days of which providers are to be matched, again or for the first time."""

from datetime import date

from guangsha.backbone.public import enqueue, require_command
from guangsha.money.domain.reconciling import Outcome
from guangsha.money.models import ReconciliationLine


def ask_reconciliation(*, provider: str, day: date) -> None:
    """Have the day matched by a job; asking while it waits asks once."""
    require_command()
    job = {"provider": provider, "day": day.isoformat()}
    enqueue("money.reconcile", job, unique_key=f"money.reconcile:{provider}:{day}")


def reconsider(*, provider: str, number: str) -> None:
    """Something became of a payment or refund that a bill did not agree about: have those days matched again."""
    agreed = (Outcome.MATCHED, Outcome.CLEARED)
    lines = ReconciliationLine.objects.filter(provider=provider, number=number).exclude(outcome__in=agreed)
    for day in lines.values_list("run__day", flat=True).distinct():
        ask_reconciliation(provider=provider, day=day)
