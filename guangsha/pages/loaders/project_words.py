"""What a project's page says in words: key figures, title, description, plain summary, JSON-LD."""

from __future__ import annotations

from collections.abc import Sequence

from guangsha.catalog.public import BuildingFacts, BuildingKind, ProjectFacts
from guangsha.pages import geography
from guangsha.pages.assembly import absolute, localised
from guangsha.pages.domain.wording import Language, area_range, day, named_price, pick, plain, rooms, total_range
from guangsha.pages.schemas import FactOut, ProjectData

_FIRST_OF_HOME = ("首次备案", "First filing")
_REASONS = {
    "initial": ("首次公布", "First stated"),
    "import": ("资料更新", "Updated from source"),
    "filing": ("备案调整", "Filing changed"),
    "correction": ("更正", "Correction"),
}


NOT_DWELLINGS = frozenset({BuildingKind.GARAGE, BuildingKind.SHOPS, BuildingKind.UNDIVIDED})
"""Kinds of buildings that nobody counts who says how many buildings a project has."""


def price_reason(code: str, language: Language, *, of_home: bool = False) -> str:
    """Why a price changed, in words. The first price of a home is its filing; a project's is only what was stated of it."""
    zh, en = _FIRST_OF_HOME if of_home and code == "initial" else _REASONS.get(code, (code, code))
    return pick(language, zh, en)


def facts_out(facts: ProjectFacts, buildings: Sequence[BuildingFacts], language: Language) -> list[FactOut]:
    """The fact sheet; what is not stated is left out."""
    english = language == "en"
    homes = facts.derived.homes or facts.households or 0
    dwellings = sum(one.kind not in NOT_DWELLINGS for one in buildings)
    scale = [
        _counted(dwellings, ("building", "buildings"), "栋", language),
        _counted(homes, ("home", "homes"), "户", language),
    ]
    ratios = [
        plain(float(facts.plot_ratio), 2) if facts.plot_ratio is not None else "",
        f"{plain(float(facts.greening_ratio), 1)}%" if facts.greening_ratio is not None else "",
    ]
    fee = facts.property_fee_fen
    fee_text = ""
    if fee is not None:
        fee_text = f"CNY {plain(fee / 100, 2)}/㎡ a month" if english else f"{plain(fee / 100, 2)} 元/㎡·月"
    parking = ""
    if facts.parking_spaces:
        parking = f"{plain(facts.parking_spaces)} {'bays' if english else '个'}"
    found = {
        "scale": " · ".join(part for part in scale if part),
        "ratios": " / ".join(ratios) if all(ratios) else "".join(ratios),
        "parking": parking,
        "property_fee": fee_text,
        "handover": day(facts.handover.on, facts.handover.precision.value, language),
        "property_company": pick(language, facts.property_company, facts.property_company_en),
    }
    return [FactOut(code=code, value=value) for code, value in found.items() if value]


def _counted(count: int, words: tuple[str, str], measure: str, language: Language) -> str:
    """``5 栋``, ``1 building``, ``5 buildings``; empty for none."""
    if not count:
        return ""
    return f"{plain(count)} {words[count != 1] if language == 'en' else measure}"


