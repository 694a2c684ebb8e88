"""Lines of a bank's statement, and the references that say what they are for."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from guangsha.kit.hashing import digest

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
ROW_DIGITS = 7
"""As many at most has a number that counts the rows of a statement: an imported file has up to a million of them."""
FORMER_DIGITS = 36
"""As many of a line's number were kept formerly."""
KEPT = 500
"""Characters of a text that are kept."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """A provider's transfer of what it collected on ``day`` of its own calendar."""

    provider: str
    day: date


@dataclass(frozen=True, slots=True)
class StatementLine:
    """``line``: the bank's own number of it. ``amount_fen``: positive came in, negative went out.

    ``counts``: the number is known to count rows and no more. ``nth``: of the lines of its statement that say the same, beginning
    with 1. ``alike``: those of its statement, itself among them, of the same moment, amount and serial.
    """

    line: str
    at: datetime
    amount_fen: int
    text: str
    nth: int = 1
    counts: bool = False
    alike: tuple["StatementLine", ...] = field(default=(), compare=False, repr=False)

    @property
    def serial(self) -> str:
        """The bank's number where it names the transfer; a number that merely counts rows begins anew with each statement."""
        return "" if self.counts or (self.line.isdigit() and len(self.line) <= ROW_DIGITS) else self.line

    @property
    def says(self) -> tuple[str, int, str, str]:
        """All that is said of the transfer."""
        return self.at.astimezone(UTC).isoformat(), self.amount_fen, self.serial, self.text

    @property
    def key(self) -> str:
        """What the line is known by, in whichever statement it stands."""
        return digest([*self.says, self.nth])


def counted(lines: Iterable[StatementLine]) -> list[StatementLine]:
    """The lines of one statement; of those that say the same each has its own number, so that none is taken for another."""
    seen: Counter[tuple[str, int, str, str]] = Counter()
    groups: dict[tuple[str, int, str], list[StatementLine]] = {}
    found = []
    for line in lines:
        seen[line.says] += 1
        one = replace(line, nth=seen[line.says])
        group = groups.setdefault((*line.says[:2], line.serial[:FORMER_DIGITS]), [])
        group.append(one)
        found.append((one, group))
    whole = {id(group): tuple(group) for group in groups.values()}
    return [replace(one, alike=whole[id(group)]) for one, group in found]


def known_formerly(lines: Sequence[StatementLine], texts: Iterable[str]) -> set[StatementLine]:
    """Those of the lines that were kept with these texts when the name of who sent the money was not yet in front of it.

    Each text is one line's, and first that of a line that says just this.
    """
    left, found = sorted((text.strip() for text in texts), key=len, reverse=True), set()
    for name_before in (False, True):
        for line in lines:
            fits = (
                text for text in left if (_ends(line.text, text) if name_before else line.text[:KEPT].strip() == text)
            )
            if line not in found and (text := next(fits, None)) is not None:
                left.remove(text)
                found.add(line)
    return found


def _ends(whole: str, text: str) -> bool:
    """Whether ``whole`` is a name and then ``text``. No text at all is the end of everything, and says nothing."""
    return bool(text) and whole.endswith(f" {text}")


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


SHORT_AT_MOST = 10_000
"""Fen: what banks on the way may have kept as their fee. A transfer that is short by more settles nothing."""


def booking_differs(*, owed_fen: int, line_fen: int, named: bool) -> list[str]:
    """What does not fit between a transfer and what it is booked to; nothing: no second person is needed."""
    return [*(["amount"] if owed_fen != line_fen else []), *([] if named else ["reference"])]
