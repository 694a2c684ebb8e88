"""The tables of mortgages: banks of a project, what applicants said, applications, and what banks told."""

from django.db import models
from django.db.models.functions import Now

from guangsha.kit.ids import new_id
from guangsha.mortgages.domain.checklist import Item
from guangsha.mortgages.domain.states import (
    BankWord,
    DocumentState,
    EventOutcome,
    MortgageCaseKind,
    MortgageState,
    RefusalCause,
    StepWho,
)
from guangsha.mortgages.domain.terms import Product
from guangsha.vault.public import EncryptedTextField

STATES = [(str(one), str(one)) for one in MortgageState]
PRODUCTS = [(str(one), str(one)) for one in Product]
ITEMS = [(str(one), str(one)) for one in Item]
DOCUMENT_STATES = [(str(one), str(one)) for one in DocumentState]
WHO = [(str(one), str(one)) for one in StepWho]
WORDS = [(str(one), str(one)) for one in BankWord]
OUTCOMES = [(str(one), str(one)) for one in EventOutcome]
CAUSES = [(str(one), str(one)) for one in RefusalCause]
KINDS = [(str(one), str(one)) for one in MortgageCaseKind]


class Bank(models.Model):
    """A bank that a project works with. ``channel``: by which adapter it is spoken to; ``code``: its name there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="+")
    organisation_id = models.UUIDField(db_index=True)
    channel = models.CharField(max_length=20)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    products = models.JSONField()
    active = models.BooleanField(default=True)
    revision = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=("project", "code"), name="mortgages_bank_code"),)


class Dossier(models.Model):
    """What applicants said about themselves for one sale: filled in once, however many banks are asked.

    ``id`` is also the key that seals it: it outlives an account as long as the law keeps the sale, and goes with it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subscription = models.OneToOneField("deals.Subscription", on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="+")
    organisation_id = models.UUIDField(db_index=True)
    person_id = models.UUIDField(db_index=True)
    years = models.PositiveSmallIntegerField()
    revision = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(db_default=Now())
    swept_at = models.DateTimeField(null=True)


class Applicant(models.Model):
    """One who borrows: a buyer of the sale, by line. ``income``: yuan a month; ``loans``: what is paid back a month already."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="applicants")
    line = models.PositiveSmallIntegerField()
    person_id = models.UUIDField(null=True, db_index=True)
    employer = EncryptedTextField(person_attr="dossier_id", null=True)
    income = EncryptedTextField(person_attr="dossier_id", null=True)
    marital = EncryptedTextField(person_attr="dossier_id", null=True)
    loans = EncryptedTextField(person_attr="dossier_id", null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("dossier", "line"), name="mortgages_applicant_line"),)


class Document(models.Model):
    """A document of the checklist that was uploaded; the file is privacy's. ``reason``: why it was sent back, and by whom."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="documents")
    item = models.CharField(max_length=24, choices=ITEMS)
    line = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=DOCUMENT_STATES)
    file_id = models.UUIDField()
    reason = models.CharField(max_length=200, blank=True)
    uploaded_at = models.DateTimeField(db_default=Now())
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("dossier", "item", "line"), name="mortgages_document_once"),)


class Application(models.Model):
    """What is asked of one bank.

    ``live_key``: home and bank while something can become of it, NULL afterwards: one at a time. ``taken_dossier``: the
    dossier while its offer is the accepted one: one at a time, by the unique key. ``number``: what the bank knows it by.
    ``last_seq``: of the bank's news that had its effect; what is older than that is old news.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="applications")
    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="applications")
    product = models.CharField(max_length=16, choices=PRODUCTS)
    amount_fen = models.BigIntegerField()
    years = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=16, choices=STATES, default=str(MortgageState.DRAFT))
    revision = models.PositiveIntegerField(default=1)
    live_key = models.CharField(max_length=80, null=True, unique=True)
    taken_dossier = models.UUIDField(null=True, unique=True)
    number = models.CharField(max_length=32, unique=True)
    last_seq = models.PositiveIntegerField(default=0)
    formal = models.BooleanField(default=False)
    offered_fen = models.BigIntegerField(null=True)
    rate_millionths = models.PositiveIntegerField(null=True)
    valid_until = models.DateTimeField(null=True)
    cause = models.CharField(max_length=16, choices=CAUSES, blank=True)
    wanted = models.JSONField(default=list)
    obligation_id = models.UUIDField(null=True, db_index=True)
    transfer_mark = models.CharField(max_length=20, blank=True)
    paid_out_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    submitted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, db_index=True)


class Step(models.Model):
    """The status history: what an application became, when, by whom and why. Only ever inserted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=20)
    who = models.CharField(max_length=8, choices=WHO)
    actor_id = models.UUIDField(null=True)
    amount_fen = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)


class ConsentWording(models.Model):
    """Words that somebody agreed to, by their hash."""

    hash = models.CharField(primary_key=True, max_length=64)
    language = models.CharField(max_length=8)
    text = models.TextField()


class BankConsent(models.Model):
    """An applicant agrees that their data goes to the application's bank. Only ever inserted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="consents")
    line = models.PositiveSmallIntegerField()
    person_id = models.UUIDField(null=True, db_index=True)
    wording = models.ForeignKey(ConsentWording, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=("application", "line"), name="mortgages_consent_once"),)


class BankEvent(models.Model):
    """What a bank told, each of its events once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(max_length=20)
    event_id = models.CharField(max_length=64)
    application = models.ForeignKey(Application, null=True, on_delete=models.PROTECT, related_name="events")
    number = models.CharField(max_length=64)
    seq = models.PositiveIntegerField()
    word = models.CharField(max_length=20, choices=WORDS)
    outcome = models.CharField(max_length=8, choices=OUTCOMES)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=("channel", "event_id"), name="mortgages_event_once"),)


class MortgageCase(models.Model):
    """News that fits nothing, until somebody has dealt with it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, null=True, on_delete=models.PROTECT, related_name="cases")
    organisation_id = models.UUIDField(null=True, db_index=True)
    project = models.ForeignKey("catalog.Project", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=KINDS)
    cause = models.CharField(max_length=120, unique=True)
    details = models.JSONField()
    opened_at = models.DateTimeField(db_default=Now())
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.UUIDField(null=True)
    resolution = models.CharField(max_length=200, blank=True)
