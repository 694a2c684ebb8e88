"""Background work of accounts."""

from typing import Any
from uuid import UUID

from guangsha.accounts.limits import forget_windows
from guangsha.accounts.proofs import forget_proofs
from guangsha.accounts.services.closing import erase_person
from guangsha.accounts.services.codes import forget_codes
from guangsha.accounts.services.messages import send_message
from guangsha.accounts.services.people import forget_unconfirmed
from guangsha.backbone.public import command
from guangsha.kit.actor import system_actor
from guangsha.vault.public import key_store


def send(payload: dict[str, Any]) -> None:
    """Send one waiting message."""
    send_message(UUID(payload["id"]))


def erase(payload: dict[str, Any]) -> None:
    """Erase a person whose account was closed; the key goes after the commit, and again if this runs twice."""
    person_id = UUID(payload["person_id"])
    if command(lambda: erase_person(person_id=person_id), actor=system_actor("accounts-erase")):
        key_store().destroy(person_id)


def sweep_step() -> bool:
    """Let go of what is over: codes, windows, proofs, registrations whose address was never confirmed."""
    forget_codes()
    forget_windows()
    forget_proofs()
    command(forget_unconfirmed, actor=system_actor("accounts-sweep"))
    return False
