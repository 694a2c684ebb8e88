"""Statements as the tables that banks' programs write: which column is which, and every row read or refused with its number."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from guangsha.kit.clock import CHINA
from guangsha.kit.money import NotMoney, fen_from_yuan
from guangsha.money.domain.statements import StatementLine

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "line": ("line", "交易流水号", "流水号", "银行流水号", "交易流水"),
    "row": ("序号",),
    "at": ("at", "交易日期时间", "交易时间", "记账时间"),
    "day": ("交易日期", "记账日期", "日期"),
    "amount": ("amount", "金额", "交易金额", "发生额"),
    "came": ("收入金额", "贷方发生额", "贷方金额", "收入"),
    "went": ("支出金额", "借方发生额", "借方金额", "支出"),
    "name": ("对方户名", "对方名称", "对方账户名称"),
    "text": ("text", "附言", "摘要", "用途", "备注"),
}
"""What a column means -> how banks call it; of several in one table the first that is named here is read."""
_MEANS = {name: means for means, names in COLUMNS.items() for name in names}
SAID = ("name", "text")
"""Columns of which there may be several: all that they say is the text of the line."""
MOVED = ("amount", "came", "went")
"""Columns of which there is one: nobody knows which of two amounts was moved."""
LONGEST_NUMBER = 64
LONG_AGO, AHEAD = timedelta(days=3_653), timedelta(days=366)
"""What is further from today than this is a typing error."""
_AMOUNT = re.compile(r"[-+]?\d[\d,]*(\.\d{1,2}0*)?")
_MOMENT = re.compile(
    r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))"
    r"(?:[ T]*(\d{1,2})(?::(\d{2})(?::(\d{2}))?|(\d{2})(\d{2})))?"
)


class StatementRefused(ValueError):
    """A file that is no statement; the message says why."""


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row that is no line of a statement. ``why``: a code of ``finance.statement.why``."""

    row: int
    why: str


def read_rows(lines: Iterable[str], *, now: datetime) -> Iterator[StatementLine | WrongRow]:
    """The rows of a CSV whose first one names the columns: ours (``line``, ``at``, ``amount`` in yuan, ``text``) or banks' own.

    A moment without a zone is one in China, as banks there write them. What is out is negative, or in a column of its own. Where
    a quotation mark is not closed reading ends: what follows belongs to nobody knows which row. Raises StatementRefused where it
    is no such table at all.
    """
    table, ended = csv.reader(lines, strict=True), 0
    try:
        places, ended = _places(next(table, [])), table.line_num
        for cells in table:
            begun, ended = ended, table.line_num
            if ended - begun > 1:
                yield WrongRow(begun + 1, "unclosed_quote")
                return
            if any(cell.strip() for cell in cells):
                read = _line(places, cells, ended, now)
                yield WrongRow(ended, read) if isinstance(read, str) else read
    except csv.Error:
        yield WrongRow(ended + 1, "unclosed_quote")


def _places(head: Sequence[str]) -> dict[str, list[int]]:
    """What a column means -> where it stands. Raises StatementRefused."""
    found: dict[str, dict[int, str]] = {}
    for place, cell in enumerate(head):
        name = re.sub(r"[(（][^)）]*[)）]$", "", cell.strip()).strip()
        if name in _MEANS:
            found.setdefault(_MEANS[name], {})[place] = name
    places: dict[str, list[int]] = {}
    for means, names in found.items():
        if means in SAID:
            places[means] = [*names]
            continue
        if len({*names.values()}) < len(names) or (means in MOVED and len(names) > 1):
            raise StatementRefused("column_twice")
        places[means] = [min(names, key=lambda place: COLUMNS[means].index(names[place]))]
    if not ({"at", "day"} & places.keys() and {"amount", "came"} & places.keys() and {*SAID} & places.keys()):
        raise StatementRefused("no_columns")
    return places


def _line(places: Mapping[str, Sequence[int]], cells: Sequence[str], row: int, now: datetime) -> StatementLine | str:
    """The line of a row, or what is wrong with it."""
    wide = max(place for found in places.values() for place in found) + 1
    if len(cells) < wide:
        return "columns_differ"

    def said(means: str) -> list[str]:
        return [cells[place].strip() for place in places.get(means, ()) if cells[place].strip()]

    counts = "line" not in places
    number = "".join(said("row") if "row" in places else [str(row)]) if counts else "".join(said("line"))
    fen, at = _amount(said("amount"), said("came"), said("went")), _moment(said("at"), said("day"))
    objections = {
        "not_an_amount": fen is None,
        "not_a_moment": at is None,
        "far_from_today": at is not None and not now - LONG_AGO <= at <= now + AHEAD,
        "no_amount": fen == 0,
        "no_number": not number or not number.isprintable(),
        "number_too_long": len(number) > LONGEST_NUMBER,
    }
    if why := next((why for why, stands in objections.items() if stands), None):
        return why
    assert fen is not None
    assert at is not None
    return StatementLine(number, at, fen, " ".join([*said("name"), *said("text")]), counts=counts)


def _amount(one: Sequence[str], came: Sequence[str], went: Sequence[str]) -> int | None:
    """Fen with their sign; None: not an amount, or both in and out."""
    found = [(sign, text.lstrip("¥￥")) for sign, texts in ((1, one), (1, came), (-1, went)) for text in texts]
    if any(not _AMOUNT.fullmatch(text) for _, text in found):
        return None
    try:
        values = [sign * fen_from_yuan(text.lstrip("+-")) * (-1 if text.startswith("-") else 1) for sign, text in found]
    except NotMoney:
        return None
    moved = [fen for fen in values if fen]
    return moved[0] if len(moved) == 1 else 0 if values and not moved else None


def _moment(at: Sequence[str], day: Sequence[str]) -> datetime | None:
    """From a column with both, or one each for the day and the time of day."""
    text = "".join(at)
    read = _read(text) or _read(" ".join([*day, text])) or (_read("".join(day)) if not text else None)
    return None if read is None else read if read.tzinfo else read.replace(tzinfo=CHINA)


def _read(text: str) -> datetime | None:
    try:
        found = _MOMENT.fullmatch(text)
        if found is None:
            return datetime.fromisoformat(text)
        year, month, day, short_month, short_day, hour, minute, second, short_minute, short_second = found.groups()
        numbers = (year, month or short_month, day or short_day, hour, minute or short_minute, second or short_second)
        return datetime(*(int(number or 0) for number in numbers))  # type: ignore[arg-type]  # noqa: DTZ001 - in China
    except ValueError:
        return None
