"""Who works where and may do what. Tables of accounts, in a module of their own; ``models`` brings them in."""

from django.db import models
from django.db.models.functions import Now

from guangsha.kit.ids import new_id


class Department(models.Model):
    """A department of a company."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="departments")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "name"), name="accounts_department_once"),)


class HouseRole(models.Model):
    """A role that a company made for itself, beside the built-in ones."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True, default="")
    permissions = models.JSONField(default=list)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "name"), name="accounts_houserole_once"),)


class Membership(models.Model):
    """Somebody works for a company. ``active_key`` is the person while it lasts, NULL after: one company at a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, null=True, on_delete=models.PROTECT, related_name="+")
    active_key = models.UUIDField(unique=True, null=True)
    joined_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class RoleGrant(models.Model):
    """A role somebody holds, and how far it reaches.

    ``active_key`` names person, role and place while it is held, NULL after: held once. ``admin_key`` is the person for
    one of the separated administrators: nobody holds two. Neither is a question asked first; the key itself refuses.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=60)
    scope = models.CharField(max_length=16)
    organisation = models.ForeignKey("accounts.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    within = models.UUIDField(null=True)
    active_key = models.CharField(max_length=160, unique=True, null=True)
    admin_key = models.UUIDField(unique=True, null=True)
    granted_by = models.CharField(max_length=60)
    approved_by = models.UUIDField(null=True)
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True, default="")


class Invitation(models.Model):
    """An invitation to work for a company, for whoever holds a verified address or number."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, null=True, on_delete=models.PROTECT, related_name="+")
    roles = models.JSONField(default=list)
    contact_sealed = models.TextField()
    contact_index = models.CharField(max_length=64, db_index=True)
    open_key = models.CharField(max_length=120, unique=True, null=True)
    invited_by = models.UUIDField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    accepted_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)


class PendingAct(models.Model):
    """An act that waits for a second person (four eyes)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=30)
    payload = models.JSONField()
    organisation = models.ForeignKey("accounts.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    subject = models.UUIDField()
    open_key = models.CharField(max_length=200, unique=True, null=True)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="waiting")
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
