"""The tables of money: what is owed, paid and given back, what providers told us, and the ledger."""

from django.db import models
from django.db.models.functions import Now

from guangsha.kit.ids import new_id
from guangsha.money.domain.chart import CHART, JournalKind
from guangsha.money.domain.facts import CaseKind, RefundReason
from guangsha.money.domain.reconciling import Outcome, RunState, Settlement
from guangsha.money.domain.states import (
    BookingState,
    CaseState,
    InvoiceKind,
    InvoiceState,
    LineState,
    ObligationState,
    PaymentState,
    Purpose,
    RefundState,
)
from guangsha.vault.public import EncryptedTextField

PURPOSES = [(str(one), str(one)) for one in Purpose]
OBLIGATION_STATES = [(str(one), str(one)) for one in ObligationState]
PAYMENT_STATES = [(str(one), str(one)) for one in PaymentState]
REFUND_STATES = [(str(one), str(one)) for one in RefundState]
CASE_STATES = [(str(one), str(one)) for one in CaseState]
CASE_KINDS = [(str(one), str(one)) for one in CaseKind]
REASONS = [(str(one), str(one)) for one in RefundReason]
JOURNAL_KINDS = [(str(one), str(one)) for one in JournalKind]
LINE_STATES = [(str(one), str(one)) for one in LineState]
BOOKING_STATES = [(str(one), str(one)) for one in BookingState]
INVOICE_STATES = [(str(one), str(one)) for one in InvoiceState]
INVOICE_KINDS = [(str(one), str(one)) for one in InvoiceKind]
OUTCOMES = [(str(one), str(one)) for one in Outcome]
RUN_STATES = [(str(one), str(one)) for one in RunState]
SETTLEMENTS = [(str(one), str(one)) for one in Settlement]
ACCOUNTS = [(code, account.name_en) for code, account in CHART.items()]


class Obligation(models.Model):
    """Somebody owes an amount for a subject. ``cause`` names why it was opened: the same cause opens it once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    cause = models.CharField(max_length=120, unique=True)
    subject = models.CharField(max_length=80, db_index=True)
    payer_id = models.UUIDField(db_index=True)
    organisation_id = models.UUIDField(db_index=True)
    purpose = models.CharField(max_length=14, choices=PURPOSES)
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    amount_fen = models.BigIntegerField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=OBLIGATION_STATES, default=str(ObligationState.OPEN))
    revision = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(db_default=Now())
    paid_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=200, blank=True)


class Payment(models.Model):
    """One attempt. ``revision`` rises with every write that relies on what was read of its refunds.

    ``destination``: where its buyer goes, {"kind", "value"}; null until the provider knows of it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="payments")
    provider = models.CharField(max_length=20)
    merchant_no = models.CharField(max_length=32, unique=True)
    provider_no = models.CharField(max_length=64, blank=True)
    amount_fen = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=PAYMENT_STATES, default=str(PaymentState.CREATED))
    destination = models.JSONField(null=True)
    revision = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("state", "made_at"), name="money_payment_state"),)


class Allocation(models.Model):
    """The payment that settled an obligation. Both keys are unique: one payment each, never moved."""

    payment = models.OneToOneField(Payment, primary_key=True, on_delete=models.PROTECT, related_name="allocation")
    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="allocation")
    amount_fen = models.BigIntegerField()


class Refund(models.Model):
    """Part of a payment on its way back, under a number of its own that the provider gets too."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    cause = models.CharField(max_length=120, unique=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    refund_no = models.CharField(max_length=32, unique=True)
    amount_fen = models.BigIntegerField()
    reason = models.CharField(max_length=12, choices=REASONS)
    note = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=REFUND_STATES)
    automatic = models.BooleanField()
    asked_by = models.UUIDField(null=True)
    decided_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("state", "asked_at"), name="money_refund_state"),)


class Invoice(models.Model):
    """An e-invoice that the payer of a payment asked for. ``live_payment``: the payment, NULL once it was refused: one each.

    ``title`` and ``tax_no`` are sealed under the payer's own key.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="invoices")
    live_payment = models.UUIDField(null=True, unique=True)
    payer_id = models.UUIDField(db_index=True)
    request_no = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=8, choices=INVOICE_KINDS)
    title = EncryptedTextField(person_attr="payer_id", null=True)
    tax_no = EncryptedTextField(person_attr="payer_id", null=True)
    amount_fen = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=INVOICE_STATES, default=str(InvoiceState.REQUESTED))
    invoice_no = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=100, blank=True)
    asked_at = models.DateTimeField(db_default=Now())
    issued_at = models.DateTimeField(null=True)


class ProviderEvent(models.Model):
    """Something a provider told us, once. ``digest``: of what was signed; the text itself is not kept. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    provider = models.CharField(max_length=20)
    event_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=64)
    amount_fen = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64)
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=("provider", "event_id"), name="money_provider_event_once"),)
        indexes = (models.Index(fields=("number",), name="money_event_number"),)


class StatementEntry(models.Model):
    """A line of the supervised account's statement 监管账户流水, once by its key, a hash of what it says; in fen,
    what went out negative.

    ``text`` names whoever transferred, so it is sealed, under a key per account and month. ``settles``, ``settles_on``: the
    provider's day whose money this is.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    provider = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    number = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)
    amount_fen = models.BigIntegerField()
    text = EncryptedTextField(person_attr="sealed_under", null=True)
    sealed_under = models.UUIDField()
    settles = models.CharField(max_length=20, blank=True)
    settles_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=LINE_STATES, default=str(LineState.OPEN))
    payment = models.ForeignKey(Payment, null=True, on_delete=models.PROTECT, related_name="entries")
    refund = models.ForeignKey(Refund, null=True, on_delete=models.PROTECT, related_name="entries")
    imported_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=("provider", "key"), name="money_entry_once"),)
        indexes = (models.Index(fields=("settles", "settles_on"), name="money_entry_settles"),)


