"""Differences between two contents of a listing in words: what a path is called, and its values as short text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from guangsha.pages.domain.wording import Language, pick, total, unit_price

PARTS = {
    "buildings": ("楼栋", "Building"),
    "layouts": ("户型", "Layout"),
    "units": ("房源", "Homes of"),
    "permits": ("预售许可证", "Permit"),
    "phases": ("分期", "Phase"),
    "progress": ("工程进度", "Progress"),
    "media": ("图片与文件", "Picture or file"),
    "surroundings": ("周边配套", "Surroundings"),
}
ASPECTS = {
    "name": ("名称", "name"),
    "name_en": ("英文名称", "English name"),
    "headline": ("一句话介绍", "headline"),
    "description": ("介绍", "description"),
    "address": ("地址", "address"),
    "position": ("坐标", "position"),
    "developer": ("开发商", "developer"),
    "property_company": ("物业公司", "property company"),
    "property_fee_fen": ("物业费", "property fee"),
    "sale_status": ("销售状态", "sale status"),
    "opening": ("开盘时间", "opening"),
    "handover": ("交付时间", "handover"),
    "sales_phone": ("售楼处电话", "sales office telephone"),
    "sales_address": ("售楼处地址", "sales office address"),
    "stated.unit_price_fen": ("参考均价", "stated average price"),
    "stated.total_min_fen": ("最低总价", "lowest total"),
    "stated.total_max_fen": ("最高总价", "highest total"),
    "stated.area_min": ("最小面积", "smallest area"),
    "stated.area_max": ("最大面积", "largest area"),
    "floors": ("层数", "floors"),
    "footprint": ("占地轮廓", "footprint"),
    "entrances": ("单元", "entrances"),
    "area": ("面积", "area"),
    "areas": ("面积", "areas"),
    "geometry": ("户型图", "floor plan"),
    "filed_price": ("备案价", "filed prices"),
    "places": ("楼层与房号", "floors and numbers"),
    "facts": ("户型与朝向", "layout and orientation"),
    "tags": ("标签", "tags"),
    "facilities": ("配套设施", "facilities"),
}
PATH = re.compile(r"^(\w+)(?:\[(.*)\])?(?:\.(.+))?$")
LONGEST = 120


def label_of(path: str, language: Language) -> str:
    """What a reader calls the thing at ``path``; the path itself where there is no word for it."""
    found = PATH.match(path)
    if found is None:
        return path
    part, key, aspect = found.groups()
    zh, en = ASPECTS.get(aspect or "", (aspect or "", aspect or ""))
    word = pick(language, zh, en)
    if part == "project":
        return word[:1].upper() + word[1:]
    name = pick(language, *PARTS.get(part, (part, part)))
    shown = "" if part in {"media", "surroundings"} else (key or "")
    return " ".join(piece for piece in (name, shown, word) if piece)


def value_of(path: str, value: Any, count: int, language: Language) -> str:
    """A value as short text: money as money, many rows as their number; "" for nothing."""
    if value is None:
        return ""
    if path.startswith("units["):
        rows = len(value) if isinstance(value, Mapping) else count
        return pick(language, f"{rows} 套", f"{rows} {'home' if rows == 1 else 'homes'}")
    if path.endswith("_fen"):
        return (unit_price if path.endswith("unit_price_fen") else total)(int(value), language)
    return _text(value, language)


def _text(value: Any, language: Language) -> str:
    if isinstance(value, Mapping):
        plain = [str(item) for item in value.values() if isinstance(item, str | int | float) and item != ""]
        return " · ".join(plain)[:LONGEST]
    if isinstance(value, list):
        if any(isinstance(item, list | Mapping) for item in value):
            return pick(language, f"{len(value)} 项", f"{len(value)} entries")
        return pick(language, "、", ", ").join(str(item) for item in value)[:LONGEST]
    return str(value)[:LONGEST]
