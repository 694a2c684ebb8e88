"""Signatures, the use of the company's seal, and the queue for trusted timestamps."""

from django.db import models
from django.db.models.functions import Now

from guangsha.contracts.domain.signing import Proof, SealState, SignatureState
from guangsha.contracts.models.contracts import Contract, Document, Party
from guangsha.kit.ids import new_id
from guangsha.vault.public import EncryptedTextField

STATES = [(str(one), str(one)) for one in SignatureState]
PROOFS = [(str(one), str(one)) for one in Proof]
SEALS = [(str(one), str(one)) for one in SealState]


class Signature(models.Model):
    """A party's signature: first what who signs meant, then the document that holds it.

    ``party`` is unique: nobody signs a contract twice. ``shown_sha256``: of the document that was looked at. ``strokes``:
    drawn by hand, sealed with the contract's key, NULL for the company and for who had their name printed. ``network``:
    where it came from, masked. ``document``: the first one that holds the signature. ``timestamped``: a trusted timestamp was
    put into it when it was made.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="signatures")
    party = models.OneToOneField(Party, on_delete=models.PROTECT, related_name="signature")
    state = models.CharField(max_length=8, choices=STATES, default=str(SignatureState.ASKED))
    actor_id = models.UUIDField(null=True)
    proof = models.CharField(max_length=10, choices=PROOFS)
    proved_at = models.DateTimeField()
    network = models.CharField(max_length=60, blank=True)
    shown_sha256 = models.CharField(max_length=64)
    strokes = EncryptedTextField(person_attr="contract_id", null=True)
    asked_at = models.DateTimeField(db_default=Now())
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64, blank=True)
    timestamped = models.BooleanField(default=False)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("contract", "state"), name="contracts_signature_state"),)


class SealUse(models.Model):
    """Asking for the company's seal on a contract. ``open_contract``: NULL once rejected, so one request stands at a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="seal_uses")
    open_contract = models.UUIDField(null=True, unique=True)
    organisation_id = models.UUIDField(db_index=True)
    state = models.CharField(max_length=8, choices=SEALS, default=str(SealState.ASKED))
    note = models.CharField(max_length=200, blank=True)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField(db_default=Now())
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("state", "asked_at"), name="contracts_seal_state"),)


class Stamping(models.Model):
    """A document that has to get a trusted timestamp: it was signed while no authority answered.

    ``waiting``: the contract while it waits and NULL afterwards, so that a contract waits once; the newest document is
    stamped and covers all before it. ``stamped_at``: what the authority's token says, never a clock of ours.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="stampings")
    waiting = models.UUIDField(null=True, unique=True)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(db_default=Now())
    tries = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(db_default=Now())
    stamped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("waiting", "due_at"), name="contracts_stamping_due"),)
