"""The unit board on the wire. Money: fen. Areas: m2. No defaults."""

from datetime import datetime
from typing import Self
from uuid import UUID

from ninja import Field, Schema

from guangsha.catalog.public import Orientation, UnitKind
from guangsha.inventory.domain.board import BoardUnit, UnitBoard
from guangsha.inventory.domain.price import RuleKind
from guangsha.inventory.domain.statuses import ShownStatus


class BoardBuildingOut(Schema):
    """A building as far as the board needs it to be laid out."""

    id: UUID
    name: str
    name_en: str
    floors: int | None
    stacks: int
    permit_numbers: list[str]


class BoardCellOut(Schema):
    """One cell of the board. ``changed_at`` null: never released."""

    id: UUID
    building_id: UUID
    entrance_id: UUID | None
    layout_id: UUID | None
    layout_code: str
    kind: UnitKind
    number: str
    floor: int | None
    stack: int | None
    rooms: int | None
    orientation: Orientation
    built_area: float
    filed_price_fen: int | None
    unit_price_fen: int | None = Field(description="per m2, derived: filed price over built area")
    status: ShownStatus
    changed_at: datetime | None

    @classmethod
    def of(cls, entry: BoardUnit) -> Self:
        """One cell. Not validated again: a board has thousands, and they come from typed facts (a test validates one)."""
        unit = entry.unit
        plain = {name: getattr(unit, name) for name in _COPIED}
        return cls.model_construct(
            **plain, built_area=float(unit.built_area), status=entry.status, changed_at=entry.changed_at
        )


_COPIED = tuple(name for name in BoardCellOut.model_fields if name not in {"built_area", "status", "changed_at"})


class StatusCountsOut(Schema):
    """Units of the project by shown status."""

    unreleased: int
    available: int
    held: int
    subscribed: int
    sold: int
    withdrawn: int


class UnitBoardOut(Schema):
    """All units of a project with their statuses as of ``as_of``."""

    project_id: UUID
    as_of: datetime = Field(description="Nothing that happened before this moment is missing.")
    counts: StatusCountsOut
    buildings: list[BoardBuildingOut]
    units: list[BoardCellOut]

    @classmethod
    def of(cls, board: UnitBoard) -> Self:
        """The board on the wire."""
        return cls.model_construct(
            project_id=board.project_id,
            as_of=board.as_of,
            counts=StatusCountsOut(**{str(status): count for status, count in board.counts.items()}),
            buildings=[BoardBuildingOut.model_validate(building) for building in board.buildings],
            units=[BoardCellOut.of(entry) for entry in board.units],
        )


class UnitStatusOut(Schema):
    """What the public reads of one unit's status."""

    unit_id: UUID
    status: ShownStatus
    as_of: datetime


class ReceiptStepOut(Schema):
    """One published rule applied, and the total after it. ``value``: basis points of the total (factor), or fen (amount)."""

    rule_number: int
    kind: RuleKind
    value: int
    name: str
    name_en: str
    total_fen: int


class PriceReceiptOut(Schema):
    """How a price came about. ``hash``: SHA-256 of the canonical JSON of unit_id, filed_price_fen, steps and total_fen."""

    unit_id: UUID
    filed_price_fen: int
    steps: list[ReceiptStepOut]
    total_fen: int
    at: datetime
    hash: str
