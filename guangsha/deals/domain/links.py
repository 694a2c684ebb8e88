"""Assisted sales: a link by which an advisor starts a deal and a buyer, on a phone of their own, makes it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from guangsha.catalog.public import NamedHome
from guangsha.deals.domain.states import LinkState, SubscriptionState
from guangsha.vault.public import Masked

LINK_FOR = timedelta(minutes=30)
"""How long a walk-in has to take out the phone and confirm."""
MOST_OPEN = 20
"""Links of one advisor that wait at the same time."""
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Nothing that is read as something else: a code is also typed from paper."""
CODE_LENGTH = 12


class Progress(StrEnum):
    """How far the buyer is, as the advisor sees it."""

    WAITING = "waiting"
    OPENED = "opened"
    HELD = "held"
    AWAITING_DEPOSIT = "awaiting_deposit"
    SUBSCRIBED = "subscribed"
    CONTRACTED = "contracted"
    ENDED = "ended"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


OF_SUBSCRIPTION: dict[SubscriptionState, Progress] = {
    SubscriptionState.AWAITING_DEPOSIT: Progress.AWAITING_DEPOSIT,
    SubscriptionState.SUBSCRIBED: Progress.SUBSCRIBED,
    SubscriptionState.CONTRACTED: Progress.CONTRACTED,
    SubscriptionState.HANDED_OVER: Progress.CONTRACTED,
    SubscriptionState.CANCELLED: Progress.ENDED,
    SubscriptionState.WITHDRAWN: Progress.ENDED,
}


def progress_of(
    state: LinkState,
    *,
    opened: bool,
    in_time: bool,
    hold_live: bool,
    subscription: SubscriptionState | None,
) -> Progress:
    """How far it is. ``in_time``: the link has not run out; ``hold_live``: what was confirmed is held still."""
    if state is LinkState.CANCELLED:
        return Progress.CANCELLED
    if state is LinkState.OPEN:
        if not in_time:
            return Progress.EXPIRED
        return Progress.OPENED if opened else Progress.WAITING
    if subscription is not None:
        return OF_SUBSCRIPTION[subscription]
    return Progress.HELD if hold_live else Progress.ENDED


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """A link as its advisor sees it. ``home`` None: its listing is not public any more. Of the buyer nothing but how far."""

    id: UUID
    code: str
    project_id: UUID
    unit_id: UUID
    home: NamedHome | None
    advisor_id: UUID
    progress: Progress
    made_at: datetime
    expires_at: datetime
    opened_at: datetime | None
    confirmed_at: datetime | None
    hold_until: datetime | None
    subscription_id: UUID | None
    as_of: datetime


@dataclass(frozen=True, slots=True)
class LinkOffer:
    """A link as whoever opens it sees it. ``mine``: the reader confirmed it; then ``hold_id`` is what they hold."""

    code: str
    unit_id: UUID
    home: NamedHome | None
    advisor: Masked | None
    expires_at: datetime
    open: bool
    mine: bool
    hold_id: UUID | None
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation as the co-buyer sees it."""

    code: str
    home: NamedHome | None
    price_fen: int
    share: int
    name: str
    asked_by: str
    until: datetime
    confirmed: bool
