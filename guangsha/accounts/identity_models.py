"""Real names and daily allowances. Tables of accounts, in a module of their own; ``models`` brings them in."""

from django.db import models
from django.db.models.functions import Now

from guangsha.kit.ids import new_id
from guangsha.vault.public import BlindIndexField, EncryptedTextField


class RealName(models.Model):
    """A person's real name and ID number, and whether they belong together.

    ``verified_key`` is the number's blind index once verified, NULL before: its uniqueness is what keeps one number with
    one person, whatever runs at the same time. ``submission`` grows with every try, so that a late answer is not taken
    for the answer to a newer question.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField("accounts.Person", on_delete=models.PROTECT, related_name="+")
    full_name = EncryptedTextField(null=True)
    id_number = EncryptedTextField(null=True)
    id_number_index = BlindIndexField(source="id_number", null=True, db_index=True)
    verified_key = models.CharField(max_length=64, unique=True, null=True)
    state = models.CharField(max_length=20)
    refusal = models.CharField(max_length=40, blank=True, default="")
    submission = models.PositiveIntegerField(default=1)
    submitted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)


class DailyAllowance(models.Model):
    """How often something limited was done on a day. Raised by a conditional UPDATE, never read first."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=120)
    day = models.DateField(db_index=True)
    used = models.PositiveIntegerField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "day"), name="accounts_allowance_once"),)
