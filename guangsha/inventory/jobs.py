"""Background work of the unit ledger."""

from typing import Any
from uuid import UUID

from guangsha.backbone.public import command
from guangsha.inventory.selectors.offers import SWEEP, lapsed_claims
from guangsha.inventory.services.batches import release_batch
from guangsha.inventory.services.holds import expire_claim
from guangsha.inventory.services.prices import tell_prices_changed
from guangsha.kit.actor import system_actor

PRICES = system_actor("inventory.prices")
BATCHES = system_actor("inventory.batches")
SWEEPER = system_actor("inventory.sweeper")


def expire_step() -> bool:
    """End claims whose time is up, each in a command of its own. True when there may be more."""
    lapsed = lapsed_claims()
    for claim_id in lapsed:
        command(lambda claim_id=claim_id: expire_claim(claim_id=claim_id), actor=SWEEPER)  # type: ignore[misc]
    return len(lapsed) == SWEEP


def release_due_batch(payload: dict[str, Any]) -> None:
    """Release the batch the job is about, if its moment has come."""
    batch_id = UUID(payload["batch"])
    command(lambda: release_batch(actor=BATCHES, batch_id=batch_id), actor=BATCHES)


def tell_prices(payload: dict[str, Any]) -> None:
    """A rule begins or ends now: pages, search and boards read prices again."""
    project_id = UUID(payload["project"])
    command(lambda: tell_prices_changed(project_id), actor=PRICES)
