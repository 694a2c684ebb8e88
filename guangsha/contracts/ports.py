"""What contracts ask of contexts above them (whose sales these are) and of the outside (certificates, trusted time)."""

from dataclasses import dataclass
from typing import Protocol, cast
from uuid import UUID

from guangsha.contracts.domain.facts import SaleFacts
from guangsha.vault.public import Secret


class SubjectHooks(Protocol):
    """What the owner of a kind of subject is asked. Inside the command, so no outside effect."""

    def sale(self, *, subject: str) -> SaleFacts | None:
        """The sale as it stands now; None: there is none that a contract could be made for."""
        ...

    def contract_signed(self, *, subject: str, contract_id: UUID) -> None:
        """Everybody has signed. A BusinessError refuses the last signature."""
        ...

    def contract_ended(self, *, subject: str, contract_id: UUID) -> None:
        """The contract expired or was declared void."""
        ...


_subjects: dict[str, SubjectHooks] = {}


def register_subject(kind: str, hooks: SubjectHooks) -> None:
    """Answer for subjects that begin with ``kind:``; a kind again replaces."""
    _subjects[kind] = hooks


def hooks_of(subject: str) -> SubjectHooks | None:
    """Who answers for this subject; None: nobody, so no contract can be made."""
    return _subjects.get(subject.partition(":")[0])


class SigningDown(Exception):
    """The authority does not answer, or what it answers cannot be trusted. The text names no person and no key."""


@dataclass(frozen=True, slots=True)
class CertificateSubject:
    """Whom a certificate is for. ``reference``: a name of ours that says nothing to others."""

    name: Secret
    company: bool
    reference: str


class CertificateAuthority(Protocol):
    """Says whose key it is. Over HTTP, so outside commands."""

    def issue(self, csr: bytes, *, subject: CertificateSubject) -> list[bytes]:
        """Certificates in DER for the key in ``csr`` (PKCS #10, DER): that key's first, then up to the root.

        Raises SigningDown.
        """
        ...

    def roots(self) -> list[bytes]:
        """Whom to trust about these certificates, in DER. Raises SigningDown."""
        ...


class TimestampAuthority(Protocol):
    """Says that something existed at a moment (RFC 3161). Over HTTP, so outside commands."""

    def ask(self, request: bytes) -> bytes:
        """The answer (TimeStampResp, DER) to a TimeStampReq in DER; who asks checks it. Raises SigningDown."""
        ...

    def roots(self) -> list[bytes]:
        """Whom to trust about these moments, in DER. Raises SigningDown."""
        ...


_authorities: dict[str, CertificateAuthority | TimestampAuthority] = {}


def register_certificate_authority(authority: CertificateAuthority) -> None:
    """The one that certifies keys from now on."""
    _authorities["certificates"] = authority


def register_timestamp_authority(authority: TimestampAuthority) -> None:
    """The one that says when from now on."""
    _authorities["timestamps"] = authority


def certificate_authority() -> CertificateAuthority:
    """Raises SigningDown: none is configured."""
    found = _authorities.get("certificates")
    if found is None:
        raise SigningDown("no certificate authority is configured")
    return cast(CertificateAuthority, found)


def timestamp_authority() -> TimestampAuthority:
    """Raises SigningDown: none is configured."""
    found = _authorities.get("timestamps")
    if found is None:
        raise SigningDown("no timestamp authority is configured")
    return cast(TimestampAuthority, found)
