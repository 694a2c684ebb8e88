"""A project's page, and the unit board of one of its buildings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from guangsha.catalog.public import (
    BuildingFacts,
    LayoutFacts,
    PermitFacts,
    ProjectFacts,
    UnitFacts,
    UnitKind,
    buildings_of,
    every_unit_of,
    layouts_of,
    media_of,
    nearest_metro,
    permits_of,
    price_history_of,
    progress_of,
    project_by_slug,
    public_projects,
    stated_price_origin,
    surroundings_of,
)
from guangsha.inventory.public import asked_ranges, asked_totals, steps_taken
from guangsha.kit.errors import NotFound
from guangsha.pages.cards import number, project_card_out, project_cards_out
from guangsha.pages.domain.tags import facility_label
from guangsha.pages.domain.wording import Language, minute, pick
from guangsha.pages.ledger import ORDER, Status, statuses_in_project
from guangsha.pages.loaders.project_words import facts_out, json_ld_of, price_reason, summary_of
from guangsha.pages.pictures.addresses import geometry_key, plan_path, site_path
from guangsha.pages.pictures.site_model import SHAPES, site_out, statuses_drawn
from guangsha.pages.request import LoadedPage, PageRequest
from guangsha.pages.schemas import (
    BoardOut,
    BoardUnitOut,
    BuildingOut,
    DateOut,
    LayoutOut,
    MediaOut,
    PermitOut,
    PlaceOut,
    PricePointOut,
    ProgressOut,
    ProjectData,
    SalesOfficeOut,
    SiteOut,
    StatedPriceOut,
    StatusCountOut,
)

MOST_SIMILAR = 3
MOST_PROGRESS = 12


def counts_out(statuses: Sequence[Status]) -> list[StatusCountOut]:
    """How many of each status, in their fixed order, none left out that is there."""
    found = Counter(statuses)
    return [StatusCountOut(status=status, count=found[status]) for status in ORDER if found[status]]


def building_out(building: BuildingFacts, statuses: Sequence[Status], language: Language) -> BuildingOut:
    """A building with what is to be had in it."""
    return BuildingOut(
        id=str(building.id),
        name=pick(language, building.name, building.name_en),
        kind=building.kind.value,
        floors=building.floors or 0,
        floor_height_m=number(building.floor_height_m) or 3.0,
        entrances=[pick(language, entrance.name, entrance.name_en) for entrance in building.entrances],
        units_total=building.homes,
        counts=counts_out(statuses),
    )


def board_out(
    building: BuildingFacts,
    units: Sequence[UnitFacts],
    statuses: Mapping[UUID, Status],
    language: Language,
    now: datetime,
    *,
    asked: Mapping[UUID, int | None],
    version: int,
) -> BoardOut:
    """The board of one building: its homes that have a place in it."""
    return BoardOut(
        building_id=str(building.id),
        building=pick(language, building.name, building.name_en),
        floors=building.floors or 0,
        floor_height_m=number(building.floor_height_m) or 3.0,
        kind=SHAPES[building.kind],
        as_of=minute(now),
        version=version,
        units=[
            BoardUnitOut(
                id=str(unit.id),
                number=unit.number,
                entrance=pick(language, unit.entrance_name, unit.entrance_name_en),
                floor=unit.floor,
                stack=unit.stack,
                kind="home",
                status=statuses[unit.id],
                layout=unit.layout_code,
                rooms=unit.rooms,
                area=number(unit.built_area),
                orientation=unit.orientation.value,
                total_fen=asked[unit.id],
            )
            for unit in units
            if unit.kind is UnitKind.HOME and unit.floor is not None and unit.stack is not None
        ],
    )


def layout_out(layout: LayoutFacts, available: int, language: Language, *, asked: Sequence[int]) -> LayoutOut:
    """A floor plan with what is available of it. ``asked``: the prices of its homes now."""
    return LayoutOut(
        id=str(layout.id),
        code=layout.code,
        name=pick(language, layout.name, layout.name_en) or layout.code,
        note=pick(language, layout.selling_point, layout.selling_point_en),
        rooms=layout.rooms,
        halls=layout.halls,
        baths=layout.baths,
        area=float(layout.built_area),
        inner_area=number(layout.inner_area),
        orientation=layout.orientation.value,
        picture=plan_path(layout.id, geometry_key(layout.geometry), language) if layout.geometry else "",
        units_total=layout.homes,
        units_available=available,
        total_min_fen=min(asked, default=None),
        total_max_fen=max(asked, default=None),
    )


def asked_of_layout(layout_id: UUID, units: Sequence[UnitFacts], asked: Mapping[UUID, int | None]) -> list[int]:
    """What is asked for the homes of a layout."""
    own = (asked[unit.id] for unit in units if unit.layout_id == layout_id and unit.kind is UnitKind.HOME)
    return [total for total in own if total is not None]


def permit_out(permit: PermitFacts, language: Language, names: Mapping[UUID, str]) -> PermitOut:
    """A permit and the buildings it names."""
    return PermitOut(
        number=permit.number,
        issued=DateOut(
            value=permit.issued_on.isoformat() if permit.issued_on else "",
            precision="day" if permit.issued_on else "",
        ),
        authority=pick(language, permit.issuer, permit.issuer_en),
        buildings=[names.get(key, name) for key, name in zip(permit.building_ids, permit.building_names, strict=True)],
    )


def office_out(facts: ProjectFacts, language: Language) -> SalesOfficeOut:
    """Where to call and go."""
    return SalesOfficeOut(
        phone=facts.sales_phone,
        address=pick(language, facts.sales_address, facts.sales_address_en),
        hours=pick(language, facts.sales_hours, facts.sales_hours_en),
    )


def _prices(facts: ProjectFacts, language: Language) -> list[PricePointOut]:
    steps = price_history_of(project_id=facts.id)
    return [
        PricePointOut(
            on=(step.as_of or step.changed_at.date()).isoformat(),
            unit_price_fen=step.new_fen,
            reason=price_reason(step.reason.value, language),
        )
        for step in steps
    ]


def _stated_price(facts: ProjectFacts, language: Language) -> StatedPriceOut:
    origin = stated_price_origin(project_id=facts.id)
    if origin is None:
        return StatedPriceOut(source="", on="")
    return StatedPriceOut(source=pick(language, origin.source, origin.source_en), on=origin.on.isoformat())


def _progress(facts: ProjectFacts, language: Language) -> list[ProgressOut]:
    return [
        ProgressOut(
            on=entry.reported_on.isoformat(),
            title=pick(language, entry.title, entry.title_en),
            note=pick(language, entry.body, entry.body_en),
            percent=None,
        )
        for entry in progress_of(project_id=facts.id)[:MOST_PROGRESS]
    ]


def _media(facts: ProjectFacts, language: Language) -> list[MediaOut]:
    return [
        MediaOut(
            kind=media.kind.value,
            url=media.variants[-1].url,
            caption=pick(language, media.alt, media.alt_en),
            width=media.variants[-1].width,
            height=media.variants[-1].height,
        )
        for media in media_of(project_id=facts.id)
        if media.variants
    ]


def _similar(facts: ProjectFacts, language: Language) -> list[object]:
    cards = [card for card in public_projects(city_code=facts.city_code, limit=60).items if card.id != facts.id]
    price = facts.shown.unit_price_fen or 0
    cards.sort(
        key=lambda card: (
            card.district_code != facts.district_code,
            abs((card.shown.unit_price_fen or 0) - price),
            card.slug,
        )
    )
    return list(project_cards_out(cards[:MOST_SIMILAR], language))


def load_project(request: PageRequest) -> LoadedPage:
    """A project with everything its page shows. Raises NotFound, or Gone when it was public once."""
    facts = project_by_slug(slug=request.get("slug"))
    language = request.language
    buildings, units = buildings_of(project_id=facts.id), every_unit_of(project_id=facts.id)
    version = steps_taken(project_id=facts.id)
    statuses, asked = statuses_in_project(project_id=facts.id, units=units), asked_totals(units=units)
    homes = [unit for unit in units if unit.kind is UnitKind.HOME]
    in_building: dict[UUID, list[UnitFacts]] = defaultdict(list)
    free_layouts: Counter[UUID | None] = Counter()
    for unit in homes:
        in_building[unit.building_id].append(unit)
        free_layouts[unit.layout_id] += statuses[unit.id] == "available"
    placed = [one for one in buildings if any(unit.floor and unit.stack for unit in in_building[one.id])]
    available = sum(statuses[unit.id] == "available" for unit in homes)
    station = nearest_metro(project_ids=[facts.id]).get(facts.id)
    prices = asked_ranges(project_ids=[facts.id]).get(facts.id)
    card = project_card_out(facts, available=available, station=station, asked=prices, language=language)
    site = site_out(facts, buildings, language)
    card.picture = site_path(facts.slug, facts.revision, "hero", language) if site else ""
    shown = next((one for one in placed if str(one.id) == request.query.get("building")), placed[0] if placed else None)
    layouts = [
        layout_out(one, free_layouts[one.id], language, asked=asked_of_layout(one.id, homes, asked))
        for one in layouts_of(project_id=facts.id)
        if one.homes
    ]
    names = {one.id: pick(language, one.name, one.name_en) for one in buildings}
    data = ProjectData(
        card=card,
        summary=pick(language, facts.description, facts.description_en)
        or pick(language, facts.headline, facts.headline_en),
        developer=pick(language, facts.developer, facts.developer_en),
        verified_at=minute(request.now),
        counts=counts_out([statuses[unit.id] for unit in homes]),
        facts=facts_out(facts, buildings, language),
        facilities=[facility_label(one, language) for one in facts.facilities],
        office=office_out(facts, language),
        permits=[permit_out(one, language, names) for one in permits_of(project_id=facts.id)],
        buildings=[
            building_out(one, [statuses[unit.id] for unit in in_building[one.id]], language) for one in buildings
        ],
        site=site,
        board=board_out(shown, in_building[shown.id], statuses, language, request.now, asked=asked, version=version)
        if shown
        else None,
        layouts=layouts,
        places=[
            PlaceOut(
                kind=poi.kind.value,
                name=pick(language, poi.name, poi.name_en),
                distance_m=poi.distance_m,
                lng=poi.lng,
                lat=poi.lat,
                planned=poi.planned,
            )
            for poi in surroundings_of(project_id=facts.id)
        ],
        stated_price=_stated_price(facts, language) if card.price_basis == "stated" else None,
        prices=_prices(facts, language),
        progress=_progress(facts, language),
        media=_media(facts, language),
        similar=_similar(facts, language),  # type: ignore[arg-type]
    )
    title, description, summary = summary_of(facts, data, language)
    share = site_path(facts.slug, facts.revision, "share", language)
    return LoadedPage(
        data=data,
        title=title,
        description=description,
        path=card.path,
        city=facts.city_code,
        og_type="website",
        json_ld=json_ld_of(facts, data, share, language),
        summary=summary,
        share=share,
        hero=card.picture,
        links={one.name: one.path for one in data.similar},
    )


def load_site(request: PageRequest) -> SiteOut:
    """The geometry of a public project with the status of every window, to be drawn in the browser.

    Raises NotFound (also when the project has no geometry), Gone.
    """
    facts = project_by_slug(slug=request.get("slug"))
    site = site_out(facts, buildings_of(project_id=facts.id), request.language, cells=statuses_drawn(facts))
    if site is None:
        raise NotFound("site")
    return site
