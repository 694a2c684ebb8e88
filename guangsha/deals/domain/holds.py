"""A buyer's hold as its household sees it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from guangsha.catalog.public import NamedHome
from guangsha.inventory.public import HoldFacts


@dataclass(frozen=True, slots=True)
class OwnHold:
    """One's hold and the home; ``home`` None: its listing is not public any more."""

    hold: HoldFacts
    home: NamedHome | None


OPERATION = "deals.hold"
"""What a wish to hold a home is called among the operations."""


def asked(*, unit_id: UUID, receipt_hash: str | None) -> dict[str, Any]:
    """What such a wish says: the same key with anything else is another request."""
    return {"unit": str(unit_id), "receipt_hash": receipt_hash}
