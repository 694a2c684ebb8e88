"""Filters in words: labels of chips, facets, sorts and ways to relax, in both languages."""

from __future__ import annotations

from decimal import Decimal

from guangsha.pages.domain.tags import tag_label
from guangsha.pages.domain.wording import MONTHS, Language, plain

Words = tuple[str, str]

FACETS: dict[str, Words] = {
    "district": ("区域", "District"),
    "price": ("总价", "Total price"),
    "rooms": ("居室", "Bedrooms"),
    "size": ("面积", "Area"),
    "unit_price": ("单价", "Unit price"),
    "metro": ("地铁", "Metro"),
    "status": ("房态", "Homes"),
    "sale_status": ("销售状态", "Sale"),
    "orientation": ("朝向", "Faces"),
    "floor": ("楼层", "Floor"),
    "fit_out": ("装修", "Fit-out"),
    "tag": ("特色", "Features"),
    "permit": ("预售证", "Permit"),
    "opening": ("开盘时间", "Opens"),
    "area": ("板块", "Neighbourhood"),
    "unit_kind": ("物业类型", "Property type"),
}
SORTS: dict[str, Words] = {
    "": ("综合", "Best match"),
    "price": ("总价低", "Lowest total"),
    "-price": ("总价高", "Highest total"),
    "unit_price": ("单价低", "Lowest unit price"),
    "-unit_price": ("单价高", "Highest unit price"),
    "size": ("面积小", "Smallest"),
    "-size": ("面积大", "Largest"),
    "newest": ("最新", "Newest"),
    "opening": ("最近开盘", "Opening soon"),
    "distance": ("离得近", "Nearest"),
}
_CODES: dict[str, dict[str, Words]] = {
    "orientation": {
        "S": ("朝南", "faces south"),
        "N": ("朝北", "faces north"),
        "E": ("朝东", "faces east"),
        "W": ("朝西", "faces west"),
        "SE": ("朝东南", "faces south-east"),
        "SW": ("朝西南", "faces south-west"),
        "NE": ("朝东北", "faces north-east"),
        "NW": ("朝西北", "faces north-west"),
        "SN": ("南北通透", "north and south"),
        "EW": ("东西通透", "east and west"),
    },
    "floor": {"low": ("低楼层", "low floor"), "mid": ("中楼层", "middle floor"), "high": ("高楼层", "high floor")},
    "fit_out": {
        "rough": ("毛坯", "unfitted"),
        "fitted": ("精装", "fitted"),
        "luxury": ("豪装", "luxury fitted"),
        "unknown": ("未说明", "not stated"),
    },
    "sale_status": {
        "on_sale": ("在售", "on sale"),
        "upcoming": ("待开盘", "opening soon"),
        "sold_out": ("售罄", "sold out"),
        "unknown": ("未说明", "not stated"),
    },
    "status": {
        "available": ("可售", "available"),
        "held": ("锁定", "held"),
        "subscribed": ("认购", "subscribed"),
        "sold": ("已售", "sold"),
        "withdrawn": ("不售", "withdrawn"),
        "unreleased": ("未推出", "not released"),
    },
    "unit_kind": {"home": ("住宅", "homes"), "shop": ("商铺", "shops"), "parking": ("车位", "parking bays")},
    "permit": {"yes": ("有预售证", "with permit"), "no": ("无预售证", "without permit")},
}


def say(words: Words, language: Language) -> str:
    """The words in the language."""
    return words[1] if language == "en" else words[0]


def facet_label(facet: str, language: Language) -> str:
    """Name of a facet."""
    return say(FACETS[facet], language)


def code_label(facet: str, code: str, language: Language) -> str:
    """A value of a closed list, rooms, tags and stations included; the code itself where nothing is known."""
    if facet == "rooms":
        return rooms_label(int(code), language)
    if facet == "tag":
        return tag_label(code, language)
    if facet == "metro" and code == "any":
        return say(("近地铁", "near metro"), language)
    known = _CODES.get(facet, {}).get(code)
    return say(known, language) if known else code


def rooms_label(rooms: int, language: Language) -> str:
    """``3 室`` or ``3 bed``; five stands for five and more."""
    if rooms >= 5:
        return say(("5 室及以上", "5+ bed"), language)
    if rooms == 0:
        return say(("开间", "studio"), language)
    return say((f"{rooms} 室", f"{rooms} bed"), language)


def _money(fen: int, language: Language) -> str:
    return f"¥{plain(fen / 100_000_000, 2)}M" if language == "en" else f"{plain(fen / 1_000_000, 1)} 万"


def _each(fen: int, language: Language) -> str:
    return plain(round(fen / 100)) + (" CNY/㎡" if language == "en" else " 元/㎡")


def range_label(name: str, low: int | Decimal | None, high: int | Decimal | None, language: Language) -> str:
    """A range of ``price``, ``unit_price`` (fen) or ``size`` (m2), as short as it can be said."""

    def one(value: int | Decimal) -> str:
        if name == "size":
            return f"{plain(float(value), 2)} ㎡"
        return _money(int(value), language) if name == "price" else _each(int(value), language)

    if low is not None and high is not None:
        return f"{one(low)}–{one(high)}"
    if high is not None:
        return f"≤ {one(high)}"
    return f"≥ {one(low)}" if low is not None else ""


def month_label(month: int, language: Language) -> str:
    """``202612`` as ``2026年12月`` or ``Dec 2026``."""
    year, number = divmod(month, 100)
    return say((f"{year}年{number}月", f"{MONTHS[number - 1]} {year}"), language)
