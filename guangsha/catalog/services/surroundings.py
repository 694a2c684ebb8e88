"""Permits, surroundings and construction progress."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from guangsha.backbone.public import audit
from guangsha.catalog.domain.checks import MAX_DISTANCE_M, position_errors, text_errors, wrong
from guangsha.catalog.domain.distance import geodesic_m
from guangsha.catalog.domain.errors import UnknownPart
from guangsha.catalog.domain.specs import PoiSpec
from guangsha.catalog.models import Building, Permit, PointOfInterest, Progress
from guangsha.catalog.services.changes import project_changed, project_to_change
from guangsha.catalog.services.rows import row_errors
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Invalid

MAX_POIS = 300
CHINA_AHEAD = timedelta(hours=8)
"""Dates are those of the calendar in China, which has one time zone and no summer time."""


def add_permit(
    *,
    actor: Actor,
    now: datetime,
    project_id: UUID,
    number: str,
    building_names: Sequence[str],
    issuer: str = "",
    issuer_en: str = "",
    issued_on: date | None = None,
) -> UUID:
    """A pre-sale permit covering the named buildings; the same number again adds buildings to it. Its id.

    Raises NotFound, Forbidden, Invalid, UnknownPart (a building the project does not have).
    """
    project = project_to_change(actor=actor, project_id=project_id)
    ids = dict(project.buildings.filter(name__in=list(building_names)).values_list("name", "pk"))
    missing = [wrong("building_names", name) for name in building_names if name not in ids]
    if missing:
        raise UnknownPart(errors=missing)
    permit = Permit.objects.filter(project=project, number=number).first()
    fresh = permit is None
    if permit is None:
        permit = Permit(project=project, number=number)
    before = (permit.issuer, permit.issuer_en, permit.issued_on)
    permit.issuer = issuer or permit.issuer
    permit.issuer_en = issuer_en or permit.issuer_en
    permit.issued_on = issued_on or permit.issued_on
    errors = text_errors({"number": number, "issuer": issuer, "issuer_en": issuer_en})
    errors += row_errors(permit, prefix="", exclude=("project",))
    if errors:
        raise Invalid(errors=errors)
    covered = set() if fresh else set(permit.buildings.values_list("pk", flat=True))
    added = set(ids.values()) - covered
    if not fresh and not added and before == (permit.issuer, permit.issuer_en, permit.issued_on):
        return permit.pk
    permit.save()
    permit.buildings.add(*Building.objects.filter(pk__in=added))
    audit(
        action="catalog.permit.add",
        target=f"project:{project.pk}",
        data={"permit_id": str(permit.pk), "buildings": sorted(building_names)},
    )
    project_changed(project, now=now)
    return permit.pk


def set_surroundings(*, actor: Actor, now: datetime, project_id: UUID, pois: Sequence[PoiSpec]) -> int:
    """Replace the surroundings of a project; returns how many there are.

    Distances are computed: the geodesic between the project's and each place's WGS-84 position, whole metres.
    Raises NotFound, Forbidden, Invalid (the project has no position, a place is further than 100 km, too many).
    """
    project = project_to_change(actor=actor, project_id=project_id)
    if project.lng is None or project.lat is None:
        raise Invalid(errors=[wrong("lng", "missing"), wrong("lat", "missing")])
    errors = [wrong("pois", "too_many")] if len(pois) > MAX_POIS else []
    rows: list[PointOfInterest] = []
    for index, spec in enumerate(pois[:MAX_POIS]):
        prefix = f"pois[{index}]."
        bad = [wrong(f"{prefix}{error['field']}", error["message"]) for error in position_errors(spec.lng, spec.lat)]
        if bad:
            errors += bad
            continue
        distance = geodesic_m(lng_a=project.lng, lat_a=project.lat, lng_b=spec.lng, lat_b=spec.lat)
        if distance > MAX_DISTANCE_M:
            errors.append(wrong(f"{prefix}lng", "too_far"))
            continue
        row = PointOfInterest(
            project=project,
            kind=spec.kind,
            name=spec.name,
            name_en=spec.name_en,
            detail=spec.detail,
            detail_en=spec.detail_en,
            lng=spec.lng,
            lat=spec.lat,
            distance_m=round(distance),
            planned=spec.planned,
        )
        errors += text_errors({f"{prefix}name": spec.name, f"{prefix}detail": spec.detail})
        errors += row_errors(row, prefix=prefix, exclude=("project",))
        rows.append(row)
    if errors:
        raise Invalid(errors=errors[:100])
    compared = ("kind", "name", "name_en", "detail", "detail_en", "lng", "lat", "distance_m", "planned")
    stored = sorted(project.surroundings.values_list(*compared))
    if stored == sorted(tuple(getattr(row, name) for name in compared) for row in rows):
        return len(rows)
    project.surroundings.all().delete()
    PointOfInterest.objects.bulk_create(rows, batch_size=100)
    audit(action="catalog.project.surroundings", target=f"project:{project.pk}", data={"pois": len(rows)})
    project_changed(project, now=now)
    return len(rows)


def report_progress(
    *,
    actor: Actor,
    now: datetime,
    project_id: UUID,
    reported_on: date,
    title: str,
    title_en: str = "",
    body: str = "",
    body_en: str = "",
    building_name: str | None = None,
    floors_done: int | None = None,
) -> UUID:
    """A dated statement of how far construction is; its id. Each call adds one.

    Raises NotFound, Forbidden, Invalid (also a date in the future), UnknownPart (building).
    """
    project = project_to_change(actor=actor, project_id=project_id)
    building = None
    if building_name is not None:
        building = project.buildings.filter(name=building_name).first()
        if building is None:
            raise UnknownPart(errors=[wrong("building_name", "unknown")])
    row = Progress(
        project=project,
        building=building,
        reported_on=reported_on,
        title=title,
        title_en=title_en,
        body=body,
        body_en=body_en,
        floors_done=floors_done,
    )
    errors = text_errors({"title": title, "title_en": title_en, "body": body, "body_en": body_en})
    errors += row_errors(row, prefix="", exclude=("project", "building"))
    if reported_on > (now + CHINA_AHEAD).date():
        errors.append(wrong("reported_on", "in_the_future"))
    if building is not None and building.floors and floors_done is not None and floors_done > building.floors:
        errors.append(wrong("floors_done", "out_of_range"))
    if errors:
        raise Invalid(errors=errors)
    row.save(force_insert=True)
    audit(action="catalog.progress.report", target=f"project:{project.pk}", data={"progress_id": str(row.pk)})
    project_changed(project, now=now)
    return row.pk
