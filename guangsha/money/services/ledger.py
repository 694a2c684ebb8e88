"""The one place that posts to the ledger."""

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction

from guangsha.backbone.public import require_command
from guangsha.money.domain.chart import JournalKind, LedgerRefused, Line, check_journal
from guangsha.money.models import Journal, Payment, Posting, Refund


def post(
    *,
    source: str,
    kind: JournalKind,
    payment: Payment | None,
    lines: Sequence[Line],
    refund: Refund | None = None,
    organisation_id: UUID | None = None,
) -> bool:
    """Write a journal; False when this ``source`` has been written already. Raises LedgerRefused: it does not balance.

    ``organisation_id``: whose, where there is no payment to say so.
    """
    require_command()
    check_journal(lines)
    house = payment.obligation.organisation_id if payment else organisation_id
    if house is None:
        raise LedgerRefused("nobody's")
    try:
        with transaction.atomic():
            journal = Journal.objects.create(
                source=source,
                kind=kind,
                payment=payment,
                refund=refund,
                organisation_id=house,
            )
    except IntegrityError:
        return False
    Posting.objects.bulk_create(
        Posting(journal=journal, line=number, account=line.account, amount_fen=line.amount_fen)
        for number, line in enumerate(lines, 1)
    )
    return True
