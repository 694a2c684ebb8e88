"""Whom to trust, and how a document is known."""

import hashlib
from typing import Any

from asn1crypto import x509
from pyhanko_certvalidator import ValidationContext

DIGEST = "sha256"


def trusting(roots: list[bytes], **options: Any) -> ValidationContext:
    """Trust these roots (DER) alone, and fetch nothing."""
    found = [x509.Certificate.load(one) for one in roots]
    return ValidationContext(trust_roots=found, allow_fetching=False, revocation_mode="soft-fail", **options)


def sha256_hex(data: bytes) -> str:
    """Lower-case hex."""
    return hashlib.sha256(data).hexdigest()
