"""The rules of a subscription: how much the deposit is, how much of it a withdrawal gives back when, and what a withdrawal costs
once the contract is signed.

They are shown before anything is paid, accepted by their hash, kept with the subscription, and the same for everybody: nothing
about the buyer goes into them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from guangsha.kit.hashing import digest
from guangsha.kit.money import MAX_FEN

WHOLE = 1_000
"""Permille."""
LEGAL_CAP = 200
"""Permille of the price. A deposit above a fifth of it is no deposit: Civil Code 民法典 art. 586."""
MOST_RUNGS = 8
MOST_DAMAGES = 100
"""Permille of the price that the house may keep as damages 违约金. Civil Code 民法典 art. 585 has a court cut what is excessive
beside the loss (more than 30 % above it: Supreme Court on contracts 2023 art. 65); a home that is free again loses no more."""
MOST_FREE_HOURS, MOST_ALONE_DAYS = 720, 3_650


@dataclass(frozen=True, slots=True)
class Rung:
    """Whoever withdraws within ``hours`` of the payment gets ``permille`` of it back."""

    hours: int
    permille: int


@dataclass(frozen=True, slots=True)
class AfterSigning:
    """What withdrawing costs once everybody has signed: nothing within ``free_hours``, then ``damages`` permille of the price.

    ``alone_days``: so long after signing the buyer needs nobody for it; later the house has to agree. Damages take the place
    of the deposit's ladder: nobody pays both (Civil Code art. 588). Raises ValueError.
    """

    free_hours: int
    damages: int
    alone_days: int

    def __post_init__(self) -> None:
        """Within what the law allows, and nobody asks while it is free."""
        objections = {
            "at most thirty days are free after signing": not 0 <= self.free_hours <= MOST_FREE_HOURS,
            "damages are a tenth of the price at most": not 0 <= self.damages <= MOST_DAMAGES,
            "so many days alone at most": not 0 <= self.alone_days <= MOST_ALONE_DAYS,
            "while it is free the buyer needs nobody": self.free_hours > self.alone_days * 24,
        }
        if found := next((words for words, stands in objections.items() if stands), None):
            raise ValueError(found)

    def plain(self) -> dict[str, int]:
        """As JSON."""
        return {"free_hours": self.free_hours, "damages": self.damages, "alone_days": self.alone_days}


UNSAID = AfterSigning(0, 0, 0)
"""Of rules that say nothing about it: damages that nobody agreed to are none, and the house has to agree to the end."""


@dataclass(frozen=True, slots=True)
class Rules:
    """``deposit_fen``: asked for at most. ``rungs``: first the cooling-off period, all of it back; later ones give less.

    ``afterwards``: permille that comes back when the last rung is over. ``number`` 0: the rules of projects without their own.
    ``signed``: once the contract is signed; None: they say nothing about it, and their hash is what it was.
    Raises ValueError for a ladder that gives more later than earlier, or no cooling-off period.
    """

    number: int
    deposit_fen: int
    rungs: tuple[Rung, ...]
    afterwards: int
    signed: AfterSigning | None = None

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
            **({"signed": self.signed.plain()} if self.signed is not None else {}),
        }


DEFAULT = Rules(
    number=0,
    deposit_fen=5_000_000,
    rungs=(Rung(7 * 24, 1_000), Rung(15 * 24, 800), Rung(30 * 24, 500)),
    afterwards=0,
    signed=AfterSigning(free_hours=3 * 24, damages=20, alone_days=60),
)
"""Of projects that have not published any: a week to think it over, then less by steps; three days after signing, then 2 %."""


def rules_from(plain: Mapping[str, Any]) -> Rules:
    """What ``plain`` wrote."""
    rungs: Sequence[Mapping[str, int]] = plain["rungs"]
    ladder = tuple(Rung(one["hours"], one["permille"]) for one in rungs)
    signed = AfterSigning(**plain["signed"]) if plain.get("signed") else None
    return Rules(plain["number"], plain["deposit_fen"], ladder, plain["afterwards"], signed)


def deposit_of(rules: Rules, *, price_fen: int) -> int:
    """What is paid for a home of this price, in fen: what the rules ask, within what the law allows."""
    return min(rules.deposit_fen, price_fen * LEGAL_CAP // WHOLE)


class BackBasis(StrEnum):
    """By what it is reckoned: the deposit's ladder, free after signing, damages, or through no fault of the buyer."""

    DEPOSIT = "deposit"
    FREE = "free"
    DAMAGES = "damages"
    NO_FAULT = "no_fault"


