"""Appointments to hand homes over, on the wire. Moments: UTC. No defaults in answers."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from guangsha.deals.domain.handover import (
    MOST_DEFECTS,
    MOST_KEYS,
    MOST_MINUTES,
    MOST_PLACES,
    MOST_SLOTS,
    HandoverDesk,
    Sheet,
    SlotFacts,
)
from guangsha.deals.domain.states import HandoverState
from guangsha.deals.schemas.holds import HeldHomeOut


class HandoverIn(Schema):
    """The time one wants."""

    slot_id: UUID


class SlotsIn(Schema):
    """Times that the house offers; each as long, with as many places."""

    starts: Annotated[list[AwareDatetime], Field(min_length=1, max_length=MOST_SLOTS)]
    minutes: Annotated[int, Field(ge=15, le=MOST_MINUTES)]
    places: Annotated[int, Field(ge=1, le=MOST_PLACES)]


Meter = Annotated[str, Field(max_length=12, pattern=r"^(\d{1,8}(\.\d{1,3})?)?$")]
Words = Annotated[str, Field(min_length=2, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


class SheetIn(Schema):
    """What was read and given at the visit. Meters as they stand; "": there is none. ``papers``: both documents were given."""

    water: Meter
    electricity: Meter
    gas: Meter
    keys: Annotated[int, Field(ge=1, le=MOST_KEYS)]
    papers: bool
    defects: Annotated[list[Words], Field(max_length=MOST_DEFECTS)]

    def plain(self) -> Sheet:
        """As the services take it."""
        return Sheet(**{**self.model_dump(), "defects": tuple(self.defects)})


class HandoverRefusalIn(Schema):
    """Why the home is not taken as it is."""

    reason: Words


class HandoverSheetOut(Schema):
    """What was read and given at the visit."""

    water: str
    electricity: str
    gas: str
    keys: int
    papers: bool
    defects: list[str]


class HandoverOut(Schema):
    """A handover that the house opened, and what the buyer said to it. ``note``: why it was refused."""

    id: UUID
    state: HandoverState
    sheet: HandoverSheetOut
    opened_at: datetime
    decided_at: datetime | None
    note: str


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
