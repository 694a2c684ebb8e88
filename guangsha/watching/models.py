"""Who watches what, what was found for them, and how it was told. An *owner* is a person, or a subscriber without an account."""

from django.db import models
from django.db.models.functions import Now

from guangsha.kit.ids import new_id
from guangsha.vault.public import BlindIndexField, EncryptedTextField
from guangsha.watching.domain.rhythm import Bucket, Cadence

CADENCES = [(item.value, item.value) for item in Cadence]
BUCKETS = [(item.value, item.value) for item in Bucket]
KINDS = [("projects", "projects"), ("units", "units")]


class Subscriber(models.Model):
    """An address that asked for alerts without an account. Sealed with a key of its own, found by its keyed index."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = EncryptedTextField(person_attr="id", null=True)
    email_index = BlindIndexField(source="email", unique=True, null=True)
    language = models.CharField(max_length=2)
    confirmed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now(), db_index=True)


class Favourite(models.Model):
    """A project or home a person keeps. ``price_fen``: what it cost when it was saved; ``told_fen``: the drop told last."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner_id = models.UUIDField()
    kind = models.CharField(max_length=8, choices=KINDS)
    target_id = models.UUIDField(db_index=True)
    saved_at = models.DateTimeField()
    price_fen = models.BigIntegerField(null=True)
    told_fen = models.BigIntegerField(null=True)
    tell_price = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("owner_id", "kind", "target_id"), name="watching_favourite_once"),
        )


class Seen(models.Model):
    """A project or home a person looked at, and when last."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner_id = models.UUIDField()
    kind = models.CharField(max_length=8, choices=KINDS)
    target_id = models.UUIDField()
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("owner_id", "kind", "target_id"), name="watching_seen_once"),)


class SavedSearch(models.Model):
    """A search in its canonical form; ``query_key`` is its hash, so that an owner has it once.

    ``confirmed_at`` is NULL until the address behind it said yes; nothing is looked for before. ``city`` narrows what has to
    be asked.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner_id = models.UUIDField()
    query = models.TextField()
    query_key = models.CharField(max_length=64)
    city = models.CharField(max_length=64, blank=True)
    name = EncryptedTextField(person_attr="owner_id", null=True)
    cadence = models.CharField(max_length=8, choices=CADENCES)
    paused = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    looked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("owner_id", "query_key"), name="watching_search_once"),)
        indexes = (models.Index(fields=("city",), name="watching_search_city"),)


class Reading(models.Model):
    """A project as it was when its watchers were last thought of (packed; empty: not public). The next one compares with it.

    ``revision`` guards it: of two who read at once, one writes.
    """

    project_id = models.UUIDField(primary_key=True, editable=False)
    document = models.BinaryField()
    revision = models.PositiveIntegerField(default=1)


class ChangedProject(models.Model):
    """A project that changed since its last reading; ``marks`` grows with each change, so that none is forgotten."""

    project_id = models.UUIDField(primary_key=True, editable=False)
    marks = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(db_index=True)


class Digest(models.Model):
    """One message to one owner: what was found since the last one. For people it is a notification, else a mail of ours."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner_id = models.UUIDField(db_index=True)
    bucket = models.CharField(max_length=8, choices=BUCKETS)
    count = models.PositiveIntegerField()
    state = models.CharField(max_length=8, default="told")
    created_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)


class News(models.Model):
    """Homes that began to match a search, or a favourite that costs less. ``targets`` are their ids, sixteen bytes each.

    ``guard`` names the cause (search, project and reading): it is found once, whoever looks. Rows of a search stay with it:
    a home that stands in one is never news for that search again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner_id = models.UUIDField()
    bucket = models.CharField(max_length=8, choices=BUCKETS)
    search = models.ForeignKey(SavedSearch, null=True, on_delete=models.CASCADE, related_name="news")
    project_id = models.UUIDField()
    kind = models.CharField(max_length=8, choices=KINDS)
    targets = models.BinaryField()
    count = models.PositiveIntegerField()
    before_fen = models.BigIntegerField(null=True)
    after_fen = models.BigIntegerField(null=True)
    found_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    digest = models.ForeignKey(Digest, null=True, on_delete=models.SET_NULL, related_name="news")
    guard = models.CharField(max_length=100, unique=True)

    class Meta:
        indexes = (
            models.Index(fields=("search", "project_id"), name="watching_news_search"),
            models.Index(fields=("owner_id", "bucket"), name="watching_news_owner"),
            models.Index(fields=("due_at",), name="watching_news_due"),
        )
