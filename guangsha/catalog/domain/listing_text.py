"""Reading what listings say of a home: its rooms, its floor, the side it faces."""

import re
from dataclasses import dataclass

from guangsha.catalog.domain.choices import FloorBand, Orientation
from guangsha.catalog.domain.readings import Unreadable, folded, said

MAX_ROOMS = 30
_DIGITS = {char: number for number, char in enumerate("零一二三四五六七八九十")} | {"两": 2, "〇": 0}
_COUNT = r"(\d{1,2}|[零〇一二两三四五六七八九十])"
_LAYOUT = re.compile(
    rf"^{_COUNT}\s*(?:室|房|居室|居|-?bed(?:room)?s?)\s*(?:,?\s*{_COUNT}\s*(?:厅|halls?|living))?"
    rf"\s*(?:{_COUNT}\s*(?:厨|kitchens?))?\s*(?:,?\s*{_COUNT}\s*(?:卫|卫生间|baths?))?$"
)
_STUDIO = frozenset({"开间", "单间", "studio"})
_BANDS = {
    **dict.fromkeys(("低", "底", "low", "lower"), FloorBand.LOW),
    **dict.fromkeys(("中", "mid", "middle"), FloorBand.MID),
    **dict.fromkeys(("高", "顶", "high", "upper"), FloorBand.HIGH),
}
_BANDED = re.compile(
    r"^(低|底|中|高|顶|low|lower|mid|middle|high|upper)\s*(?:区|楼?层|floors?)?"
    r"\s*(?:/|,|\(|of)?\s*(?:共|总)?\s*(\d{1,3})?\s*(?:层|floors?)?\)?$"
)
_WHOLE = re.compile(r"^(?:地上|共)(\d{1,3})层\s*(?:地下(\d{1,2})层)?$")
_NUMBERED = re.compile(r"^(?:第)?(-?\d{1,3})\s*(?:层|楼|f)?\s*(?:/|of|\(共)?\s*(\d{1,3})?\s*(?:层|楼)?\)?$")
_BASEMENT = re.compile(r"^(?:b|地下)(\d)(?:层|f)?$")
_SIDES = {"东": "E", "西": "W", "南": "S", "北": "N", "e": "E", "w": "W", "s": "S", "n": "N"}
_FACES: dict[frozenset[str], Orientation] = {
    frozenset(sides): Orientation(code)
    for sides, code in (
        ("S", "S"), ("N", "N"), ("E", "E"), ("W", "W"), ("SE", "SE"), ("SW", "SW"),
        ("NE", "NE"), ("NW", "NW"), ("SN", "SN"), ("EW", "EW"),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rooms:
    """``3室2厅1卫``: halls and baths are None where nothing is said of them."""

    rooms: int
    halls: int | None = None
    baths: int | None = None


@dataclass(frozen=True, slots=True)
class FloorStatement:
    """What a source says of the storey: a number, or a third of the building, or only how many storeys there are."""

    floor: int | None = None
    band: FloorBand = FloorBand.UNKNOWN
    floors_total: int | None = None


def _count(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) if text.isdigit() else _DIGITS[text]


def rooms(text: str) -> Rooms | None:
    """Rooms, halls and baths of ``3室2厅``, ``三房两厅两卫``, ``3居``, ``2 bed 1 bath``; a studio has one room."""
    value = said(text)
    if value is None:
        return None
    if value.lower() in _STUDIO:
        return Rooms(1, 0)
    found = _LAYOUT.match(value.lower())
    count = _count(found.group(1)) if found else None
    if found is None or count is None or count > MAX_ROOMS:
        raise Unreadable("not_a_layout", text)
    return Rooms(count, _count(found.group(2)), _count(found.group(4)))


def room_counts(text: str) -> tuple[int, ...] | None:
    """The room counts on offer, ascending: ``3/4/5居`` is (3, 4, 5); ``1-3居`` names its ends only and is (1, 2, 3)."""
    value = said(text)
    if value is None:
        return None
    bare = re.sub(r"(居室|居|室|房)$", "", value.lower())
    spread = re.fullmatch(r"(\d{1,2})\s*[-~至]\s*(\d{1,2})", bare)
    if spread:
        counts = set(range(int(spread.group(1)), int(spread.group(2)) + 1))
    else:
        parts = [part.strip() for part in re.split(r"[/,、|;]", bare) if part.strip()]
        if not all(re.fullmatch(r"\d{1,2}", part) for part in parts):
            raise Unreadable("not_a_layout", text)
        counts = {int(part) for part in parts}
    if not counts or max(counts) > MAX_ROOMS:
        raise Unreadable("not_a_layout", text)
    return tuple(sorted(counts))


def floor(text: str) -> FloorStatement | None:
    """The storey: ``高区/6层`` (a third of 6), ``12/33`` (12th of 33), ``地上3层`` (a house of 3), ``8``, ``B1``."""
    value = said(text)
    if value is None:
        return None
    value = value.lower()
    if found := _BANDED.match(value):
        total = int(found.group(2)) if found.group(2) else None
        return FloorStatement(None, _BANDS[found.group(1)], _checked_total(total, text))
    if found := _WHOLE.match(value):
        return FloorStatement(None, FloorBand.UNKNOWN, _checked_total(int(found.group(1)), text))
    if found := _BASEMENT.match(value):
        return FloorStatement(-int(found.group(1)))
    if found := _NUMBERED.match(value):
        storey, total = int(found.group(1)), int(found.group(2)) if found.group(2) else None
        if storey == 0 or not -10 <= storey <= 200 or (total is not None and storey > total):
            raise Unreadable("not_a_floor", text)
        return FloorStatement(storey, FloorBand.UNKNOWN, _checked_total(total, text))
    raise Unreadable("not_a_floor", text)


def _checked_total(total: int | None, text: str) -> int | None:
    if total is not None and not 1 <= total <= 200:
        raise Unreadable("not_a_floor", text)
    return total


def orientation(text: str) -> Orientation | None:
    """The side the main rooms face: ``朝南北``, ``东南``, ``S``, ``SE``.

    ``(进门) 南`` tells where the entrance door looks, which is not the side the rooms face: nothing is known then.
    """
    value = said(text)
    if value is None or "进门" in value:
        return None
    bare = re.sub(r"[朝向坐通透面,、/ ]", "", folded(value)).lower()
    sides = frozenset(_SIDES.get(char, "?") for char in bare)
    if sides not in _FACES:
        raise Unreadable("not_an_orientation", text)
    return _FACES[sides]
