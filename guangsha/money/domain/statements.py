"""Lines of a bank's statement, and the references that say what they are for."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from guangsha.kit.money import NotMoney, fen_from_yuan

PAYMENT_MARK, REFUND_MARK = "GP", "GR"
_REFERENCE = re.compile(r"(?<![0-9A-Z])(GP|GR)([0-9A-F]{12})(?![0-9A-Z])")
"""Also right beside Chinese words, which a word boundary is not."""
COLUMNS = ("line", "at", "amount", "text")


class StatementRefused(ValueError):
    """A file that is no statement; the message says which line and why."""


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


def read_statement(lines: Iterable[str]) -> Iterator[StatementLine]:
    """A CSV with the columns ``line``, ``at`` (ISO 8601), ``amount`` (yuan; out: negative), ``text``. Raises StatementRefused."""
    table = csv.DictReader(lines)
    if not set(COLUMNS) <= set(table.fieldnames or ()):
        raise StatementRefused(f"needs the columns {', '.join(COLUMNS)}")
    for row in table:
        amount = (row["amount"] or "").strip()
        try:
            fen = fen_from_yuan(amount.lstrip("-")) * (-1 if amount.startswith("-") else 1)
            at = datetime.fromisoformat((row["at"] or "").strip())
        except (NotMoney, ValueError) as error:
            raise StatementRefused(f"line {table.line_num}: {error}") from error
        number = (row["line"] or "").strip()
        if not number or fen == 0:
            raise StatementRefused(f"line {table.line_num}: no number or no amount")
        yield StatementLine(number[:36], at if at.tzinfo else at.replace(tzinfo=UTC), fen, row["text"] or "")
