"""Lines of a bank's statement, and the references that say what they are for."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from guangsha.kit.clock import CHINA
from guangsha.kit.money import NotMoney, fen_from_yuan

PAYMENT_MARK, REFUND_MARK = "GP", "GR"
_REFERENCE = re.compile(r"(?<![0-9A-Z])(GP|GR)([0-9A-F]{12})(?![0-9A-Z])")
"""Also right beside Chinese words, which a word boundary is not."""
_SETTLES = {
    "alipay": ("支付宝", "ALIPAY"),
    "wechat": ("财付通", "微信支付", "WECHAT"),
    "sandbox": ("沙箱支付", "SANDBOX"),
}
"""How the transfers of providers call themselves in the supervised account."""
_SETTLED = re.compile(r"结算|提现|SETTLEMENT")
_DAY = re.compile(r"(?<!\d)(20\d{2})[-/.年]?(\d{2})[-/.月]?(\d{2})(?!\d)")
COLUMNS = ("line", "at", "amount", "text")


class StatementRefused(ValueError):
    """A file that is no statement; the message says which line and why."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """A provider's transfer of what it collected on ``day`` of its own calendar."""

    provider: str
    day: date


@dataclass(frozen=True, slots=True)
class StatementLine:
    """``line``: the bank's own number of it. ``amount_fen``: positive came in, negative went out."""

    line: str
    at: datetime
    amount_fen: int
    text: str

    @property
    def key(self) -> str:
        """What the line is known by: banks begin to number anew with each statement."""
        return f"{self.at:%Y%m%d}:{self.amount_fen}:{self.line}"[:64]


def reference(number: str, *, refund: bool = False) -> str:
    """What a buyer writes on a transfer for this merchant number, or we on one for this refund number.

    The last twelve digits of our numbers: random ones.
    """
    return f"{REFUND_MARK if refund else PAYMENT_MARK}{number[-12:].upper()}"


def references_in(text: str) -> list[tuple[bool, str]]:
    """(whether a refund's, the end of our number) of each reference in the text of a transfer."""
    squeezed = text.upper()
    return [(mark == REFUND_MARK, digits.lower()) for mark, digits in _REFERENCE.findall(squeezed)]


def settlement_in(text: str) -> Settlement | None:
    """Which provider's day the text of a transfer settles: its name, a word for settling, and a date; else None."""
    squeezed = text.upper()
    day = _DAY.search(squeezed)
    if day is None or not _SETTLED.search(squeezed):
        return None
    for provider, names in _SETTLES.items():
        if any(name in squeezed for name in names):
            try:
                return Settlement(provider, date(*(int(part) for part in day.groups())))
            except ValueError:
                return None
    return None


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row that is no line of a statement. ``why``: not_a_moment, not_an_amount, no_amount or no_number."""

    row: int
    why: str


def read_rows(lines: Iterable[str]) -> Iterator[StatementLine | WrongRow]:
    """A CSV with the columns ``line``, ``at`` (ISO 8601), ``amount`` (yuan; out: negative), ``text``.

    A moment without a zone is one in China, as banks there write them. Raises StatementRefused where it is no such table at all.
    """
    table = csv.DictReader(lines)
    try:
        if not set(COLUMNS) <= set(table.fieldnames or ()):
            raise StatementRefused(f"needs the columns {', '.join(COLUMNS)}")
        for row in table:
            read = _line(row)
            yield WrongRow(table.line_num, read) if isinstance(read, str) else read
    except csv.Error as error:
        raise StatementRefused(f"line {table.line_num}: {error}") from error


def _line(row: dict[str, str]) -> StatementLine | str:
    """The line of a row, or what is wrong with it."""
    amount, number = (row["amount"] or "").strip(), (row["line"] or "").strip()
    try:
        fen = fen_from_yuan(amount.lstrip("-")) * (-1 if amount.startswith("-") else 1)
    except (NotMoney, ValueError):
        return "not_an_amount"
    try:
        at = datetime.fromisoformat((row["at"] or "").strip())
        at = at if at.tzinfo else at.replace(tzinfo=CHINA)
        at.astimezone(UTC)
    except (ValueError, OverflowError):
        return "not_a_moment"
    if fen == 0:
        return "no_amount"
    return StatementLine(number[:36], at, fen, row["text"] or "") if number else "no_number"


def read_statement(lines: Iterable[str]) -> Iterator[StatementLine]:
    """The lines of a statement. Raises StatementRefused at the first row that is none."""
    for row in read_rows(lines):
        if isinstance(row, WrongRow):
            raise StatementRefused(f"line {row.row}: {row.why}")
        yield row


SHORT_AT_MOST = 10_000
"""Fen: what banks on the way may have kept as their fee. A transfer that is short by more settles nothing."""


def booking_differs(*, owed_fen: int, line_fen: int, named: bool) -> list[str]:
    """What does not fit between a transfer and what it is booked to; nothing: no second person is needed."""
    return [*(["amount"] if owed_fen != line_fen else []), *([] if named else ["reference"])]
