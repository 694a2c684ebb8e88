"""How a contract ends without being carried out: its offer expires, or it is declared void and entered in the register."""

from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from guangsha.backbone.public import require_command
from guangsha.contracts.catalogue import EXPIRED, VOIDED, tell_buyers
from guangsha.contracts.domain.errors import ContractMoved, FiledStands, SignedStands
from guangsha.contracts.domain.states import LIVE, ContractState
from guangsha.contracts.models import Contract, VoidEntry
from guangsha.contracts.policies import VOID, require
from guangsha.contracts.ports import hooks_of
from guangsha.contracts.services.steps import clock, keep, move, take
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound
from guangsha.kit.personal import without_personal_numbers

UNSIGNED = (ContractState.DRAFT, ContractState.OFFERED, ContractState.SIGNING)


def void_contract(*, actor: Actor, contract_id: UUID, reason: str) -> None:
    """Declare a contract void that not everybody has signed: in the register, nothing of it is removed.

    Numbers of people in ``reason`` are struck out. Declaring it void twice is refused. Raises NotFound, Forbidden, SignedStands,
    ContractMoved.
    """
    require_command()
    row = Contract.objects.filter(pk=contract_id).first()
    if row is None:
        raise NotFound("contract")
    require(actor, VOID, organisation_id=row.organisation_id, project_id=row.project_id)
    if row.state == ContractState.SIGNED:
        raise SignedStands()
    if not _void(row, UNSIGNED, without_personal_numbers(reason), actor.person_id):
        raise ContractMoved(state=Contract.objects.values_list("state", flat=True).get(pk=contract_id))


def void_subject(*, subject: str, reason: str, by: UUID | None = None) -> bool:
    """The sale is over, and with it its contract, signed or not; False when it has none that lives. Called by its owner.

    ``by``: who of the house says that a filing with the authority was cancelled. Raises FiledStands: it was taken out for
    filing and nobody says so; the condition is part of the write, so an export at the same moment is seen.
    """
    require_command()
    row = Contract.objects.filter(active_subject=subject).first()
    if row is None:
        return False
    unfiled = {"exported_at": None} if by is None else {}
    if _void(row, tuple(LIVE), reason, by, **unfiled):
        return True
    if unfiled and Contract.objects.filter(active_subject=subject).exclude(exported_at=None).exists():
        raise FiledStands()
    return False


def _void(row: Contract, states: tuple[ContractState, ...], reason: str, by: UUID | None, **where: Any) -> bool:
    found = take(row.pk, *states, **where)
    if found is None:
        return False
    before = found.state
    move(found, ContractState.VOID)
    VoidEntry.objects.create(
        contract=found, organisation_id=found.organisation_id, state=before, reason=reason[:200], voided_by=by
    )
    keep(found, "void", actor_id=by, reason=reason[:200], before=before)
    _over(found)
    if before != ContractState.DRAFT:
        tell_buyers(found, VOIDED, now=clock(found.pk))
    return True


def expire_contract(*, contract_id: UUID) -> bool:
    """End an offer whose time is up by the database's clock; False when it is not, or was decided otherwise."""
    require_command()
    found = take(contract_id, ContractState.OFFERED, ContractState.SIGNING, expires_at__lte=Now())
    if found is None:
        return False
    move(found, ContractState.EXPIRED)
    keep(found, "expired", before=found.state)
    _over(found)
    tell_buyers(found, EXPIRED, now=clock(contract_id))
    return True


def _over(contract: Contract) -> None:
    hooks = hooks_of(contract.subject)
    if hooks is not None:
        hooks.contract_ended(subject=contract.subject, contract_id=contract.pk)
