"""Offering a contract: numbered and checked in one command, set outside of any, kept and sent out in another."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from guangsha.backbone.public import enqueue, require_command
from guangsha.catalog.public import version_at
from guangsha.contracts.catalogue import OFFERED, tell_buyers
from guangsha.contracts.documents import SealedDocument, record_document
from guangsha.contracts.domain.errors import BuyersUnconfirmed, ContractMoved
from guangsha.contracts.domain.promises import Difference, differences
from guangsha.contracts.domain.states import ContractState
from guangsha.contracts.models import Acknowledgement, Clause, ClauseReading, Contract, Party, PromiseBroken
from guangsha.contracts.policies import DRAFT, require
from guangsha.contracts.rendering import FieldBox
from guangsha.contracts.services.drafting import redraft, sale_of, terms_now
from guangsha.contracts.services.numbering import give_number
from guangsha.contracts.services.steps import clock, keep, move, take
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound

OFFER_JOB = "contracts.offer"
BEING_READ = (ContractState.OFFERED, ContractState.SIGNING)


def begin_offer(*, contract_id: UUID, actor: Actor) -> str:
    """Number a draft, made anew from the sale as it stands, and have it set and sent out; its number.

    Repeating it before it is out changes nothing but the draft. Raises NotFound, Forbidden, ContractMoved (no draft any
    more), and what drawing it up raises; BuyersUnconfirmed.
    """
    require_command()
    row = Contract.objects.filter(pk=contract_id).first()
    if row is None:
        raise NotFound("contract")
    require(actor, DRAFT, organisation_id=row.organisation_id, project_id=row.project_id)
    # Written before the sale is read: who changes the sale writes this row too, so neither misses the other.
    if take(contract_id, ContractState.DRAFT) is None:
        raise ContractMoved(state=Contract.objects.values_list("state", flat=True).get(pk=contract_id))
    sale = sale_of(row.subject)
    if any(one.person_id is None for one in sale.parties):
        raise BuyersUnconfirmed()
    delivery = date.fromisoformat(row.facts["delivery_on"])
    draft = redraft(contract_id, sale, terms_now(sale, delivery), actor)
    number = give_number(contract=draft)
    keep(draft, "offer_begun", actor_id=actor.person_id, number=number)
    enqueue(OFFER_JOB, {"contract": str(contract_id), "revision": draft.revision})
    return number


def finish_offer(*, contract_id: UUID, revision: int, sealed: SealedDocument, fields: tuple[FieldBox, ...]) -> bool:
    """The PDF is there: keep it, write down what differs from the listing, and offer the contract to its buyers.

    False, and nothing is written: the draft was made anew since ``revision`` was set, or is no draft any more.
    """
    require_command()
    draft = take(contract_id, ContractState.DRAFT, revision=revision)
    if draft is None:
        return False
    document = record_document(sealed=sealed)
    found = differences_of(draft)
    for one in found:
        PromiseBroken.objects.create(contract=draft, what=one.what, promised=one.promised, stated=one.stated)
    now = clock(contract_id)
    until = now + timedelta(days=draft.facts["template"]["offer_days"])
    facts = draft.facts | {"signature_fields": [asdict(one) for one in fields]}
    move(draft, ContractState.OFFERED, offered_at=now, expires_at=until, facts=facts)
    keep(draft, "offered", document=document, sha256=sealed.sha256, differences=len(found))
    tell_buyers(draft, OFFERED, until=until, now=now)
    return True


def differences_of(contract: Contract) -> list[Difference]:
    """Where the contract is not what the public listing showed when its buyer took the home."""
    sale = sale_of(contract.subject)
    promised_at = contract.facts["promised_at"]
    shown = version_at(project_id=contract.project_id, at=datetime.fromisoformat(promised_at)) if promised_at else None
    return differences(
        contract.facts, shown.content if shown else None, unit_id=str(contract.unit_id), promised_fen=sale.price_fen
    )


def acknowledge_difference(*, person_id: UUID, contract_id: UUID, difference_id: UUID) -> None:
    """A buyer knows of a difference; twice is once. Raises NotFound, ContractMoved (it is not offered any more)."""
    require_command()
    party = _party(person_id, contract_id)
    found = PromiseBroken.objects.filter(pk=difference_id, contract=contract_id).first()
    if found is None:
        raise NotFound("difference")
    contract = _being_read(contract_id)
    try:
        with transaction.atomic():
            Acknowledgement.objects.create(difference=found, party=party)
    except IntegrityError:
        return
    keep(contract, "difference_known", actor_id=person_id, what=found.what, line=party.line)


def confirm_clause(*, person_id: UUID, contract_id: UUID, clause_id: UUID, seconds: int) -> None:
    """A buyer has read a risk clause, ``seconds`` on their screen; twice is once. Raises NotFound, ContractMoved.

    Their browser counts the seconds; no more are kept than have passed since the contract was offered, by the database's clock.
    """
    require_command()
    party = _party(person_id, contract_id)
    row = Contract.objects.get(pk=contract_id)
    clause = Clause.objects.filter(pk=clause_id, risk=True).first()
    if clause is None or str(clause_id) not in row.facts["clauses"]:
        raise NotFound("clause")
    contract = _being_read(contract_id)
    offered = contract.offered_at or contract.made_at
    seconds = min(seconds, max(0, int((clock(contract_id) - offered).total_seconds())))
    try:
        with transaction.atomic():
            ClauseReading.objects.create(contract=contract, clause=clause, party=party, seconds=seconds)
    except IntegrityError:
        return
    keep(contract, "clause_read", actor_id=person_id, clause=clause.code, line=party.line, seconds=seconds)


def _party(person_id: UUID, contract_id: UUID) -> Party:
    party = Party.objects.filter(contract=contract_id, person_id=person_id, company=False).first()
    if party is None:
        raise NotFound("contract")
    return party


def _being_read(contract_id: UUID) -> Contract:
    found = take(contract_id, *BEING_READ, expires_at__gt=Now())
    if found is None:
        raise ContractMoved(state=Contract.objects.values_list("state", flat=True).get(pk=contract_id))
    return found
