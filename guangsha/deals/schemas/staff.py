"""Deals on a desk, and the terms of a project, on the wire. Money: fen. Moments: UTC. No defaults in answers."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from guangsha.deals.domain.plans import PlanTerms
from guangsha.deals.domain.rules import (
    MOST_ALONE_DAYS,
    MOST_DAMAGES,
    MOST_FREE_HOURS,
    MOST_RUNGS,
    AfterSigning,
    Rules,
    Rung,
)
from guangsha.deals.domain.states import Ending, ProposalState, SubscriptionState
from guangsha.deals.domain.subscriptions import BuyerFacts, DealFilter, StaffDeal
from guangsha.deals.domain.terms import ProposedTerms, PublishedTerms, TermsDesk, TermsKind
from guangsha.deals.schemas.buyer_changes import BuyerChangeOut, Text
from guangsha.deals.schemas.handover import HandoverOut
from guangsha.deals.schemas.holds import HeldHomeOut
from guangsha.deals.schemas.plans import ChosenPlanOut, PlansIn, PlanTermsOut
from guangsha.deals.schemas.subscriptions import (
    AfterSigningOut,
    ExitOut,
    LadderStepOut,
    NextStepOut,
    ReturnsOut,
    TimelineEntryOut,
)
from guangsha.kit.money import MAX_FEN
from guangsha.money.public import CaseKind
from guangsha.vault.public import Masked


class DealsIn(Schema):
    """Which deals; nothing: all. ``mine``: those that the reader began for their buyers."""

    state: SubscriptionState | None = None
    project: UUID | None = None
    mine: bool = False

    def plain(self) -> DealFilter:
        """As the selector takes it."""
        return DealFilter(state=self.state, project_id=self.project, mine=self.mine)


class DealRowOut(Schema):
    """A line of the list of deals. ``masked_names``: who buys, the one who subscribed first."""

    id: UUID
    project_id: UUID
    unit_id: UUID
    home: HeldHomeOut | None
    state: SubscriptionState
    ending: Ending | None
    masked_names: list[str]
    unconfirmed: int
    price_fen: int
    deposit_fen: int
    paid_fen: int
    next: NextStepOut | None
    advisor_name: Masked | None
    made_at: datetime

    @classmethod
    def of(cls, deal: StaffDeal) -> Self:
        """The line on the wire."""
        facts = deal.facts
        return cls(
            id=facts.id,
            project_id=facts.project_id,
            unit_id=facts.unit_id,
            home=HeldHomeOut.model_validate(asdict(facts.home)) if facts.home else None,
            state=facts.state,
            ending=facts.ending,
            masked_names=[one.name for one in facts.buyers],
            unconfirmed=sum(one.confirmed_at is None for one in facts.buyers),
            price_fen=facts.price_fen,
            deposit_fen=facts.deposit_fen,
            paid_fen=facts.paid_fen,
            next=NextStepOut.model_validate(asdict(facts.next)) if facts.next else None,
            advisor_name=deal.advisor,
            made_at=facts.made_at,
        )


class DealsOut(Schema):
    """A page of deals, newest first."""

    items: list[DealRowOut]
    next_cursor: str | None


class StaffBuyerOut(Schema):
    """One who buys. ``id`` names the row whose sealed values privacy reveals, for a reason."""

    id: UUID
    line: int
    masked_name: str
    share: int
    subscriber: bool
    confirmed_at: datetime | None

    @classmethod
    def of(cls, one: BuyerFacts) -> Self:
        """The buyer on the wire."""
        plain = asdict(one)
        return cls.model_validate({**plain, "masked_name": one.name})


class DealCaseOut(Schema):
    """Something about the deal's money that a person has to look at."""

    id: UUID
    kind: CaseKind
    opened_at: datetime
    due_at: datetime
    resolved_at: datetime | None
    overdue: bool


