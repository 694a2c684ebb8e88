"""Payment plans: how the price of a home is paid after its contract, in shares and days, the same for everybody.

A plan is published per project, chosen by the buyer by its hash, and kept with the subscription. The amounts add up to the price:
the deposit counts towards the first payments.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from guangsha.kit.clock import CHINA
from guangsha.kit.hashing import digest

WHOLE = 10_000
"""Shares of the price are counted in hundredths of a percent."""
MOST_PLANS, MOST_STEPS, MOST_DAYS = 8, 24, 3_650
YUAN, WAN = 100, 1_000_000
PER_DAY_UNIT = 100_000
"""The late fee of a day is counted in hundred-thousandths: 10 is one in ten thousand 万分之一."""
MOST_PER_DAY = 50
LATE_CAP = 300
"""Permille of what was late: a penalty of more than 30 % above the loss is excessive, Supreme Court on contracts 2023 art. 65."""
REMIND_DAYS = (7, 1)
"""How long before its due date a payment is reminded of."""


class PlanKind(StrEnum):
    """How a home is paid for."""

    LUMP_SUM = "lump_sum"
    INSTALMENTS = "instalments"
    MORTGAGE = "mortgage"


class PartKind(StrEnum):
    """What a payment of a plan is."""

    DOWN_PAYMENT = "down_payment"
    INSTALMENT = "instalment"
    LOAN = "loan"


TITLES: dict[PartKind, tuple[str, str]] = {
    PartKind.DOWN_PAYMENT: ("首付款", "Down payment"),
    PartKind.INSTALMENT: ("分期款", "Instalment"),
    PartKind.LOAN: ("按揭贷款", "Mortgage loan"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A payment of a plan: ``share`` of the price in hundredths of a percent, due ``days`` after the contract."""

    kind: PartKind
    share: int
    days: int


@dataclass(frozen=True, slots=True)
class Plan:
    """One way to pay. Raises ValueError for one that is none."""

    code: str
    kind: PlanKind
    name: str
    name_en: str
    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        """The parts make the whole, in order, and a loan is there exactly where the kind says so."""
        days = [part.days for part in self.parts]
        loans = [part for part in self.parts if part.kind is PartKind.LOAN]
        objections = {
            "between one and 24 payments": not 1 <= len(self.parts) <= MOST_STEPS,
            "shares add up to the whole, each more than nothing": sum(part.share for part in self.parts) != WHOLE
            or any(part.share <= 0 for part in self.parts),
            "payments come in the order of their days": days != sorted(days)
            or not all(0 <= one <= MOST_DAYS for one in days),
            "a mortgage has one loan, at the end; other plans have none": len(loans)
            != (1 if self.kind is PlanKind.MORTGAGE else 0)
            or bool(loans and (self.parts[-1] != loans[0] or len(self.parts) < 2)),
            "a lump sum is one payment": self.kind is PlanKind.LUMP_SUM and len(self.parts) != 1,
            "a name in both languages": not (self.code and self.name and self.name_en),
        }
        if found := next((words for words, stands in objections.items() if stands), None):
            raise ValueError(found)


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """The plans of a project, and what being late costs. ``number`` 0: of projects without their own.

    ``grace_days``: so long a late payment costs nothing. ``late_per_day``: hundred-thousandths of what is late.
    """

    number: int
    plans: tuple[Plan, ...]
    grace_days: int
    late_per_day: int

    def __post_init__(self) -> None:
        """Raises ValueError for terms that could not be offered."""
        codes = [plan.code for plan in self.plans]
        objections = {
            "between one and eight plans": not 1 <= len(codes) <= MOST_PLANS,
            "each plan has a code of its own": len(set(codes)) != len(codes),
            "at most ninety days of grace": not 0 <= self.grace_days <= 90,
            "at most five in ten thousand a day": not 0 <= self.late_per_day <= MOST_PER_DAY,
        }
        if found := next((words for words, stands in objections.items() if stands), None):
            raise ValueError(found)

    @property
    def hash(self) -> str:
        """SHA-256 over what the buyer chooses by."""
        return digest(self.plain())

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "number": self.number,
            "grace_days": self.grace_days,
            "late_per_day": self.late_per_day,
            "plans": [plan_plain(plan) for plan in self.plans],
        }

    def called(self, code: str) -> Plan | None:
        """The plan with this code."""
        return next((plan for plan in self.plans if plan.code == code), None)


def plan_plain(plan: Plan) -> dict[str, Any]:
    """As JSON."""
    parts = [{"kind": str(part.kind), "share": part.share, "days": part.days} for part in plan.parts]
    return {"code": plan.code, "kind": str(plan.kind), "name": plan.name, "name_en": plan.name_en, "parts": parts}


