"""Streams of unit boards: the public's and the staff's. Each tells a state: how far the board is, and its last changes."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema

from guangsha.backbone.public import Stream, StreamEvent
from guangsha.catalog.public import desk_listing, public_ref_by_id
from guangsha.inventory.domain.events import BoardChanged, PricesChanged, UnitsChanged
from guangsha.inventory.domain.statuses import ShownStatus, UnitStatus, shown
from guangsha.inventory.selectors.prices import price_version
from guangsha.inventory.selectors.staff_board import board_news, latest_changes
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Gone, NotFound
from guangsha.kit.ids import parse_id

UNIT_BOARD, STAFF_BOARD = "unit_board", "staff_unit_board"
LAST = 50
"""Changes in one event: who is further behind fetches the board."""


class ChangedUnit(Schema):
    """A unit that changed lately, and its status now."""

    unit_id: UUID
    status: ShownStatus


class UnitBoardEvent(StreamEvent):
    """Stream ``unit_board`` by project: ``version`` steps were taken so far; ``changes``: the units of the last ones.

    Whoever has a board of at most ``reach`` steps before has the present one by setting these statuses; else it fetches the
    board. ``prices`` changes when other prices are asked.
    """

    kind: Literal["unit_board"]
    version: int
    reach: int
    prices: str
    changes: list[ChangedUnit]


class ChangedStaffUnit(Schema):
    """A unit that changed lately as staff see it; ``revision`` is its record's."""

    unit_id: UUID
    status: UnitStatus
    revision: int
    changed_at: datetime


class StaffUnitBoardEvent(StreamEvent):
    """Stream ``staff_unit_board`` by project, like ``unit_board``. ``news`` changes with requests and release batches."""

    kind: Literal["staff_unit_board"]
    version: int
    reach: int
    prices: str
    news: str
    changes: list[ChangedStaffUnit]


def _project(key: str) -> UUID:
    project_id = parse_id(key)
    if project_id is None:
        raise NotFound("project")
    return project_id


def _public(actor: Actor, key: str) -> None:
    try:
        public_ref_by_id(project_id=_project(key))
    except Gone as error:
        raise NotFound("project") from error


def _staff(actor: Actor, key: str) -> None:
    desk_listing(actor=actor, project_id=_project(key))


def _public_state(key: str) -> UnitBoardEvent:
    project_id = _project(key)
    version, changes = latest_changes(project_id=project_id, limit=LAST)
    rows = [ChangedUnit(unit_id=one.unit_id, status=shown(one.status)) for one in changes]
    prices = price_version(project_id=project_id)
    return UnitBoardEvent(seq=0, kind="unit_board", version=version, reach=LAST, prices=prices, changes=rows)


def _staff_state(key: str) -> StaffUnitBoardEvent:
    project_id = _project(key)
    version, changes = latest_changes(project_id=project_id, limit=LAST)
    return StaffUnitBoardEvent(
        seq=0,
        kind="staff_unit_board",
        version=version,
        reach=LAST,
        prices=price_version(project_id=project_id),
        news=board_news(project_id=project_id),
        changes=[ChangedStaffUnit(**one._asdict()) for one in changes],
    )


def _key(payload: dict[str, Any]) -> str:
    return str(payload["project_id"])


STREAMS = [
    Stream(
        name=UNIT_BOARD,
        events=(UnitBoardEvent,),
        authorise=_public,
        state=_public_state,
        anonymous=True,
        wakes={UnitsChanged.name: _key, PricesChanged.name: _key},
    ),
    Stream(
        name=STAFF_BOARD,
        events=(StaffUnitBoardEvent,),
        authorise=_staff,
        state=_staff_state,
        wakes={UnitsChanged.name: _key, PricesChanged.name: _key, BoardChanged.name: _key},
    ),
]
