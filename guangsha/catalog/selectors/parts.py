"""What a public project is made of and surrounded by. Nothing is found in a project that is not public."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, F, Max, Min, Q, QuerySet

from guangsha.catalog.domain.choices import BuildingKind, Orientation, PoiKind, UnitKind
from guangsha.catalog.domain.part_facts import (
    BuildingFacts,
    EntranceFacts,
    LayoutFacts,
    PermitFacts,
    PoiFacts,
    Point,
    ProgressFacts,
    StationFacts,
)
from guangsha.catalog.models import Building, Layout, Permit, PointOfInterest, Progress
from guangsha.catalog.selectors.media import media_facts
from guangsha.catalog.selectors.visibility import public_ref_of_layout, public_rows


def _points(footprint: Sequence[Sequence[float]]) -> tuple[Point, ...]:
    return tuple((float(corner[0]), float(corner[1])) for corner in footprint)


def permit_numbers_by_building(project_ids: Sequence[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Building id -> numbers of the permits that name it. One query."""
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = Permit.buildings.through.objects.filter(permit__project__in=project_ids)
    for building_id, number in rows.order_by("permit__number").values_list("building_id", "permit__number"):
        found[building_id].append(number)
    return {building_id: tuple(numbers) for building_id, numbers in found.items()}


def buildings_of(*, project_id: UUID) -> list[BuildingFacts]:
    """The buildings of a public project in their order, with entrances and unit counts. Three queries."""
    standing = Q(units__removed_at=None)
    rows = (
        Building.objects.filter(project__in=public_rows(), project_id=project_id)
        .annotate(
            homes=Count("units", filter=standing & Q(units__kind=UnitKind.HOME)),
            shops=Count("units", filter=standing & Q(units__kind=UnitKind.SHOP)),
            bays=Count("units", filter=standing & Q(units__kind=UnitKind.PARKING)),
        )
        .order_by("ordinal", "id")
        .prefetch_related("entrances")
    )
    buildings = list(rows)
    numbers = permit_numbers_by_building([project_id])
    return [
        BuildingFacts(
            id=row.pk,
            project_id=row.project_id,
            phase_id=row.phase_id,
            ordinal=row.ordinal,
            name=row.name,
            name_en=row.name_en,
            kind=BuildingKind(row.kind),
            footprint=_points(row.footprint),
            floors=row.floors,
            floors_below=row.floors_below,
            floor_height_m=row.floor_height_m,
            stacks=row.stacks,
            entrances=tuple(
                EntranceFacts(
                    id=entrance.pk,
                    ordinal=entrance.ordinal,
                    name=entrance.name,
                    name_en=entrance.name_en,
                    first_stack=entrance.first_stack,
                    last_stack=entrance.last_stack,
                    lifts=entrance.lifts,
                    place=_points([entrance.place])[0] if entrance.place else None,
                )
                for entrance in row.entrances.all()
            ),
            permit_numbers=numbers.get(row.pk, ()),
            homes=row.homes,
            shops=row.shops,
            parking=row.bays,
        )
        for row in buildings
    ]


def _layout_facts(rows: QuerySet[Layout]) -> list[LayoutFacts]:
    standing = Q(units__removed_at=None, units__kind=UnitKind.HOME)
    annotated = rows.annotate(
        project_slug=F("project__slug"),
        homes=Count("units", filter=standing),
        lowest=Min("units__filed_price_fen", filter=standing),
        highest=Max("units__filed_price_fen", filter=standing),
    )
    return [
        LayoutFacts(
            id=row.pk,
            project_id=row.project_id,
            project_slug=row.project_slug,
            code=row.code,
            name=row.name,
            name_en=row.name_en,
            rooms=row.rooms,
            halls=row.halls,
            baths=row.baths,
            orientation=Orientation(row.orientation),
            built_area=row.built_area,
            inner_area=row.inner_area,
            selling_point=row.selling_point,
            selling_point_en=row.selling_point_en,
            geometry=row.geometry,
            homes=row.homes,
            total_min_fen=row.lowest,
            total_max_fen=row.highest,
        )
        for row in annotated
    ]


def layouts_of(*, project_id: UUID) -> list[LayoutFacts]:
    """The layouts of a public project by code. One query."""
    rows = Layout.objects.filter(project__in=public_rows(), project_id=project_id)
    return _layout_facts(rows.order_by("code"))


def layout_by_id(*, layout_id: UUID) -> LayoutFacts:
    """One layout of a public project. Raises NotFound, Gone. Three queries."""
    public_ref_of_layout(layout_id=layout_id)
    return _layout_facts(Layout.objects.filter(pk=layout_id))[0]


def permits_of(*, project_id: UUID) -> list[PermitFacts]:
    """The pre-sale permits of a public project by number, with the buildings they name. Two queries."""
    rows = Permit.objects.filter(project__in=public_rows(), project_id=project_id)
    found = []
    for row in rows.order_by("number").prefetch_related("buildings"):
        buildings = sorted(row.buildings.all(), key=lambda building: (building.ordinal, building.name))
        found.append(
            PermitFacts(
                id=row.pk,
                number=row.number,
                issuer=row.issuer,
                issuer_en=row.issuer_en,
                issued_on=row.issued_on,
                building_ids=tuple(building.pk for building in buildings),
                building_names=tuple(building.name for building in buildings),
            )
        )
    return found


def surroundings_of(*, project_id: UUID) -> list[PoiFacts]:
    """What is near a public project, by kind and straight-line distance. One query."""
    rows = PointOfInterest.objects.filter(project__in=public_rows(), project_id=project_id)
    return [
        PoiFacts(
            id=row.pk,
            kind=PoiKind(row.kind),
            name=row.name,
            name_en=row.name_en,
            detail=row.detail,
            detail_en=row.detail_en,
            lng=row.lng,
            lat=row.lat,
            distance_m=row.distance_m,
            planned=row.planned,
        )
        for row in rows.order_by("kind", "distance_m", "id")
    ]


def nearest_metro(*, project_ids: Sequence[UUID]) -> dict[UUID, StationFacts]:
    """The nearest metro station in use of each public project that has one. One query, however many projects."""
    rows = PointOfInterest.objects.filter(
        project__in=public_rows(), project_id__in=project_ids, kind=PoiKind.METRO, planned=False
    )
    found: dict[UUID, StationFacts] = {}
    for project_id, name, name_en, distance_m in rows.order_by("distance_m", "id").values_list(
        "project_id", "name", "name_en", "distance_m"
    ):
        found.setdefault(project_id, StationFacts(name=name, name_en=name_en, distance_m=distance_m))
    return found


def progress_of(*, project_id: UUID) -> list[ProgressFacts]:
    """The construction reports of a public project with their files, newest first. Two queries."""
    rows = Progress.objects.filter(project__in=public_rows(), project_id=project_id)
    return [
        ProgressFacts(
            id=row.pk,
            building_id=row.building_id,
            building_name=row.building.name if row.building else "",
            building_name_en=row.building.name_en if row.building else "",
            reported_on=row.reported_on,
            title=row.title,
            title_en=row.title_en,
            body=row.body,
            body_en=row.body_en,
            floors_done=row.floors_done,
            media=tuple(media_facts(media) for media in row.media.all()),
        )
        for row in rows.select_related("building").order_by("-reported_on", "id").prefetch_related("media")
    ]
