"""Proof of work before something that costs us money: cheap for one person, dear for a thousand robots. Used once."""

from datetime import timedelta
from typing import Any

import altcha
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from guangsha.accounts.domain.errors import ProofRefused
from guangsha.accounts.models import UsedProof
from guangsha.kit.clock import utc_now
from guangsha.vault.public import blind_index

ALGORITHM = "PBKDF2/SHA-256"
COST = 2000
"""Rounds per try; with a two-digit prefix the solver needs 256 tries on average."""
PREFIX = "00"
VALID = timedelta(minutes=10)


def _secret() -> str:
    return blind_index("accounts.proof", "signing")


def new_challenge() -> dict[str, Any]:
    """A signed challenge, as the browser gets it."""
    challenge = altcha.create_challenge(
        ALGORITHM, COST, key_prefix=PREFIX, expires_at=utc_now() + VALID, hmac_secret=_secret()
    )
    return challenge.to_dict()


def accept_proof(payload: str) -> None:
    """Take ``payload`` (base64 of challenge and solution) once. Raises ProofRefused."""
    if len(payload) > 4000 or not altcha.verify_solution(payload, _secret()).verified:
        raise ProofRefused
    signature = altcha.Payload.from_base64(payload).challenge.signature or ""
    try:
        with transaction.atomic():
            UsedProof.objects.create(signature=blind_index("accounts.proof", signature), expires_at=Now() + VALID)
    except IntegrityError as error:
        raise ProofRefused from error


def forget_proofs() -> None:
    """Delete the marks of proofs that have expired anyway."""
    UsedProof.objects.filter(expires_at__lt=Now()).delete()
