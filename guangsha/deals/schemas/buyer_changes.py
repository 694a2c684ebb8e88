"""A change of buyers on the wire. Shares: hundredths of a percent. Moments: UTC. Names are masked."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from ninja import Field, Schema
from pydantic import model_validator

from guangsha.deals.domain.buyer_changes import BuyerChangeFacts, BuyerWanted, Change
from guangsha.deals.domain.states import BuyerChangeState
from guangsha.deals.domain.subscriptions import MOST_BUYERS, WHOLE_SHARE
from guangsha.vault.public import Secret

Text = Annotated[str, Field(min_length=2, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


class BuyerWantedIn(Schema):
    """One who is to buy: ``line`` of somebody who does now, or the name and number of somebody new."""

    line: Annotated[int, Field(ge=0, le=999)] | None = None
    full_name: Annotated[str, Field(min_length=2, max_length=60)] | None = None
    id_number: Annotated[str, Field(min_length=18, max_length=18)] | None = None
    share: Annotated[int, Field(ge=1, le=WHOLE_SHARE)]

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.line is None) != (self.full_name is not None and self.id_number is not None):
            raise ValueError("a line, or a name and a number")
        return self

    def plain(self) -> BuyerWanted:
        """As the service takes it."""
        if self.line is not None:
            return BuyerWanted(self.share, line=self.line)
        return BuyerWanted(self.share, full_name=Secret(self.full_name or ""), id_number=Secret(self.id_number or ""))


class BuyerChangeIn(Schema):
    """Everybody who is to buy, who asks included, and why."""

    buyers: Annotated[list[BuyerWantedIn], Field(min_length=1, max_length=MOST_BUYERS)]
    reason: Text


class BuyerChangeDecisionIn(Schema):
    """Agree to the request that was read, or refuse; and why."""

    change_id: UUID
    approve: bool
    note: Text


class ChangedBuyerOut(Schema):
    """Before and after, of one of them. Shares are 0 for who did not buy before, or does not afterwards."""

    line: int
    change: Change
    masked_name: str
    share_before: int
    share: int


class BuyerChangeOut(Schema):
    """What was asked, why, and what the house said. ``buyers``: while it waits."""

    id: UUID
    state: BuyerChangeState
    asked_at: datetime
    decided_at: datetime | None
    reason: str
    note: str
    buyers: list[ChangedBuyerOut]

    @classmethod
    def of(cls, facts: BuyerChangeFacts | None) -> Self | None:
        """On the wire."""
        if facts is None:
            return None
        buyers = [{**asdict(one), "masked_name": one.name} for one in facts.buyers]
        return cls.model_validate({**asdict(facts), "buyers": buyers})
