"""What changed, when and why; and what the public saw."""

from django.db import models
from django.db.models.functions import Now

from guangsha.catalog.domain.choices import PriceReason, choices
from guangsha.kit.ids import new_id


class PriceChange(models.Model):
    """One step in the price of a project (per square metre, as stated) or of a unit (filed total). Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="price_changes")
    unit = models.ForeignKey("catalog.Unit", on_delete=models.PROTECT, null=True, related_name="price_changes")
    old_fen = models.BigIntegerField(null=True)
    new_fen = models.BigIntegerField()
    reason = models.CharField(max_length=12, choices=choices(PriceReason))
    note = models.CharField(max_length=200, blank=True)
    as_of = models.DateField(null=True)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("project", "changed_at", "id")


class ListingVersion(models.Model):
    """What the public saw of a project from ``public_from`` until ``public_until`` (None: it still does)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    public_from = models.DateTimeField()
    public_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ("project", "number")
        constraints = (models.UniqueConstraint(fields=("project", "number"), name="catalog_listing_version_number"),)


class ImportRun(models.Model):
    """One import of one file. A run that was cut short is found again by its file and mapping and finished.

    ``upload``: the file of the console it was a run of, while that is kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10)
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    mapping = models.CharField(max_length=100)
    mapping_sha256 = models.CharField(max_length=64)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, blank=True)
    started_at = models.DateTimeField(db_default=Now(), editable=False)
    finished_at = models.DateTimeField(null=True)
    upload = models.ForeignKey("catalog.FileImport", on_delete=models.SET_NULL, null=True, related_name="runs")

    class Meta:
        ordering = ("-started_at",)


class ImportRow(models.Model):
    """What a source said of one project or unit last time: a hash per identity, so that an unchanged row writes nothing.

    ``as_of``: the latest day it spoke for, so that an older snapshot turns nothing back; None while no row named a day.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=60)
    identity = models.CharField(max_length=160)
    row_sha256 = models.CharField(max_length=64)
    as_of = models.DateField(null=True)
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="+")
    target_id = models.UUIDField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("source", "identity"), name="catalog_import_row"),)
