"""The sealer: chains committed audit entries, signs where the chain stands, and keeps that word outside the database too."""

import base64
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction

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
        AuditEntry.objects.bulk_update(rows, ["seq", "entry_hash"], batch_size=100)
        signature = base64.b64encode(_signing_key().sign(_statement(seq, previous))).decode()
        AuditCheckpoint.objects.create(seq=seq, chain_hash=previous, signature=signature)
    path = _checkpoint_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        handle.write(json.dumps({"seq": seq, "chain_hash": previous, "signature": signature}) + "\n")
        handle.flush()
        os.fsync(handle.fileno())
    return len(rows) == BATCH


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """``broken_at`` is the first entry that does not hold; None: all ``entries`` do."""

    entries: int
    broken_at: int | None


def _sealed() -> Iterator[tuple[int, ChainEntry, str]]:
    for row in AuditEntry.objects.exclude(seq=None).order_by("seq").iterator(chunk_size=1000):
        yield row.seq or 0, _chain_entry(row), row.entry_hash


def verify_audit() -> AuditVerdict:
    """Recompute the chain and hold it against every checkpoint, those in the file included: a cut tail is seen too."""
    count = AuditEntry.objects.exclude(seq=None).count()
    broken = first_break(_sealed())
    hashes = dict(AuditEntry.objects.exclude(seq=None).values_list("seq", "entry_hash"))
    public = _signing_key().public_key()
    stated = [(row.seq, row.chain_hash, row.signature) for row in AuditCheckpoint.objects.order_by("seq")]
    path = _checkpoint_file()
    if path.exists():
        for line in path.read_text().splitlines():
            item = json.loads(line)
            stated.append((item["seq"], item["chain_hash"], item["signature"]))
    for seq, chain_hash, signature in stated:
        try:
            public.verify(base64.b64decode(signature), _statement(seq, chain_hash))
        except InvalidSignature:
            broken = min(broken or seq, seq)
            continue
        if hashes.get(seq) != chain_hash:
            broken = min(broken or seq, seq)
    return AuditVerdict(count, broken)
