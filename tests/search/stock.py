"""A small hand-made stock whose every home is known."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from guangsha.search.domain.documents import ProjectDoc, Term, UnitDoc

START = datetime(2026, 5, 1, tzinfo=UTC)
CHANGSHA = Term("430100", "长沙市", "Changsha")
SHANGHAI = Term("310000", "上海市", "Shanghai")
YUELU = Term("430104", "岳麓区", "Yuelu District")
CHANGNING = Term("310105", "长宁区", "Changning District")
WAN = 1_000_000


def unit(serial: int, /, **values: Any) -> UnitDoc:
    """A home: three rooms, 100 m2, two million, facing south, available."""
    defaults: dict[str, Any] = {
        "id": uuid.UUID(int=(1 << 100) | (7 << 76) | serial),
        "number": f"{serial % 100 + 1:02d}03",
        "building": "3栋",
        "floor": serial % 30 + 1,
        "layout": "A1",
        "kind": "home",
        "rooms": 3,
        "size": Decimal("100.00"),
        "price": 200 * WAN,
        "unit_price": 2 * WAN,
        "orientation": "S",
        "floor_band": "mid",
        "fit_out": "fitted",
        "status": "available",
        "permit": True,
        "listed_at": START,
    }
    return UnitDoc(**defaults | values)


def project(number: int, name: str, *units: UnitDoc, **values: Any) -> ProjectDoc:
    """A published project in Yuelu, Changsha."""
    defaults: dict[str, Any] = {
        "id": uuid.UUID(int=(2 << 100) | (7 << 76) | number),
        "slug": f"project-{number}",
        "name": name,
        "city": CHANGSHA,
        "district": YUELU,
        "area": Term("观沙岭", "观沙岭", "Guanshaling"),
        "position": (112.94 + number / 100, 28.23),
        "published_at": START,
        "as_of": START,
        "sale_status": "on_sale",
        "permit": True,
        "opening_on": date(2026, 12, 20),
        "tags": (Term("学区", "学区"),),
        "metro": (Term("望城坡", "望城坡", "Wangchengpo"),),
        "developer": "广居置业",
        "address": "潇湘北路 88 号",
        "units": units,
    }
    return ProjectDoc(**defaults | values)


def small_stock() -> list[ProjectDoc]:
    """Four projects: two in Changsha with homes, one without, one in Shanghai."""
    return [
        project(
            1,
            "云澜府",
            *(unit(n, number=f"{n + 1:02d}03", price=(180 + n) * WAN) for n in range(10)),
            name_en="Cloud Court",
        ),
        project(
            2,
            "湖山苑",
            *(
                unit(100 + n, building="5栋", orientation="N", rooms=2, size=Decimal(80 + n), layout="B2")
                for n in range(5)
            ),
            name_en="Lakeside Garden",
            aliases=("湖山一号",),
            tags=(Term("湖景", "湖景"),),
            metro=(),
        ),
        project(3, "松涛里", name_en="Pine Lane"),
        project(
            4,
            "星河湾",
            *(unit(200 + n, price=(900 + n) * WAN, rooms=4) for n in range(3)),
            name_en="Galaxy Bay",
            city=SHANGHAI,
            district=CHANGNING,
            area=None,
            position=(121.42, 31.22),
            metro=(Term("中山公园", "中山公园", "Zhongshan Park"),),
        ),
    ]
