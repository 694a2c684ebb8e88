"""Background work of the unit ledger."""

from functools import partial
from typing import Any
from uuid import UUID

from guangsha.backbone.public import command, sweep
from guangsha.inventory.selectors.offers import lapsed_claims
from guangsha.inventory.services.batches import release_batch
from guangsha.inventory.services.holds import expire_claim
from guangsha.inventory.services.prices import tell_prices_changed
from guangsha.inventory.services.views import forget_views
from guangsha.inventory.views import COUNTER
from guangsha.kit.actor import system_actor
from guangsha.kit.clock import utc_now

PRICES = system_actor("inventory.prices")
BATCHES = system_actor("inventory.batches")
SWEEPER = system_actor("inventory.sweeper")


def expire_step() -> bool:
    """End claims whose time is up. False: all that can be ended are."""
    sweep(lapsed_claims, lambda one: expire_claim(claim_id=one), actor=SWEEPER, what="hold_not_ended")
    return False


def release_due_batch(payload: dict[str, Any]) -> None:
    """Release the batch the job is about, if its moment has come."""
    batch_id = UUID(payload["batch"])
    command(lambda: release_batch(actor=BATCHES, batch_id=batch_id), actor=BATCHES)


def tell_prices(payload: dict[str, Any]) -> None:
    """A rule begins or ends now: pages, search and boards read prices again."""
    project_id = UUID(payload["project"])
    command(lambda: tell_prices_changed(project_id), actor=PRICES)


def forget_views_step() -> bool:
    """Delete looks that are older than what is shown. False: nothing is left to do."""
    now = utc_now()
    command(partial(forget_views, now=now), actor=COUNTER)
    return False
