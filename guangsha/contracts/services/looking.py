"""Staff who see names and numbers in a contract whole: written down for the people it names."""

from datetime import datetime
from uuid import UUID

from guangsha.accounts.public import require_step_up
from guangsha.backbone.public import audit, require_command
from guangsha.contracts.models import Party
from guangsha.kit.actor import Actor
from guangsha.privacy.public import LookReason, note_look


def look_at_parties(*, actor: Actor, contract_id: UUID, now: datetime) -> None:
    """Write down that the actor saw who is party to a contract, for each buyer with an account. Raises StepUpNeeded."""
    require_command()
    require_step_up(actor, now=now)
    for party in Party.objects.filter(contract=contract_id, company=False).exclude(person_id=None):
        assert party.person_id is not None
        note_look(
            actor=actor,
            now=now,
            person_id=party.person_id,
            role=min(actor.roles, default=""),
            label="contracts.party.id_number",
            row_id=party.pk,
            reason=str(LookReason.CONTRACT),
            note=None,
        )
    audit(action="contracts.parties.look", target=f"contract:{contract_id}")
