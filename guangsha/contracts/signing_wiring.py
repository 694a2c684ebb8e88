"""What signing registers at start."""

from typing import Any
from uuid import UUID

from guangsha.backbone.public import register_job, register_loop
from guangsha.contracts.services.signing import SIGN_JOB, wake_stale_signers
from guangsha.contracts.signing_catalogue import SIGNING_KINDS
from guangsha.contracts.signing_data import copy_of, declare_fields
from guangsha.contracts.signing_outside import sign_pending, stamping_step
from guangsha.notifications.public import register_kind
from guangsha.privacy.public import register_exporter

STAMPING_EVERY_S = 5.0
WAKE_EVERY_S = 60.0


def _sign(payload: dict[str, Any]) -> None:
    sign_pending(UUID(payload["contract"]))


def _wake_step() -> bool:
    wake_stale_signers()
    return False


def wire() -> None:
    """Called once at start."""
    declare_fields()
    for kind in SIGNING_KINDS:
        register_kind(kind)
    register_exporter("contracts.signing", copy_of)
    register_job(SIGN_JOB, _sign, slow=True)
    register_loop("contracts-signing", step=_wake_step, every_s=WAKE_EVERY_S)
    register_loop("contracts-stamping", step=stamping_step, every_s=STAMPING_EVERY_S)
