"""What is asked for many units at once, by the published rules and the database's clock."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now

from guangsha.catalog.public import UnitFacts, UnitKind, desk_stock, every_unit_of
from guangsha.inventory.domain.price import PricedUnit, PriceRule, RuleKind, asked
from guangsha.inventory.models import PublishedRule
from guangsha.kit.money import unit_price_fen


def rule_facts(row: PublishedRule) -> PriceRule:
    """A published rule as the price function takes it."""
    return PriceRule(
        id=row.pk,
        number=row.number,
        kind=RuleKind(row.kind),
        value=row.value,
        name=row.name,
        name_en=row.name_en,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        building_ids=frozenset(UUID(one) for one in row.building_ids),
        layout_ids=frozenset(UUID(one) for one in row.layout_ids),
    )


def priced(unit: UnitFacts) -> PricedUnit | None:
    """What of the unit its price depends on; None where nothing is filed."""
    if unit.filed_price_fen is None:
        return None
    return PricedUnit(unit.id, unit.building_id, unit.layout_id, unit.filed_price_fen)


@dataclass(frozen=True, slots=True)
class Asking:
    """The rules of a project as of a moment. ``at`` None: there is no rule, and the filed price is asked."""

    rules: tuple[PriceRule, ...]
    at: datetime | None

    def total(self, unit: UnitFacts) -> int | None:
        """What is asked for the unit, in fen; None where nothing is filed."""
        known = priced(unit)
        if known is None or self.at is None:
            return unit.filed_price_fen
        return asked(known, self.rules, at=self.at)


FILED = Asking((), None)


def asking_of(*, project_ids: Sequence[UUID], at: datetime | None = None) -> Mapping[UUID, Asking]:
    """Project id -> its rules, now by the database's clock or ``at`` a moment; without any rule FILED. One query."""
    rows = PublishedRule.objects.filter(project__in=project_ids).order_by("number").annotate(clock=Now())
    rules: dict[UUID, list[PriceRule]] = defaultdict(list)
    now: datetime | None = None
    for row in rows:
        rules[row.project_id].append(rule_facts(row))
        now = row.clock
    found = {key: Asking(tuple(some), at or now) for key, some in rules.items()}
    return {key: found.get(key, FILED) for key in project_ids}


def asked_prices(project_id: UUID) -> dict[UUID, int]:
    """Unit id -> what is asked now, where that is not the filed price: for the truth checks of the catalogue."""
    asking = asking_of(project_ids=[project_id])[project_id]
    if asking.at is None:
        return {}
    totals = {unit.id: (unit.filed_price_fen, asking.total(unit)) for unit in desk_stock(project_id=project_id)[1]}
    return {key: total for key, (filed, total) in totals.items() if total is not None and total != filed}


def price_version(*, project_id: UUID) -> str:
    """A word that changes when other prices are asked: the rules that are in force. One query."""
    in_force = Q(starts_at__lte=Now()) & (Q(ends_at=None) | Q(ends_at__gt=Now()))
    numbers = PublishedRule.objects.filter(in_force, project=project_id).order_by("number")
    return ".".join(str(number) for number in numbers.values_list("number", flat=True))


def asked_totals(*, units: Sequence[UnitFacts]) -> dict[UUID, int | None]:
    """Unit id -> what is asked for it now, in fen; None where nothing is filed. One query."""
    asking = asking_of(project_ids=list({unit.project_id for unit in units}))
    return {unit.id: asking[unit.project_id].total(unit) for unit in units}


@dataclass(frozen=True, slots=True)
class AskedRange:
    """What is asked for the homes of a project: lowest, highest, and the price of a square metre weighted by area."""

    total_min_fen: int
    total_max_fen: int
    unit_price_fen: int | None


def asked_ranges(*, project_ids: Sequence[UUID]) -> dict[UUID, AskedRange]:
    """The ranges of those public projects that have a price rule; for the others the filed prices are asked.

    One query, and two for each project with a rule.
    """
    asking = asking_of(project_ids=project_ids)
    found = {}
    for project_id in (key for key in project_ids if asking[key].at is not None):
        homes = [unit for unit in every_unit_of(project_id=project_id) if unit.kind is UnitKind.HOME]
        totals = {unit.id: total for unit in homes if (total := asking[project_id].total(unit)) is not None}
        if totals:
            area = sum((unit.built_area for unit in homes if unit.id in totals), Decimal(0))
            each = unit_price_fen(sum(totals.values()), area) if area else None
            found[project_id] = AskedRange(min(totals.values()), max(totals.values()), each)
    return found
