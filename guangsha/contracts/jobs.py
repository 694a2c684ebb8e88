"""Background work of contracts."""

from typing import Any
from uuid import UUID

from guangsha.backbone.public import register_job, sweep
from guangsha.contracts.selectors.contracts import due_offers
from guangsha.contracts.services.ending import expire_contract
from guangsha.contracts.services.offering import OFFER_JOB
from guangsha.contracts.setting import send_offer
from guangsha.kit.actor import system_actor

SWEEPER = system_actor("contracts.sweeper")


def _offer(payload: dict[str, Any]) -> None:
    send_offer(contract_id=UUID(payload["contract"]), revision=payload["revision"])


def register_jobs() -> None:
    """Called once at start."""
    register_job(OFFER_JOB, _offer)


def expire_step() -> bool:
    """End the offers whose time is up. False: all that can be ended are."""
    sweep(due_offers, lambda one: expire_contract(contract_id=one), actor=SWEEPER, what="expiry_failed")
    return False
