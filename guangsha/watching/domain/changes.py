"""What changed between two readings of a project, as far as those who watch care."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from guangsha.search.public import ProjectDoc

HOME = "home"


@dataclass(frozen=True, slots=True)
class PriceDrop:
    """Something costs less than at the last reading, in fen. A project's price is that of its cheapest home."""

    kind: str
    target_id: UUID
    before_fen: int
    after_fen: int


def lowest_price(document: ProjectDoc) -> int | None:
    """The price from which homes of the project are to be had; what the project states when its homes say nothing."""
    prices = [unit.price for unit in document.units if unit.price is not None and unit.kind == HOME]
    return min(prices, default=document.stated.price_min)


def plain(document: ProjectDoc) -> ProjectDoc:
    """The document without what nobody searches by, so that equal facts compare equal."""
    return replace(document, cover="", as_of=document.published_at)


def only_changed(before: ProjectDoc | None, after: ProjectDoc) -> ProjectDoc:
    """``after`` with those of its homes about which something changed: all of them when the project itself did."""
    if before is None or replace(before, units=()) != replace(after, units=()):
        return after
    known = {unit.id: unit for unit in before.units}
    return replace(after, units=tuple(unit for unit in after.units if known.get(unit.id) != unit))


def price_drops(before: ProjectDoc | None, after: ProjectDoc | None) -> Iterator[PriceDrop]:
    """Homes, and the project, that cost less now."""
    if before is None or after is None:
        return
    old = {unit.id: unit.price for unit in before.units}
    for unit in after.units:
        was = old.get(unit.id)
        if was is not None and unit.price is not None and unit.price < was:
            yield PriceDrop("units", unit.id, was, unit.price)
    was, now = lowest_price(before), lowest_price(after)
    if was is not None and now is not None and now < was:
        yield PriceDrop("projects", after.id, was, now)
