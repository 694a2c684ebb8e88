"""The one place that posts to the ledger."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from guangsha.backbone.public import require_command
from guangsha.money.domain.chart import JournalKind, Line, check_journal
from guangsha.money.models import Journal, Payment, Posting, Refund


def post(
    *, source: str, kind: JournalKind, payment: Payment, lines: Sequence[Line], refund: Refund | None = None
) -> bool:
    """Write a journal; False when this ``source`` has been written already. Raises LedgerRefused: it does not balance."""
    require_command()
    check_journal(lines)
    try:
        with transaction.atomic():
            journal = Journal.objects.create(
                source=source,
                kind=kind,
                payment=payment,
                refund=refund,
                organisation_id=payment.obligation.organisation_id,
            )
    except IntegrityError:
        return False
    Posting.objects.bulk_create(
        Posting(journal=journal, line=number, account=line.account, amount_fen=line.amount_fen)
        for number, line in enumerate(lines, 1)
    )
    return True
