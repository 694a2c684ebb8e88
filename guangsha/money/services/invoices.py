"""E-invoices: asked for by who paid, issued by a service outside, one per payment."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now

from guangsha.backbone.public import audit, enqueue, require_command
from guangsha.kit.errors import Invalid, NotFound
from guangsha.kit.ids import new_id
from guangsha.money.domain.errors import InvoicedAlready, InvoicesNotOffered, NothingToInvoice
from guangsha.money.domain.facts import CaseKind
from guangsha.money.domain.invoices import invoice_errors
from guangsha.money.domain.states import InvoiceKind, InvoiceState, PaymentState, invoice_before
from guangsha.money.models import Allocation, Invoice, Payment, Refund
from guangsha.money.ports import Issue, IssueState, issuer_in_use
from guangsha.money.selectors.left import left_of
from guangsha.money.services.cases import open_case
from guangsha.vault.public import Secret

STATES = {
    IssueState.PROCESSING: InvoiceState.SENT,
    IssueState.ISSUED: InvoiceState.ISSUED,
    IssueState.REFUSED: InvoiceState.REFUSED,
}


def ask_invoice(*, payer_id: UUID, payment_id: UUID, kind: InvoiceKind, title: str, tax_no: str) -> UUID:
    """An e-invoice over what is left of one's payment; issued by a job. Raises NotFound, InvoicesNotOffered, NothingToInvoice,
    InvoicedAlready, Invalid."""
    require_command()
    payment = Payment.objects.filter(pk=payment_id, obligation__payer_id=payer_id).first()
    if payment is None:
        raise NotFound("payment")
    if issuer_in_use() is None:
        raise InvoicesNotOffered()
    if wrong := invoice_errors(kind=kind, title=title, tax_no=tax_no):
        raise Invalid(errors=wrong)
    Payment.objects.filter(pk=payment_id).update(revision=F("revision") + 1)  # before what is left of it is read
    settled = payment.state == PaymentState.PAID and Allocation.objects.filter(payment=payment).exists()
    amount = left_of(payment) if settled else 0
    if amount <= 0:
        raise NothingToInvoice()
    key = new_id()
    invoice = Invoice(
        id=key,
        payment=payment,
        live_payment=payment_id,
        payer_id=payer_id,
        request_no=key.hex,
        kind=kind,
        amount_fen=amount,
    )
    invoice.title = Secret(title.strip())
    invoice.tax_no = Secret(tax_no.strip().upper()) if kind is InvoiceKind.COMPANY else None
    try:
        with transaction.atomic():
            invoice.save(force_insert=True)
    except IntegrityError as error:
        raise InvoicedAlready() from error
    audit(action="money.invoice.ask", target=f"invoice:{key}", data={"payment": str(payment_id), "amount_fen": amount})
    follow_invoice(key)
    return key


def follow_invoice(invoice_id: UUID) -> None:
    """Have it asked for, or about, now."""
    enqueue("money.invoice", {"invoice": str(invoice_id)}, unique_key=f"money.invoice:{invoice_id}")


def record_issue(*, issue: Issue) -> None:
    """What the service says about an invoice has its effect: once, and never backwards."""
    require_command()
    state = STATES.get(issue.state)
    if state is None:
        return
    values: dict[str, object] = {}
    if state is InvoiceState.ISSUED:
        values = {"invoice_no": issue.invoice_no[:40], "issued_at": Now()}
    if state is InvoiceState.REFUSED:
        values = {"reason": issue.reason[:100], "live_payment": None}
    rows = Invoice.objects.filter(request_no=issue.request_no, state__in=invoice_before(state))
    if rows.update(state=state, **values) == 1:
        audit(action=f"money.invoice.{state}", target=f"invoice_request:{issue.request_no}")


def invoice_of_refunded(*, payment: Payment, refund: Refund) -> None:
    """Money of an invoiced payment goes back: somebody has to issue the red invoice 红字发票 that reverses it."""
    live = Invoice.objects.filter(live_payment=payment.pk).first()
    if live is None:
        return
    told = {"number": live.invoice_no or live.request_no, "amount_fen": str(refund.amount_fen)}
    kind = CaseKind.INVOICE_REVERSAL
    open_case(
        kind=kind, cause=f"{kind}:{refund.pk}", provider=payment.provider, payment=payment, refund=refund, details=told
    )
