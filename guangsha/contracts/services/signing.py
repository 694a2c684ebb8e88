"""Asking to sign: who it is, that they mean it, and that the document they saw is the one there is."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from guangsha.accounts.public import verified_identity
from guangsha.backbone.public import command, enqueue, require_command
from guangsha.contracts.domain.signing import SIGNABLE, Proof, SignatureState
from guangsha.contracts.domain.signing_errors import (
    DocumentChanged,
    IdentityMismatch,
    NotReadyToSign,
    NotSignable,
    SignatureRefused,
)
from guangsha.contracts.domain.strokes import NoSignature, as_text, read_strokes
from guangsha.contracts.models import Contract, Document, Party, Signature
from guangsha.contracts.selectors.readiness import missing_before_signing
from guangsha.contracts.services.steps import keep, take
from guangsha.kit.actor import Actor, system_actor
from guangsha.kit.errors import NotFound
from guangsha.vault.public import Secret

SIGN_JOB = "contracts.sign"
STALE = timedelta(minutes=5)
WAKER = system_actor("contracts.waker")


def ask_to_sign(
    *,
    actor: Actor,
    person_id: UUID,
    contract_id: UUID,
    shown_sha256: str,
    drawn: Sequence[Sequence[int]] | None,
    proof: Proof,
    network: str,
    now: datetime,
) -> UUID:
    """A buyer signs the document they were shown; a job puts the signature into the newest one. The signature's id.

    Presence was proved before (the route asks for it). ``drawn`` None: the name is printed. Signing again gives the same
    signature, whichever document of the contract was shown: one's own may be in it by now. Raises NotFound (no party),
    NotSignable, NotReadyToSign, IdentityMismatch, DocumentChanged, SignatureRefused.
    """
    require_command()
    party = Party.objects.filter(contract=contract_id, person_id=person_id, company=False).first()
    if party is None:
        raise NotFound("contract")
    known = Signature.objects.filter(party=party).exclude(state=SignatureState.DROPPED).first()
    if known is not None:
        if not Document.objects.filter(contract=contract_id, sha256=shown_sha256).exists():
            raise DocumentChanged(sha256=known.shown_sha256)
        if known.state == SignatureState.ASKED:
            wake_signer(contract_id)  # its job may have given up while no certificate could be had
        return known.pk
    try:
        strokes = None if drawn is None else as_text(read_strokes(drawn))
    except NoSignature as error:
        raise SignatureRefused() from error
    # Written first: of two who read the same document, the second reads what the first left, on every engine.
    contract = take(contract_id, *SIGNABLE)
    if contract is None:
        state = Contract.objects.values_list("state", flat=True).get(pk=contract_id)
        raise NotSignable(state=state)
    if not matches(party, now=now):
        raise IdentityMismatch()
    missing = missing_before_signing(contract_id=contract_id, person_id=person_id)
    if missing:
        raise NotReadyToSign(missing=[str(one.kind) for one in missing])
    newest = newest_document(contract_id)
    if newest is None or newest.sha256 != shown_sha256:
        raise DocumentChanged(sha256=newest.sha256 if newest else "")
    made = open_signature(
        contract, party, actor=actor, proof=proof, shown=newest, network=network, now=now, strokes=strokes
    )
    keep(contract, "asked_to_sign", actor_id=person_id, line=party.line, proof=str(proof), sha256=shown_sha256)
    return made


def open_signature(
    contract: Contract,
    party: Party,
    *,
    actor: Actor,
    proof: Proof,
    shown: Document,
    network: str,
    now: datetime,
    strokes: str | None,
) -> UUID:
    """The party means it: a job signs. ``party`` is the key, so nobody signs twice."""
    asked = Signature(
        contract=contract,
        party=party,
        actor_id=actor.person_id,
        proof=proof,
        proved_at=actor.stepped_up_at or now,
        network=network[:60],
        shown_sha256=shown.sha256,
    )
    asked.strokes = Secret(strokes) if strokes is not None else None
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
    except IntegrityError:
        asked.pk = _asked_again(asked)
    wake_signer(contract.pk)
    return asked.pk


def _asked_again(asked: Signature) -> UUID:
    """The party has a row: one that was dropped is asked for anew, by what was proved now; any other stays as it is."""
    row = Signature.objects.get(party=asked.party)
    dropped = Signature.objects.filter(pk=row.pk, state=SignatureState.DROPPED)
    if dropped.update(state=SignatureState.ASKED, asked_at=Now()) == 1:
        for name in ("actor_id", "proof", "proved_at", "network", "shown_sha256", "strokes"):
            setattr(row, name, getattr(asked, name))
        row.save(update_fields=["actor_id", "proof", "proved_at", "network", "shown_sha256", "strokes"])
    return row.pk


def wake_signer(contract_id: UUID) -> None:
    """Have what was asked for signed. One run at a time per contract: signatures follow one another on the newest document."""
    enqueue(SIGN_JOB, {"contract": str(contract_id)}, unique_key=f"{SIGN_JOB}:{contract_id}")


def wake_stale_signers() -> None:
    """Signatures that were asked for and not made: their job gave up, for example while no certificate could be had."""
    stale = Signature.objects.filter(
        state=SignatureState.ASKED, asked_at__lt=Now() - STALE, contract__state__in=SIGNABLE
    )
    for contract_id in set(stale.values_list("contract_id", flat=True)[:100]):
        command(partial(wake_signer, contract_id), actor=WAKER)


def newest_document(contract_id: UUID) -> Document | None:
    """The one that counts."""
    return Document.objects.filter(contract=contract_id).order_by("-number").first()


def matches(party: Party, *, now: datetime) -> bool:
    """Whether the verified name and number of the party's person are those in the contract."""
    identity = verified_identity(person_id=party.person_id, on=now) if party.person_id else None
    if identity is None or party.full_name is None or party.id_number is None:
        return False
    return (identity.full_name.reveal(), identity.id_number.reveal()) == (
        party.full_name.reveal(),
        party.id_number.reveal(),
    )
