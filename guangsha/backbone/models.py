"""The tables every context relies on: operations, events, inboxes, jobs, leases, audit. Every one has a UUID or name as key."""

from django.db import models
from django.db.models.functions import Now

from guangsha.kit.ids import new_id


class OperationRecord(models.Model):
    """A command that a client named: who asked, what was asked (hash), which ids came of it. The answer is rendered again.

    ``refusal``: nothing came of it, and nothing will: it was sent again and refused.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    owner = models.CharField(max_length=100)
    name = models.CharField(max_length=100)
    request_hash = models.CharField(max_length=64)
    result = models.JSONField(default=dict)
    refusal = models.JSONField(null=True)
    created_at = models.DateTimeField(db_default=Now(), db_index=True)


class OutboxEvent(models.Model):
    """A committed fact. ``position`` is stamped by the relay after commit: gap-free, in one order for all readers."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    position = models.BigIntegerField(null=True, unique=True)
    name = models.CharField(max_length=100)
    aggregate = models.CharField(max_length=100)
    payload = models.JSONField()
    created_at = models.DateTimeField(db_default=Now(), db_index=True)


class Subscription(models.Model):
    """How far a handler has come, and what stopped it."""

    handler = models.CharField(max_length=100, primary_key=True)
    position = models.BigIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(db_default=Now())


class InboxEntry(models.Model):
    """A handler has taken an event: written in the handler's own transaction, so an effect happens once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handler = models.CharField(max_length=100)
    event_id = models.UUIDField()
    created_at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("handler", "event_id"), name="backbone_inbox_once"),)


class ParkedEvent(models.Model):
    """An event a handler could not take after all its tries; an operator looks at it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handler = models.CharField(max_length=100)
    event_id = models.UUIDField()
    error = models.TextField()
    created_at = models.DateTimeField(db_default=Now())


class Job(models.Model):
    """Work due at a time. Taken by lease, retried with back-off, parked after its last try; done jobs are deleted.

    ``lease_owner`` names the run that has it now; ``due_at`` is then the end of its lease. ``asked`` counts the requests
    this row stands for, so that each of them writes the row; ``again_at`` is when to run once more for those that came
    while it ran. ``attempts`` are runs begun, ``kills`` those that never reported back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100)
    payload = models.JSONField(default=dict)
    unique_key = models.CharField(max_length=150, null=True, unique=True)
    due_at = models.DateTimeField(db_default=Now(), db_index=True)
    lease_owner = models.CharField(max_length=80, null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    kills = models.PositiveSmallIntegerField(default=0)
    asked = models.PositiveIntegerField(default=1)
    again_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(db_default=Now())


class Lease(models.Model):
    """Who alone may do a thing now. Renewed by a conditional UPDATE in the transaction that relies on it."""

    name = models.CharField(max_length=80, primary_key=True)
    owner = models.CharField(max_length=80)
    until = models.DateTimeField()


class AuditEntry(models.Model):
    """Who did what to which thing. Inserted unchained; the sealer gives ``seq`` and chains the hashes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seq = models.BigIntegerField(null=True, unique=True)
    at = models.DateTimeField(db_default=Now())
    actor = models.CharField(max_length=100)
    action = models.CharField(max_length=100)
    target = models.CharField(max_length=150)
    data = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True, default="")
    entry_hash = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes = (models.Index(fields=("target",), name="backbone_audit_target"),)


class AuditCheckpoint(models.Model):
    """A signed statement that the first ``seq`` entries hash to ``chain_hash``; also appended to a file outside the database."""

    seq = models.BigIntegerField(primary_key=True)
    chain_hash = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    at = models.DateTimeField(db_default=Now())


class PresenceEntry(models.Model):
    """One window in which a person has a thing open; it counts while ``seen_at`` is fresh."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    topic = models.CharField(max_length=150)
    connection_id = models.CharField(max_length=40)
    person_id = models.UUIDField()
    since = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("topic", "connection_id"), name="backbone_presence_once"),)
