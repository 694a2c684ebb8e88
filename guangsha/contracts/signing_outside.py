"""What is done at authorities and on disk, and so outside commands. All of it may be done again: nothing counts until it is
written down, and what is written down names the document it was made from."""

from datetime import datetime
from functools import partial
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models.functions import Now

from guangsha.backbone.public import command
from guangsha.contracts.documents import document_bytes, seal_document
from guangsha.contracts.domain.signing import FIELD, SIGNABLE, SignatureState
from guangsha.contracts.domain.states import LIVE
from guangsha.contracts.domain.strokes import from_text
from guangsha.contracts.models import Contract, Party, Signature, Stamping
from guangsha.contracts.ports import (
    CertificateSubject,
    SigningDown,
    TimestampAuthority,
    certificate_authority,
    timestamp_authority,
)
from guangsha.contracts.services.signing import newest_document
from guangsha.contracts.services.signing_results import (
    Superseded,
    drop_signature,
    end_stamping,
    record_signature,
    record_stamp,
    stamp_failed,
)
from guangsha.kit.actor import system_actor
from guangsha.kit.errors import BusinessError
from guangsha.vault.public import Secret

SIGNER = system_actor("contracts.signer")
TRIES = 5
log = structlog.get_logger(__name__)


def verification_address(contract_id: UUID) -> str:
    """Where anybody can see what a contract's signatures are worth: what a QR code in the contract leads to."""
    return f"{settings.PUBLIC_URL}/verify/{contract_id}"


def sign_pending(contract_id: UUID) -> None:
    """Put every signature that was asked for into the contract's newest document, one after the other.

    Raises SigningDown (no certificate: the job comes again).
    """
    waiting = Signature.objects.filter(contract=contract_id, state=SignatureState.ASKED).order_by("asked_at", "pk")
    for signature_id in waiting.values_list("pk", flat=True):
        _sign(signature_id)


def _sign(signature_id: UUID) -> None:
    asked = Signature.objects.select_related("contract", "party").get(pk=signature_id)
    if asked.state != SignatureState.ASKED:
        return
    if asked.contract.state not in SIGNABLE:
        command(partial(drop_signature, signature_id=signature_id, why=asked.contract.state), actor=SIGNER)
        return
    for _ in range(TRIES):
        try:
            _sign_newest(asked)
            return
        except Superseded:  # somebody else's signature or a timestamp came first: on the new document, then
            continue
        except BusinessError as refusal:  # the owner of the sale does not want the contract
            work = partial(drop_signature, signature_id=signature_id, why=refusal.code)
            command(work, actor=SIGNER)
            return
    raise Superseded


def _sign_newest(asked: Signature) -> None:
    from guangsha.contracts.pdf.boxes import boxes_for
    from guangsha.contracts.pdf.signing import Signing, sign_pdf

    contract, party = asked.contract, asked.party
    newest = newest_document(contract.pk)
    assert newest is not None
    # After the document was read: one that has this signature was written together with its state.
    if not Signature.objects.filter(pk=asked.pk, state=SignatureState.ASKED).exists():
        return
    lines = list(Party.objects.filter(contract=contract).values_list("line", flat=True))
    boxes = boxes_for(lines, contract.facts.get("signature_fields", ()))
    field = next(one for one in boxes if one.name == FIELD.format(line=party.line))
    subject = CertificateSubject(party.full_name or Secret("—"), party.company, f"{contract.pk.hex}-{party.line}")
    made = sign_pdf(
        document_bytes(contract.pk, newest.number),
        boxes=boxes,
        signing=Signing(
            box=field,
            subject=subject,
            reason=_reason(contract, party),
            notes=_notes(asked),
            strokes=from_text(asked.strokes.reveal()) if asked.strokes is not None else None,
        ),
        certificates=certificate_authority(),
        timestamps=_timestamps(),
    )
    sealed = seal_document(contract_id=contract.pk, pdf=made.pdf)
    work = partial(
        record_signature,
        signature_id=asked.pk,
        base=newest.number,
        sealed=sealed,
        fingerprint=made.fingerprint,
        timestamped=made.timestamped,
    )
    command(work, actor=SIGNER)


def _reason(contract: Contract, party: Party) -> str:
    who = "出卖人 seller" if party.company else "买受人 buyer"
    return f"{who} · {contract.number or contract.pk}"


def _notes(asked: Signature) -> tuple[str, ...]:
    """Below what was drawn. The moment is when who signs proved to be there: claimed, unless a timestamp vouches for it."""
    at = f"{asked.proved_at:%Y-%m-%d %H:%M:%S} UTC"
    how = {"seal": "电子用印 Electronic seal"}.get(asked.proof, "电子签名 Electronically signed")
    return (f"{how} · {at}（声称时间 claimed）", "时间以可信时间戳为准 Only a trusted timestamp proves the time")


def _timestamps() -> TimestampAuthority | None:
    try:
        return timestamp_authority()
    except SigningDown:
        return None


def due_stampings(limit: int = 20) -> list[UUID]:
    """Those whose time has come, oldest first. One query."""
    rows = Stamping.objects.exclude(waiting=None).filter(due_at__lte=Now()).order_by("due_at")
    return list(rows.values_list("pk", flat=True)[:limit])


def stamp(stamping_id: UUID) -> bool:
    """Have the newest document of a waiting contract stamped; False when no authority vouches for it now."""
    from guangsha.contracts.pdf.checking import check_pdf
    from guangsha.contracts.pdf.signing import stamp_pdf

    row = Stamping.objects.select_related("contract").get(pk=stamping_id)
    if row.contract.state not in LIVE:
        command(partial(end_stamping, stamping_id=stamping_id), actor=SIGNER)
        return True
    newest = newest_document(row.contract_id)
    assert newest is not None
    try:
        authority = timestamp_authority()
        pdf = stamp_pdf(document_bytes(row.contract_id, newest.number), timestamps=authority)
        found = check_pdf(pdf, roots=certificate_authority().roots(), timestamp_roots=authority.roots())
    except SigningDown as down:
        command(partial(stamp_failed, stamping_id=stamping_id, why=str(down)), actor=SIGNER)
        return False
    stamped_at: datetime = max(found.stamps)
    sealed = seal_document(contract_id=row.contract_id, pdf=pdf)
    work = partial(record_stamp, stamping_id=stamping_id, base=newest.number, sealed=sealed, stamped_at=stamped_at)
    try:
        command(work, actor=SIGNER)
    except Superseded:
        return False
    return True


def stamping_step() -> bool:
    """One round of the loop; True when there may be more at once."""
    due = due_stampings()
    done = 0
    for stamping_id in due:
        try:
            done += stamp(stamping_id)
        except Exception as failure:  # tried again later as well: where it stands, it would keep the others waiting
            log.exception("stamping_failed", stamping=str(stamping_id))
            command(partial(stamp_failed, stamping_id=stamping_id, why=type(failure).__name__), actor=SIGNER)
    return len(due) > 0 and done == len(due)
