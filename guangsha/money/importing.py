"""Statements of the supervised account as files: read whole, then booked in commands of a few lines each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from io import StringIO

from guangsha.backbone.public import audit, command
from guangsha.kit.actor import Actor
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Invalid
from guangsha.money.domain.errors import ProviderNotOffered
from guangsha.money.domain.statement_files import StatementRefused, read_rows
from guangsha.money.domain.statements import StatementLine, counted
from guangsha.money.domain.states import LineState
from guangsha.money.models import StatementEntry
from guangsha.money.outside import CASHIER
from guangsha.money.ports import Provider, provider_called
from guangsha.money.services.statements import match_days, take_line

TOGETHER = 50
"""Lines of one command: a statement of a thousand lines holds nobody up for long, and what is taken twice counts once."""
MOST_LINES = 2_000
MOST_TOLD = 100
ENCODINGS = ("utf-8-sig", "gb18030")
"""What banks' programs write: the second is what spreadsheets in China save CSV as."""


@dataclass(frozen=True, slots=True)
class StatementTaken:
    """What came of a statement: its lines, those that were not known before, and of these what was booked and what waits.

    Lines that are neither are known already, each from an earlier statement.
    """

    lines: int
    new: int
    booked: int
    waiting: int


def lines_of(content: bytes, *, most: int = MOST_LINES) -> list[StatementLine]:
    """The lines of a file. Raises Invalid with every row that cannot be read (MOST_TOLD at most): then nothing is taken."""
    try:
        rows = list(read_rows(StringIO(_text(content), newline=None), now=utc_now()))
    except StatementRefused as refusal:
        raise Invalid(errors=[{"field": "file", "message": str(refusal)}]) from refusal
    wrong = [row for row in rows if not isinstance(row, StatementLine)]
    if wrong:
        raise Invalid(errors=[{"field": f"row {row.row}", "message": row.why} for row in wrong[:MOST_TOLD]])
    if not rows or len(rows) > most:
        why = "no_lines" if not rows else "too_many_lines"
        raise Invalid(errors=[{"field": "file", "message": why}])
    return [row for row in rows if isinstance(row, StatementLine)]


def _text(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise StatementRefused("not_text")


def take_statement(*, actor: Actor, provider: Provider, lines: Sequence[StatementLine]) -> StatementTaken:
    """Book the lines of one statement as ``actor``. Taking it again, or one that overlaps, books what is new.

    Not to be called in a command: it makes its own, and what was taken before one of them fails stays taken.
    """
    keys: list[str] = []
    lines = counted(lines)
    for start in range(0, len(lines), TOGETHER):
        keys += command(partial(_take_some, provider, lines[start : start + TOGETHER]), actor=actor)
    states = [
        state
        for start in range(0, len(keys), TOGETHER)
        for state in StatementEntry.objects.filter(
            provider=provider.name, key__in=keys[start : start + TOGETHER]
        ).values_list("state", flat=True)
    ]
    taken = StatementTaken(len(lines), len(keys), states.count(LineState.BOOKED), states.count(LineState.OPEN))
    command(partial(_finish, provider, lines, taken), actor=actor)
    return taken


def book_statement(lines: Sequence[StatementLine]) -> int:
    """The same by the house's own cashier, on the account it expects transfers on; how many lines were new.

    Raises ProviderNotOffered: no such account here.
    """
    bank = provider_called("bank")
    if bank is None:
        raise ProviderNotOffered()
    return take_statement(actor=CASHIER, provider=bank, lines=lines).new


def _take_some(provider: Provider, lines: Sequence[StatementLine]) -> list[str]:
    return [line.key for line in lines if take_line(provider=provider, line=line)]


def _finish(provider: Provider, lines: Sequence[StatementLine], taken: StatementTaken) -> None:
    if taken.new:
        match_days(provider=provider, lines=lines)
    audit(
        action="money.statement.take",
        target=f"provider:{provider.name}",
        data={"lines": taken.lines, "new": taken.new, "booked": taken.booked, "waiting": taken.waiting},
    )
