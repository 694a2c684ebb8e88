"""The staff's unit board on the wire. Money: fen. Moments: UTC, by the database's clock. No defaults in answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from guangsha.catalog.public import ListingState, UnitKind
from guangsha.inventory.domain.claims import ClaimKind
from guangsha.inventory.domain.staff_board import BatchFacts, HoldRequestFacts, StaffBoard, StaffUnit, StaffUnitDetail
from guangsha.inventory.domain.statuses import UnitStatus
from guangsha.inventory.domain.steps import AskedState, BatchState, Refusal, StepOutcome
from guangsha.inventory.schemas.board import BoardBuildingOut, PriceReceiptOut
from guangsha.vault.public import Masked

MOST_UNITS = 2_000
LINE = r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$"
"""One line of text with something on it."""
ReasonIn = Annotated[str, Field(min_length=1, max_length=200, pattern=LINE)]
UnitIdsIn = Annotated[list[UUID], Field(min_length=1, max_length=MOST_UNITS)]


class StaffEntranceOut(Schema):
    """An entrance of a building."""

    id: UUID
    name: str
    name_en: str


class StaffBuildingOut(BoardBuildingOut):
    """A building of the staff's board, with its entrances."""

    entrances: list[StaffEntranceOut]


class StaffCellOut(Schema):
    """One unit. ``revision`` 0: never released. ``deadline``: of whoever has it alone now."""

    id: UUID
    building_id: UUID
    entrance_id: UUID | None
    layout_id: UUID | None
    layout_code: str
    kind: UnitKind
    number: str
    floor: int | None
    stack: int | None
    built_area: float = Field(description="m2")
    filed_price_fen: int | None
    asked_price_fen: int | None
    status: UnitStatus
    revision: int
    changed_at: datetime | None
    deadline: datetime | None
    waiting: bool = Field(description="A request to hold it is not decided yet.")
    batch_id: UUID | None
    views: int | None = Field(description="Looks at its page in the last seven days; null on a past board.")

    @classmethod
    def of(cls, entry: StaffUnit) -> Self:
        """One cell. Not validated again: a board has thousands, and they come from typed facts (a test validates one)."""
        plain = {name: getattr(entry.unit, name) for name in _OF_UNIT}
        own = {name: getattr(entry, name) for name in _OF_ENTRY}
        return cls.model_construct(**plain, **own, built_area=float(entry.unit.built_area))


_OF_ENTRY = ("status", "revision", "changed_at", "deadline", "waiting", "batch_id", "asked_price_fen", "views")
_OF_UNIT = tuple(name for name in StaffCellOut.model_fields if name not in {*_OF_ENTRY, "built_area"})


class StaffCountsOut(Schema):
    """Units of the listing by status."""

    unreleased: int
    available: int
    held: int
    subscribed: int
    contracted: int
    handed_over: int
    internal_hold: int
    withdrawn: int


class RefusedUnitOut(Schema):
    """A unit that did not take a step, and why."""

    unit_id: UUID
    why: Refusal


def refused_out(refused: Mapping[UUID, Refusal]) -> list[RefusedUnitOut]:
    """The refusals as a list."""
    return [RefusedUnitOut(unit_id=key, why=why) for key, why in refused.items()]


class HoldRequestOut(Schema):
    """A request that the house keeps units until ``until``. ``mine``: the reader asked, so somebody else decides."""

    id: UUID
    unit_ids: list[UUID]
    reason: str
    until: datetime
    state: AskedState
    asked_by: UUID
    asked_name: Masked | None
    asked_at: datetime
    decided_name: Masked | None
    decided_at: datetime | None
    note: str
    refused: list[RefusedUnitOut]
    mine: bool

    @classmethod
    def of(cls, row: HoldRequestFacts) -> Self:
        """The request on the wire."""
        plain = {name: getattr(row, name) for name in cls.model_fields if name != "refused"}
        return cls(**plain, refused=refused_out(row.refused))


class BatchOut(Schema):
    """Units that become available together at ``release_at``."""

    id: UUID
    name: str
    unit_ids: list[UUID]
    release_at: datetime
    state: BatchState
    planned_name: Masked | None
    planned_at: datetime
    ended_at: datetime | None
    note: str
    refused: list[RefusedUnitOut]

    @classmethod
    def of(cls, row: BatchFacts) -> Self:
        """The batch on the wire."""
        plain = {name: getattr(row, name) for name in cls.model_fields if name != "refused"}
        return cls(**plain, refused=refused_out(row.refused))


