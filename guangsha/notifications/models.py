"""Notifications, how people want them, and what became of each sending."""

from django.db import models
from django.db.models.functions import Now

from guangsha.kit.ids import new_id
from guangsha.notifications.domain.kinds import Channel
from guangsha.vault.public import EncryptedTextField


class Centre(models.Model):
    """A person's notification centre: the number of the newest one. Written by whoever notifies this person, so numbers have
    no gaps and appear in their order."""

    person_id = models.UUIDField(primary_key=True, editable=False)
    seq = models.BigIntegerField(default=0)


class Notification(models.Model):
    """One thing said to one person. ``seq`` is its number in the centre; NULL when the person has turned the kind off there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person_id = models.UUIDField()
    seq = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=80)
    dedupe_key = models.CharField(max_length=150)
    data = EncryptedTextField()
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person_id", "kind", "dedupe_key"), name="notifications_once"),
            models.UniqueConstraint(fields=("person_id", "seq"), name="notifications_seq"),
        )
        indexes = (models.Index(fields=("person_id", "read_at"), name="notifications_unread"),)


class Preference(models.Model):
    """A person's word on one kind and channel; where there is none the kind's own default counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person_id = models.UUIDField()
    kind = models.CharField(max_length=80)
    channel = models.CharField(max_length=10, choices=[(item.value, item.value) for item in Channel])
    wanted = models.BooleanField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person_id", "kind", "channel"), name="notifications_preference_once"),
        )


class Quiet(models.Model):
    """A person's quiet hours, in minutes of their own day; the default is 22:00 to 8:00 in China."""

    person_id = models.UUIDField(primary_key=True, editable=False)
    start_minute = models.PositiveSmallIntegerField(default=22 * 60)
    end_minute = models.PositiveSmallIntegerField(default=8 * 60)
    zone = models.CharField(max_length=60, default="Asia/Shanghai")


class Delivery(models.Model):
    """One notification by one outside channel: what was tried and what the provider called it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=[(item.value, item.value) for item in Channel])
    state = models.CharField(max_length=12, default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    provider_id = models.CharField(max_length=120, blank=True, default="")
    error = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("notification", "channel"), name="notifications_delivery_once"),)
