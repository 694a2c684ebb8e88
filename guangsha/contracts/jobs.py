"""Background work of contracts."""

from functools import partial
from typing import Any
from uuid import UUID

import structlog

from guangsha.backbone.public import command, register_job
from guangsha.contracts.selectors.contracts import SWEEP, due_offers
from guangsha.contracts.services.ending import expire_contract
from guangsha.contracts.services.offering import OFFER_JOB
from guangsha.contracts.setting import send_offer
from guangsha.kit.actor import system_actor

log = structlog.get_logger(__name__)
SWEEPER = system_actor("contracts.sweeper")


def _offer(payload: dict[str, Any]) -> None:
    send_offer(contract_id=UUID(payload["contract"]), revision=payload["revision"])


def register_jobs() -> None:
    """Called once at start."""
    register_job(OFFER_JOB, _offer)


def expire_step() -> bool:
    """End the offers whose time is up, each in a command of its own. True when there may be more."""
    found = due_offers()
    ended = 0
    for contract_id in found:
        try:
            ended += command(partial(expire_contract, contract_id=contract_id), actor=SWEEPER)
        except Exception:  # one that fails must not keep the others waiting
            log.exception("expiry_failed", contract=str(contract_id))
    return len(found) == SWEEP and ended > 0