def summary_of(facts: ProjectFacts, data: ProjectData, language: Language) -> tuple[str, str, list[str]]:
    """Title, description and the plain lines that say the page's facts when nothing renders it."""
    card = data.card
    city = geography.place(facts.city_code)
    if language == "en":
        where = ", ".join(part for part in (card.district, city.label(language) if city else "") if part)
    else:
        where = "".join([city.name if city else "", card.district])
    price = named_price(card.unit_price_fen, card.price_basis, language)
    totals = total_range(card.total_min_fen, card.total_max_fen, language)
    stated = card.price_basis == "stated"
    sizes = " ".join(
        part for part in (rooms(tuple(card.rooms), language), area_range(card.area_min, card.area_max)) if part
    )
    free = plain(card.units_available) if card.units_total else ""
    if language == "en":
        described = _sentences(
            f"{card.name} in {where}" if where else card.name,
            "; ".join(
                part
                for part in (
                    price,
                    f"{'stated totals' if stated else 'totals'} {totals}" if totals else "",
                    sizes,
                    f"{free} {'home' if free == '1' else 'homes'} available" if free else "",
                )
                if part
            ),
            card.address,
        )
        title = ", ".join(part for part in (card.name, where, price) if part)
    else:
        described = "，".join(
            part
            for part in (
                f"{where}{card.name}",
                price,
                f"{'参考总价' if stated else '总价'} {totals}" if totals else "",
                sizes,
                f"可售 {free} 套" if free else "",
                card.address,
            )
            if part
        )
        title = " ".join(part for part in (card.name, where, price) if part)
    label = {"available": ("可售", "available"), "sold": ("已售", "sold"), "unreleased": ("未推出", "not released")}
    lines = [
        card.address,
        data.office.phone,
        data.office.address,
        data.office.hours,
        data.summary,
        *(
            f"{pick(language, *label[count.status])}: {plain(count.count)}"
            for count in data.counts
            if count.status in label
        ),
        *(f"{one.name} {one.area} ㎡, {one.units_available} / {one.units_total}" for one in data.layouts),
        *(permit.number for permit in data.permits),
    ]
    return title, described, [line for line in lines if line]


def _sentences(*said: str) -> str:
    """English sentences, each beginning with a capital and ending with one full stop."""
    return " ".join(f"{one[0].upper()}{one[1:].rstrip('.')}." for one in said if one)


def json_ld_of(facts: ProjectFacts, data: ProjectData, share: str, language: Language) -> list[dict[str, object]]:
    """The project as schema.org has it: a complex with an aggregate offer, and the way here."""
    card = data.card
    address = absolute(localised(card.path, language))
    complex_: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "ApartmentComplex",
        "@id": f"{address}#project",
        "name": card.name,
        "url": address,
        "image": absolute(share),
        "address": {
            "@type": "PostalAddress",
            "addressCountry": "CN",
            "addressLocality": card.district,
            "streetAddress": card.address,
        },
    }
    if data.summary:
        complex_["description"] = data.summary
    if data.office.phone:
        complex_["telephone"] = data.office.phone
    if card.lng is not None and card.lat is not None:
        complex_["geo"] = {"@type": "GeoCoordinates", "latitude": card.lat, "longitude": card.lng}
    if card.units_total:
        complex_["numberOfAccommodationUnits"] = card.units_total
        complex_["numberOfAvailableAccommodationUnits"] = card.units_available
    blocks = [complex_]
    # An offer says that something can be had at a price: only of homes that are there, and never from stated figures.
    if card.units_available and card.total_min_fen is not None and card.total_max_fen is not None:
        blocks.append(
            {
                "@context": "https://schema.org",
                "@type": "Product",
                "name": card.name,
                "image": absolute(share),
                "offers": {
                    "@type": "AggregateOffer",
                    "priceCurrency": "CNY",
                    "lowPrice": f"{card.total_min_fen / 100:.2f}",
                    "highPrice": f"{card.total_max_fen / 100:.2f}",
                    "offerCount": card.units_available,
                    "availability": "https://schema.org/InStock",
                    "url": address,
                },
            }
        )
    blocks.append(trail([*_place_steps(facts, language), (card.name, card.path)], language))
    return blocks


def _place_steps(facts: ProjectFacts, language: Language) -> list[tuple[str, str]]:
    """The city's and the district's page above a project's."""
    city, district = geography.place(facts.city_code), geography.place(facts.district_code)
    if city is None:
        return []
    steps = [(city.label(language), geography.city_path(city))] if geography.city_path(city) != "/" else []
    if district is not None:
        steps.append((district.label(language), geography.district_path(city, district)))
    return steps


def trail(steps: Sequence[tuple[str, str]], language: Language) -> dict[str, object]:
    """A breadcrumb list from the home page on. Every step has its page: a list with a bare name in it is not read at all."""
    home = ("首页" if language != "en" else "Home", "/")
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": absolute(localised(path, language))}
        for position, (name, path) in enumerate([home, *steps], start=1)
    ]
    return {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items}
