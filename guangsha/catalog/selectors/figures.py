"""Derived figures of many projects at once: four queries, however many projects."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Sum

from guangsha.catalog.domain.choices import UnitKind
from guangsha.catalog.domain.facts import DerivedFigures
from guangsha.catalog.domain.figures import permit_coverage, weighted_unit_price
from guangsha.catalog.models import Building, Permit, Unit


@dataclass(frozen=True, slots=True)
class ProjectSums:
    """Derived figures and permit numbers, per project."""

    derived: dict[UUID, DerivedFigures] = field(default_factory=dict)
    permit_numbers: dict[UUID, tuple[str, ...]] = field(default_factory=dict)


def _by_kind(project_ids: Collection[UUID]) -> dict[UUID, dict[str, dict[str, Any]]]:
    """One query: counts and ranges per project and kind of unit."""
    permitted = Exists(Permit.buildings.through.objects.filter(building_id=OuterRef("building_id")))
    rows = (
        Unit.objects.filter(project__in=project_ids, removed_at=None)
        .order_by()
        .values("project_id", "kind")
        .annotate(
            units=Count("pk"),
            priced=Count("filed_price_fen"),
            lowest=Min("filed_price_fen"),
            highest=Max("filed_price_fen"),
            price_sum=Sum("filed_price_fen"),
            priced_area=Sum("built_area", filter=Q(filed_price_fen__isnull=False)),
            smallest=Min("built_area"),
            largest=Max("built_area"),
            permitted=Count("pk", filter=permitted),
        )
    )
    found: dict[UUID, dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in rows:
        found[row["project_id"]][row["kind"]] = dict(row)
    return found


def _rooms(project_ids: Collection[UUID]) -> dict[UUID, list[int]]:
    rows = (
        Unit.objects.filter(project__in=project_ids, removed_at=None, kind=UnitKind.HOME, rooms__isnull=False)
        .order_by("project_id", "rooms")
        .values_list("project_id", "rooms")
        .distinct()
    )
    found: dict[UUID, list[int]] = defaultdict(list)
    for project_id, rooms in rows:
        found[project_id].append(rooms or 0)
    return found


def _numbers(project_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    for project_id, number in (
        Permit.objects.filter(project__in=project_ids)
        .order_by("project_id", "number")
        .values_list("project_id", "number")
    ):
        found[project_id].append(number)
    return found


def sums_of(project_ids: Collection[UUID]) -> ProjectSums:
    """Figures for every project in ``project_ids``, also for those without units. Four queries."""
    kinds, rooms, numbers = _by_kind(project_ids), _rooms(project_ids), _numbers(project_ids)
    buildings: dict[UUID, int] = dict(
        Building.objects.filter(project__in=project_ids)
        .order_by()
        .values_list("project_id")
        .annotate(buildings=Count("pk"))
    )
    sums = ProjectSums()
    for project_id in project_ids:
        of_kind = kinds.get(project_id, {})
        counts = {kind: of_kind.get(kind, {}).get("units", 0) for kind in UnitKind}
        homes = of_kind.get(UnitKind.HOME, {})
        permitted = homes.get("permitted", 0)
        area = homes.get("priced_area") or Decimal(0)
        sums.permit_numbers[project_id] = tuple(numbers.get(project_id, ()))
        sums.derived[project_id] = DerivedFigures(
            buildings=buildings.get(project_id, 0),
            homes=counts[UnitKind.HOME],
            shops=counts[UnitKind.SHOP],
            parking=counts[UnitKind.PARKING],
            priced_homes=homes.get("priced", 0),
            total_min_fen=homes.get("lowest"),
            total_max_fen=homes.get("highest"),
            average_unit_price_fen=weighted_unit_price(
                total_fen=int(homes.get("price_sum") or 0), area_m2=area.quantize(Decimal("0.01"))
            ),
            area_min=homes.get("smallest"),
            area_max=homes.get("largest"),
            rooms=tuple(rooms.get(project_id, ())),
            permits=len(numbers.get(project_id, ())),
            permitted_homes=permitted,
            permit_coverage=permit_coverage(homes=counts[UnitKind.HOME], permitted=permitted),
        )
    return sums
