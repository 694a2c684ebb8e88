"""Consents, looks, private files, requests. Nothing in here names a person but by id; free text is sealed."""

from django.db import models
from django.db.models.functions import Now

from guangsha.kit.ids import new_id
from guangsha.vault.public import EncryptedTextField


class AgreementText(models.Model):
    """The exact text somebody was shown: a consent can be read again as it was, whatever the files say later."""

    text_hash = models.CharField(max_length=64, primary_key=True)
    document = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=8)
    text = models.TextField()
    seen_at = models.DateTimeField(db_default=Now())


class Consent(models.Model):
    """One giving or withdrawing; rows are only ever added. Whose: a person, or a device without an account."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, null=True)
    device_key = models.CharField(max_length=100, null=True, db_index=True)
    document = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=8)
    text = models.ForeignKey(AgreementText, on_delete=models.PROTECT)
    given = models.BooleanField()
    how = models.CharField(max_length=60)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = (models.Index(fields=("person", "document", "at"), name="privacy_consent_latest"),)


class Look(models.Model):
    """Somebody saw a whole value or a private file of a person: who, as what, which, why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    viewer = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    viewer_role = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    row_id = models.UUIDField()
    reason = models.CharField(max_length=40)
    note = EncryptedTextField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("person", "at"), name="privacy_look_person"),
            models.Index(fields=("viewer", "at"), name="privacy_look_viewer"),
        )


class PrivateFile(models.Model):
    """A file sealed with its person's key. The bytes lie in the data directory under the id; here is what it is."""

    id = models.UUIDField(primary_key=True, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=60)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    name = EncryptedTextField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, db_index=True)
    removed_at = models.DateTimeField(null=True)


class DataRequest(models.Model):
    """A person asked for a copy of their data, or for its erasure. ``open_key`` is taken while one of a kind is open."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=20)
    open_key = models.CharField(max_length=80, unique=True, null=True)
    file = models.ForeignKey(PrivateFile, on_delete=models.PROTECT, null=True)
    kept = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
