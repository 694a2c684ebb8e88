"""Every write to a contract's state, and the step that is kept of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Now

from guangsha.backbone.public import audit, emit
from guangsha.contracts.domain.events import ContractChanged
from guangsha.contracts.domain.states import LIVE, ContractState, before
from guangsha.contracts.models import Contract, ContractStep


def take(contract_id: UUID, *states: ContractState, **where: Any) -> Contract | None:
    """The contract, written so that nobody else decides about it in the meantime; None when it is in none of ``states``."""
    rows = Contract.objects.filter(pk=contract_id, state__in=states, **where)
    if rows.update(revision=F("revision") + 1) != 1:
        return None
    return Contract.objects.get(pk=contract_id)


def move(contract: Contract, state: ContractState, **values: Any) -> bool:
    """Take it to ``state`` where the table of states allows it; False when somebody else was first."""
    rows = Contract.objects.filter(pk=contract.pk, state__in=before(state))
    ended = {} if state in LIVE else {"active_subject": None, "ended_at": Now()}
    if rows.update(state=state, revision=F("revision") + 1, **ended, **values) != 1:
        return False
    emit(ContractChanged(contract_id=str(contract.pk), subject=contract.subject, state=str(state)))
    return True


def clock(contract_id: UUID) -> datetime:
    """The database's clock. One query."""
    now: datetime = Contract.objects.annotate(clock=Now()).values_list("clock", flat=True).get(pk=contract_id)
    return now


def keep(contract: Contract, kind: str, *, actor_id: UUID | None = None, **details: Any) -> None:
    """What happened is kept, in the contract's own steps and in the audit trail. Nothing that names a person goes in."""
    ContractStep.objects.create(contract=contract, kind=kind, details=details, actor_id=actor_id)
    audit(action=f"contracts.{kind}", target=f"contract:{contract.pk}", data=details)
