"""A contract as a PDF, by typst. Pure: the same input gives the same bytes; runs outside commands (a fifth of a second).

Data travels as JSON, never as markup: whatever a name or a clause holds is shown as text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import segno

from guangsha.contracts.domain.placeholders import FIT_OUTS, NOTHING, day, filled, home_name, values_of, yuan
from guangsha.kit.typesetting import marked_in, typeset

HERE = Path(__file__).parent / "typeset"
SOURCE = HERE / "contract.typ"
FIELD = "party-{line}"
"""The name of a party's signature field."""
ORIENTATIONS = {
    "S": ("南", "south"), "N": ("北", "north"), "E": ("东", "east"), "W": ("西", "west"), "SE": ("东南", "south-east"),
    "SW": ("西南", "south-west"), "NE": ("东北", "north-east"), "NW": ("西北", "north-west"), "SN": ("南北", "south and north"),
    "EW": ("东西", "east and west"), "": NOTHING,
}  # fmt: skip
KINDS = {"home": ("住宅", "home"), "shop": ("商铺", "shop"), "parking": ("车位", "parking bay")}


@dataclass(frozen=True, slots=True)
class PartyShown:
    """Who signs, as the document names them. Plain personal values: they live as long as the rendering."""

    line: int
    name: str
    id_number: str
    share: int
    company: bool


@dataclass(frozen=True, slots=True)
class ClauseShown:
    """A clause as it is printed, placeholders still open."""

    title: str
    title_en: str
    text: str
    text_en: str
    risk: bool


@dataclass(frozen=True, slots=True)
class FieldBox:
    """Where a signature goes: page (1-based) and box in points from the page's lower left corner."""

    name: str
    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Rendered:
    """The PDF and where each party signs."""

    pdf: bytes
    fields: tuple[FieldBox, ...]


def _pair(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def _share(share: int) -> str:
    return f"{share / 100:g}%"


def _home_rows(terms: Mapping[str, Any]) -> list[dict[str, Any]]:
    values, values_en = values_of(terms)
    home = terms["home"]
    rooms = [home["rooms"], home["halls"], home["baths"]]
    plan = f"{rooms[0]}室{rooms[1]}厅{rooms[2]}卫" if None not in rooms else NOTHING[0]
    plan_en = f"{rooms[0]} bedrooms, {rooms[1]} living rooms, {rooms[2]} bathrooms" if None not in rooms else NOTHING[1]
    floor = NOTHING if home["floor"] is None else (f"第 {home['floor']} 层", f"floor {home['floor']}")
    rows = [
        (("项目名称", "Project"), (values["project"], values_en["project"])),
        (("坐落", "Address"), (values["address"], values_en["address"])),
        (("房号", "Unit"), home_name(home)),
        (("用途", "Use"), KINDS[home["kind"]]),
        (("楼层", "Floor"), floor),
        (("户型", "Layout"), (f"{home['layout']} {plan}".strip(), f"{home['layout']} {plan_en}".strip())),
        (("朝向", "Orientation"), ORIENTATIONS[home["orientation"]]),
        (("建筑面积", "Built area"), (values["built_area"], values_en["built_area"])),
        (("套内建筑面积", "Inner area"), (values["inner_area"], values_en["inner_area"])),
        (("预售许可证号", "Pre-sale permit"), (values["permits"], values_en["permits"])),
        (("装修标准", "Fit-out"), FIT_OUTS.get(home["fit_out"], NOTHING)),
        (("交付期限", "Handed over by"), day(terms["delivery_on"])),
    ]
    return [{"label": _pair(*label), "value": _pair(*value)} for label, value in rows]


def _money_rows(terms: Mapping[str, Any]) -> list[dict[str, Any]]:
    values, values_en = values_of(terms)
    rows = [
        (("总价款（小写）", "Price in figures"), (values["price"], values_en["price"])),
        (("总价款（大写）", "Price in words"), (values["price_capital"], NOTHING[1])),
        (("单价（按建筑面积）", "Per m² of built area"), (values["unit_price"], values_en["unit_price"])),
        (("备案价", "Filed price"), (values["filed_price"], values_en["filed_price"])),
        (("定金（抵作价款）", "Deposit (part of the price)"), (values["deposit"], values_en["deposit"])),
    ]
    return [{"label": _pair(*label), "value": _pair(*value)} for label, value in rows]


def _plan_rows(terms: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "title": _pair(one["title"], one["title_en"]),
            "amount": yuan(one["amount_fen"])[0],
            "due": _pair(*day(one["due_on"])),
        }
        for one in terms["plan"]
    ]