class StaffBoardOut(Schema):
    """All units of a listing, now or ``at`` a past moment. ``version``: how many steps its units took up to ``as_of``."""

    project_id: UUID
    slug: str
    name: str
    name_en: str
    state: ListingState
    as_of: datetime
    at: datetime | None
    version: int
    may_keep: bool
    may_approve: bool
    counts: StaffCountsOut
    buildings: list[StaffBuildingOut]
    units: list[StaffCellOut]
    requests: list[HoldRequestOut]
    batches: list[BatchOut]

    @classmethod
    def of(cls, board: StaffBoard) -> Self:
        """The board on the wire."""
        listing = board.listing
        return cls.model_construct(
            project_id=listing.id,
            slug=listing.slug,
            name=listing.name,
            name_en=listing.name_en,
            state=listing.state,
            as_of=listing.as_of,
            at=board.at,
            version=board.version,
            may_keep=board.may_keep,
            may_approve=board.may_approve,
            counts=StaffCountsOut(**{str(status): count for status, count in board.counts.items()}),
            buildings=[StaffBuildingOut.model_validate(building) for building in board.buildings],
            units=[StaffCellOut.of(entry) for entry in board.units],
            requests=[HoldRequestOut.of(row) for row in board.requests],
            batches=[BatchOut.of(row) for row in board.batches],
        )


class UnitStepOut(Schema):
    """One event of a unit. ``by`` a buyer: nobody is named. ``reason``: what staff wrote, or a stable word."""

    revision: int | None
    before: UnitStatus
    after: UnitStatus
    reason: str
    changed_at: datetime
    by: Literal["staff", "buyer", "system"]
    staff_id: UUID | None
    name: Masked | None


class LiveClaimOut(Schema):
    """What kind of claim is on the unit, never whose."""

    kind: ClaimKind
    made_at: datetime
    deadline: datetime | None
    price_fen: int | None


class StaffUnitOut(Schema):
    """One unit: its last steps, newest first, its live claim and how its price comes about."""

    unit_id: UUID
    status: UnitStatus
    revision: int
    steps: list[UnitStepOut]
    claim: LiveClaimOut | None
    receipt: PriceReceiptOut | None
    as_of: datetime

    @classmethod
    def of(cls, detail: StaffUnitDetail) -> Self:
        """The unit on the wire."""
        return cls.model_validate(detail)


class SeenUnitIn(Schema):
    """A unit, and the revision of its record that the sender looked at (0: none)."""

    id: UUID
    revision: Annotated[int, Field(ge=0, le=2_147_483_647)]


class StepIn(Schema):
    """A step for units. What a unit may not do, or is not any more as it was seen, is refused; the others move."""

    step: Literal["release", "withdraw", "free"]
    units: Annotated[list[SeenUnitIn], Field(min_length=1, max_length=MOST_UNITS)]
    reason: ReasonIn


class HoldRequestIn(Schema):
    """Ask that the house keeps units: why, and until when (30 days at most)."""

    unit_ids: UnitIdsIn
    reason: ReasonIn
    until: AwareDatetime


class HoldDecisionIn(Schema):
    """Approve or refuse."""

    approve: bool
    note: Annotated[str, Field(max_length=200)] = ""


class BatchIn(Schema):
    """A named batch of units and the moment at which they become available."""

    name: Annotated[str, Field(min_length=1, max_length=60, pattern=LINE)]
    unit_ids: UnitIdsIn
    release_at: AwareDatetime


class BatchCancelIn(Schema):
    """Why it is taken back."""

    reason: ReasonIn


class StepOutcomeOut(Schema):
    """Which units moved, and why the others did not. ``id``: of the request or batch, where one was made."""

    id: UUID | None
    moved: list[UUID]
    refused: list[RefusedUnitOut]


def outcome(done: StepOutcome, made: UUID | None = None) -> dict[str, Any]:
    """As an operation keeps it."""
    return {
        "id": str(made) if made else None,
        "moved": [str(one) for one in done.moved],
        "refused": [{"unit_id": str(key), "why": str(why)} for key, why in done.refused.items()],
    }
