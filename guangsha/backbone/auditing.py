"""The sealer: chains committed audit entries, signs where the chain stands, and keeps that word outside the database too."""

import base64
import fcntl
import json
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection, transaction

from guangsha.backbone.domain.chain import GENESIS, ChainEntry, first_break, link
from guangsha.backbone.leases import hold_lease
from guangsha.backbone.models import AuditCheckpoint, AuditEntry
from guangsha.vault.public import private_file

BATCH = 500
LEASE_S = 10.0


def _signing_key() -> Ed25519PrivateKey:
    path = Path(settings.KEYS_DIR) / "audit_signing_key"
    return Ed25519PrivateKey.from_private_bytes(
        private_file(path, lambda: Ed25519PrivateKey.generate().private_bytes_raw())
    )


def _statement(seq: int, chain_hash: str) -> bytes:
    return f"guangsha audit {seq} {chain_hash}".encode()


def _chain_entry(row: AuditEntry) -> ChainEntry:
    return ChainEntry(row.id, row.at, row.actor, row.action, row.target, row.data, row.request_id)


def _checkpoint_file() -> Path:
    return Path(settings.DATA_DIR) / "audit" / "checkpoints.jsonl"


def _line(seq: int, chain_hash: str, signature: str) -> str:
    return json.dumps({"seq": seq, "chain_hash": chain_hash, "signature": signature})


def _append(line: str) -> None:
    """Add ``line`` to the checkpoint file in one write; what a killed process left half written stays a line of its own."""
    path = _checkpoint_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b", buffering=0) as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        size = handle.seek(0, os.SEEK_END)
        if size:
            handle.seek(size - 1)
        whole = size == 0 or handle.read(1) == b"\n"
        handle.write((line if whole else f"\n{line}").encode() + b"\n")
        os.fsync(handle.fileno())


def _keep_chained(rows: list[AuditEntry]) -> None:
    """As an upsert of rows that are there: the CASE for each row that ``bulk_update`` builds took a twelfth of a busy process."""
    named = connection.features.supports_update_conflicts_with_target
    AuditEntry.objects.bulk_create(
        rows,
        batch_size=100,
        update_conflicts=True,
        update_fields=["seq", "entry_hash"],
        unique_fields=["id"] if named else None,
    )


def seal_step() -> bool:
    """Chain up to BATCH committed entries and sign a checkpoint. True when there may be more."""
    if not AuditEntry.objects.filter(seq=None).exists():
        return False
    with transaction.atomic():
        if not hold_lease("sealer", seconds=LEASE_S):
            return False
        last = AuditEntry.objects.exclude(seq=None).order_by("-seq").values_list("seq", "entry_hash").first()
        seq, previous = (last[0] or 0, last[1]) if last else (0, GENESIS)
        rows = list(AuditEntry.objects.filter(seq=None).order_by("id")[:BATCH])
        for row in rows:
            seq += 1
            previous = link(previous, _chain_entry(row), seq=seq)
            row.seq, row.entry_hash = seq, previous
        _keep_chained(rows)
        signature = base64.b64encode(_signing_key().sign(_statement(seq, previous))).decode()
        AuditCheckpoint.objects.create(seq=seq, chain_hash=previous, signature=signature)
    _append(_line(seq, previous, signature))
    return len(rows) == BATCH


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """``broken_at``: the first entry that does not hold; None: all ``entries`` do, and all ``checkpoints`` say so.

    ``torn_lines`` of the checkpoint file were cut off by a kill while they were written: their checkpoints are in the table.
    ``unreadable_lines`` are anything else that is no checkpoint: somebody touched the file. Lines count from 1.
    """

    entries: int
    broken_at: int | None
    checkpoints: int = 0
    torn_lines: tuple[int, ...] = ()
    unreadable_lines: tuple[int, ...] = ()

    @property
    def holds(self) -> bool:
        """Nothing was changed, moved, dropped or cut off, as far as the chain and its checkpoints tell."""
        return self.broken_at is None and not self.unreadable_lines

    def summary(self) -> str:
        """One line for operators."""
        state = "the chain holds" if self.broken_at is None else f"the chain is broken at entry {self.broken_at}"
        parts = [f"{self.entries} entries, {state}, {self.checkpoints} checkpoints"]
        for lines, what in ((self.torn_lines, "cut off by a kill, harmless"), (self.unreadable_lines, "unreadable")):
            if lines:
                parts.append(f"checkpoint file: {what}: line {', '.join(map(str, lines[:10]))}")
        return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class _Checkpoint:
    seq: int
    chain_hash: str
    signature: str


