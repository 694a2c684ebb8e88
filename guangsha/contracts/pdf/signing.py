"""PAdES signatures (ETSI EN 319 142-1) as incremental updates: baseline B-T, or B-B where no authority says the time.

The key of a signature is made here, certified, used once and forgotten: it is never written anywhere.
"""

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog
from asn1crypto import keys, x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field, enumerate_sig_fields
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfTimeStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from guangsha.contracts.domain.strokes import Strokes
from guangsha.contracts.pdf.appearance import drawn_appearance
from guangsha.contracts.pdf.boxes import FieldBox
from guangsha.contracts.pdf.stamper import CheckedStamper
from guangsha.contracts.pdf.trust import DIGEST, sha256_hex
from guangsha.contracts.ports import CertificateAuthority, CertificateSubject, SigningDown, TimestampAuthority

RESERVED = 32_000
"""Hex digits kept free for a signature with its timestamp: authorities send chains of certificates."""
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Signing:
    """One signature to be made."""

    box: FieldBox
    subject: CertificateSubject
    reason: str
    notes: tuple[str, ...]
    strokes: Strokes | None = None


@dataclass(frozen=True, slots=True)
class SignedPdf:
    """The document with one more signature. ``fingerprint``: SHA-256 of the certificate, hex."""

    pdf: bytes = field(repr=False)
    sha256: str
    fingerprint: str
    timestamped: bool


def _certified(subject: CertificateSubject, authority: CertificateAuthority) -> SimpleSigner:
    key = ec.generate_private_key(ec.SECP256R1())
    name = pyca.Name([pyca.NameAttribute(NameOID.COMMON_NAME, subject.name.reveal()[:64])])
    request = pyca.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
    chain = authority.issue(request.public_bytes(serialization.Encoding.DER), subject=subject)
    plain = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    certificates = [x509.Certificate.load(one) for one in chain]
    if not certificates or certificates[0].public_key.dump() != key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    ):
        raise SigningDown("the certificate is for another key")
    return SimpleSigner(
        signing_cert=certificates[0],
        signing_key=keys.PrivateKeyInfo.load(plain),
        cert_registry=SimpleCertificateStore.from_certs(certificates[1:]),  # type: ignore[no-untyped-call]
    )


def _style(signing: Signing) -> StaticStampStyle:
    x1, y1, x2, y2 = signing.box.box
    content = drawn_appearance(
        width=x2 - x1, height=y2 - y1, name=signing.subject.name.reveal(), company=signing.subject.company,
        strokes=signing.strokes, notes=signing.notes,
    )  # fmt: skip
    return StaticStampStyle(
        border_width=0,
        background=RawContent(content, box=BoxConstraints(width=x2 - x1, height=y2 - y1)),
        background_layout=SimpleBoxLayoutRule(
            AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, margins=Margins(0, 0, 0, 0)
        ),
        background_opacity=1,
    )


def _open(pdf: bytes, boxes: Sequence[FieldBox]) -> IncrementalPdfFileWriter:
    """With a field for everybody who signs: they are made together with the first signature, so that none comes as news."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    known = {name for name, _, _ in enumerate_sig_fields(writer)}
    for one in boxes:
        if one.name not in known:
            x1, y1, x2, y2 = (round(edge) for edge in one.box)
            append_signature_field(writer, SigFieldSpec(one.name, on_page=one.page, box=(x1, y1, x2, y2)))
    return writer


def sign_pdf(
    pdf: bytes,
    *,
    boxes: Sequence[FieldBox],
    signing: Signing,
    certificates: CertificateAuthority,
    timestamps: TimestampAuthority | None,
) -> SignedPdf:
    """``pdf`` with one more signature in the field of ``signing``; without a trusted time when nobody tells it.

    ``boxes``: of all parties. Raises SigningDown (no certificate).
    """
    signer = _certified(signing.subject, certificates)
    meta = PdfSignatureMetadata(
        field_name=signing.box.name,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        reason=signing.reason,
        name=signing.subject.name.reveal(),
    )
    assert signer.signing_cert is not None
    fingerprint = sha256_hex(signer.signing_cert.dump())
    if timestamps is not None:
        try:
            made = _signed(pdf, boxes, signing, PdfSigner(meta, signer, timestamper=CheckedStamper(timestamps),
                                                          stamp_style=_style(signing)))  # fmt: skip
            return SignedPdf(made, sha256_hex(made), fingerprint, timestamped=True)
        except SigningDown as down:
            log.warning("not_timestamped", reason=str(down))
    made = _signed(pdf, boxes, signing, PdfSigner(meta, signer, stamp_style=_style(signing)))
    return SignedPdf(made, sha256_hex(made), fingerprint, timestamped=False)


def _signed(pdf: bytes, boxes: Sequence[FieldBox], signing: Signing, signer: PdfSigner) -> bytes:
    work = signer.async_sign_pdf(_open(pdf, boxes), existing_fields_only=True, bytes_reserved=RESERVED)
    out: io.BytesIO = asyncio.run(work)
    return out.getvalue()


def stamp_pdf(pdf: bytes, *, timestamps: TimestampAuthority) -> bytes:
    """``pdf`` with a document timestamp (EN 319 142-1, 5.4.3) that covers all of it. Raises SigningDown."""
    reader = PdfFileReader(io.BytesIO(pdf))
    name = f"timestamp-{len(reader.embedded_timestamp_signatures) + 1}"
    stamper = PdfTimeStamper(CheckedStamper(timestamps), field_name=name)
    work = stamper.async_timestamp_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), DIGEST, bytes_reserved=RESERVED)
    out: io.BytesIO = asyncio.run(work)
    return out.getvalue()
