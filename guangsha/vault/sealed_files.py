"""Files sealed with a person's key, in chunks: any size, read as a stream, and no part of one can be cut, moved or swapped.

On disk: magic, salt, then chunks of AES-256-GCM. The file's own key is derived from the person's key, the salt and the file
id; the associated data of a chunk is file id, number and whether it is the last.
"""

from __future__ import annotations

import os
import secrets
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from guangsha.vault.keys import KEY_BYTES, key_store

MAGIC = b"GSF1"
SALT_BYTES = 16
TAG_BYTES = 16
CHUNK = 64 * 1024


class SealedFileDamaged(Exception):
    """The bytes on disk are not the file that was sealed: cut, reordered, swapped or altered."""


def sealed_path(file_id: UUID) -> Path:
    """Where the file lies, below the data directory; its name says nothing."""
    name = file_id.hex
    return Path(settings.DATA_DIR) / "private" / name[-2:] / name


def sealed_size(size: int) -> int:
    """Bytes on disk of a file with ``size`` bytes of content."""
    chunks = max(1, -(-size // CHUNK))
    return len(MAGIC) + SALT_BYTES + size + chunks * TAG_BYTES


def _cipher(person_id: UUID, file_id: UUID, salt: bytes) -> AESGCM:
    derived = HKDF(hashes.SHA256(), KEY_BYTES, salt, b"private-file:" + file_id.bytes)
    return AESGCM(derived.derive(key_store().data_key(person_id)))


def _bound(file_id: UUID, number: int, last: bool) -> tuple[bytes, bytes]:
    """Nonce and associated data of a chunk; the key is the file's own, so a counter is a good nonce."""
    return struct.pack(">Q?3x", number, last), struct.pack(">16sQ?", file_id.bytes, number, last)


def _rechunk(parts: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    waiting = bytearray()
    for part in parts:
        view = memoryview(part)
        for start in range(0, len(view), CHUNK):
            waiting += view[start : start + CHUNK]
            if len(waiting) > CHUNK:
                yield bytes(waiting[:CHUNK]), False
                del waiting[:CHUNK]
    yield bytes(waiting), True


def write_sealed(*, person_id: UUID, file_id: UUID, parts: Iterable[bytes]) -> int:
    """Seal ``parts`` as the file ``file_id``; its content's size. Whole and on disk when this returns, else not there.

    Raises FileExistsError when the id is taken, ErasedSubject when the person's key was destroyed.
    """
    path, salt, size = sealed_path(file_id), secrets.token_bytes(SALT_BYTES), 0
    cipher = _cipher(person_id, file_id, salt)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
            handle.write(MAGIC + salt)
            for number, (chunk, last) in enumerate(_rechunk(parts)):
                nonce, bound = _bound(file_id, number, last)
                handle.write(cipher.encrypt(nonce, chunk, bound))
                size += len(chunk)
            handle.flush()
            os.fsync(handle.fileno())
        os.link(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    return size


def read_sealed(*, person_id: UUID, file_id: UUID, size: int) -> Iterator[bytes]:
    """The content of a file of ``size`` bytes, chunk by chunk; each is checked before it is given.

    Length and first chunk are checked at once, before anything is answered. Raises SealedFileDamaged, ErasedSubject.
    """
    path = sealed_path(file_id)
    try:
        if path.stat().st_size != sealed_size(size):
            raise SealedFileDamaged(str(file_id))
    except FileNotFoundError as error:
        raise SealedFileDamaged(str(file_id)) from error
    content = _chunks(path, person_id, file_id, size)
    first = next(content)
    return _after(first, content)


def _after(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _chunks(path: Path, person_id: UUID, file_id: UUID, size: int) -> Iterator[bytes]:
    last_number = max(0, -(-size // CHUNK) - 1)
    with path.open("rb") as handle:
        head = handle.read(len(MAGIC) + SALT_BYTES)
        if not head.startswith(MAGIC):
            raise SealedFileDamaged(str(file_id))
        cipher = _cipher(person_id, file_id, head[len(MAGIC) :])
        for number in range(last_number + 1):
            nonce, bound = _bound(file_id, number, number == last_number)
            try:
                yield cipher.decrypt(nonce, handle.read(CHUNK + TAG_BYTES), bound)
            except InvalidTag as error:
                raise SealedFileDamaged(str(file_id)) from error


def remove_sealed(file_id: UUID) -> None:
    """Take the bytes away; doing it twice is the same as once."""
    sealed_path(file_id).unlink(missing_ok=True)
