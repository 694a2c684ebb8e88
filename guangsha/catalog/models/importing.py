"""Files that people upload in the console to import: what they are, how far they got, what is wrong with their rows."""

from django.db import models

from guangsha.catalog.domain.choices import choices
from guangsha.catalog.domain.import_states import ImportState
from guangsha.kit.ids import new_id


class FileImport(models.Model):
    """One uploaded file. ``stored`` and ``report`` name files of the default storage; ``mapping`` "" means: found by the heading.

    ``fixes``: row number -> cells put in place of the file's; ``fixed``: how many rows. ``heading``, ``rows`` and ``problems``
    show the first rows that were not taken; the report holds all. ``progress`` is in per mille of the present run.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    mapping = models.CharField(max_length=60, blank=True)
    file_name = models.CharField(max_length=255)
    stored = models.CharField(max_length=100)
    report = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=choices(ImportState), default=ImportState.CHECKING.value)
    progress = models.PositiveSmallIntegerField(default=0)
    fixes = models.JSONField(default=dict, blank=True)
    fixed = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, blank=True)
    heading = models.JSONField(default=list, blank=True)
    rows = models.JSONField(default=dict, blank=True)
    problems = models.JSONField(default=list, blank=True)
    created_by_id = models.UUIDField()
    created_at = models.DateTimeField(db_index=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-id")
