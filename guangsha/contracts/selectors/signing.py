"""Where the signing of a contract stands: for its buyers, and for staff who use the seal."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from guangsha.contracts.domain.signing import Proof, SealState, SignatureState, SignerFacts, SigningFacts
from guangsha.contracts.domain.states import ContractState
from guangsha.contracts.models import Contract, Document, Party, SealUse, Signature, Stamping
from guangsha.contracts.policies import seen_by
from guangsha.contracts.selectors.readiness import missing_before_signing
from guangsha.contracts.services.signing import matches
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound
from guangsha.kit.ids import parse_id
from guangsha.kit.paging import BadCursor, Page, decode_cursor, encode_cursor
from guangsha.vault.public import mask_person_name

READY = 50


@dataclass(frozen=True, slots=True)
class SealFacts:
    """A request for the company's seal, as staff see it. ``stamped``: whether nothing of the contract waits for a timestamp."""

    id: UUID
    contract_id: UUID
    number: str | None
    organisation_id: UUID
    state: SealState
    note: str
    asked_by: UUID
    asked_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None
    contract_state: ContractState
    stamped: bool


@dataclass(frozen=True, slots=True)
class ReadyFacts:
    """A contract that every buyer has signed and for which nobody has asked for the seal."""

    contract_id: UUID
    number: str | None
    project_id: UUID
    buyers: int


def own_signing(*, person_id: UUID, contract_id: UUID) -> SigningFacts:
    """For one of its buyers. Raises NotFound: not there, or not theirs, or without a document yet."""
    party = Party.objects.filter(contract=contract_id, person_id=person_id, company=False).first()
    row: Any = Contract.objects.annotate(clock=Now()).filter(pk=contract_id).first()
    newest = Document.objects.filter(contract=contract_id).order_by("-number").first()
    if party is None or row is None or newest is None:
        raise NotFound("contract")
    signers = signers_of(contract_id)
    signed = next(one.state for one in signers if one.line == party.line)
    open_for_me = signed is None
    missing = missing_before_signing(contract_id=contract_id, person_id=person_id) if open_for_me else []
    return SigningFacts(
        contract_id=contract_id,
        number=row.number,
        state=ContractState(row.state),
        document_number=newest.number,
        sha256=newest.sha256,
        size=newest.size,
        expires_at=row.expires_at,
        signed_at=row.signed_at,
        signers=signers,
        own_line=party.line,
        identity_matches=matches(party, now=row.clock),
        missing=tuple(str(one.kind) for one in missing),
        timestamps_waiting=Stamping.objects.filter(waiting=contract_id).count(),
        as_of=row.clock,
    )


def signers_of(contract_id: UUID) -> tuple[SignerFacts, ...]:
    """All parties with their signatures, buyers first, names masked (a company's is not). Three queries."""
    known = {one.party_id: one for one in Signature.objects.filter(contract=contract_id)}
    stamped = _stamped_after(contract_id)
    found = []
    for party in Party.objects.filter(contract=contract_id).order_by("company", "line"):
        mine: Any = known.get(party.pk)
        name = party.full_name.reveal() if party.full_name else ""
        done = mine is not None and mine.state == SignatureState.DONE
        found.append(
            SignerFacts(
                line=party.line,
                company=party.company,
                masked_name=name if party.company else mask_person_name(name) if name else "",
                state=SignatureState(mine.state) if mine else None,
                proof=Proof(mine.proof) if mine else None,
                signed_at=mine.signed_at if mine else None,
                timestamped=mine is not None and done and (mine.timestamped or mine.signed_at <= stamped),
            )
        )
    return tuple(found)


def _stamped_after(contract_id: UUID) -> datetime:
    """Everything signed until then is covered by a document timestamp."""
    row = Stamping.objects.filter(contract=contract_id).exclude(document=None).order_by("-stamped_at").first()
    made = row.document.made_at if row is not None and row.document is not None else None
    return made or datetime.min.replace(tzinfo=UTC)


def signable_document(*, person_id: UUID, contract_id: UUID) -> int:
    """The number of the newest document of a contract that the person is party to. Raises NotFound."""
    mine = Party.objects.filter(contract=contract_id, person_id=person_id, company=False)
    newest = Document.objects.filter(contract=contract_id).order_by("-number").first() if mine.exists() else None
    if newest is None:
        raise NotFound("contract")
    return newest.number


def seals_seen(*, actor: Actor, state: SealState | None, cursor: str | None, limit: int) -> Page[SealFacts]:
    """Requests for the seal of one's companies, newest first. Raises BadCursor."""
    mine = Contract.objects.filter(seen_by(actor))
    waits = Stamping.objects.filter(waiting=OuterRef("contract_id"))
    rows: QuerySet[Any] = SealUse.objects.filter(contract__in=mine).select_related("contract")
    rows = rows.annotate(waits=Exists(waits))
    if state is not None:
        rows = rows.filter(state=state)
    if cursor is not None:
        last = parse_id(str(decode_cursor(cursor, kinds=[str])[0]))
        if last is None:
            raise BadCursor
        rows = rows.filter(pk__lt=last)
    found = list(rows.order_by("-pk")[: limit + 1])
    more = encode_cursor([str(found[limit - 1].pk)]) if len(found) > limit else None
    return Page([_seal(row) for row in found[:limit]], more)


def _seal(row: Any) -> SealFacts:
    return SealFacts(
        id=row.pk,
        contract_id=row.contract_id,
        number=row.contract.number,
        organisation_id=row.organisation_id,
        state=SealState(row.state),
        note=row.note,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        contract_state=ContractState(row.contract.state),
        stamped=not row.waits,
    )


def ready_for_seal(*, actor: Actor) -> list[ReadyFacts]:
    """Contracts of one's companies that wait for somebody to ask for the seal, oldest first."""
    unsigned = Party.objects.filter(contract=OuterRef("pk"), company=False).exclude(
        signature__state=SignatureState.DONE
    )
    rows = Contract.objects.filter(seen_by(actor), state=ContractState.SIGNING).filter(~Exists(unsigned))
    rows = rows.filter(~Exists(SealUse.objects.filter(open_contract=OuterRef("pk")))).prefetch_related("parties")
    return [
        ReadyFacts(row.pk, row.number, row.project_id, sum(not one.company for one in row.parties.all()))
        for row in rows.order_by("pk")[:READY]
    ]
