"""Catalogue facts as the cards of lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from guangsha.catalog.public import (
    Basis,
    PermitCoverage,
    ProjectCard,
    ProjectFacts,
    StatedDate,
    StationFacts,
    UnitFacts,
    nearest_metro,
    project_cards,
)
from guangsha.catalog.public import FloorBand as FloorBandCode
from guangsha.inventory.public import AskedRange, asked_ranges
from guangsha.kit.money import unit_price_fen
from guangsha.pages import geography
from guangsha.pages.domain.tags import tag_label
from guangsha.pages.domain.wording import Language, PriceBasis, pick
from guangsha.pages.ledger import Status, available_homes
from guangsha.pages.pictures.addresses import plan_path, site_path
from guangsha.pages.schemas import (
    DateOut,
    FloorBand,
    MetroOut,
    ProjectCardOut,
    TagOut,
    UnitCardOut,
)
from guangsha.pages.schemas import DatePrecision as DatePrecisionOut

_BANDS: dict[FloorBandCode, FloorBand] = {
    FloorBandCode.LOW: "low",
    FloorBandCode.MID: "mid",
    FloorBandCode.HIGH: "high",
    FloorBandCode.UNKNOWN: "",
}


def number(value: Decimal | None) -> float | None:
    """An area as JSON has it."""
    return None if value is None else float(value)


def date_out(stated: StatedDate) -> DateOut:
    """A date as far as it is known."""
    if stated.on is None:
        return DateOut(value="", precision="")
    precision: DatePrecisionOut = stated.precision.value
    return DateOut(value=stated.on.isoformat() if precision else "", precision=precision)


def _metro(station: StationFacts | None, language: Language) -> MetroOut | None:
    if station is None:
        return None
    return MetroOut(name=pick(language, station.name, station.name_en), distance_m=station.distance_m)


def project_path(slug: str) -> str:
    """Where a project's page is."""
    return f"/projects/{slug}"


def unit_path(unit_id: UUID) -> str:
    """Where a home's page is."""
    return f"/units/{unit_id}"


_BASES: dict[Basis | None, PriceBasis] = {Basis.DERIVED: "filed", Basis.STATED: "stated", None: ""}


def price_basis(card: ProjectCard | ProjectFacts) -> PriceBasis:
    """What the prices in ``card.shown`` are: averages of filed prices, or what was stated of the project as a whole."""
    return _BASES[card.shown.unit_price_basis or card.shown.total_basis]


def project_card_out(
    card: ProjectCard | ProjectFacts,
    *,
    available: int,
    station: StationFacts | None,
    asked: AskedRange | None,
    language: Language,
) -> ProjectCardOut:
    """A project in a list. ``station`` is its nearest metro station; ``asked``: prices that are not the filed ones."""
    prices = asked or card.shown
    district = geography.place(card.district_code)
    cover = card.cover if isinstance(card, ProjectCard) else None
    return ProjectCardOut(
        id=str(card.id),
        slug=card.slug,
        path=project_path(card.slug),
        name=pick(language, card.name, card.name_en),
        district=district.label(language) if district else "",
        area=pick(language, card.area_name, card.area_name_en),
        address=pick(language, card.address, card.address_en),
        lng=card.lng,
        lat=card.lat,
        sale_status=card.sale_status.value,
        unit_price_fen=prices.unit_price_fen,
        price_basis="asked" if asked else price_basis(card),
        total_min_fen=prices.total_min_fen,
        total_max_fen=prices.total_max_fen,
        area_min=number(card.shown.area_min),
        area_max=number(card.shown.area_max),
        rooms=list(card.shown.rooms),
        permit_verified=card.derived.permit_coverage is not PermitCoverage.NONE,
        filed_prices=card.derived.homes > 0 and card.derived.priced_homes == card.derived.homes,
        fit_out=card.fit_out.value,
        tags=[TagOut(code=tag, label=tag_label(tag, language)) for tag in card.tags],
        metro=_metro(station, language),
        opening=date_out(card.opening),
        units_available=available,
        units_total=card.derived.homes,
        units_matching=None,
        picture=cover.variants[-1].url
        if cover and cover.variants
        else site_path(card.slug, card.revision, "card", language),
    )


def project_cards_out(cards: Sequence[ProjectCard], language: Language) -> list[ProjectCardOut]:
    """Projects in a list, in their order. Three queries, however many they are, and two for each with a price rule."""
    asked = asked_ranges(project_ids=[card.id for card in cards])
    available = available_homes(cards=cards)
    stations = nearest_metro(project_ids=[card.id for card in cards])
    return [
        project_card_out(
            card,
            available=available.get(card.id, 0),
            station=stations.get(card.id),
            asked=asked.get(card.id),
            language=language,
        )
        for card in cards
    ]


def cards_by_id(project_ids: Sequence[UUID], language: Language) -> list[ProjectCardOut]:
    """Those of the projects that are public, in the order given."""
    return project_cards_out(project_cards(project_ids=project_ids), language)


def place_in_project(unit: UnitFacts, language: Language) -> str:
    """Building and entrance: ``6栋2单元``, ``Building 6, Entrance 2``. Numbers repeat from entrance to entrance."""
    parts = [
        pick(language, unit.building_name, unit.building_name_en),
        pick(language, unit.entrance_name, unit.entrance_name_en),
    ]
    return (", " if language == "en" else "").join(part for part in parts if part)


def unit_card_out(
    unit: UnitFacts,
    *,
    project: ProjectFacts | ProjectCard,
    status: Status,
    asked: Mapping[UUID, int | None],
    language: Language,
    plan_key: str = "",
) -> UnitCardOut:
    """A home in a list. ``asked``: unit id -> its price now; ``plan_key`` tells apart the drawings of a changed layout."""
    total = asked[unit.id]
    fit_out = unit.fit_out if unit.fit_out.value != "unknown" else project.fit_out
    return UnitCardOut(
        id=str(unit.id),
        path=unit_path(unit.id),
        number=unit.number,
        building=place_in_project(unit, language),
        project=pick(language, project.name, project.name_en),
        project_path=project_path(project.slug),
        layout=unit.layout_code,
        kind=unit.kind.value,
        status=status,
        rooms=unit.rooms,
        halls=unit.halls,
        baths=unit.baths,
        area=number(unit.built_area),
        inner_area=number(unit.inner_area),
        orientation=unit.orientation.value,
        floor=unit.floor,
        floors=unit.floors_total,
        floor_band=_BANDS[unit.floor_band],
        fit_out=fit_out.value,
        total_fen=total,
        unit_price_fen=None if total is None else unit_price_fen(total, unit.built_area),
        filed_fen=unit.filed_price_fen,
        picture=plan_path(unit.layout_id, plan_key or str(project.revision), language) if unit.layout_id else "",
    )
