"""From the catalogue's facts and the unit ledger's statuses to the documents of the index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID

from guangsha.catalog.public import (
    DatePrecision,
    PoiKind,
    ProjectCard,
    ProjectFacts,
    UnitFacts,
    project_cards,
    region,
    search_facts,
    surroundings_of,
)
from guangsha.inventory.public import UnitStatus, asked_totals, shown, statuses_of_project
from guangsha.kit.money import unit_price_fen
from guangsha.search.domain.documents import ProjectDoc, StatedRanges, Term, UnitDoc

BATCH = 50
NEAR_METRO_M = 1_000
"""A station counts as near within this straight-line distance; planned stations do not count."""


def project_documents(*, project_ids: Iterable[UUID], now: datetime) -> Iterator[ProjectDoc]:
    """Documents of those projects that are public now; the others are to be removed from the index.

    Holds fifty projects at a time. `now` becomes the documents' as-of moment.
    """
    waiting = iter(project_ids)
    while batch := list(islice(waiting, BATCH)):
        cards = {card.id: card for card in project_cards(project_ids=batch)}
        for facts, units in search_facts(project_ids=batch):
            yield _document(facts, units, cards.get(facts.id), now)


def _document(facts: ProjectFacts, units: list[UnitFacts], card: ProjectCard | None, now: datetime) -> ProjectDoc:
    stated, published = facts.stated, facts.published_at or now
    statuses = statuses_of_project(project_id=facts.id) if units else {}
    asked = asked_totals(units=units)
    return ProjectDoc(
        id=facts.id,
        slug=facts.slug,
        name=facts.name,
        name_en=facts.name_en,
        aliases=(facts.alias,) if facts.alias else (),
        city=_place(facts.city_code) or Term(facts.city_code, facts.city_code),
        district=_place(facts.district_code),
        area=Term(_code(facts.area_name), facts.area_name, facts.area_name_en) if facts.area_name else None,
        address=" ".join(part for part in (facts.address, facts.address_en) if part),
        developer=" ".join(part for part in (facts.developer, facts.developer_en) if part),
        position=None if facts.lng is None or facts.lat is None else (facts.lng, facts.lat),
        metro=_stations(facts.id),
        tags=tuple(Term(_code(tag), tag) for tag in facts.tags if tag),
        sale_status=facts.sale_status.value,
        fit_out=facts.fit_out.value,
        # A permit is one that is published with its number: that a source says there is one is nothing anybody can check.
        permit=bool(facts.permit_numbers),
        opening_on=facts.opening.on if facts.opening.precision in (DatePrecision.DAY, DatePrecision.MONTH) else None,
        kinds=tuple({unit.kind.value for unit in units}) or ("home",),
        stated=StatedRanges(
            price_min=stated.total_min_fen,
            price_max=stated.total_max_fen,
            unit_price_min=stated.unit_price_fen,
            unit_price_max=stated.unit_price_fen,
            size_min=stated.area_min,
            size_max=stated.area_max,
            rooms=stated.rooms,
        ),
        cover=_cover(card),
        published_at=published,
        as_of=now,
        units=tuple(
            _unit(unit, facts, statuses.get(unit.id, UnitStatus.UNRELEASED), asked[unit.id], published)
            for unit in units
        ),
    )


def _unit(unit: UnitFacts, facts: ProjectFacts, status: UnitStatus, asked: int | None, published: datetime) -> UnitDoc:
    fit_out = unit.fit_out.value
    return UnitDoc(
        id=unit.id,
        number=unit.number,
        building=unit.building_name,
        floor=unit.floor or 0,
        layout=unit.layout_code,
        kind=unit.kind.value,
        rooms=unit.rooms,
        size=unit.built_area,
        price=asked,
        unit_price=None if asked is None else unit_price_fen(asked, unit.built_area),
        orientation=unit.orientation.value,
        floor_band=unit.floor_band.value,
        fit_out=facts.fit_out.value if fit_out == "unknown" else fit_out,
        status=shown(status).value,
        permit=bool(unit.permit_numbers),
        listed_at=published,
    )


def _place(code: str) -> Term | None:
    found = region(code) if code else None
    return Term(found.code, found.name, found.name_en) if found else None


def _stations(project_id: UUID) -> tuple[Term, ...]:
    near = [
        poi
        for poi in surroundings_of(project_id=project_id)
        if poi.kind is PoiKind.METRO and not poi.planned and poi.distance_m <= NEAR_METRO_M
    ]
    return tuple({poi.name: Term(_code(poi.name), poi.name, poi.name_en) for poi in near}.values())


def _code(name: str) -> str:
    """A name as its own code: without the comma that separates codes in addresses, and not longer than codes may be."""
    return name.replace(",", " ").strip()[:64]


def _cover(card: ProjectCard | None) -> str:
    """The smallest picture that fills a card, or an empty string: a card without one draws its own."""
    if card is None or card.cover is None or not card.cover.variants:
        return ""
    wide = [variant for variant in card.cover.variants if (variant.width or 0) >= 480]
    return (wide or list(card.cover.variants))[0].url
