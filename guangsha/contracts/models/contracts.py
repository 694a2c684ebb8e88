"""A contract, who is party to it, its documents, and what happened."""

from django.db import models
from django.db.models.functions import Now

from guangsha.contracts.domain.states import ContractState
from guangsha.kit.ids import new_id
from guangsha.vault.public import EncryptedTextField

STATES = [(str(one), str(one)) for one in ContractState]


class Contract(models.Model):
    """A purchase contract for a sale.

    ``active_subject``: the subject while the contract is live and NULL afterwards, so that its unique key allows one live
    contract per sale on every engine. ``facts``: what it was rendered from, without anything that names a person.
    ``exported_at``: when it was first taken out for filing with the authority. ``revision`` rises with every write that relies
    on what was read.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=40, null=True, unique=True)
    subject = models.CharField(max_length=60, db_index=True)
    active_subject = models.CharField(max_length=60, null=True, unique=True)
    organisation_id = models.UUIDField(db_index=True)
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("catalog.Unit", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=STATES, default=str(ContractState.DRAFT))
    revision = models.PositiveIntegerField(default=1)
    facts = models.JSONField(default=dict)
    made_at = models.DateTimeField(db_default=Now())
    offered_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True, db_index=True)
    signed_at = models.DateTimeField(null=True)
    exported_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("state", "made_at"), name="contracts_state"),)


class Party(models.Model):
    """One who signs: a buyer, or (``company``) the seller. Names are sealed with the contract's own key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="parties")
    line = models.PositiveSmallIntegerField()
    company = models.BooleanField(default=False)
    person_id = models.UUIDField(null=True, db_index=True)
    full_name = EncryptedTextField(person_attr="contract_id", null=True)
    id_number = EncryptedTextField(person_attr="contract_id", null=True)
    share = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("contract", "line"), name="contracts_party_line"),)


class Document(models.Model):
    """A PDF of a contract as it was at some moment; ``number`` counts them. The bytes are a sealed file outside the database.

    ``sha256``: of the plain PDF, lower-case hex: what a verification page finds it by.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="documents")
    number = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=("contract", "number"), name="contracts_document_number"),)


class ContractStep(models.Model):
    """What happened to a contract, in order. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=24)
    details = models.JSONField(default=dict)
    actor_id = models.UUIDField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)
