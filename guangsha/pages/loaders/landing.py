"""Landing pages: a district, its homes of so many rooms, in one price band. Only those with homes exist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from guangsha.kit.errors import NotFound
from guangsha.pages import geography
from guangsha.pages.cards import cards_by_id
from guangsha.pages.domain.bands import BANDS, BY_SLUG, ROOMS, Band, rooms_of
from guangsha.pages.domain.search_words import range_label, rooms_label
from guangsha.pages.domain.wording import Language, named_price, plain
from guangsha.pages.ledger import available_homes
from guangsha.pages.loaders.home import districts_out, every_card
from guangsha.pages.loaders.project_words import trail
from guangsha.pages.loaders.search import china_today, unit_cards
from guangsha.pages.loaders.search_filters import search_path
from guangsha.pages.pictures.addresses import city_share_path
from guangsha.pages.request import LoadedPage, PageRequest
from guangsha.pages.schemas import CountLinkOut, DistrictOut, LandingData
from guangsha.search.public import SearchQuery, count_homes, search_homes

PROJECTS, UNITS = 6, 6


@dataclass(frozen=True, slots=True)
class Landing:
    """One landing page: a district, perhaps rooms, perhaps a price band. Homes on it are those that can be had."""

    city: geography.Place
    district: geography.Place
    rooms: int | None = None
    band: Band | None = None

    @property
    def whole(self) -> bool:
        """Whether it is the page of the district itself."""
        return self.rooms is None and self.band is None

    @property
    def path(self) -> str:
        """Its address without language prefix."""
        parts = [geography.district_path(self.city, self.district)]
        if self.rooms is not None:
            parts.append(f"{self.rooms}-rooms")
        if self.band is not None:
            parts.append(self.band.slug)
        return "/".join(parts)

    def query(self, kind: str, *, available: bool) -> SearchQuery:
        """The search behind it, over homes that can be had (no shops or parking bays) or over all that is listed."""
        return SearchQuery.of(
            kind=kind,
            city=self.city.code,
            districts=(self.district.code,),
            rooms=() if self.rooms is None else (self.rooms,),
            price_min=self.band.low if self.band else None,
            price_max=self.band.high if self.band else None,
            statuses=("available",) if available else (),
            unit_kinds=("home",) if available else (),
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
        """How many homes of it can be had."""
        return count_homes(query=self.query("units", available=True))


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
    """The landing pages of a city that are worth finding, for the site map: districts, and what can be had in them."""
    for code in sorted({card.district_code for card in every_card(city.code)} - {""}):
        district = geography.place(code)
        if district is None:
            continue
        whole = Landing(city, district)
        yield whole
        for rooms in nearby(whole):
            if rooms.homes():
                yield rooms
                yield from (one for one in nearby(rooms) if one.homes())


def _intro(name: str, projects: int, homes: int, district: DistrictOut, request: PageRequest) -> str:
    median = named_price(district.median_unit_price_fen, district.median_basis, request.language)
    if request.language == "en":
        had = f"{plain(homes)} {'home' if homes == 1 else 'homes'} available" if homes else "no homes available now"
        found = f"{name}: {plain(projects)} {'project' if projects == 1 else 'projects'}, {had}"
        return found + (f"; district median: {median}." if median else ".")
    had = f"{plain(homes)} 套可售房源" if homes else "现在没有可售房源"
    return f"{name}：{plain(projects)} 个楼盘，{had}" + (f"，区域{median}（中位）。" if median else "。")


def load_landing(request: PageRequest) -> LoadedPage:
    """One landing page. Raises NotFound when nothing is there."""
    landing, language, today = _asked(request), request.language, china_today(request)
    free = replace(landing.query("units", available=True), sort="price", limit=UNITS)
    units = search_homes(query=free, today=today)
    # A district lists all its projects. A page of certain homes lists where those can be had, and only where there are none
    # to be had the projects that have or announce such homes.
    listed = landing.query("projects", available=units.total > 0 and not landing.whole)
    projects = search_homes(query=replace(listed, limit=PROJECTS), today=today)
    if not units.total and not projects.total:
        raise NotFound("landing page")
    cards = [card for card in every_card(landing.city.code) if card.district_code == landing.district.code]
    available = {str(key): count for key, count in available_homes(cards=cards).items()}
    # The search index follows a moment later: a district that has just emptied still has hits in it.
    district = next(iter(districts_out(landing.city, cards, available, request)), None)
    if district is None:
        raise NotFound("landing page")
    name = landing.name(language)
    heading = request.text(
        zh=f"{landing.city.label(language)}{name}新房", en=f"New homes in {landing.city.label(language)}: {name}"
    )
    intro = _intro(name, projects.total, units.total, district, request)
    data = LandingData(
        heading=heading,
        intro=intro,
        district=district,
        projects=cards_by_id([hit.id for hit in projects.projects], language),
        # The index follows a moment later: what was taken just now is left out.
        units=[card for card in unit_cards([hit.id for hit in units.units], language) if card.status == "available"],
        total_units=units.total,
        search_path=search_path(free.without_page() if units.total else listed),
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
        share=city_share_path(landing.city.slug, language, district=landing.district.slug),
        # Of rooms and bands only pages with homes to be had are worth finding; they come back when there are some again.
        indexed=units.total > 0 or landing.whole,
        links={card.name: card.path for card in data.projects},
    )
