"""What a project's page says in words: key figures, title, description, plain summary, JSON-LD."""

from __future__ import annotations

from guangsha.catalog.public import ProjectFacts
from guangsha.pages import geography
from guangsha.pages.assembly import absolute, localised
from guangsha.pages.domain.wording import Language, area_range, day, pick, plain, rooms, total_range, unit_price
from guangsha.pages.schemas import FactOut, ProjectData

_REASONS = {
    "initial": ("首次备案", "First filing"),
    "import": ("资料更新", "Updated from source"),
    "filing": ("备案调整", "Filing changed"),
    "correction": ("更正", "Correction"),
}


def price_reason(code: str, language: Language) -> str:
    """Why a price changed, in words."""
    zh, en = _REASONS.get(code, (code, code))
    return pick(language, zh, en)


def facts_out(facts: ProjectFacts, language: Language) -> list[FactOut]:
    """The fact sheet; what is not stated is left out."""
    english = language == "en"
    derived = facts.derived
    homes = derived.homes or facts.households or 0
    scale = [
        (f"{derived.buildings} {'buildings' if english else '栋'}" if derived.buildings else ""),
        (f"{plain(homes)} {'homes' if english else '户'}" if homes else ""),
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


def summary_of(facts: ProjectFacts, data: ProjectData, language: Language) -> tuple[str, str, list[str]]:
    """Title, description and the plain lines that say the page's facts when nothing renders it."""
    english = language == "en"
    card = data.card
    city = geography.place(facts.city_code)
    where = "".join([city.name if city else "", card.district]) if not english else card.district
    price = unit_price(card.unit_price_fen, language) if card.unit_price_fen is not None else ""
    totals = total_range(card.total_min_fen, card.total_max_fen, language)
    homes = rooms(tuple(card.rooms), language)
    areas = area_range(card.area_min, card.area_max)
    if english:
        description = ". ".join(
            part
            for part in (
                f"{card.name} in {where}" if where else card.name,
                f"average filed price {price}" if price else "",
                f"totals {totals}" if totals else "",
                " ".join(part for part in (homes, areas) if part),
                f"{plain(card.units_available)} homes available" if card.units_total else "",
                card.address,
            )
            if part
        )
    else:
        description = "，".join(
            part
            for part in (
                f"{where}{card.name}",
                f"备案均价 {price}" if price else "",
                f"总价 {totals}" if totals else "",
                " ".join(part for part in (homes, areas) if part),
                f"可售 {plain(card.units_available)} 套" if card.units_total else "",
                card.address,
            )
            if part
        )
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
    title = f"{card.name} {where} {price}".strip()
    return " ".join(title.split()), description, [line for line in lines if line]


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
    if card.total_min_fen is not None and card.total_max_fen is not None:
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
                    "availability": "https://schema.org/InStock"
                    if card.units_available
                    else "https://schema.org/OutOfStock",
                    "url": address,
                },
            }
        )
    blocks.append(trail([(card.district, ""), (card.name, card.path)], language))
    return blocks


def trail(steps: list[tuple[str, str]], language: Language) -> dict[str, object]:
    """A breadcrumb list from the home page on; a step without path is only a name."""
    home = ("首页" if language != "en" else "Home", "/")
    items = []
    for position, (name, path) in enumerate([home, *(step for step in steps if step[0])], start=1):
        item: dict[str, object] = {"@type": "ListItem", "position": position, "name": name}
        if path:
            item["item"] = absolute(localised(path, language))
        items.append(item)
    return {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items}
