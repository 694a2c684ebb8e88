"""Who may use the routes of accounts."""

from datetime import datetime

from guangsha.accounts.domain.errors import StepUpNeeded
from guangsha.accounts.http.presence import STEP_UP_S
from guangsha.kit.actor import Actor

ASSIGN = "role.assign"
INVITE = "people.invite"
SEE_PEOPLE = "people.read"
MANAGE = "organisation.manage"


def require_step_up(actor: Actor, *, now: datetime) -> None:
    """Presence was proved during the last five minutes. Raises StepUpNeeded."""
    if not actor.stepped_up_within(STEP_UP_S, now=now):
        raise StepUpNeeded
