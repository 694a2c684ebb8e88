"""Payment plans on the wire. Money: fen. Shares: hundredths of a percent of the price. Days: in China. No defaults in answers."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Self
from uuid import UUID

from ninja import Field, Schema

from guangsha.deals.domain.plans import (
    MOST_DAYS,
    MOST_PER_DAY,
    MOST_PLANS,
    MOST_STEPS,
    WHOLE,
    Instalment,
    Part,
    PartKind,
    Plan,
    PlanKind,
    PlansOffered,
    PlanTerms,
)
from guangsha.deals.domain.subscriptions import ChosenPlan
from guangsha.money.public import ObligationState

Code = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[a-z0-9_]+$")]
Name = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")]


class ChoosePlanIn(Schema):
    """The plan one wants, and the terms that were read."""

    code: Code
    terms_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class PlanPartIn(Schema):
    """A payment of a plan: ``share`` of the price, due ``days`` after the contract."""

    kind: PartKind
    share: Annotated[int, Field(ge=1, le=WHOLE)]
    days: Annotated[int, Field(ge=0, le=MOST_DAYS)]


class PlanIn(Schema):
    """One way to pay."""

    code: Code
    kind: PlanKind
    name: Name
    name_en: Name
    parts: Annotated[list[PlanPartIn], Field(min_length=1, max_length=MOST_STEPS)]


class PlansIn(Schema):
    """Plans as somebody proposes them. ``late_per_day``: hundred-thousandths of what is late, a day."""

    plans: Annotated[list[PlanIn], Field(min_length=1, max_length=MOST_PLANS)]
    grace_days: Annotated[int, Field(ge=0, le=90)]
    late_per_day: Annotated[int, Field(ge=0, le=MOST_PER_DAY)]

    def terms(self) -> PlanTerms:
        """As the services take them. Raises ValueError for plans that could not be offered."""
        plans = [
            Plan(one.code, one.kind, one.name, one.name_en, tuple(Part(p.kind, p.share, p.days) for p in one.parts))
            for one in self.plans
        ]
        return PlanTerms(0, tuple(plans), self.grace_days, self.late_per_day)


class PlanPartOut(Schema):
    """A payment of a plan."""

    kind: PartKind
    share: int
    days: int


class PlanOut(Schema):
    """One way to pay."""

    code: str
    kind: PlanKind
    name: str
    name_en: str
    parts: list[PlanPartOut]


class PlanTermsOut(Schema):
    """Plans as they were published, or proposed. ``number`` 0: of projects without their own."""

    number: int
    hash: str
    grace_days: int
    late_per_day: int
    plans: list[PlanOut]

    @classmethod
    def of(cls, terms: PlanTerms) -> Self:
        """The terms on the wire."""
        return cls.model_validate({**asdict(terms), "hash": terms.hash})


class InstalmentOut(Schema):
    """One payment in money, as if the contract were signed today."""

    line: int
    kind: PartKind
    title: str
    title_en: str
    amount_fen: int
    due_on: date

    @classmethod
    def of(cls, one: Instalment) -> Self:
        """The payment on the wire."""
        return cls.model_validate(asdict(one))


class OfferedPlanOut(Schema):
    """A plan in amounts and days."""

    code: str
    kind: PlanKind
    name: str
    name_en: str
    payments: list[InstalmentOut]


class OfferedPlansOut(Schema):
    """What a buyer may choose from. ``chosen``: the code of what they chose; null: nothing so far."""

    number: int
    hash: str
    grace_days: int
    late_per_day: int
    plans: list[OfferedPlanOut]
    chosen: str | None
    signed_on: date

    @classmethod
    def of(cls, offered: PlansOffered) -> Self:
        """The offer on the wire."""
        terms = offered.terms
        return cls(
            number=terms.number,
            hash=terms.hash,
            grace_days=terms.grace_days,
            late_per_day=terms.late_per_day,
            plans=[
                OfferedPlanOut(
                    code=one.plan.code,
                    kind=one.plan.kind,
                    name=one.plan.name,
                    name_en=one.plan.name_en,
                    payments=[InstalmentOut.of(payment) for payment in one.payments],
                )
                for one in offered.plans
            ],
            chosen=offered.chosen,
            signed_on=offered.signed_on,
        )


class DueOut(Schema):
    """A payment of the chosen plan. ``obligation_id`` null: owed from the contract on. ``late_fen``: what being late costs."""

    line: int
    kind: PartKind
    title: str
    title_en: str
    amount_fen: int
    due_on: date
    obligation_id: UUID | None
    state: ObligationState | None
    overdue: bool
    late_fen: int
    fee_obligation_id: UUID | None


class ChosenPlanOut(Schema):
    """How a home is paid for."""

    code: str
    kind: PlanKind
    name: str
    name_en: str
    grace_days: int
    late_per_day: int
    payments: list[DueOut]

    @classmethod
    def of(cls, one: ChosenPlan) -> Self:
        """The plan on the wire."""
        return cls(
            code=one.plan.code,
            kind=one.plan.kind,
            name=one.plan.name,
            name_en=one.plan.name_en,
            grace_days=one.grace_days,
            late_per_day=one.late_per_day,
            payments=[DueOut.model_validate(asdict(due)) for due in one.payments],
        )