def _ladder_rows(terms: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What comes back when the buyers withdraw: of the deposit before signing; of all that was paid after it."""
    rules = terms["rules"]
    rows = [
        {"when": _pair(f"付款后 {one['hours']} 小时内", f"within {one['hours']} hours of the payment"),
         "back": f"{one['permille'] / 10:g}%"}
        for one in rules.get("rungs", [])
    ]  # fmt: skip
    if rows:
        rows.append({"when": _pair("此后至签署前", "later, before signing"), "back": f"{rules['afterwards'] / 10:g}%"})
    if signed := rules.get("signed"):
        hours, damages = signed["free_hours"], f"{signed['damages'] / 10:g}%"
        free = _pair(
            f"各方签署后 {hours} 小时内，退已付全部款项", f"within {hours} hours of signing, of all that was paid"
        )
        rows.append({"when": free, "back": "100%"})
        kept = _pair(
            f"此后退已付全部款项，扣除总价 {damages} 作违约金；签署 {signed['alone_days']} 天后或已网签备案的，须经出卖人办理",
            f"later, of all that was paid, less damages of {damages} of the price; the seller's part is needed"
            f" {signed['alone_days']} days after signing, or once it is filed",
        )
        rows.append({"when": kept, "back": f"100% − {damages}"})
    return rows


def _qr(address: str) -> str:
    """As SVG. Level M: a photocopy still reads."""
    return str(segno.make(address, error="m", micro=False).svg_inline(border=2))


def document_data(
    *,
    terms: Mapping[str, Any],
    parties: Sequence[PartyShown],
    clauses: Sequence[ClauseShown],
    number: str | None,
    made_at: datetime,
    address: str = "",
) -> dict[str, Any]:
    """Everything the document shows, as plain JSON. ``number`` None: a draft, which says so on every page.

    ``address``: where anybody can check it, printed as a QR code; a draft has none.
    """
    values, values_en = values_of(terms)
    return {
        "number": number,
        "check": {"address": address, "qr": _qr(address)} if address else None,
        "made": {"year": made_at.year, "month": made_at.month, "day": made_at.day},
        "seller": _pair(values["seller"], values_en["seller"]),
        "home": _pair(*home_name(terms["home"])),
        "project": _pair(values["project"], values_en["project"]),
        "parties": [
            {
                "field": FIELD.format(line=one.line),
                "name": one.name,
                "number": one.id_number,
                "share": "" if one.company else _share(one.share),
                "company": one.company,
            }
            for one in parties
        ],
        "home_rows": _home_rows(terms),
        "money_rows": _money_rows(terms),
        "receipt": terms["price"]["receipt_hash"],
        "plan": _plan_rows(terms),
        "ladder": _ladder_rows(terms),
        "clauses": [
            {
                "title": _pair(one.title, one.title_en),
                "text": _pair(filled(one.text, values), filled(one.text_en, values_en)),
                "risk": one.risk,
            }
            for one in clauses
        ],
        "template": _pair(
            f"{terms['template']['name']} · {terms['template']['code']} 第 {terms['template']['version']} 版",
            f"{terms['template']['name_en']} · {terms['template']['code']} version {terms['template']['version']}",
        ),
    }


def render(data: Mapping[str, Any]) -> Rendered:
    """``document_data`` as a PDF, with the places of its signature fields."""
    made = data["made"]
    pdf = typeset(SOURCE, data, at=datetime(made["year"], made["month"], made["day"], tzinfo=UTC))
    return Rendered(pdf, tuple(_box(one) for one in marked_in(SOURCE, data, "<signature-field>")))


def _box(found: Mapping[str, Any]) -> FieldBox:
    """From typst's upper left corner to the lower left one of PDF."""
    x, y, width, height = found["x"], found["y"], found["width"], found["height"]
    top = found["page_height"] - y
    return FieldBox(
        found["name"], found["page"], round(x, 2), round(top - height, 2), round(x + width, 2), round(top, 2)
    )
