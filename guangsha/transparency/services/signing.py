"""The log's key, and the copy of every head that is kept outside the database."""

import json
import os
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from guangsha.transparency.domain.heads import note, origin_of, statement
from guangsha.vault.public import private_file


def _key() -> Ed25519PrivateKey:
    path = Path(settings.KEYS_DIR) / "ledger_signing_key"
    return Ed25519PrivateKey.from_private_bytes(
        private_file(path, lambda: Ed25519PrivateKey.generate().private_bytes_raw())
    )


def public_key() -> bytes:
    """32 bytes, Ed25519."""
    return _key().public_key().public_bytes_raw()


def signed(size: int, root: bytes, at: datetime) -> str:
    """The head as a signed note."""
    key, public = _key(), public_key()
    text = statement(origin_of(public), size, root, at)
    return note(text, public, key.sign(text.encode()))


def _file() -> Path:
    return Path(settings.DATA_DIR) / "ledger" / "heads.jsonl"


def keep_head(size: int, root: str, signed_note: str) -> None:
    """Append the head to the file beside the database. A kill may lose a line or its end: the table has it."""
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"size": size, "root": root, "note": signed_note})
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        os.write(descriptor, f"\n{line}\n".encode())  # a line of its own, whatever stands before it
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


TAIL = 8_192


def kept_head() -> tuple[int, str] | None:
    """Size and root of the newest head in the file."""
    path = _file()
    if not path.exists():
        return None
    with path.open("rb") as handle:
        handle.seek(max(0, path.stat().st_size - TAIL))
        lines = handle.read().decode(errors="replace").split("\n")
    for line in reversed(lines):
        try:
            match json.loads(line):
                case {"size": int(size), "root": str(root)}:
                    return size, root
        except ValueError:
            continue
    return None
