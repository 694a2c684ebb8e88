"""What the log answers."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from guangsha.transparency.selectors.public_log import Entry, Proof, SignedHead, UnitHistory


class LedgerKeyOut(Schema):
    """The log's key: Ed25519, 32 bytes in base64. Keep it: it should never change."""

    origin: str
    public_key: str


class LedgerHeadOut(Schema):
    """A signed tree head; ``note`` is signed text in the form of C2SP tlog-checkpoint, ``root`` is hex."""

    size: int
    root: str
    at: datetime
    note: str

    @classmethod
    def of(cls, head: SignedHead) -> "LedgerHeadOut":
        """From the head."""
        return cls(size=head.size, root=head.root, at=head.at, note=head.note)


class LedgerEntryOut(Schema):
    """A leaf: SHA-256 of 0x00 and ``text`` in UTF-8 is ``hash``. ``text`` is null where it is not open (yet)."""

    index: int
    hash: str
    text: str | None

    @classmethod
    def of(cls, entry: Entry) -> "LedgerEntryOut":
        """From the leaf."""
        return cls(index=entry.index, hash=entry.hash, text=entry.text)


class LedgerEntriesOut(Schema):
    """Leaves in order. ``size`` is what the log had when it was asked; ask on from the last index plus one."""

    size: int
    entries: list[LedgerEntryOut]


class InclusionOut(Schema):
    """A leaf and the proof (RFC 9162, 2.1.3) that the tree of ``size`` leaves has it; hashes are hex, from the leaf upwards."""

    size: int
    entry: LedgerEntryOut
    proof: list[str]

    @classmethod
    def of(cls, proof: Proof) -> "InclusionOut":
        """From the proof."""
        return cls(size=proof.size, entry=LedgerEntryOut.of(proof.entry), proof=list(proof.hashes))


class ConsistencyOut(Schema):
    """The proof (RFC 9162, 2.1.4) that the tree of ``to`` leaves begins with that of ``from``."""

    from_: int = Field(alias="from")
    to: int
    proof: list[str]


class UnitLedgerOut(Schema):
    """The open leaves of a unit with their proofs for ``head``."""

    unit_id: UUID
    head: LedgerHeadOut
    entries: list[InclusionOut]

    @classmethod
    def of(cls, history: UnitHistory) -> "UnitLedgerOut":
        """From the history."""
        return cls(
            unit_id=history.unit_id,
            head=LedgerHeadOut.of(history.head),
            entries=[InclusionOut.of(proof) for proof in history.proofs],
        )