class WhoEnds(StrEnum):
    """Who ends it: the buyer alone; all of its buyers together; or with the house, because the contract is out for filing, the
    buyers' own days are over, or one of several has no account here any more."""

    BUYER = "buyer"
    TOGETHER = "together"
    ABSENT = "absent"
    FILED = "filed"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Paid:
    """Something that was paid for a home: what of it nobody has given back yet."""

    obligation_id: UUID
    title: str
    title_en: str
    left_fen: int


@dataclass(frozen=True, slots=True)
class PartBack:
    """What of one payment comes back, and what the house keeps."""

    obligation_id: UUID
    title: str
    title_en: str
    paid_fen: int
    back_fen: int
    kept_fen: int


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What a withdrawal gives back at a moment. ``until``: when it becomes less (None: it stays); ``kept_fen``: the house's.

    ``parts``: by payment. ``who``: whether the buyer does it alone. ``asked_at``: the buyer asked the house then, and the amounts
    are of that moment.
    """

    amount_fen: int
    kept_fen: int
    permille: int
    until: datetime | None
    basis: BackBasis = BackBasis.DEPOSIT
    who: WhoEnds = WhoEnds.BUYER
    parts: tuple[PartBack, ...] = ()
    asked_at: datetime | None = None


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


def by_payment(paid: Sequence[Paid], *, kept_fen: int) -> tuple[PartBack, ...]:
    """``kept_fen`` taken from the payments in their order, never more than there is; the rest of each comes back."""
    found, left = [], kept_fen
    for one in paid:
        keep = min(left, one.left_fen)
        left -= keep
        found.append(PartBack(one.obligation_id, one.title, one.title_en, one.left_fen, one.left_fen - keep, keep))
    return tuple(found)


def damages_of(signed: AfterSigning, *, price_fen: int) -> int:
    """What the house keeps once it is not free any more, if so much was paid. Parts of a fen are the buyer's."""
    return price_fen * signed.damages // WHOLE


def after_signing(
    rules: Rules, *, price_fen: int, paid: Sequence[Paid], signed_at: datetime, at: datetime, filed: bool
) -> GivenBack:
    """What withdrawing at ``at`` from a contract signed at ``signed_at`` gives back of all that was ``paid``.

    ``filed``: the contract was taken out for filing with the authority, so that the house has to undo that first.
    """
    signed = rules.signed or UNSAID
    free_until = signed_at + timedelta(hours=signed.free_hours)
    free = at < free_until or not signed.damages
    parts = by_payment(paid, kept_fen=0 if free else damages_of(signed, price_fen=price_fen))
    late = at >= signed_at + timedelta(days=signed.alone_days)
    who = WhoEnds.FILED if filed else WhoEnds.LATE if late else WhoEnds.BUYER
    until = free_until if free and signed.damages else None
    return _summed(parts, until=until, basis=BackBasis.FREE if free else BackBasis.DAMAGES, who=who)


def without_fault(paid: Sequence[Paid], *, filed: bool) -> GivenBack:
    """All of it: the deal ends through no fault of the buyer. 最高人民法院 商品房买卖合同司法解释 (2020) art. 4 and 19."""
    parts = by_payment(paid, kept_fen=0)
    return _summed(parts, until=None, basis=BackBasis.NO_FAULT, who=WhoEnds.FILED if filed else WhoEnds.BUYER)


def _summed(parts: tuple[PartBack, ...], *, until: datetime | None, basis: BackBasis, who: WhoEnds) -> GivenBack:
    back, kept = sum(one.back_fen for one in parts), sum(one.kept_fen for one in parts)
    permille = back * WHOLE // (back + kept) if back + kept else WHOLE
    return GivenBack(back, kept, permille, until, basis, who, parts)


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
