"""The rules of a subscription: how much the deposit is, and how much of it a withdrawal gives back, when.

They are shown before anything is paid, accepted by their hash, kept with the subscription, and the same for everybody: nothing
about the buyer goes into them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from guangsha.kit.hashing import digest
from guangsha.kit.money import MAX_FEN

WHOLE = 1_000
"""Permille."""
LEGAL_CAP = 200
"""Permille of the price. A deposit above a fifth of it is no deposit: Civil Code 民法典 art. 586."""
MOST_RUNGS = 8


@dataclass(frozen=True, slots=True)
class Rung:
    """Whoever withdraws within ``hours`` of the payment gets ``permille`` of it back."""

    hours: int
    permille: int


@dataclass(frozen=True, slots=True)
class Rules:
    """``deposit_fen``: asked for at most. ``rungs``: first the cooling-off period, all of it back; later ones give less.

    ``afterwards``: permille that comes back when the last rung is over. ``number`` 0: the rules of projects without their own.
    Raises ValueError for a ladder that gives more later than earlier, or no cooling-off period.
    """

    number: int
    deposit_fen: int
    rungs: tuple[Rung, ...]
    afterwards: int

    def __post_init__(self) -> None:
        """A ladder that would be unfair to who reads it is no ladder."""
        hours = [rung.hours for rung in self.rungs]
        back = [*(rung.permille for rung in self.rungs), self.afterwards]
        objections = {
            "a deposit is more than nothing": not 0 < self.deposit_fen <= MAX_FEN,
            "between one and eight rungs": not 1 <= len(self.rungs) <= MOST_RUNGS,
            "each rung ends later than the one before": hours != sorted(set(hours)) or not all(hours),
            "the first rung is the cooling-off period: all comes back": back[0] != WHOLE,
            "what comes back never rises": back != sorted(back, reverse=True) or back[-1] < 0,
        }
        if found := next((words for words, stands in objections.items() if stands), None):
            raise ValueError(found)

    @property
    def cooling_off(self) -> timedelta:
        """How long everything comes back."""
        return timedelta(hours=max(rung.hours for rung in self.rungs if rung.permille == WHOLE))

    @property
    def hash(self) -> str:
        """SHA-256 over what the buyer accepts."""
        return digest(self.plain())

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        rungs = [{"hours": rung.hours, "permille": rung.permille} for rung in self.rungs]
        return {
            "number": self.number,
            "deposit_fen": self.deposit_fen,
            "rungs": rungs,
            "afterwards": self.afterwards,
        }


DEFAULT = Rules(
    number=0,
    deposit_fen=5_000_000,
    rungs=(Rung(7 * 24, 1_000), Rung(15 * 24, 800), Rung(30 * 24, 500)),
    afterwards=0,
)
"""Of projects that have not published any: a week to think it over, then less by steps."""


def rules_from(plain: Mapping[str, Any]) -> Rules:
    """What ``plain`` wrote."""
    rungs: Sequence[Mapping[str, int]] = plain["rungs"]
    ladder = tuple(Rung(one["hours"], one["permille"]) for one in rungs)
    return Rules(plain["number"], plain["deposit_fen"], ladder, plain["afterwards"])


def deposit_of(rules: Rules, *, price_fen: int) -> int:
    """What is paid for a home of this price, in fen: what the rules ask, within what the law allows."""
    return min(rules.deposit_fen, price_fen * LEGAL_CAP // WHOLE)


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What a withdrawal gives back at a moment. ``until``: when it becomes less (None: it stays); ``kept_fen``: the house's."""

    amount_fen: int
    kept_fen: int
    permille: int
    until: datetime | None


def given_back(rules: Rules, *, paid_fen: int, paid_at: datetime, at: datetime) -> GivenBack:
    """What withdrawing at ``at`` gives back of ``paid_fen`` paid at ``paid_at``. Parts of a fen are the buyer's."""
    rung = next((one for one in rules.rungs if at < paid_at + timedelta(hours=one.hours)), None)
    permille = rung.permille if rung is not None else rules.afterwards
    amount = -(-paid_fen * permille // WHOLE)
    until = None if rung is None else paid_at + timedelta(hours=rung.hours)
    return GivenBack(amount, paid_fen - amount, permille, until)


def of_what_is_left(back: GivenBack, *, left_fen: int) -> GivenBack:
    """The same where part of the money has gone back already: nobody gets, and the house keeps, more than is left."""
    amount = min(back.amount_fen, left_fen)
    return replace(back, amount_fen=amount, kept_fen=min(back.kept_fen, left_fen - amount))


@dataclass(frozen=True, slots=True)
class LadderStep:
    """A line of the ladder as a buyer reads it: until when (None: from then on) what comes back."""

    hours: int | None
    until: datetime | None
    permille: int
    amount_fen: int


def ladder(rules: Rules, *, paid_fen: int, paid_at: datetime) -> tuple[LadderStep, ...]:
    """The whole ladder in amounts and moments, for money paid at ``paid_at``."""
    found = []
    for rung in rules.rungs:
        until = paid_at + timedelta(hours=rung.hours)
        last = given_back(rules, paid_fen=paid_fen, paid_at=paid_at, at=until - timedelta(microseconds=1))
        found.append(LadderStep(rung.hours, until, rung.permille, last.amount_fen))
    after = given_back(rules, paid_fen=paid_fen, paid_at=paid_at, at=found[-1].until or paid_at)
    return (*found, LadderStep(None, None, after.permille, after.amount_fen))
