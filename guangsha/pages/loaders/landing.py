"""Landing pages: a district, its homes of so many rooms, in one price band. Only those with homes exist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from guangsha.kit.errors import NotFound
from guangsha.pages import geography
from guangsha.pages.cards import cards_by_id
from guangsha.pages.domain.bands import BANDS, BY_SLUG, ROOMS, Band, rooms_of
from guangsha.pages.domain.search_words import range_label, rooms_label
from guangsha.pages.domain.wording import Language, plain, unit_price
from guangsha.pages.ledger import available_homes
from guangsha.pages.loaders.home import districts_out, every_card
from guangsha.pages.loaders.project_words import trail
from guangsha.pages.loaders.search import china_today, unit_cards
from guangsha.pages.loaders.search_filters import search_path
from guangsha.pages.request import LoadedPage, PageRequest
from guangsha.pages.schemas import CountLinkOut, LandingData
from guangsha.search.public import SearchQuery, count_homes, search_homes

PROJECTS, UNITS = 6, 6


@dataclass(frozen=True, slots=True)
class Landing:
    """One landing page: a district, perhaps rooms, perhaps a price band."""

    city: geography.Place
    district: geography.Place
    rooms: int | None = None
    band: Band | None = None

    @property
    def path(self) -> str:
        """Its address without language prefix."""
        parts = ["/cities", self.city.slug, self.district.slug]
        if self.rooms is not None:
            parts.append(f"{self.rooms}-rooms")
        if self.band is not None:
            parts.append(self.band.slug)
        return "/".join(parts)

    def query(self, kind: str) -> SearchQuery:
        """The search behind it."""
        return SearchQuery.of(
            kind=kind,
            city=self.city.code,
            districts=(self.district.code,),
            rooms=() if self.rooms is None else (self.rooms,),
            price_min=self.band.low if self.band else None,
            price_max=self.band.high if self.band else None,
        )

    def name(self, language: Language) -> str:
        """``岳麓区 3 室 200–300 万``."""
        parts = [self.district.label(language)]
        if self.rooms is not None:
            parts.append(rooms_label(self.rooms, language))
        if self.band is not None:
            parts.append(range_label("price", self.band.low, self.band.high, language))
        return (", " if language == "en" else " ").join(parts)

    def homes(self) -> int:
        """How many homes it has."""
        return count_homes(query=self.query("units"))


def _asked(request: PageRequest) -> Landing:
    city = geography.city_called(request.get("city"))
    district = geography.district_called(city, request.get("district")) if city else None
    if city is None or district is None:
        raise NotFound("district")
    rooms_slug, band_slug = request.get("rooms"), request.get("band")
    rooms, band = rooms_of(rooms_slug) if rooms_slug else None, BY_SLUG.get(band_slug)
    if (rooms_slug and rooms is None) or (band_slug and band is None):
        raise NotFound("landing page")
    return Landing(city, district, rooms, band)


def nearby(landing: Landing) -> list[Landing]:
    """The same with one step more or one step aside."""
    if landing.rooms is None:
        return [replace(landing, rooms=rooms) for rooms in ROOMS]
    if landing.band is None:
        return [replace(landing, band=band) for band in BANDS]
    return [replace(landing, band=band) for band in BANDS if band != landing.band]


def every_landing(city: geography.Place) -> Iterator[Landing]:
    """All landing pages of a city that exist, for the site map."""
    for code in sorted({card.district_code for card in every_card(city.code)} - {""}):
        district = geography.place(code)
        if district is None:
            continue
        whole = Landing(city, district)
        if not whole.homes():
            continue
        yield whole
        for rooms in nearby(whole):
            if rooms.homes():
                yield rooms
                yield from (one for one in nearby(rooms) if one.homes())


def load_landing(request: PageRequest) -> LoadedPage:
    """One landing page. Raises NotFound when nothing is there."""
    landing, language, today = _asked(request), request.language, china_today(request)
    units = search_homes(query=replace(landing.query("units"), sort="price", limit=UNITS), today=today)
    projects = search_homes(query=replace(landing.query("projects"), limit=PROJECTS), today=today)
    if not units.total and not projects.total:
        raise NotFound("landing page")
    cards = [card for card in every_card(landing.city.code) if card.district_code == landing.district.code]
    available = {str(key): count for key, count in available_homes(cards=cards).items()}
    # The search index follows a moment later: a district that has just emptied still has hits in it.
    district = next(iter(districts_out(landing.city, cards, available, request)), None)
    if district is None:
        raise NotFound("landing page")
    name = landing.name(language)
    median = unit_price(district.median_unit_price_fen, language) if district.median_unit_price_fen else ""
    intro = request.text(
        zh=f"{name}：{plain(projects.total)} 个楼盘，{plain(units.total)} 套房源"
        + (f"，区域备案均价中位 {median}。" if median else "。"),
        en=f"{name}: {plain(projects.total)} projects with {plain(units.total)} homes"
        + (f"; district median {median}." if median else "."),
    )
    heading = request.text(
        zh=f"{landing.city.label(language)}{name}新房", en=f"New homes in {landing.city.label(language)}: {name}"
    )
    data = LandingData(
        heading=heading,
        intro=intro,
        district=district,
        projects=cards_by_id([hit.id for hit in projects.projects], language),
        units=unit_cards([hit.id for hit in units.units], language),
        total_units=units.total,
        search_path=search_path(landing.query("projects")),
        nearby=[
            CountLinkOut(name=one.name(language), path=one.path, count=homes)
            for one in nearby(landing)
            if (homes := one.homes())
        ],
    )
    return LoadedPage(
        data=data,
        title=heading,
        description=intro,
        path=landing.path,
        city=landing.city.code,
        json_ld=[
            trail([(landing.city.label(language), geography.city_path(landing.city)), (name, landing.path)], language)
        ],
        summary=[intro],
        links={card.name: card.path for card in data.projects},
    )
