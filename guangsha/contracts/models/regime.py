"""What contracts are made of, and what keeps them in order: wordings, numbers, the void register, what buyers have read."""

from django.db import models
from django.db.models.functions import Now

from guangsha.contracts.domain.promised import Promised
from guangsha.contracts.domain.wording import WordingState
from guangsha.contracts.models.contracts import Contract, Party
from guangsha.kit.ids import new_id

WORDINGS = [(str(one), str(one)) for one in WordingState]
PROMISES = [(str(one), str(one)) for one in Promised]


class Clause(models.Model):
    """One version of a clause of a company. Its words never change; other words are the next version.

    ``risk``: every buyer confirms having read it by itself. Decided once: every change is ``WHERE state = written``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation_id = models.UUIDField()
    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=160)
    text = models.TextField()
    text_en = models.TextField()
    risk = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=WORDINGS, default=str(WordingState.WRITTEN))
    written_by = models.UUIDField()
    written_at = models.DateTimeField(db_default=Now())
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation_id", "code", "version"), name="contracts_clause_version"),
        )


class Template(models.Model):
    """One version of a template: which clause versions, in which order, for which kind of unit. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation_id = models.UUIDField()
    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=160)
    unit_kind = models.CharField(max_length=10)
    clause_ids = models.JSONField()
    offer_days = models.PositiveSmallIntegerField(default=7)
    state = models.CharField(max_length=10, choices=WORDINGS, default=str(WordingState.WRITTEN))
    written_by = models.UUIDField()
    written_at = models.DateTimeField(db_default=Now())
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation_id", "code", "version"), name="contracts_template_version"),
        )


class TemplateUse(models.Model):
    """A template in force from a moment on, for a project or (``project`` NULL) for all of the company's. The latest counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation_id = models.UUIDField()
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, null=True, related_name="+")
    unit_kind = models.CharField(max_length=10)
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    put_by = models.UUIDField()
    put_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = (models.Index(fields=("organisation_id", "unit_kind", "starts_at"), name="contracts_use_moment"),)


class NumberPrefix(models.Model):
    """How a company's contract numbers begin: GS, GS2, ... in the order in which companies offered their first contract."""

    organisation_id = models.UUIDField(primary_key=True)
    prefix = models.CharField(max_length=10, unique=True)


class ContractNumber(models.Model):
    """A number that was given: stays when its contract expires or is void, so that none is given twice."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation_id = models.UUIDField()
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation_id", "year", "number"), name="contracts_number_given"),
        )


class VoidEntry(models.Model):
    """The void register: which contract, by whom, when, why. Append-only. ``voided_by`` NULL: by a rule."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, related_name="+")
    organisation_id = models.UUIDField(db_index=True)
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=200)
    voided_by = models.UUIDField(null=True)
    voided_at = models.DateTimeField(db_default=Now())


class PromiseBroken(models.Model):
    """The contract says something else than the public listing promised. Values as ``domain/promises.py`` writes them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="differences")
    what = models.CharField(max_length=16, choices=PROMISES)
    promised = models.TextField(blank=True)
    stated = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("contract", "what"), name="contracts_promise_what"),)


class Acknowledgement(models.Model):
    """A buyer knows of a difference."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    difference = models.ForeignKey(PromiseBroken, on_delete=models.PROTECT, related_name="acknowledgements")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=("difference", "party"), name="contracts_acknowledged_once"),)


class ClauseReading(models.Model):
    """A buyer has read a risk clause. ``seconds``: how long it was on their screen, as their browser says."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="readings")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    seconds = models.PositiveIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=("contract", "clause", "party"), name="contracts_read_once"),)