def plan_from(plain: Mapping[str, Any]) -> Plan:
    """What ``plan_plain`` wrote."""
    parts = tuple(Part(PartKind(one["kind"]), one["share"], one["days"]) for one in plain["parts"])
    return Plan(plain["code"], PlanKind(plain["kind"]), plain["name"], plain["name_en"], parts)


def terms_from(plain: Mapping[str, Any]) -> PlanTerms:
    """What ``PlanTerms.plain`` wrote."""
    plans = tuple(plan_from(one) for one in plain["plans"])
    return PlanTerms(plain["number"], plans, plain["grace_days"], plain["late_per_day"])


DEFAULT_TERMS = PlanTerms(
    number=0,
    plans=(
        Plan("lump", PlanKind.LUMP_SUM, "一次性付款", "Lump sum", (Part(PartKind.DOWN_PAYMENT, WHOLE, 15),)),
        Plan(
            "thirds",
            PlanKind.INSTALMENTS,
            "分期付款",
            "Instalments",
            (
                Part(PartKind.DOWN_PAYMENT, 4_000, 7),
                Part(PartKind.INSTALMENT, 3_000, 90),
                Part(PartKind.INSTALMENT, 3_000, 180),
            ),
        ),
        Plan(
            "mortgage",
            PlanKind.MORTGAGE,
            "银行按揭",
            "Mortgage",
            (Part(PartKind.DOWN_PAYMENT, 3_000, 7), Part(PartKind.LOAN, 7_000, 60)),
        ),
    ),
    grace_days=7,
    late_per_day=10,
)
"""Of projects that have not published any."""


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment of a plan in money: fen, due by the end of a day in China."""

    line: int
    kind: PartKind
    title: str
    title_en: str
    amount_fen: int
    due_on: date


def instalments(plan: Plan, *, price_fen: int, deposit_fen: int, signed_on: date) -> tuple[Instalment, ...]:
    """The payments of ``plan`` for a home of this price. Together with the deposit they are the price, to the fen.

    Loans are whole ten thousands of yuan and later payments whole yuan, rounded down; what that leaves is in the first one.
    The deposit counts towards the first payments; one that it covers is none.
    """
    amounts = [
        price_fen * part.share // WHOLE // (WAN if part.kind is PartKind.LOAN else YUAN)
        * (WAN if part.kind is PartKind.LOAN else YUAN)
        for part in plan.parts
    ]  # fmt: skip
    amounts[0] += price_fen - sum(amounts)
    left = deposit_fen
    found: list[Instalment] = []
    for part, amount in zip(plan.parts, amounts, strict=True):
        counted = min(left, amount)
        left -= counted
        if amount == counted:
            continue
        title, title_en = TITLES[part.kind]
        line = len(found) + 1
        due = signed_on + timedelta(days=part.days)
        found.append(Instalment(line, part.kind, title, title_en, amount - counted, due))
    several = sum(one.kind is PartKind.INSTALMENT for one in found) > 1
    return tuple(_numbered(found)) if several else tuple(found)


def _numbered(found: list[Instalment]) -> list[Instalment]:
    """Instalments that are several say which they are."""
    lines = [one.line for one in found if one.kind is PartKind.INSTALMENT]
    which = {line: number for number, line in enumerate(lines, 1)}
    return [
        replace(one, title=f"第{which[one.line]}期{one.title}", title_en=f"{one.title_en} {which[one.line]}")
        if one.line in which
        else one
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class PlanOffered:
    """A plan in amounts and days, as if the contract were signed today."""

    plan: Plan
    payments: tuple[Instalment, ...]


@dataclass(frozen=True, slots=True)
class PlansOffered:
    """What a buyer may choose from, and what they chose."""

    terms: PlanTerms
    plans: tuple[PlanOffered, ...]
    chosen: str | None
    signed_on: date


def due_at(due_on: date) -> datetime:
    """The moment at which that day is over in China."""
    return datetime.combine(due_on + timedelta(days=1), time(), CHINA).astimezone(UTC)


def day_in_china(moment: datetime) -> date:
    """The day that it is in China."""
    return moment.astimezone(CHINA).date()


def late_fee(amount_fen: int, *, due: datetime, at: datetime, grace_days: int, late_per_day: int) -> int:
    """What having paid (or paying) at ``at`` costs, in fen: nothing within the grace, then every day since ``due``, capped.

    Days are full days of 24 hours; parts of a fen are the buyer's.
    """
    days = max(0, (at - due).days)
    if days <= grace_days:
        return 0
    return min(amount_fen * late_per_day * days // PER_DAY_UNIT, amount_fen * LATE_CAP // 1_000)
