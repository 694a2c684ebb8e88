"""What the signer made is written down: the document and the signature together, or neither."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now

from guangsha.backbone.public import require_command
from guangsha.contracts.documents import SealedDocument, record_document
from guangsha.contracts.domain.signing import SIGNABLE, SignatureState
from guangsha.contracts.domain.states import LIVE, ContractState
from guangsha.contracts.models import Contract, Document, Party, SealUse, Signature, Stamping
from guangsha.contracts.ports import hooks_of
from guangsha.contracts.services.signing import newest_document
from guangsha.contracts.services.steps import keep, move, take
from guangsha.contracts.signing_catalogue import tell_all_signed, tell_signed

FIRST_RETRY = timedelta(seconds=30)
LONGEST_PAUSE_S = 3600


class Superseded(Exception):
    """Another document came first: what was made on the old one is thrown away and made again on the new one."""


def record_signature(
    *, signature_id: UUID, base: int, sealed: SealedDocument, fingerprint: str, timestamped: bool
) -> None:
    """The signature is in the document that was made from number ``base``. With the last one the contract is signed, and
    whose sale it is hears so.

    Doing it twice does it once. Raises Superseded. When the owner of the sale refuses, nothing is written and the refusal goes
    on as it is: see ``drop_signature``.
    """
    require_command()
    asked = Signature.objects.select_related("party").filter(pk=signature_id, state=SignatureState.ASKED).first()
    contract = take(asked.contract_id, *SIGNABLE) if asked is not None else None
    if asked is None or contract is None:
        return
    document = _next_document(contract, base, sealed)
    values = {"document": document, "fingerprint": fingerprint, "timestamped": timestamped}
    waiting = Signature.objects.filter(pk=signature_id, state=SignatureState.ASKED)
    if waiting.update(state=SignatureState.DONE, signed_at=Now(), **values) != 1:
        raise Superseded
    if not timestamped:
        _queue_stamp(contract.pk)
    line = asked.party.line
    keep(contract, "signed", actor_id=asked.actor_id, line=line, sha256=sealed.sha256, timestamped=timestamped)
    if contract.state == ContractState.OFFERED:
        move(contract, ContractState.SIGNING)
    if asked.party.company:
        _conclude(contract)
    else:
        tell_signed(contract, asked.party)


def _next_document(contract: Contract, base: int, sealed: SealedDocument) -> Document:
    """The document after ``base``. The contract's row was written before, so of two documents made from one, the second
    finds the first here; the unique number stands behind that."""
    newest = newest_document(contract.pk)
    if newest is None or newest.number != base:
        raise Superseded
    try:
        with transaction.atomic():
            number = record_document(sealed=sealed)
    except IntegrityError as error:
        raise Superseded from error
    return Document.objects.get(contract=contract, number=number)


def _conclude(contract: Contract) -> None:
    """Everybody has signed."""
    if everybody_signed(contract.pk, company=True) and move(contract, ContractState.SIGNED, signed_at=Now()):
        hooks = hooks_of(contract.subject)
        if hooks is not None:
            hooks.contract_signed(subject=contract.subject, contract_id=contract.pk)
        keep(contract, "concluded")
        tell_all_signed(contract)


def everybody_signed(contract_id: UUID, *, company: bool) -> bool:
    """Whether all buyers have signed, and the company too when it is asked about."""
    parties = Party.objects.filter(contract=contract_id)
    wanted = parties if company else parties.filter(company=False)
    return wanted.exists() and not wanted.exclude(signature__state=SignatureState.DONE).exists()


def drop_signature(*, signature_id: UUID, why: str) -> None:
    """The contract ended first, or the owner of the sale refuses: the signature is never made. Idempotent."""
    require_command()
    asked = Signature.objects.select_related("contract", "party").filter(pk=signature_id).first()
    waiting = Signature.objects.filter(pk=signature_id, state=SignatureState.ASKED)
    if asked is not None and waiting.update(state=SignatureState.DROPPED) == 1:
        if asked.party.company:
            SealUse.objects.filter(open_contract=asked.contract_id).update(
                open_contract=None
            )  # it may be asked for again
        keep(asked.contract, "not_signed", line=asked.party.line, why=why)


def _queue_stamp(contract_id: UUID) -> None:
    """One row waits per contract; a contract that waits already is stamped with everything that came meanwhile."""
    try:
        with transaction.atomic():
            Stamping.objects.create(contract_id=contract_id, waiting=contract_id, due_at=Now() + FIRST_RETRY)
    except IntegrityError:
        return


def record_stamp(*, stamping_id: UUID, base: int, sealed: SealedDocument, stamped_at: datetime) -> None:
    """A trusted timestamp covers document ``base`` now. Doing it twice does it once. Raises Superseded."""
    require_command()
    row = Stamping.objects.filter(pk=stamping_id).exclude(waiting=None).first()
    contract = take(row.contract_id, *LIVE) if row is not None else None
    if row is None or contract is None:
        return
    document = _next_document(contract, base, sealed)
    done = Stamping.objects.filter(pk=stamping_id).exclude(waiting=None)
    if done.update(waiting=None, document=document, stamped_at=stamped_at, failure="") != 1:
        raise Superseded
    keep(contract, "stamped", sha256=sealed.sha256, stamped_at=stamped_at.isoformat())


def stamp_failed(*, stamping_id: UUID, why: str) -> None:
    """It could not be stamped now: again later, after 30 seconds, a minute, two ... an hour at most. It is never given up."""
    require_command()
    row = Stamping.objects.filter(pk=stamping_id).exclude(waiting=None).first()
    if row is None:
        return
    pause = timedelta(seconds=min(FIRST_RETRY.total_seconds() * 2 ** min(row.tries, 10), LONGEST_PAUSE_S))
    Stamping.objects.filter(pk=stamping_id).update(tries=F("tries") + 1, due_at=Now() + pause, failure=why[:200])


def end_stamping(*, stamping_id: UUID) -> None:
    """The contract is over before anybody said the time: it stays without."""
    require_command()
    Stamping.objects.filter(pk=stamping_id).update(waiting=None, failure="ended")
