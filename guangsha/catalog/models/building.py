"""Buildings and their entrances, in the project's local frame (metres)."""

from django.db import models

from guangsha.catalog.domain.choices import BuildingKind, choices
from guangsha.kit.ids import new_id


class Building(models.Model):
    """A building 楼栋: footprint (counter-clockwise, metres, local frame), floors and floor height."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="buildings")
    phase = models.ForeignKey("catalog.Phase", on_delete=models.PROTECT, null=True, related_name="buildings")
    ordinal = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10, choices=choices(BuildingKind), default=BuildingKind.SLAB.value)
    footprint = models.JSONField(default=list, blank=True)
    floors = models.PositiveSmallIntegerField(null=True)
    floors_below = models.PositiveSmallIntegerField(default=0)
    floor_height_m = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    stacks = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("project", "ordinal")
        constraints = (models.UniqueConstraint(fields=("project", "name"), name="catalog_building_name"),)

    def __str__(self) -> str:
        return self.name


class Entrance(models.Model):
    """A stairwell 单元 of a building; its homes stand in the stacks ``first_stack`` to ``last_stack``.

    ``place``: where its door stands on the footprint, [x, y] in metres of the local frame; None: not stated.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="entrances")
    ordinal = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    first_stack = models.PositiveSmallIntegerField(default=1)
    last_stack = models.PositiveSmallIntegerField(default=1)
    lifts = models.PositiveSmallIntegerField(null=True)
    place = models.JSONField(null=True)

    class Meta:
        ordering = ("building", "ordinal")
        constraints = (models.UniqueConstraint(fields=("building", "ordinal"), name="catalog_entrance_ordinal"),)
