"""Background work of accounts."""

from typing import Any
from uuid import UUID

from guangsha.accounts.erasing import erase_closed_account
from guangsha.accounts.limits import forget_windows
from guangsha.accounts.proofs import forget_proofs
from guangsha.accounts.services.codes import forget_codes
from guangsha.accounts.services.messages import send_message
from guangsha.accounts.services.people import forget_unconfirmed
from guangsha.accounts.staff.members import forget_invitations
from guangsha.backbone.public import command
from guangsha.kit.actor import system_actor
from guangsha.kit.clock import utc_now
from guangsha.vault.public import key_store


def send(payload: dict[str, Any]) -> None:
    """Send one waiting message."""
    send_message(UUID(payload["id"]))


def erase(payload: dict[str, Any]) -> None:
    """Erase a person whose account was closed; the key goes after the commit, and again if this runs twice."""
    person_id = UUID(payload["person_id"])
    if command(lambda: erase_closed_account(person_id), actor=system_actor("accounts-erase")):
        key_store().destroy(person_id)


def sweep_step() -> bool:
    """Let go of what is over: codes, windows, proofs, invitations, registrations whose address was never confirmed."""
    forget_codes()
    forget_windows()
    forget_proofs()
    actor = system_actor("accounts-sweep")
    command(forget_unconfirmed, actor=actor)
    command(lambda: forget_invitations(now=utc_now()), actor=actor)
    return False
