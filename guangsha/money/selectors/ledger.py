"""The ledger as it stands: balances are sums of postings, each time."""

from uuid import UUID

from django.db.models import Sum

from guangsha.money.domain.chart import balance_of
from guangsha.money.models import Posting


def balances(*, organisation_id: UUID | None = None) -> dict[str, int]:
    """Account code -> balance in fen on its normal side; accounts that nothing was ever posted to are left out."""
    rows = Posting.objects.all()
    if organisation_id is not None:
        rows = rows.filter(journal__organisation_id=organisation_id)
    sums = rows.order_by().values_list("account").annotate(sum=Sum("amount_fen"))
    return {account: balance_of(account, total) for account, total in sums}