class DealOut(Schema):
    """A deal on its own page. ``may_settle``: the reader may end it by its rules; ``may_end_signed``: also a filed contract;
    ``may_hand_over``: open its handover; ``may_change_buyers``: decide about a change of buyers."""

    id: UUID
    project_id: UUID
    unit_id: UUID
    home: HeldHomeOut | None
    state: SubscriptionState
    ending: Ending | None
    price_fen: int
    deposit_fen: int
    paid_fen: int
    rules_number: int
    rules_hash: str
    ladder: list[LadderStepOut]
    deadline: datetime | None
    made_at: datetime
    subscribed_at: datetime | None
    ended_at: datetime | None
    contracted_at: datetime | None
    signed: AfterSigningOut | None
    returns: ReturnsOut | None
    exit: ExitOut | None
    buyer_change: BuyerChangeOut | None
    handover: HandoverOut | None
    next: NextStepOut | None
    advisor_name: Masked | None
    buyers: list[StaffBuyerOut]
    plan: ChosenPlanOut | None
    timeline: list[TimelineEntryOut]
    cases: list[DealCaseOut]
    contract_id: UUID | None
    may_settle: bool
    may_end_signed: bool
    may_hand_over: bool
    may_change_buyers: bool
    as_of: datetime

    @classmethod
    def of(cls, deal: StaffDeal) -> Self:
        """The deal on the wire."""
        facts = deal.facts
        plain = asdict(facts)
        return cls.model_validate(
            {
                **plain,
                "rules_number": facts.rules.number,
                "rules_hash": facts.rules.hash,
                "advisor_name": deal.advisor,
                "buyers": [StaffBuyerOut.of(one) for one in facts.buyers],
                "plan": ChosenPlanOut.of(facts.plan) if facts.plan else None,
                "cases": [DealCaseOut.model_validate(one, from_attributes=True) for one in deal.cases],
                "may_settle": deal.may_settle,
                "may_end_signed": deal.may_end_signed,
                "may_hand_over": deal.may_hand_over,
                "may_change_buyers": deal.may_change_buyers,
                "buyer_change": BuyerChangeOut.of(facts.buyer_change),
                "signed": AfterSigningOut.of(facts.rules, price_fen=facts.price_fen),
            }
        )


class WithdrawOnBehalfIn(Schema):
    """What the buyer was told to get back, and why the desk does it."""

    amount_fen: Annotated[int, Field(ge=0, le=MAX_FEN)]
    reason: Text


class ExitDecisionIn(Schema):
    """End the signed contract (its filing is cancelled), or refuse; ``amount_fen``: what was read to come back; and why."""

    approve: bool
    amount_fen: Annotated[int, Field(ge=0, le=MAX_FEN)]
    note: Text


class VoidDealIn(Schema):
    """Why."""

    reason: Text


class RungIn(Schema):
    """Whoever withdraws within ``hours`` of the payment gets ``permille`` of it back."""

    hours: Annotated[int, Field(ge=1, le=100_000)]
    permille: Annotated[int, Field(ge=0, le=1_000)]


class AfterSigningIn(Schema):
    """Once everybody signed: hours in which nothing is kept, damages in permille of the price, days in which nobody is needed."""

    free_hours: Annotated[int, Field(ge=0, le=MOST_FREE_HOURS)]
    damages: Annotated[int, Field(ge=0, le=MOST_DAMAGES)]
    alone_days: Annotated[int, Field(ge=0, le=MOST_ALONE_DAYS)]


class RulesIn(Schema):
    """Rules as somebody proposes them."""

    deposit_fen: Annotated[int, Field(ge=1, le=MAX_FEN)]
    rungs: Annotated[list[RungIn], Field(min_length=1, max_length=MOST_RUNGS)]
    afterwards: Annotated[int, Field(ge=0, le=1_000)]
    signed: AfterSigningIn | None = None

    def terms(self) -> Rules:
        """As the services take them. Raises ValueError for rules that would be unfair."""
        rungs = tuple(Rung(one.hours, one.permille) for one in self.rungs)
        signed = AfterSigning(**self.signed.model_dump()) if self.signed is not None else None
        return Rules(0, self.deposit_fen, rungs, self.afterwards, signed)


class TermsProposalIn(Schema):
    """Rules or plans, just one of them. ``starts_at`` null: when it is published."""

    rules: RulesIn | None
    plans: PlansIn | None
    starts_at: AwareDatetime | None
    reason: Text


