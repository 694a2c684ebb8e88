"""The page of the transparency log. What the log says is asked for by the browser, which checks it; the page has names alone."""

from __future__ import annotations

from guangsha.catalog.public import project_by_id, unit_by_id
from guangsha.kit.errors import Gone, NotFound
from guangsha.kit.ids import parse_id
from guangsha.pages.cards import unit_card_out
from guangsha.pages.ledger import statuses_of
from guangsha.pages.request import LoadedPage, PageRequest
from guangsha.pages.schemas import LedgerData, LedgerUnitOut


def load_ledger(request: PageRequest) -> LoadedPage:
    """The log, and the record of one unit when it is asked for. Raises NotFound."""
    asked = request.get("unit")
    unit = _unit(asked, request) if asked else None
    title = request.text(zh="公开记录", en="Public record")
    return LoadedPage(
        data=LedgerData(unit=unit),
        title=f"{title} {unit.project} {unit.name}".strip() if unit else title,
        description=request.text(
            zh="每套房源的状态与价格规则变动都写入一本只能增加、人人可核对的账。",
            en="Every change of a home's status and of price rules goes into a book that only grows and that anyone can check.",
        ),
        path="/ledger",
        query=f"unit={unit.id}" if unit else "",
        indexed=unit is None,
    )


def _unit(asked: str, request: PageRequest) -> LedgerUnitOut:
    """Names of the unit; none where its listing was taken down, whose record stays."""
    unit_id = parse_id(asked)
    if unit_id is None:
        raise NotFound("unit")
    try:
        unit = unit_by_id(unit_id=unit_id)
        facts = project_by_id(project_id=unit.project_id)
    except Gone:
        return LedgerUnitOut(id=str(unit_id), name="", path="", project="", project_path="")
    status = statuses_of(unit_ids=[unit.id])[unit.id]
    card = unit_card_out(unit, project=facts, status=status, asked={unit.id: None}, language=request.language)
    return LedgerUnitOut(
        id=str(unit.id),
        name=f"{card.building} {card.number}".strip(),
        path=card.path,
        project=card.project,
        project_path=card.project_path,
    )
