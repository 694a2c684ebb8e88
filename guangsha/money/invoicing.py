"""E-invoices are asked for at their service, over HTTP and so outside commands. All of it may be done again."""

from uuid import UUID

import structlog

from guangsha.backbone.public import command, enqueue
from guangsha.kit.clock import utc_now
from guangsha.money.domain.clocks import ask_after
from guangsha.money.domain.errors import ProviderDown
from guangsha.money.domain.states import InvoiceState
from guangsha.money.models import Invoice
from guangsha.money.outside import CASHIER
from guangsha.money.ports import InvoiceIssuer, InvoiceOrder, Issue, IssueState, issuer_in_use
from guangsha.money.services.invoices import record_issue
from guangsha.vault.public import ErasedSubject, KeyMissing

OPEN = (InvoiceState.REQUESTED, InvoiceState.SENT)
log = structlog.get_logger(__name__)


def push_invoice(invoice_id: UUID) -> None:
    """Ask for an invoice, or about one; then again, later, until the service says how it ended."""
    invoice = Invoice.objects.select_related("payment__obligation").filter(pk=invoice_id, state__in=OPEN).first()
    if invoice is None:
        return
    issuer = issuer_in_use()
    try:
        if issuer is None:
            raise ProviderDown("no issuer")
        issue = _ask(issuer, invoice)
        command(lambda: record_issue(issue=issue), actor=CASHIER)
    except ProviderDown as down:
        log.warning("issuer_down", invoice=str(invoice_id), reason=str(down))
    if Invoice.objects.filter(pk=invoice_id, state__in=OPEN).exists():
        job, key = {"invoice": str(invoice_id)}, f"money.invoice:{invoice_id}"
        pause = ask_after(utc_now() - invoice.asked_at)
        command(lambda: enqueue("money.invoice", job, after=pause, unique_key=key), actor=CASHIER)


def _ask(issuer: InvoiceIssuer, invoice: Invoice) -> Issue:
    if invoice.state == InvoiceState.SENT:
        known = issuer.query(invoice.request_no)
        if known.state is not IssueState.UNKNOWN:
            return known
    try:
        title = invoice.title.reveal() if invoice.title else ""
        tax_no = invoice.tax_no.reveal() if invoice.tax_no else ""
    except (ErasedSubject, KeyMissing):
        title = ""
    if not title:  # whoever asked is erased meanwhile
        return Issue(invoice.request_no, IssueState.REFUSED, reason="erased")
    return issuer.issue(
        InvoiceOrder(
            request_no=invoice.request_no,
            amount_fen=invoice.amount_fen,
            title=title,
            tax_no=tax_no,
            item=invoice.payment.obligation.title,
            merchant_no=invoice.payment.merchant_no,
        )
    )