@dataclass(frozen=True, slots=True)
class _Stated:
    """Every checkpoint of the file and of the table, and the lines of the file that are none."""

    checkpoints: frozenset[_Checkpoint]
    torn: tuple[int, ...]
    unreadable: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Chain:
    """What one pass over the sealed entries found; ``hashes`` of the asked places only."""

    entries: int
    broken_at: int | None
    hashes: dict[int, str]


def _checkpoint_in(line: str) -> _Checkpoint | None:
    try:
        match json.loads(line):
            case {"seq": int(seq), "chain_hash": str(chain_hash), "signature": str(signature)}:
                return _Checkpoint(seq, chain_hash, signature)
    except ValueError:
        pass
    return None


def _read_stated() -> _Stated:
    """The file first: what stands there was committed to the table before."""
    path = _checkpoint_file()
    lines = path.read_bytes().decode(errors="replace").split("\n") if path.exists() else []
    found = {number: (line, _checkpoint_in(line)) for number, line in enumerate(lines, start=1) if line}
    table = {_Checkpoint(row.seq, row.chain_hash, row.signature) for row in AuditCheckpoint.objects.all()}
    whole = [_line(point.seq, point.chain_hash, point.signature) for point in table]
    torn: list[int] = []
    unreadable: list[int] = []
    for number, (line, point) in found.items():
        if point is None:
            (torn if any(text.startswith(line) for text in whole) else unreadable).append(number)
    points = {point for _, point in found.values() if point is not None}
    return _Stated(frozenset(points | table), tuple(torn), tuple(unreadable))


def _read_chain(places: Collection[int]) -> _Chain:
    """Recompute the chain in one pass over what is sealed when the pass begins."""
    hashes: dict[int, str] = {}
    entries = 0

    def sealed() -> Iterator[tuple[int, ChainEntry, str]]:
        nonlocal entries
        for row in AuditEntry.objects.exclude(seq=None).order_by("seq").iterator(chunk_size=1000):
            entries += 1
            seq = row.seq or 0
            if seq in places:
                hashes[seq] = row.entry_hash
            yield seq, _chain_entry(row), row.entry_hash

    rows = sealed()
    broken_at = first_break(rows)
    for _ in rows:  # the checkpoints behind a break are looked at too
        pass
    return _Chain(entries, broken_at, hashes)


def _judge(stated: _Stated, chain: _Chain) -> AuditVerdict:
    public = _signing_key().public_key()
    broken = [] if chain.broken_at is None else [chain.broken_at]
    for point in stated.checkpoints:
        try:
            public.verify(base64.b64decode(point.signature), _statement(point.seq, point.chain_hash))
        except (InvalidSignature, ValueError):
            broken.append(point.seq)
        else:
            if chain.hashes.get(point.seq) != point.chain_hash:
                broken.append(point.seq)
    return AuditVerdict(
        chain.entries, min(broken, default=None), len(stated.checkpoints), stated.torn, stated.unreadable
    )


def verify_audit() -> AuditVerdict:
    """Recompute the chain and hold it against every checkpoint, those in the file included: a cut tail is seen too.

    A sealer may run meanwhile: checkpoints are read before the entries, so every entry they speak of is there to be found.
    """
    stated = _read_stated()
    return _judge(stated, _read_chain({point.seq for point in stated.checkpoints}))
