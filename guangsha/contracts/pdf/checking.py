"""Which signatures a PDF bears and what they are worth. No Django: it also runs in a process of its own, on files of anybody.

A signature counts when its bytes are as they were signed, its certificate was good at the proved moment (else at the moment it
claims), leads to a root that is trusted, and nothing but further signatures and timestamps came after it.
"""

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation.generic_cms import collect_timing_info
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.status import SignatureCoverageLevel

from guangsha.contracts.pdf.trust import sha256_hex, trusting

MOST_SIGNATURES = 24


@dataclass(frozen=True, slots=True)
class CheckedSignature:
    """``claimed_at``: by the clock of who signed. ``stamped_at``: by an authority, None where none vouches for it."""

    field: str
    name: str
    intact: bool
    trusted: bool
    unchanged_since: bool
    claimed_at: datetime | None
    stamped_at: datetime | None
    fingerprint: str

    @property
    def good(self) -> bool:
        """Worth what it says."""
        return self.intact and self.trusted and self.unchanged_since


@dataclass(frozen=True, slots=True)
class CheckedPdf:
    """``readable``: False for what is no PDF, or a broken one."""

    readable: bool
    signatures: tuple[CheckedSignature, ...] = ()
    stamps: tuple[datetime, ...] = ()
    bad_stamps: int = 0

    @property
    def good(self) -> bool:
        """Signed, and every signature and timestamp in it is worth what it says."""
        return self.readable and bool(self.signatures) and not self.bad_stamps and all(s.good for s in self.signatures)


def check_pdf(pdf: bytes, *, roots: Sequence[bytes], timestamp_roots: Sequence[bytes]) -> CheckedPdf:
    """What ``pdf`` bears. Never raises for what is in it."""
    try:
        return asyncio.run(_check(pdf, list(roots), list(timestamp_roots)))
    except Exception:  # noqa: BLE001 - a hostile or broken file may fail anywhere in the parser
        return CheckedPdf(readable=False)


async def _check(pdf: bytes, roots: list[bytes], timestamp_roots: list[bytes]) -> CheckedPdf:
    reader = PdfFileReader(io.BytesIO(pdf))
    found = list(reader.embedded_signatures)
    if len(found) > MOST_SIGNATURES:
        return CheckedPdf(readable=False)
    stamps, bad = [], 0
    for one in found:
        if one.sig_object_type == "/DocTimeStamp":
            moment = await _stamp(one, timestamp_roots)
            stamps += [(one.signed_revision, moment)] if moment else []
            bad += moment is None
    signatures = [
        await _signature(one, roots, timestamp_roots, stamps) for one in found if one.sig_object_type == "/Sig"
    ]
    return CheckedPdf(True, tuple(signatures), tuple(moment for _, moment in stamps), bad)


async def _stamp(one: EmbeddedPdfSignature, roots: list[bytes]) -> datetime | None:
    """When the authority says; None where it cannot be trusted."""
    status = await async_validate_pdf_timestamp(one, validation_context=trusting(roots))
    good = status.intact and status.valid and status.trusted and _unchanged(status)
    return status.timestamp.astimezone(UTC) if good else None


async def _signature(
    one: EmbeddedPdfSignature, roots: list[bytes], timestamp_roots: list[bytes], stamps: list[tuple[int, datetime]]
) -> CheckedSignature:
    told = await collect_timing_info(one.signer_info, trusting(timestamp_roots), raw_digest=one.compute_digest)
    own: Any = told.get("timestamp_validity")
    stamped = None
    if own is not None and own.intact and own.valid and own.trusted:
        stamped = own.timestamp.astimezone(UTC)
    elif own is None:
        stamped = min((moment for revision, moment in stamps if revision >= one.signed_revision), default=None)
    claimed = one.self_reported_timestamp
    claimed = claimed.astimezone(UTC) if claimed else None
    moment = stamped or claimed
    context = trusting(roots, moment=moment) if moment else trusting(roots)
    status = await async_validate_pdf_signature(one, context, trusting(timestamp_roots))
    forged = own is not None and stamped is None
    return CheckedSignature(
        field=one.field_name,
        name=str(one.sig_object.get("/Name", "")),
        intact=status.intact and status.valid,
        trusted=status.trusted and not forged,
        unchanged_since=_unchanged(status),
        claimed_at=claimed,
        stamped_at=stamped,
        fingerprint=sha256_hex(one.signer_cert.dump()),
    )


def _unchanged(status: Any) -> bool:
    """Nothing came after it that changes what it covers: more signatures and timestamps do not."""
    covered = status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
    level = status.modification_level
    return covered and level is not None and level <= ModificationLevel.FORM_FILLING
