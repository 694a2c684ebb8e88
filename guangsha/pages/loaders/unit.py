"""One home's page, and comparisons."""

from __future__ import annotations

from uuid import UUID

from guangsha.catalog.public import (
    ProjectFacts,
    UnitFacts,
    UnitKind,
    buildings_of,
    every_unit_of,
    layouts_of,
    nearest_metro,
    permits_of,
    price_history_of,
    project_by_id,
    project_by_slug,
    unit_by_id,
    units_by_id,
)
from guangsha.inventory.public import asked_ranges, asked_totals, steps_taken
from guangsha.kit.errors import BusinessError, NotFound
from guangsha.kit.ids import parse_id
from guangsha.pages.assembly import absolute, localised
from guangsha.pages.cards import project_card_out, unit_card_out
from guangsha.pages.domain.wording import minute, pick, plain, total, unit_price
from guangsha.pages.ledger import statuses_in_project, statuses_of
from guangsha.pages.loaders.project import asked_of_layout, board_out, layout_out, office_out, permit_out
from guangsha.pages.loaders.project_words import price_reason, trail
from guangsha.pages.pictures.addresses import geometry_key, site_path
from guangsha.pages.request import LoadedPage, PageRequest
from guangsha.pages.schemas import BoardOut, CompareData, ProjectCardOut, UnitCardOut, UnitData, UnitPriceOut

MOST_COMPARED = 4
MOST_SAME = 4


def load_unit(request: PageRequest) -> LoadedPage:
    """One home. Raises NotFound, or Gone when it was public once."""
    unit_id = parse_id(request.get("id"))
    if unit_id is None:
        raise NotFound("unit")
    unit, language = unit_by_id(unit_id=unit_id), request.language
    facts = project_by_id(project_id=unit.project_id)
    units = every_unit_of(project_id=facts.id)
    version = steps_taken(project_id=facts.id)
    statuses, asked = statuses_in_project(project_id=facts.id, units=units), asked_totals(units=units)
    layouts = {one.id: one for one in layouts_of(project_id=facts.id)}
    own = layouts.get(unit.layout_id) if unit.layout_id else None
    key = geometry_key(own.geometry) if own else ""
    same = [one for one in units if one.layout_id == unit.layout_id and own and one.id != unit.id]
    free = [one for one in same if statuses[one.id] == "available"]
    buildings = {one.id: one for one in buildings_of(project_id=facts.id)}
    names = {one.id: pick(language, one.name, one.name_en) for one in buildings.values()}
    available = sum(statuses[one.id] == "available" for one in units if one.kind is UnitKind.HOME)
    card = unit_card_out(unit, project=facts, status=statuses[unit.id], asked=asked, language=language, plan_key=key)
    project = project_card_out(
        facts,
        available=available,
        station=nearest_metro(project_ids=[facts.id]).get(facts.id),
        asked=asked_ranges(project_ids=[facts.id]).get(facts.id),
        language=language,
    )
    near = sorted(free, key=lambda one: (abs((one.floor or 0) - (unit.floor or 0)), one.number))[:MOST_SAME]
    in_building = [one for one in units if one.building_id == unit.building_id]
    data = UnitData(
        card=card,
        project=project,
        filed_on=unit.filed_on.isoformat() if unit.filed_on else "",
        layout=layout_out(
            own,
            len(free) + (statuses[unit.id] == "available"),
            language,
            asked=asked_of_layout(own.id, units, asked),
        )
        if own
        else None,
        permits=[
            permit_out(one, language, names)
            for one in permits_of(project_id=facts.id)
            if unit.building_id in one.building_ids
        ],
        office=office_out(facts, language),
        verified_at=minute(request.now),
        history=[
            UnitPriceOut(
                on=(step.as_of or step.changed_at.date()).isoformat(),
                total_fen=step.new_fen,
                reason=price_reason(step.reason.value, language, of_home=True),
            )
            for step in price_history_of(project_id=facts.id, unit_id=unit.id)
        ],
        board=board_out(
            buildings[unit.building_id], in_building, statuses, language, request.now, asked=asked, version=version
        ),
        plan=dict(own.geometry) if own and own.geometry else None,
        same_layout=[
            unit_card_out(one, project=facts, status=statuses[one.id], asked=asked, language=language, plan_key=key)
            for one in near
        ],
    )
    return _unit_page(request, facts, unit, data)


