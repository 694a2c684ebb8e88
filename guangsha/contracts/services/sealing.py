"""The company signs last, by two of its people: one asks for the use of its seal 用印, another decides."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from guangsha.backbone.public import require_command
from guangsha.contracts.domain.signing import Proof, SealState
from guangsha.contracts.domain.signing_errors import NotSignable, SealDecided, SealNotReady, SecondSealPerson
from guangsha.contracts.domain.states import ContractState
from guangsha.contracts.models import Contract, Party, SealUse
from guangsha.contracts.policies import require
from guangsha.contracts.services.signing import newest_document, open_signature
from guangsha.contracts.services.signing_results import everybody_signed
from guangsha.contracts.services.steps import keep, take
from guangsha.contracts.signing_policies import APPROVE_SEAL, ASK_SEAL
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound


def ask_for_seal(*, actor: Actor, contract_id: UUID, note: str) -> UUID:
    """Ask that the company signs; the request. Raises NotFound, Forbidden, SealNotReady."""
    require_command()
    row = Contract.objects.filter(pk=contract_id).first()
    if row is None or actor.person_id is None:
        raise NotFound("contract")
    require(actor, ASK_SEAL, organisation_id=row.organisation_id, project_id=row.project_id)
    contract = take(contract_id, ContractState.SIGNING)
    if contract is None or not everybody_signed(contract_id, company=False):
        raise SealNotReady()
    try:
        with transaction.atomic():
            made = SealUse.objects.create(
                contract=contract,
                open_contract=contract_id,
                organisation_id=contract.organisation_id,
                note=note,
                asked_by=actor.person_id,
            )
    except IntegrityError as error:
        raise SealNotReady() from error
    keep(contract, "seal_asked", actor_id=actor.person_id)
    return made.pk


def decide_seal(*, actor: Actor, seal_id: UUID, approve: bool, network: str, now: datetime) -> None:
    """Approve or reject what somebody else asked for; with the approval a job signs for the company.

    The condition that it is not one's own is part of the write. Raises NotFound, Forbidden, SecondSealPerson, SealDecided,
    NotSignable (the contract is over).
    """
    require_command()
    row = SealUse.objects.select_related("contract").filter(pk=seal_id).first()
    if row is None or actor.person_id is None:
        raise NotFound("seal")
    place = {"organisation_id": row.organisation_id, "project_id": row.contract.project_id}
    require(actor, APPROVE_SEAL, **place)
    waiting = SealUse.objects.filter(pk=seal_id, state=SealState.ASKED)
    decided = {"decided_by": actor.person_id, "decided_at": Now()}
    after = {"state": SealState.APPROVED} if approve else {"state": SealState.REJECTED, "open_contract": None}
    if waiting.exclude(asked_by=actor.person_id).update(**decided, **after) != 1:
        raise SecondSealPerson() if waiting.exists() else SealDecided()
    contract = take(row.contract_id, ContractState.SIGNING)
    if contract is None:
        if approve:
            raise NotSignable(state=Contract.objects.values_list("state", flat=True).get(pk=row.contract_id))
        return
    keep(contract, "seal_approved" if approve else "seal_rejected", actor_id=actor.person_id)
    if approve:
        party, shown = Party.objects.filter(contract=contract, company=True).first(), newest_document(contract.pk)
        assert party is not None
        assert shown is not None
        open_signature(
            contract, party, actor=actor, proof=Proof.SEAL, shown=shown, network=network, now=now, strokes=None
        )
