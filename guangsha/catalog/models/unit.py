"""One thing that can be sold. Catalogue says what it is; the unit ledger says whether it can be had."""

from uuid import UUID

from django.db import models
from django.db.models.functions import Now

from guangsha.catalog.domain.choices import FitOut, FloorBand, Orientation, UnitKind, choices
from guangsha.kit.ids import new_id


class Unit(models.Model):
    """A home, shop or parking bay 房源. Areas in square metres, ``filed_price_fen`` is the filed total price 备案总价.

    ``identity`` names the unit inside its project: the source's id, or a hash of the columns that identify it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="units")
    building = models.ForeignKey("catalog.Building", on_delete=models.PROTECT, related_name="units")
    entrance = models.ForeignKey("catalog.Entrance", on_delete=models.PROTECT, null=True, related_name="units")
    layout = models.ForeignKey("catalog.Layout", on_delete=models.PROTECT, null=True, related_name="units")
    identity = models.CharField(max_length=100)
    kind = models.CharField(max_length=8, choices=choices(UnitKind), default=UnitKind.HOME.value)
    number = models.CharField(max_length=30, blank=True)
    floor = models.SmallIntegerField(null=True)
    floors_total = models.PositiveSmallIntegerField(null=True)
    floor_band = models.CharField(max_length=8, choices=choices(FloorBand), default=FloorBand.UNKNOWN.value)
    stack = models.PositiveSmallIntegerField(null=True)
    rooms = models.PositiveSmallIntegerField(null=True)
    halls = models.PositiveSmallIntegerField(null=True)
    orientation = models.CharField(max_length=2, choices=choices(Orientation), blank=True, default="")
    fit_out = models.CharField(max_length=10, choices=choices(FitOut), default=FitOut.UNKNOWN.value)
    built_area = models.DecimalField(max_digits=8, decimal_places=2)
    inner_area = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    filed_price_fen = models.BigIntegerField(null=True)
    filed_on = models.DateField(null=True)
    built_year = models.PositiveSmallIntegerField(null=True)
    removed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("project", "id")
        constraints = (models.UniqueConstraint(fields=("project", "identity"), name="catalog_unit_identity"),)
        indexes = (models.Index(fields=("building", "floor", "stack"), name="catalog_unit_place"),)

    def place(self) -> tuple[UUID | None, UUID | None, int | None, str]:
        """What people call the unit by: building, entrance, floor and number."""
        return self.building_id, self.entrance_id, self.floor, self.number

    def __str__(self) -> str:
        return self.number or self.identity
