"""The ledger: one record per released unit, and every step it took."""

from django.db import models

from guangsha.inventory.domain.statuses import UnitStatus
from guangsha.kit.ids import new_id

STATUSES = [(str(status), str(status)) for status in UnitStatus]


class UnitRecord(models.Model):
    """The status of a unit now. No record: not released. Changed only where status and revision are what was read.

    ``revision`` rises with every write, also with one that leaves the status as it is.
    """

    unit = models.OneToOneField("catalog.Unit", primary_key=True, on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=14, choices=STATUSES)
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("project", "status"), name="inventory_record_status"),)


class UnitEvent(models.Model):
    """One step of a unit from one status to another. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("catalog.Unit", on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="+")
    before = models.CharField(max_length=14, choices=STATUSES)
    after = models.CharField(max_length=14, choices=STATUSES)
    reason = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
