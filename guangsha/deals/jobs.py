"""Background work of sales."""

from typing import Any
from uuid import UUID

from guangsha.backbone.public import command, sweep
from guangsha.deals.domain.states import Ending
from guangsha.deals.selectors.subscriptions import lapsed_subscriptions
from guangsha.deals.services.plans import mark_overdue
from guangsha.deals.services.subscriptions import cancel_unpaid
from guangsha.deals.services.telling import tell_due, tell_overdue
from guangsha.kit.actor import system_actor

SWEEPER = system_actor("deals.sweeper")
CLERK = system_actor("deals.plans")


def lapse_step() -> bool:
    """Cancel what awaits a deposit and whose hold is over. False: all that can be cancelled are."""
    sweep(
        lapsed_subscriptions,
        lambda one: cancel_unpaid(subscription_id=one, ending=Ending.EXPIRED),
        actor=SWEEPER,
        what="lapse_failed",
    )
    return False


def remind(payload: dict[str, Any]) -> None:
    """A payment of a plan is due soon."""
    due_id, days = UUID(payload["due"]), int(payload["days"])
    command(lambda: tell_due(due_id=due_id, days=days), actor=CLERK)


def overdue(payload: dict[str, Any]) -> None:
    """The grace of a payment of a plan is over."""

    def work() -> None:
        due = mark_overdue(due_id=UUID(payload["due"]))
        if due is not None:
            tell_overdue(due=due)

    command(work, actor=CLERK)
