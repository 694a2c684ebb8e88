"""Pictures, panoramas, videos and documents of a listing."""

from django.db import models
from django.db.models.functions import Now

from guangsha.catalog.domain.choices import MediaKind, choices
from guangsha.kit.ids import new_id


class Media(models.Model):
    """A stored file; what an id names never changes. Pictures are re-encoded and carry no metadata.

    ``variants`` lists the stored sizes from the narrowest to the widest: ``{"name", "storage_name", "width", "height",
    "size_bytes", "content_type", "sha256"}``; names of files in the default storage are made of content hashes.
    ``focal_x`` and ``focal_y`` say which point stays in view when a picture is cut: shares from the left and from the top.
    ``sha256``, ``content_type``, ``size_bytes``, ``width`` and ``height`` are those of the widest.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="media")
    layout = models.ForeignKey("catalog.Layout", on_delete=models.PROTECT, null=True, related_name="media")
    progress = models.ForeignKey("catalog.Progress", on_delete=models.CASCADE, null=True, related_name="media")
    kind = models.CharField(max_length=10, choices=choices(MediaKind))
    ordinal = models.PositiveSmallIntegerField(default=0)
    variants = models.JSONField(default=list)
    content_type = models.CharField(max_length=100)
    size_bytes = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64)
    alt = models.CharField(max_length=200, blank=True)
    alt_en = models.CharField(max_length=200, blank=True)
    focal_x = models.FloatField(default=0.5)
    focal_y = models.FloatField(default=0.5)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("project", "kind", "ordinal", "id")