class TermsDecisionIn(Schema):
    """Publish or refuse."""

    approve: bool
    note: Annotated[str, Field(max_length=200)] = ""


class TermsDoneOut(Schema):
    """The proposal a command was about, and the number of what it became."""

    id: UUID
    number: int | None


class RungOut(Schema):
    """A rung of the ladder."""

    hours: int
    permille: int


class RulesSignedOut(Schema):
    """What holds once everybody signed."""

    free_hours: int
    damages: int
    alone_days: int


class DealRulesOut(Schema):
    """Rules as they were published, or proposed. ``number`` 0: of projects without their own."""

    number: int
    hash: str
    deposit_fen: int
    rungs: list[RungOut]
    afterwards: int
    signed: RulesSignedOut | None

    @classmethod
    def of(cls, rules: Rules) -> Self:
        """The rules on the wire."""
        return cls.model_validate({**asdict(rules), "hash": rules.hash})


def _rules(terms: Rules | PlanTerms) -> DealRulesOut | None:
    return DealRulesOut.of(terms) if isinstance(terms, Rules) else None


def _plans(terms: Rules | PlanTerms) -> PlanTermsOut | None:
    return PlanTermsOut.of(terms) if isinstance(terms, PlanTerms) else None


class PublishedTermsOut(Schema):
    """Rules or plans that were published, and from when they hold."""

    rules: DealRulesOut | None
    plans: PlanTermsOut | None
    starts_at: datetime
    published_at: datetime
    in_force: bool

    @classmethod
    def of(cls, one: PublishedTerms) -> Self:
        """On the wire."""
        return cls(
            rules=_rules(one.terms),
            plans=_plans(one.terms),
            starts_at=one.starts_at,
            published_at=one.published_at,
            in_force=one.in_force,
        )


_OF_PROPOSAL = (
    "id", "kind", "starts_at", "reason", "state", "asked_name", "asked_at", "decided_name", "decided_at", "note", "mine",
)  # fmt: skip


class TermsProposalOut(Schema):
    """A proposal. ``mine``: the reader made it, so somebody else publishes it."""

    id: UUID
    kind: TermsKind
    rules: DealRulesOut | None
    plans: PlanTermsOut | None
    starts_at: datetime | None
    reason: str
    state: ProposalState
    asked_name: Masked | None
    asked_at: datetime
    decided_name: Masked | None
    decided_at: datetime | None
    note: str
    mine: bool

    @classmethod
    def of(cls, one: ProposedTerms) -> Self:
        """On the wire."""
        own = {name: getattr(one, name) for name in _OF_PROPOSAL}
        return cls.model_validate({**own, "rules": _rules(one.terms), "plans": _plans(one.terms)})


class TermsDeskOut(Schema):
    """The terms of a project: in force, published, proposed."""

    project_id: UUID
    name: str
    name_en: str
    rules: DealRulesOut
    plans: PlanTermsOut
    published: list[PublishedTermsOut]
    proposals: list[TermsProposalOut]
    may_propose: bool
    may_publish: bool
    as_of: datetime

    @classmethod
    def of(cls, desk: TermsDesk) -> Self:
        """The desk on the wire."""
        plain = ("project_id", "name", "name_en", "may_propose", "may_publish", "as_of")
        return cls(
            **{name: getattr(desk, name) for name in plain},
            rules=DealRulesOut.of(desk.rules),
            plans=PlanTermsOut.of(desk.plans),
            published=[PublishedTermsOut.of(one) for one in desk.published],
            proposals=[TermsProposalOut.of(one) for one in desk.proposals],
        )


class RulesPreviewIn(RulesIn):
    """Rules, and a price to try them at."""

    price_fen: Annotated[int, Field(ge=1, le=MAX_FEN)]


class RulesDayOut(Schema):
    """Withdrawing until the end of this day after paying gives this back."""

    day: int
    amount_fen: int
    permille: int


class RulesPreviewOut(Schema):
    """What a buyer would pay and get back, day by day, if the rules held now."""

    deposit_fen: int
    ladder: list[LadderStepOut]
    days: list[RulesDayOut]
