"""Sending by e-mail and SMS: one job per delivery, again with back-off until the provider has it or never will."""

from typing import Any
from uuid import UUID

from guangsha.backbone.public import command
from guangsha.kit.actor import system_actor
from guangsha.kit.clock import utc_now
from guangsha.notifications import sending

ACTOR = system_actor("notifications")


def deliver(payload: dict[str, Any]) -> None:
    """Send the delivery that ``payload`` names. The sending itself is outside of any transaction."""
    delivery_id = UUID(payload["delivery_id"])
    if command(lambda: sending.postpone(delivery_id, now=utc_now()), actor=ACTOR):
        return
    outcome = sending.send(delivery_id)
    if outcome is not None:
        command(lambda: sending.record(delivery_id, outcome, now=utc_now()), actor=ACTOR)
        if outcome.again:
            raise RuntimeError(f"sent later: {outcome.error}")  # the job's own back-off counts
