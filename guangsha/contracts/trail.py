"""The trail of a contract as a PDF of its own: who read, acknowledged and signed, when, by which proof, masked."""

import ipaddress
from pathlib import Path
from typing import Any
from uuid import UUID

from guangsha.contracts.domain.signing import SignerFacts
from guangsha.contracts.domain.trail_words import PROOFS, STATES, step_words
from guangsha.contracts.models import Contract, ContractStep, Party, Signature
from guangsha.contracts.selectors.verifying import ContractProof, contract_proof
from guangsha.contracts.signing_outside import verification_address
from guangsha.kit.errors import NotFound
from guangsha.kit.typesetting import typeset

SOURCE = Path(__file__).parent / "typeset" / "trail.typ"
MOST_STEPS = 400
MOMENT = "%Y-%m-%d %H:%M:%S"


def masked_network(address: str) -> str:
    """Where a request came from, as it may be kept beside a signature: half of an IPv4 address, a third of an IPv6 one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv4Address):
        first, second, _, _ = str(found).split(".")
        return f"{first}.{second}.*.*"
    return f"{ipaddress.ip_network((int(found), 40), strict=False).network_address}*"


def trail_pdf(contract_id: UUID) -> bytes:
    """Set anew from what is written down whenever it is asked for: the same rows give the same page. Raises NotFound."""
    proof = contract_proof(contract_id)
    row = Contract.objects.filter(pk=proof.contract_id).first()
    if row is None:
        raise NotFound("contract")
    signatures = {one.party.line: one for one in Signature.objects.filter(contract=row).select_related("party")}
    lines = dict(Party.objects.filter(contract=row).exclude(person_id=None).values_list("person_id", "line"))
    steps = list(ContractStep.objects.filter(contract=row).order_by("pk")[:MOST_STEPS])
    data = {
        "number": proof.number or "—",
        "state": STATES[proof.state],
        "address": verification_address(row.pk),
        "stamp": _stamp(proof),
        "signers": [_signer(one, signatures.get(one.line)) for one in proof.signers],
        "documents": [
            {"number": str(one.number), "at": f"{one.made_at:{MOMENT}}", "sha256": one.sha256}
            for one in proof.documents
        ],
        "steps": [_step(one, lines) for one in steps],
    }
    return typeset(SOURCE, data)


def _stamp(proof: ContractProof) -> tuple[str, str]:
    if proof.stamps_waiting:
        return (
            "未加盖可信时间戳：签署时时间戳机构未应答，已排队补盖。",
            "Not timestamped: no authority answered when it was signed; it is queued.",
        )
    if any(one.signed_at is not None for one in proof.signers):
        return ("各签名均有可信时间戳。", "An authority vouches for the time of every signature.")
    return ("尚未签署。", "Nobody has signed yet.")


def _signer(one: SignerFacts, signature: Signature | None) -> dict[str, Any]:
    stamped = ("可信时间戳", "timestamped") if one.timestamped else ("未加时间戳", "not timestamped")
    return {
        "name": one.masked_name or "—",
        "role": "seller 出卖人" if one.company else "buyer 买受人",
        "at": f"{one.signed_at:{MOMENT}}" if one.signed_at else "—",
        "proof": PROOFS[one.proof] if one.proof else ("—", ""),
        "network": f" · {signature.network}" if signature is not None and signature.network else "",
        "stamped": stamped if one.signed_at else ("—", ""),
    }


def _step(one: ContractStep, lines: dict[UUID | None, int]) -> dict[str, Any]:
    """What happened and by whom: a party by its number, staff as the house."""
    line = one.details.get("line", lines.get(one.actor_id))
    who = f"#{line}" if line is not None else "house" if one.actor_id else "system"
    # A hash stands whole among the documents; here it only says which one.
    detail = ", ".join(
        f"{name}={str(value)[: 16 if name == 'sha256' else 64]}"
        for name, value in one.details.items()
        if name != "line"
    )
    return {"at": f"{one.at:{MOMENT}}", "what": step_words(one.kind), "who": who, "detail": detail}
