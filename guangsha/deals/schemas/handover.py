"""Appointments to hand homes over, on the wire. Moments: UTC. No defaults in answers."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from guangsha.deals.domain.handover import MOST_MINUTES, MOST_PLACES, MOST_SLOTS, HandoverDesk, SlotFacts
from guangsha.deals.schemas.holds import HeldHomeOut


class HandoverIn(Schema):
    """The time one wants."""

    slot_id: UUID


class SlotsIn(Schema):
    """Times that the house offers; each as long, with as many places."""

    starts: Annotated[list[AwareDatetime], Field(min_length=1, max_length=MOST_SLOTS)]
    minutes: Annotated[int, Field(ge=15, le=MOST_MINUTES)]
    places: Annotated[int, Field(ge=1, le=MOST_PLACES)]


class SlotOut(Schema):
    """A time of the house. ``left``: places nobody has."""

    id: UUID
    starts_at: datetime
    minutes: int
    places: int
    left: int
    mine: bool
    closed: bool

    @classmethod
    def of(cls, one: SlotFacts) -> Self:
        """The time on the wire."""
        return cls.model_validate(asdict(one))


class SlotsOut(Schema):
    """Times that can be chosen, and one's own."""

    items: list[SlotOut]


class VisitOut(Schema):
    """Who comes at a time."""

    slot_id: UUID
    deal_id: UUID
    home: HeldHomeOut | None
    masked_name: str


class HandoverDeskOut(Schema):
    """The times of a project that are still to come, and who comes."""

    slots: list[SlotOut]
    visits: list[VisitOut]
    may_keep: bool
    as_of: datetime

    @classmethod
    def of(cls, desk: HandoverDesk) -> Self:
        """The desk on the wire."""
        return cls.model_validate(asdict(desk))
