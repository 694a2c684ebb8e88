"""The development on sale and what surrounds it."""

from django.db import models
from django.db.models.functions import Now

from guangsha.catalog.domain.choices import (
    DatePrecision,
    FitOut,
    ListingState,
    PoiKind,
    PropertyType,
    SaleStatus,
    choices,
)
from guangsha.kit.ids import new_id


class Project(models.Model):
    """A development 楼盘. ``source`` + ``source_id`` name it in the file it came from, so that imports are idempotent.

    Stated figures (``stated_*``) are what a source says about the whole project; figures of its units are derived, not stored.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=100, unique=True)
    source = models.CharField(max_length=60, default="manual")
    source_id = models.CharField(max_length=100)

    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    alias = models.CharField(max_length=300, blank=True)
    headline = models.CharField(max_length=200, blank=True)
    headline_en = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    description_en = models.TextField(blank=True)

    city_code = models.CharField(max_length=12, db_index=True)
    district_code = models.CharField(max_length=12, blank=True)
    area_name = models.CharField(max_length=100, blank=True)
    area_name_en = models.CharField(max_length=100, blank=True)
    address = models.CharField(max_length=300, blank=True)
    address_en = models.CharField(max_length=300, blank=True)
    lng = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    bearing_deg = models.FloatField(default=0)
    site_geometry = models.JSONField(default=dict, blank=True)

    sales_phone = models.CharField(max_length=60, blank=True)
    sales_address = models.CharField(max_length=300, blank=True)
    sales_address_en = models.CharField(max_length=300, blank=True)
    sales_hours = models.CharField(max_length=200, blank=True)
    sales_hours_en = models.CharField(max_length=200, blank=True)

    developer = models.CharField(max_length=200, blank=True)
    developer_en = models.CharField(max_length=200, blank=True)
    property_company = models.CharField(max_length=200, blank=True)
    property_company_en = models.CharField(max_length=200, blank=True)
    property_fee_fen = models.BigIntegerField(null=True)
    property_type = models.CharField(max_length=16, choices=choices(PropertyType), default=PropertyType.UNKNOWN.value)
    fit_out = models.CharField(max_length=10, choices=choices(FitOut), default=FitOut.UNKNOWN.value)
    plot_ratio = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    greening_ratio = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    parking_spaces = models.PositiveIntegerField(null=True)
    households = models.PositiveIntegerField(null=True)
    tags = models.JSONField(default=list, blank=True)
    facilities = models.JSONField(default=list, blank=True)

    sale_status = models.CharField(max_length=10, choices=choices(SaleStatus), default=SaleStatus.UNKNOWN.value)
    opening_on = models.DateField(null=True)
    opening_precision = models.CharField(
        max_length=5, choices=choices(DatePrecision), blank=True, default=DatePrecision.NONE.value
    )
    handover_on = models.DateField(null=True)
    handover_precision = models.CharField(
        max_length=5, choices=choices(DatePrecision), blank=True, default=DatePrecision.NONE.value
    )

    stated_unit_price_fen = models.BigIntegerField(null=True)
    stated_lowest_total_fen = models.BigIntegerField(null=True)
    stated_highest_total_fen = models.BigIntegerField(null=True)
    stated_area_min = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    stated_area_max = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    stated_rooms = models.JSONField(default=list, blank=True)
    stated_permit = models.BooleanField(null=True)

    state = models.CharField(
        max_length=12, choices=choices(ListingState), default=ListingState.DRAFT.value, db_index=True
    )
    publish_at = models.DateTimeField(null=True)
    first_published_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    taken_down_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)
    releases = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("source", "source_id"), name="catalog_project_source"),)
        indexes = (models.Index(fields=("state", "publish_at"), name="catalog_project_due"),)

    def __str__(self) -> str:
        return self.name


class Phase(models.Model):
    """A part of a project that opens and is handed over together 分期."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="phases")
    ordinal = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    opening_on = models.DateField(null=True)
    handover_on = models.DateField(null=True)

    class Meta:
        ordering = ("project", "ordinal")
        constraints = (models.UniqueConstraint(fields=("project", "ordinal"), name="catalog_phase_ordinal"),)


class PointOfInterest(models.Model):
    """Something near a project. ``distance_m`` is the straight line on the WGS-84 ellipsoid, computed and never typed in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="surroundings")
    kind = models.CharField(max_length=10, choices=choices(PoiKind))
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    detail = models.CharField(max_length=120, blank=True)
    detail_en = models.CharField(max_length=120, blank=True)
    lng = models.FloatField()
    lat = models.FloatField()
    distance_m = models.PositiveIntegerField()
    planned = models.BooleanField(default=False)

    class Meta:
        ordering = ("project", "kind", "distance_m", "id")


class Progress(models.Model):
    """A dated statement of how far construction is, per project or building; pictures hang on it as media."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="progress")
    building = models.ForeignKey("catalog.Building", on_delete=models.CASCADE, null=True, related_name="+")
    reported_on = models.DateField()
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True)
    body = models.TextField(blank=True)
    body_en = models.TextField(blank=True)
    floors_done = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ("project", "-reported_on", "id")
