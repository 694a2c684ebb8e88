"""A deterministic stock of homes for the search bench: any number of units in a few thousand projects."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from guangsha.search.domain.documents import ProjectDoc, Term, UnitDoc
from guangsha.search.domain.vocabulary import ORIENTATIONS

CITIES = (
    ("430100", "长沙市", "Changsha", 112.94, 28.23, 11_000),
    ("310000", "上海市", "Shanghai", 121.47, 31.23, 62_000),
    ("420100", "武汉市", "Wuhan", 114.30, 30.59, 15_000),
    ("510100", "成都市", "Chengdu", 104.07, 30.67, 17_000),
    ("330100", "杭州市", "Hangzhou", 120.16, 30.27, 31_000),
    ("440300", "深圳市", "Shenzhen", 114.06, 22.55, 55_000),
)
_FIRST = "云澜瑞景湖山星河翠屏锦绣华庭江月听松临溪观澜望岳和园远洲清风明德"
_LAST = ("府", "苑", "里", "湾", "台", "园", "城", "庭", "郡", "邸")
_TAGS = (
    "地铁",
    "学区",
    "湖景",
    "江景",
    "低密度",
    "现房",
    "大型社区",
    "绿化率高",
    "人车分流",
    "智能家居",
    "装修交付",
    "公园旁",
)
_START = datetime(2026, 1, 1, tzinfo=UTC)


def stock(units: int, projects: int, seed: int = 7) -> Iterator[ProjectDoc]:
    """Yield `projects` projects holding `units` units together; the same numbers give the same stock."""
    rng = random.Random(seed)
    left = units
    for index in range(projects):
        share = left // (projects - index)
        count = left if index == projects - 1 else min(left, max(1, int(share * rng.uniform(0.4, 1.6))))
        left -= count
        yield _project(rng, index, count)


def _id(rng: random.Random, number: int) -> uuid.UUID:
    return uuid.UUID(
        int=((0x019B_0000_0000 + number) << 80)
        | (7 << 76)
        | (rng.getrandbits(12) << 64)
        | (2 << 62)
        | rng.getrandbits(62)
    )


def _project(rng: random.Random, index: int, count: int) -> ProjectDoc:
    code, city, city_en, lng, lat, level = CITIES[min(rng.randrange(8), 5)]
    district = rng.randrange(10)
    area = rng.randrange(8)
    spread = level * rng.uniform(0.6, 1.7)
    name = "".join(rng.sample(_FIRST, 2)) + rng.choice(_LAST)
    opening = date(2026, 1, 1) + timedelta(days=rng.randrange(720)) if rng.random() < 0.8 else None
    metro = tuple(
        Term(f"{code}-m{n}", f"{n}号线{n * 3 + district}站", f"Line {n} stop {n * 3 + district}")
        for n in sorted(rng.sample(range(1, 13), rng.choice((0, 0, 1, 1, 2))))
    )
    place = (
        lng + (district % 5 - 2) * 0.08 + rng.gauss(0, 0.02),
        lat + (district // 5 - 0.5) * 0.12 + rng.gauss(0, 0.02),
    )
    floors = rng.choice((11, 18, 26, 33))
    buildings = max(1, count // (floors * 4))
    layouts = tuple(
        (chr(65 + n), rng.choice((1, 2, 2, 3, 3, 3, 4, 4, 5)), rng.uniform(38, 60), rng.choice(ORIENTATIONS[1:]))
        for n in range(rng.randrange(2, 7))
    )
    listed = _START + timedelta(minutes=rng.randrange(460_000))
    permit = rng.random() < 0.9
    fit = rng.choice(("rough", "rough", "fitted", "fitted", "luxury"))
    units = tuple(_unit(rng, index, n, buildings, floors, layouts, spread, listed, permit, fit) for n in range(count))
    return ProjectDoc(
        id=_id(rng, index),
        slug=f"p-{index}",
        name=name,
        name_en=f"Estate {index}",
        aliases=(f"{name}{rng.choice('一二三')}期",),
        city=Term(code, city, city_en),
        district=Term(
            f"{code[:4]}{district + 2:02d}", f"{city[:2]}{'东西南北中高上湖江山'[district]}区", f"District {district}"
        ),
        area=Term(
            f"{code}-{district}-{area}",
            f"{city[0]}{'沙湖桥岭洲塘坪港'[area]}{'东西南北中高上湖江山'[district]}",
            f"Block {area}",
        ),
        address=f"{city}{district}号大道{rng.randrange(1, 999)}号",
        developer=f"广居置业{index % 120}",
        position=place,
        metro=metro,
        tags=tuple(Term(tag, tag) for tag in sorted(rng.sample(_TAGS, rng.randrange(1, 5)))),
        sale_status=rng.choice(("upcoming", "on_sale", "on_sale", "on_sale", "sold_out")),
        fit_out=fit,
        permit=permit,
        opening_on=opening,
        published_at=listed,
        as_of=_START + timedelta(days=320),
        units=units,
    )


def _unit(
    rng: random.Random,
    index: int,
    n: int,
    buildings: int,
    floors: int,
    layouts: tuple[tuple[str, int, float, str], ...],
    spread: float,
    listed: datetime,
    permit: bool,
    fit: str,
) -> UnitDoc:
    building, rest = n % buildings, n // buildings
    floor, stack = rest // 4 % floors + 1, rest % 4 + 1
    layout, rooms, per_room, orientation = layouts[(stack + building) % len(layouts)]
    size = round(per_room * (rooms * 0.62 + 0.4), 2)
    unit_price = int(spread * (0.93 + 0.14 * floor / floors) * 100)
    draw = rng.random()
    status = (
        "available"
        if draw < 0.55
        else "sold"
        if draw < 0.85
        else ("held", "subscribed", "withdrawn", "unreleased")[int(draw * 100) % 4]
    )
    return UnitDoc(
        id=_id(rng, index),
        number=f"{floor}{stack:02d}",
        building=f"{building + 1}栋",
        floor=floor,
        layout=layout,
        kind="home" if draw < 0.97 else "parking" if draw < 0.99 else "shop",
        rooms=rooms,
        size=Decimal(f"{size:.2f}"),
        price=int(unit_price * size),
        unit_price=unit_price,
        orientation=orientation,
        floor_band=("low", "mid", "high")[min(2, floor * 3 // (floors + 1))],
        fit_out=fit,
        status=status,
        permit=permit,
        listed_at=listed + timedelta(minutes=rng.randrange(2_000)),
    )
