"""Floor plans as geometry (millimetres)."""

from django.db import models

from guangsha.catalog.domain.choices import Orientation, choices
from guangsha.kit.ids import new_id


class Layout(models.Model):
    """A floor plan 户型. ``geometry`` holds rooms, walls, doors and windows; see ``domain/geometry.py`` for its shape."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="layouts")
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    rooms = models.PositiveSmallIntegerField(default=0)
    halls = models.PositiveSmallIntegerField(default=0)
    baths = models.PositiveSmallIntegerField(default=0)
    orientation = models.CharField(max_length=2, choices=choices(Orientation), blank=True, default="")
    built_area = models.DecimalField(max_digits=8, decimal_places=2)
    inner_area = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    selling_point = models.CharField(max_length=300, blank=True)
    selling_point_en = models.CharField(max_length=300, blank=True)
    geometry = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("project", "code")
        constraints = (models.UniqueConstraint(fields=("project", "code"), name="catalog_layout_code"),)

    def __str__(self) -> str:
        return self.code
