"""Streams of sales: how far the buyer of an assisted sale is, for the advisor who began it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from guangsha.backbone.public import Stream, StreamEvent
from guangsha.deals.domain.events import LinkChanged
from guangsha.deals.domain.links import Progress
from guangsha.deals.selectors.links import link_facts, own_link
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound
from guangsha.kit.ids import parse_id


class DealLinkEvent(StreamEvent):
    """Stream ``deal_link`` by link: how far its buyer is. Who it is, it does not say."""

    kind: Literal["deal_link"]
    progress: Progress
    hold_until: datetime | None
    subscription_id: UUID | None


def _link(key: str) -> UUID:
    link_id = parse_id(key)
    if link_id is None:
        raise NotFound("link")
    return link_id


def _authorise(actor: Actor, key: str) -> None:
    own_link(actor=actor, link_id=_link(key))


def _state(key: str) -> DealLinkEvent:
    found = link_facts(_link(key))
    return DealLinkEvent(
        seq=0,
        kind="deal_link",
        progress=found.progress,
        hold_until=found.hold_until,
        subscription_id=found.subscription_id,
    )


STREAMS = [
    Stream(
        name="deal_link",
        events=(DealLinkEvent,),
        authorise=_authorise,
        state=_state,
        wakes={LinkChanged.name: lambda payload: str(payload["link_id"])},
        fades=True,  # a hold that runs out and a deposit that comes are no events of the link
    )
]
