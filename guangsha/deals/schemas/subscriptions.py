"""Buyers' subscriptions on the wire. Money: fen. Shares: hundredths of a percent. Moments: UTC, by the server's clock."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from ninja import Field, Schema

from guangsha.deals.domain.rules import BackBasis, Rules, WhoEnds, damages_of
from guangsha.deals.domain.states import Ending, ExitState, SubscriptionState
from guangsha.deals.domain.subscriptions import (
    MOST_BUYERS,
    WHOLE_SHARE,
    NextWhat,
    RulesShown,
    SubscriptionFacts,
    Who,
)
from guangsha.deals.schemas.buyer_changes import BuyerChangeOut, Text
from guangsha.deals.schemas.handover import HandoverOut
from guangsha.deals.schemas.holds import HeldHomeOut
from guangsha.deals.schemas.plans import ChosenPlanOut
from guangsha.kit.money import MAX_FEN

Share = Annotated[int, Field(ge=1, le=WHOLE_SHARE)]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class CoBuyerIn(Schema):
    """Somebody who buys too."""

    full_name: Annotated[str, Field(min_length=2, max_length=60)]
    id_number: Annotated[str, Field(min_length=18, max_length=18)]
    share: Share


class SubscribeIn(Schema):
    """Who buys, and the rules that were read."""

    rules_hash: Hash
    share: Share
    others: Annotated[list[CoBuyerIn], Field(max_length=MOST_BUYERS - 1)] = []


class WithdrawIn(Schema):
    """What was read to come back."""

    amount_fen: Annotated[int, Field(ge=0, le=MAX_FEN)]


class DeclineExitIn(Schema):
    """Why a co-buyer keeps the contract."""

    note: Text


class ExchangeIn(Schema):
    """The home one wants instead, and its price as it was read."""

    unit_id: UUID
    receipt_hash: Hash


class LadderStepOut(Schema):
    """Withdrawing before ``until`` gives ``amount_fen`` back; both null: from then on. ``hours``: counted from the payment."""

    hours: int | None
    until: datetime | None
    permille: int
    amount_fen: int


class AfterSigningOut(Schema):
    """Once everybody signed: nothing is kept within ``free_hours``, then ``damages`` permille of the price, ``damages_fen``,
    never more than was paid. ``alone_days``: so long the buyer needs nobody for it, unless the contract is out for filing."""

    free_hours: int
    damages: int
    alone_days: int
    damages_fen: int

    @classmethod
    def of(cls, rules: Rules, *, price_fen: int) -> Self | None:
        """On the wire; None: the rules say nothing about it."""
        signed = rules.signed
        return cls(**signed.plain(), damages_fen=damages_of(signed, price_fen=price_fen)) if signed else None


class RulesOut(Schema):
    """What subscribing means, before anything is paid: amounts and moments as if it were paid at ``as_of``."""

    number: int = Field(description="0: the rules of projects without their own.")
    hash: str
    deposit_fen: int
    ladder: list[LadderStepOut]
    signed: AfterSigningOut | None
    as_of: datetime

    @classmethod
    def of(cls, shown: RulesShown) -> Self:
        """The rules on the wire."""
        return cls(
            number=shown.rules.number,
            hash=shown.rules.hash,
            deposit_fen=shown.deposit_fen,
            ladder=[LadderStepOut(**asdict(one)) for one in shown.ladder],
            signed=AfterSigningOut.of(shown.rules, price_fen=shown.price_fen),
            as_of=shown.as_of,
        )


class PartBackOut(Schema):
    """What of one payment comes back, and what the house keeps of it."""

    obligation_id: UUID
    title: str
    title_en: str
    paid_fen: int
    back_fen: int
    kept_fen: int


class ReturnsOut(Schema):
    """What withdrawing now gives back; ``until``: when it becomes less, null: it stays. ``who``: the buyer alone, or the
    others have to take part. ``asked_at``: the amounts are of then, because the buyer asked."""

    amount_fen: int
    kept_fen: int
    permille: int
    until: datetime | None
    basis: BackBasis
    who: WhoEnds
    parts: list[PartBackOut]
    asked_at: datetime | None


class ExitOut(Schema):
    """That the buyer asked to end the signed contract. ``note``: what was said when it was decided. ``agreed``, ``awaited``: the
    lines of co-buyers who agreed, and of those who have to."""

    state: ExitState
    asked_at: datetime
    decided_at: datetime | None
    note: str
    agreed: list[int]
    awaited: list[int]


class NextStepOut(Schema):
    """What comes next, who has to act, until when."""

    what: NextWhat
    who: Who
    until: datetime | None


class TimelineEntryOut(Schema):
    """Something that happened. ``note``: a code."""

    at: datetime
    kind: str
    who: Who
    amount_fen: int | None
    note: str


class DealBuyerOut(Schema):
    """One who buys; the name is masked. ``confirmed_at`` null: a co-buyer who has not confirmed. ``me``: the reader."""

    line: int
    me: bool
    masked_name: str
    share: int
    subscriber: bool
    confirmed_at: datetime | None


class SubscriptionOut(Schema):
    """A home that one subscribes. ``deadline``: of the hold, while the deposit is awaited. ``mine``: the reader subscribed it;
    who confirmed as a co-buyer sees it and pays nothing. ``paid_fen``: all that was paid for it."""

    id: UUID
    hold_id: UUID
    unit_id: UUID
    home: HeldHomeOut | None
    state: SubscriptionState
    ending: Ending | None
    price_fen: int
    deposit_fen: int
    rules_number: int
    rules_hash: str
    ladder: list[LadderStepOut]
    obligation_id: UUID
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
    mine: bool
    paid_fen: int
    plan: ChosenPlanOut | None
    buyers: list[DealBuyerOut]
    timeline: list[TimelineEntryOut]
    contract_id: UUID | None
    as_of: datetime

    @classmethod
    def of(cls, facts: SubscriptionFacts, *, reader: UUID) -> Self:
        """The subscription on the wire."""
        plain = asdict(facts)
        plain["buyer_change"] = BuyerChangeOut.of(facts.buyer_change)
        plain["mine"] = facts.person_id == reader
        plain["signed"] = AfterSigningOut.of(facts.rules, price_fen=facts.price_fen)
        plain["plan"] = ChosenPlanOut.of(facts.plan) if facts.plan else None
        plain["buyers"] = [
            {**one, "masked_name": one["name"], "me": one["person_id"] == reader} for one in plain["buyers"]
        ]
        return cls.model_validate({**plain, "rules_number": facts.rules.number, "rules_hash": facts.rules.hash})


class SubscriptionsOut(Schema):
    """One's subscriptions, newest first."""

    items: list[SubscriptionOut]