def _unit_page(request: PageRequest, facts: ProjectFacts, unit: UnitFacts, data: UnitData) -> LoadedPage:
    language, card = request.language, data.card
    name = f"{card.project} {card.building} {card.number}".strip()
    price = total(card.total_fen, language) if card.total_fen is not None else ""
    each = unit_price(card.unit_price_fen, language) if card.unit_price_fen is not None else ""
    area = f"{plain(card.area, 2)} ㎡" if card.area is not None else ""
    share = site_path(facts.slug, facts.revision, "share", language)
    address = absolute(localised(card.path, language))
    offer: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": name,
        "url": address,
        "image": absolute(share),
    }
    if card.total_fen is not None:
        offer["offers"] = {
            "@type": "Offer",
            "priceCurrency": "CNY",
            "price": f"{card.total_fen / 100:.2f}",
            "url": address,
            "availability": f"https://schema.org/{'InStock' if card.status == 'available' else 'OutOfStock'}",
        }
    return LoadedPage(
        data=data,
        title=" ".join(f"{name} {area} {price}".split()),
        description=" · ".join(part for part in (name, area, price, each, data.project.address) if part),
        path=card.path,
        city=facts.city_code,
        json_ld=[offer, trail([(card.project, card.project_path), (card.number, card.path)], language)],
        summary=[data.office.phone, data.office.address, *(permit.number for permit in data.permits)],
        share=share,
        links={card.project: card.project_path},
    )


def _named(text: str) -> list[str]:
    return list(dict.fromkeys(part for part in text.split(",") if part))[:MOST_COMPARED]


def _projects(request: PageRequest, slugs: list[str]) -> list[ProjectCardOut]:
    found = []
    for slug in slugs:
        try:
            facts = project_by_slug(slug=slug)
        except BusinessError:
            continue
        units = every_unit_of(project_id=facts.id)
        statuses = statuses_in_project(project_id=facts.id, units=units)
        free = sum(statuses[unit.id] == "available" for unit in units if unit.kind is UnitKind.HOME)
        station = nearest_metro(project_ids=[facts.id]).get(facts.id)
        asked = asked_ranges(project_ids=[facts.id]).get(facts.id)
        found.append(project_card_out(facts, available=free, station=station, asked=asked, language=request.language))
    return found


def _units(request: PageRequest, ids: list[UUID]) -> list[UnitCardOut]:
    found = []
    for unit in units_by_id(unit_ids=ids):
        facts = project_by_id(project_id=unit.project_id)
        status = statuses_of(unit_ids=[unit.id])[unit.id]
        asked = asked_totals(units=[unit])
        found.append(unit_card_out(unit, project=facts, status=status, asked=asked, language=request.language))
    return found


def load_compare(request: PageRequest) -> LoadedPage:
    """Up to four projects or up to four homes side by side; what is not public any more is counted as missing."""
    slugs = _named(request.query.get("projects", ""))
    ids = [found for text in _named(request.query.get("units", "")) if (found := parse_id(text))]
    projects, units = _projects(request, slugs), _units(request, ids)
    asked = len(slugs) + len(_named(request.query.get("units", "")))
    return LoadedPage(
        data=CompareData(projects=projects, units=units, missing=asked - len(projects) - len(units)),
        title=request.text(zh="对比", en="Compare"),
        description=request.text(zh="把楼盘或房源并排看。", en="Projects or homes side by side."),
        path="/compare",
        indexed=False,
        summary=[card.name for card in projects] + [f"{card.project} {card.number}" for card in units],
    )


def load_board(*, building: str, request: PageRequest) -> BoardOut:
    """The board of one building of a public project, ``slug`` of which is in the query. Raises NotFound, Gone."""
    building_id = parse_id(building)
    facts = project_by_slug(slug=request.get("slug"))
    found = next((one for one in buildings_of(project_id=facts.id) if one.id == building_id), None)
    if found is None:
        raise NotFound("building")
    version = steps_taken(project_id=facts.id)
    units = [unit for unit in every_unit_of(project_id=facts.id) if unit.building_id == found.id]
    statuses, asked = statuses_in_project(project_id=facts.id, units=units), asked_totals(units=units)
    return board_out(found, units, statuses, request.language, request.now, asked=asked, version=version)
