"""What a clause may leave open: a closed list, filled from the facts of a sale, in both languages."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from guangsha.kit.capitals import capital_amount
from guangsha.kit.money import FEN_PER_YUAN

OPEN = re.compile(r"\{([^{}]*)\}")
NOTHING = ("——", "n/a")


class Placeholder(StrEnum):
    """A place in the text of a clause: ``{price}``."""

    SELLER = "seller"
    PROJECT = "project"
    ADDRESS = "address"
    HOME = "home"
    PERMITS = "permits"
    BUILT_AREA = "built_area"
    INNER_AREA = "inner_area"
    PRICE = "price"
    PRICE_CAPITAL = "price_capital"
    UNIT_PRICE = "unit_price"
    FILED_PRICE = "filed_price"
    RECEIPT = "receipt"
    DEPOSIT = "deposit"
    DELIVERY = "delivery"
    FIT_OUT = "fit_out"
    MANAGER = "manager"
    MANAGEMENT_FEE = "management_fee"


WORDS: dict[Placeholder, tuple[str, str]] = {
    Placeholder.SELLER: ("出卖人名称", "the seller"),
    Placeholder.PROJECT: ("项目名称", "the project"),
    Placeholder.ADDRESS: ("项目坐落", "where the project stands"),
    Placeholder.HOME: ("房屋", "the home"),
    Placeholder.PERMITS: ("预售许可证号", "numbers of the pre-sale permits"),
    Placeholder.BUILT_AREA: ("建筑面积", "built area"),
    Placeholder.INNER_AREA: ("套内面积", "inner area"),
    Placeholder.PRICE: ("总价（小写）", "price in figures"),
    Placeholder.PRICE_CAPITAL: ("总价（大写）", "price in words"),
    Placeholder.UNIT_PRICE: ("单价", "price per square metre"),
    Placeholder.FILED_PRICE: ("备案价", "filed price"),
    Placeholder.RECEIPT: ("价格凭据摘要", "hash of the price receipt"),
    Placeholder.DEPOSIT: ("定金", "deposit"),
    Placeholder.DELIVERY: ("交付日期", "day of handover"),
    Placeholder.FIT_OUT: ("装修标准", "fit-out"),
    Placeholder.MANAGER: ("物业公司", "the property manager"),
    Placeholder.MANAGEMENT_FEE: ("物业费", "the management fee"),
}
"""How the list is shown to who writes clauses."""
FIT_OUTS = {
    "rough": ("毛坯", "unfitted"),
    "fitted": ("精装修", "fitted out"),
    "luxury": ("豪华装修", "luxuriously fitted"),
}


def unknown_places(text: str) -> list[str]:
    """What in braces is no placeholder, and braces that do not close: a text with any of them is refused."""
    known = {str(one) for one in Placeholder}
    wrong = [name for name in OPEN.findall(text) if name not in known]
    return wrong + re.findall(r"[{}]", OPEN.sub("", text))


def filled(text: str, values: Mapping[str, str]) -> str:
    """``text`` with its placeholders' values. A value is put in as it is, never read for placeholders again."""
    return OPEN.sub(lambda found: values[found[1]], text)


def yuan(fen: int | None) -> tuple[str, str]:
    """An amount in both languages: 1,234,567.00 元."""
    if fen is None:
        return NOTHING
    text = f"{fen // FEN_PER_YUAN:,}.{fen % FEN_PER_YUAN:02}"
    return f"人民币 {text} 元", f"CNY {text}"


def day(on: str | None) -> tuple[str, str]:
    """An ISO date in both languages."""
    if not on:
        return NOTHING
    found = date.fromisoformat(on)
    return f"{found.year}年{found.month}月{found.day}日", f"{found.day} {found:%b} {found.year}"


def _area(value: str | None) -> tuple[str, str]:
    if value is None:
        return NOTHING
    text = f"{Decimal(value):.2f}"
    return f"{text} 平方米", f"{text} m²"


def home_name(home: Mapping[str, Any]) -> tuple[str, str]:
    """Building, entrance and number in both languages."""
    zh = f"{home['building']}{home['entrance']} {home['number']}"
    places = [home["building_en"] or home["building"], home["entrance_en"] or home["entrance"]]
    return zh.strip(), f"{', '.join(one for one in places if one)} {home['number']}".strip()


def values_of(facts: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """What every placeholder stands for, in Chinese and in English. ``facts``: see ``domain/terms.py``."""
    home, money, project = facts["home"], facts["price"], facts["project"]
    permits = "、".join(facts["permits"])
    fee_zh, fee_en = yuan(project["fee_fen"])
    pairs: dict[Placeholder, tuple[str, str]] = {
        Placeholder.SELLER: (facts["seller"]["name"], facts["seller"]["name_en"] or facts["seller"]["name"]),
        Placeholder.PROJECT: (project["name"], project["name_en"] or project["name"]),
        Placeholder.ADDRESS: (
            project["address"] or NOTHING[0],
            project["address_en"] or project["address"] or NOTHING[1],
        ),
        Placeholder.HOME: home_name(home),
        Placeholder.PERMITS: (permits or NOTHING[0], permits.replace("、", ", ") or NOTHING[1]),
        Placeholder.BUILT_AREA: _area(home["built_area"]),
        Placeholder.INNER_AREA: _area(home["inner_area"]),
        Placeholder.PRICE: yuan(money["total_fen"]),
        Placeholder.PRICE_CAPITAL: (capital_amount(money["total_fen"]), yuan(money["total_fen"])[1]),
        Placeholder.UNIT_PRICE: yuan(money["unit_fen"]),
        Placeholder.FILED_PRICE: yuan(money["filed_fen"]),
        Placeholder.RECEIPT: (money["receipt_hash"] or NOTHING[0], money["receipt_hash"] or NOTHING[1]),
        Placeholder.DEPOSIT: yuan(money["deposit_fen"]),
        Placeholder.DELIVERY: day(facts["delivery_on"]),
        Placeholder.FIT_OUT: FIT_OUTS.get(home["fit_out"], NOTHING),
        Placeholder.MANAGER: (
            project["manager"] or NOTHING[0],
            project["manager_en"] or project["manager"] or NOTHING[1],
        ),
        Placeholder.MANAGEMENT_FEE: (
            f"{fee_zh}/平方米·月" if project["fee_fen"] else NOTHING[0],
            f"{fee_en} per m² and month" if project["fee_fen"] else NOTHING[1],
        ),
    }
    return {str(key): zh for key, (zh, _) in pairs.items()}, {str(key): en for key, (_, en) in pairs.items()}
