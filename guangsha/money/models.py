"""The tables of money: what is owed, paid and given back, what providers told us, and the ledger."""

from django.db import models
from django.db.models.functions import Now

from guangsha.kit.ids import new_id
from guangsha.money.domain.chart import CHART, JournalKind
from guangsha.money.domain.facts import CaseKind, RefundReason
from guangsha.money.domain.states import CaseState, ObligationState, PaymentState, Purpose, RefundState

PURPOSES = [(str(one), str(one)) for one in Purpose]
OBLIGATION_STATES = [(str(one), str(one)) for one in ObligationState]
PAYMENT_STATES = [(str(one), str(one)) for one in PaymentState]
REFUND_STATES = [(str(one), str(one)) for one in RefundState]
CASE_STATES = [(str(one), str(one)) for one in CaseState]
CASE_KINDS = [(str(one), str(one)) for one in CaseKind]
REASONS = [(str(one), str(one)) for one in RefundReason]
JOURNAL_KINDS = [(str(one), str(one)) for one in JournalKind]
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
    details = models.JSONField(default=dict)
    owner_id = models.UUIDField(null=True)
    opened_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.UUIDField(null=True)
    resolution = models.CharField(max_length=200, blank=True)


class Journal(models.Model):
    """A fact of the ledger. ``source`` names its cause and is unique. Append-only: triggers of the database refuse the rest."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=12, choices=JOURNAL_KINDS)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="journals")
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