class Booking(models.Model):
    """What somebody wants done with a line that matched nothing: ``obligation`` settled by it, or (None) sent back.

    ``live_entry``: the line, while this is proposed or approved; NULL once rejected. So a line is decided about once.
    ``differs``: what does not fit, of "amount", "reference"; then a second person decides.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(StatementEntry, on_delete=models.PROTECT, related_name="bookings")
    live_entry = models.UUIDField(null=True, unique=True)
    obligation = models.ForeignKey(Obligation, null=True, on_delete=models.PROTECT, related_name="bookings")
    case = models.ForeignKey("MoneyCase", on_delete=models.PROTECT, related_name="bookings")
    differs = models.JSONField(default=list)
    note = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=BOOKING_STATES, default=str(BookingState.PROPOSED))
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField(db_default=Now())
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    payment = models.OneToOneField(Payment, null=True, on_delete=models.PROTECT, related_name="booking")
    return_no = models.CharField(max_length=32, null=True, unique=True)


class Reconciliation(models.Model):
    """A provider's day, matched against its bill and the supervised account. ``revision`` rises with each run.

    ``owed_fen``: what the bill says was collected; ``arrived_fen``: what the statement says came of it. ``error``: why there is
    no bill yet.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    provider = models.CharField(max_length=20)
    day = models.DateField()
    state = models.CharField(max_length=14, choices=RUN_STATES, default=str(RunState.WAITING))
    settlement = models.CharField(max_length=10, choices=SETTLEMENTS, default=str(Settlement.WAITING))
    revision = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    paid_fen = models.BigIntegerField(default=0)
    back_fen = models.BigIntegerField(default=0)
    owed_fen = models.BigIntegerField(default=0)
    arrived_fen = models.BigIntegerField(null=True)
    error = models.CharField(max_length=60, blank=True)
    ran_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("provider", "day"), name="money_day_once"),)


class ReconciliationLine(models.Model):
    """What a run says of one payment or refund, with both sides. Each run writes anew. ``theirs_fen`` NULL: not in the bill."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(Reconciliation, on_delete=models.CASCADE, related_name="lines")
    line = models.PositiveIntegerField()
    provider = models.CharField(max_length=20)
    kind = models.CharField(max_length=10)
    number = models.CharField(max_length=64)
    outcome = models.CharField(max_length=16, choices=OUTCOMES)
    ours_fen = models.BigIntegerField(null=True)
    ours_state = models.CharField(max_length=12, blank=True)
    theirs_fen = models.BigIntegerField(null=True)
    theirs_state = models.CharField(max_length=12, blank=True)
    theirs_at = models.DateTimeField(null=True)
    payment = models.ForeignKey(Payment, null=True, on_delete=models.PROTECT, related_name="bill_lines")
    refund = models.ForeignKey(Refund, null=True, on_delete=models.PROTECT, related_name="bill_lines")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("run", "line"), name="money_bill_line"),)
        indexes = (models.Index(fields=("number",), name="money_bill_number"),)


class MoneyCase(models.Model):
    """Something that a person has to look at. ``cause``: the same one opens one case. ``details``: ids, codes, figures."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    cause = models.CharField(max_length=150, unique=True)
    kind = models.CharField(max_length=20, choices=CASE_KINDS)
    state = models.CharField(max_length=8, choices=CASE_STATES, default=str(CaseState.OPEN))
    provider = models.CharField(max_length=20)
    organisation_id = models.UUIDField(null=True, db_index=True)
    payment = models.ForeignKey(Payment, null=True, on_delete=models.PROTECT, related_name="cases")
    refund = models.ForeignKey(Refund, null=True, on_delete=models.PROTECT, related_name="cases")
    entry = models.ForeignKey(StatementEntry, null=True, on_delete=models.PROTECT, related_name="cases")
    run = models.ForeignKey(Reconciliation, null=True, on_delete=models.PROTECT, related_name="cases")
    details = models.JSONField(default=dict)
    owner_id = models.UUIDField(null=True)
    opened_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.UUIDField(null=True)
    resolution = models.CharField(max_length=200, blank=True)


class Journal(models.Model):
    """A fact of the ledger. ``source`` names its cause and is unique. ``payment`` None: about a provider's day, not one payment.

    Append-only: triggers of the database refuse the rest.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=12, choices=JOURNAL_KINDS)
    payment = models.ForeignKey(Payment, null=True, on_delete=models.PROTECT, related_name="journals")
    refund = models.ForeignKey(Refund, null=True, on_delete=models.PROTECT, related_name="journals")
    organisation_id = models.UUIDField(db_index=True)
    at = models.DateTimeField(db_default=Now(), db_index=True)


class Posting(models.Model):
    """A line of a journal: debits positive, credits negative, in fen. Append-only like it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="postings")
    line = models.PositiveSmallIntegerField()
    account = models.CharField(max_length=30, choices=ACCOUNTS)
    amount_fen = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("journal", "line"), name="money_posting_line"),)
        indexes = (models.Index(fields=("account",), name="money_posting_account"),)
