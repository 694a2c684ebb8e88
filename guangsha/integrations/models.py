"""The sandbox's outbox."""

from django.db import models
from django.db.models.functions import Now

from guangsha.kit.ids import new_id


class SandboxMessage(models.Model):
    """A message that was not sent: receiver and text are sealed together."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(max_length=8)
    sealed = models.TextField()
    sent_at = models.DateTimeField(db_default=Now(), db_index=True)
