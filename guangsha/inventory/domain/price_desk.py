"""Price rules before and after they are published, as values, and whether the prices they lead to may be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from guangsha.inventory.domain.price import PricedUnit, PriceRule, RuleKind, asked, within_band
from guangsha.inventory.domain.steps import AskedState
from guangsha.vault.public import Masked

LEAD = timedelta(seconds=10)
"""A rule begins at least this long after it was published: by then every process reads it, so all change at one instant."""


@dataclass(frozen=True, slots=True)
class RuleWanted:
    """What somebody proposes. ``kind`` None: only the rule it ``replaces`` is to end. ``starts_at`` None: once published."""

    kind: RuleKind | None
    value: int
    name: str
    name_en: str
    starts_at: datetime | None
    ends_at: datetime | None
    building_ids: frozenset[UUID]
    layout_ids: frozenset[UUID]
    replaces: UUID | None


@dataclass(frozen=True, slots=True)
class PriceBreach:
    """A unit that may not cost that much at that moment, and why: ``above_filed`` or ``below_limit``."""

    unit_id: UUID
    at: datetime
    total_fen: int
    why: str


def begins(wanted: RuleWanted, *, now: datetime) -> datetime:
    """The first moment at which it counts when it is published ``now``."""
    soonest = now + LEAD
    return soonest if wanted.starts_at is None else max(wanted.starts_at, soonest)


def with_rule(
    rules: Sequence[PriceRule], wanted: RuleWanted, *, number: int, start: datetime, rule_id: UUID
) -> list[PriceRule]:
    """The rules of a project after the publication: the replaced one ends where the new one starts."""
    found = []
    for rule in rules:
        ended = rule.id == wanted.replaces and (rule.ends_at is None or rule.ends_at > start)
        found.append(_ending(rule, start) if ended else rule)
    if wanted.kind is not None:
        found.append(
            PriceRule(
                id=rule_id,
                number=number,
                kind=wanted.kind,
                value=wanted.value,
                name=wanted.name,
                name_en=wanted.name_en,
                starts_at=start,
                ends_at=wanted.ends_at,
                building_ids=wanted.building_ids,
                layout_ids=wanted.layout_ids,
            )
        )
    return sorted(found, key=lambda rule: rule.number)


def _ending(rule: PriceRule, at: datetime) -> PriceRule:
    return PriceRule(
        rule.id, rule.number, rule.kind, rule.value, rule.name, rule.name_en, rule.starts_at, at,
        rule.building_ids, rule.layout_ids,
    )  # fmt: skip


def turning_points(rules: Sequence[PriceRule], *, start: datetime) -> list[datetime]:
    """``start`` and every later moment at which prices may change."""
    edges = {edge for rule in rules for edge in (rule.starts_at, rule.ends_at) if edge is not None and edge > start}
    return [start, *sorted(edges)]


def breaches(
    units: Sequence[PricedUnit], rules: Sequence[PriceRule], *, start: datetime, below_percent: int
) -> list[PriceBreach]:
    """Every price from ``start`` on that may not be asked, at the first moment it would be."""
    found: dict[UUID, PriceBreach] = {}
    for at in turning_points(rules, start=start):
        for unit in units:
            total = asked(unit, rules, at=at)
            why = within_band(unit, total, below_percent=below_percent)
            if why is not None and unit.unit_id not in found:
                found[unit.unit_id] = PriceBreach(unit.unit_id, at, total, why)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class PriceMove:
    """What a unit is asked before and after a rule begins."""

    unit_id: UUID
    number: str
    building_name: str
    building_name_en: str
    filed_price_fen: int
    before_fen: int
    after_fen: int


@dataclass(frozen=True, slots=True)
class RulePreview:
    """What a publication would change when it begins at ``start``. ``moves`` are the first ones; counts are of all units."""

    start: datetime
    units: int
    changed: int
    before_fen: int
    after_fen: int
    moves: tuple[PriceMove, ...]
    breaches: tuple[PriceBreach, ...]


@dataclass(frozen=True, slots=True)
class ProposalFacts:
    """A proposal; names of colleagues are masked."""

    id: UUID
    wanted: RuleWanted
    reason: str
    state: AskedState
    asked_name: Masked | None
    asked_at: datetime
    decided_name: Masked | None
    decided_at: datetime | None
    note: str
    mine: bool


@dataclass(frozen=True, slots=True)
class PriceDesk:
    """The price rules of a listing and what waits for a decision. ``below_percent``: the company's limit."""

    project_id: UUID
    name: str
    name_en: str
    as_of: datetime
    below_percent: int
    rules: tuple[PriceRule, ...]
    proposals: tuple[ProposalFacts, ...]
    buildings: tuple[tuple[UUID, str, str], ...]
    layouts: tuple[tuple[UUID, str], ...]
    may_propose: bool
    may_publish: bool
