"""What sales ask of contexts above them."""

from typing import Protocol
from uuid import UUID


class NoFault(Protocol):
    """Says whether a deal ends through no fault of its buyer, for instance because no bank lends."""

    def __call__(self, subscription_id: UUID, /) -> str | None:
        """Why it does, as a code; None: it does not. Inside the command that ends the deal, so no outside effect."""
        ...


_asked: list[NoFault] = []


def register_no_fault(ask: NoFault) -> None:
    """Ask this one too; the same one again changes nothing."""
    if ask not in _asked:
        _asked.append(ask)


def no_fault_of(subscription_id: UUID) -> str | None:
    """Why the deal ends through no fault of its buyer, by the first who says so; None: nobody does."""
    return next((why for ask in _asked if (why := ask(subscription_id)) is not None), None)
