"""What a unit costs: a pure function of its filed price, the published rules and the moment. Nobody's name is in it.

Anyone can compute it again from the receipt: start with the filed price, apply each step to the running total, and compare
the SHA-256 of the receipt's canonical JSON. 中国: 一房一价; 价格法 (Price Law) article 13 asks for clearly marked prices.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from guangsha.kit.hashing import digest

BASIS_POINTS = 10_000


class RuleKind(StrEnum):
    """How a rule changes the total: to a share of it (basis points), or by an amount (fen, may be negative)."""

    FACTOR = "factor"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class PriceRule:
    """A published rule. It holds for every unit of its project in the named buildings and layouts (empty: all of them), from
    ``starts_at`` until before ``ends_at``."""

    id: UUID
    number: int
    kind: RuleKind
    value: int
    name: str
    name_en: str
    starts_at: datetime
    ends_at: datetime | None
    building_ids: frozenset[UUID]
    layout_ids: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class PricedUnit:
    """What of a unit a price may depend on."""

    unit_id: UUID
    building_id: UUID
    layout_id: UUID | None
    filed_price_fen: int


@dataclass(frozen=True, slots=True)
class PriceStep:
    """One rule applied: the total after it."""

    rule_number: int
    kind: RuleKind
    value: int
    name: str
    name_en: str
    total_fen: int


@dataclass(frozen=True, slots=True)
class PriceReceipt:
    """How a price came about at a moment. ``hash`` is over everything else but the moment: same derivation, same hash."""

    unit_id: UUID
    filed_price_fen: int
    steps: tuple[PriceStep, ...]
    total_fen: int
    at: datetime
    hash: str


def applies(rule: PriceRule, unit: PricedUnit, *, at: datetime) -> bool:
    """Whether the rule is in force for the unit at that moment."""
    in_time = rule.starts_at <= at and (rule.ends_at is None or at < rule.ends_at)
    in_building = not rule.building_ids or unit.building_id in rule.building_ids
    in_layout = not rule.layout_ids or unit.layout_id in rule.layout_ids
    return in_time and in_building and in_layout


def _after(total_fen: int, rule: PriceRule) -> int:
    """The total after one rule, rounded half up to whole fen, never below nothing."""
    if rule.kind is RuleKind.AMOUNT:
        return max(0, total_fen + rule.value)
    return (total_fen * rule.value + BASIS_POINTS // 2) // BASIS_POINTS


def asked(unit: PricedUnit, rules: Sequence[PriceRule], *, at: datetime) -> int:
    """The total of ``price()`` alone, for thousands of units at once. ``rules`` in the order of their numbers."""
    total = unit.filed_price_fen
    for rule in rules:
        if applies(rule, unit, at=at):
            total = _after(total, rule)
    return total


def within_band(unit: PricedUnit, total_fen: int, *, below_percent: int) -> str | None:
    """What is wrong with asking ``total_fen``: never above the filed price, at most ``below_percent`` below it; None: nothing."""
    if total_fen > unit.filed_price_fen:
        return "above_filed"
    return "below_limit" if total_fen * 100 < unit.filed_price_fen * (100 - below_percent) else None


def price(unit: PricedUnit, rules: Sequence[PriceRule], *, at: datetime) -> PriceReceipt:
    """The price of ``unit`` at ``at``, with its derivation: rules apply in the order of their numbers."""
    total, steps = unit.filed_price_fen, []
    for rule in sorted(rules, key=lambda one: one.number):
        if applies(rule, unit, at=at):
            total = _after(total, rule)
            steps.append(PriceStep(rule.number, rule.kind, rule.value, rule.name, rule.name_en, total))
    return PriceReceipt(unit.unit_id, unit.filed_price_fen, tuple(steps), total, at, _hash(unit, steps, total))


def _hash(unit: PricedUnit, steps: Sequence[PriceStep], total_fen: int) -> str:
    derivation: dict[str, Any] = {
        "unit_id": str(unit.unit_id),
        "filed_price_fen": unit.filed_price_fen,
        "steps": [asdict(step) for step in steps],
        "total_fen": total_fen,
    }
    return digest(derivation)
