"""Background work of sales."""

from functools import partial

import structlog

from guangsha.backbone.public import command
from guangsha.deals.domain.states import Ending
from guangsha.deals.selectors.subscriptions import SWEEP, lapsed_subscriptions
from guangsha.deals.services.subscriptions import cancel_unpaid
from guangsha.kit.actor import system_actor

log = structlog.get_logger(__name__)
SWEEPER = system_actor("deals.sweeper")


def lapse_step() -> bool:
    """Cancel what awaits a deposit and whose hold is over, each in a command of its own. True when there may be more."""
    lapsed = lapsed_subscriptions()
    cancelled = 0
    for subscription_id in lapsed:
        work = partial(cancel_unpaid, subscription_id=subscription_id, ending=Ending.EXPIRED)
        try:
            cancelled += command(work, actor=SWEEPER)
        except Exception:  # one that fails must not keep the others waiting
            log.exception("lapse_failed", subscription=str(subscription_id))
    return len(lapsed) == SWEEP and cancelled > 0
