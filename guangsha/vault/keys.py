"""Keys: one keyring of master keys, and a data key per person in a key store apart from the database.

Files, all readable by the owner alone, below the keys directory:
``keyring.json`` (master keys by id, the index key) and ``people.sqlite3`` (per-person data keys, each sealed by a master key).
Destroying a person's key makes every value sealed with it unreadable, in the database and in its backups.
"""

import base64
import contextlib
import json
import os
import secrets
import sqlite3
import threading
import time
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from uuid import UUID

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from guangsha.vault.private_files import private_file

NONCE_BYTES = 12
KEY_BYTES = 32
BUSY_S = 20
WIPE_WAIT_S = 20.0


class ErasedSubject(Exception):
    """The person's key was destroyed: their values are gone for good."""


class KeyMissing(Exception):
    """A value is sealed with a master key that this keyring does not hold."""


class KeyNotWiped(Exception):
    """The person is erased, but a reader kept the store busy: bytes of the key are still on the disk. Destroy it again."""


class KeyStore(Protocol):
    """Where the data keys of people live. The shipped store is a file; a KMS or HSM can take its place."""

    def data_key(self, person_id: UUID) -> bytes:
        """The person's 32-byte key, made on first use. Raises ErasedSubject after ``destroy``."""

    def destroy(self, person_id: UUID) -> None:
        """Forget the key for ever; doing it twice is the same as once. Raises KeyNotWiped."""


KEYRING = "keyring.json"


class Keyring:
    """Master keys by id; ``current`` seals, all of them open. Made on first use of an empty directory."""

    def __init__(self, directory: Path) -> None:
        data = json.loads(private_file(directory / KEYRING, self._fresh))
        self.current: str = data["current"]
        self._masters = {name: base64.b64decode(key) for name, key in data["masters"].items()}
        self._index = base64.b64decode(data["index"])

    @staticmethod
    def _fresh() -> bytes:
        fresh = {
            "current": "m1",
            "masters": {"m1": base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()},
            "index": base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode(),
        }
        return json.dumps(fresh).encode()

    def seal(self, plain: bytes, *, context: bytes) -> str:
        """``plain`` under the current master key, bound to ``context``; a printable token."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        body = AESGCM(self._masters[self.current]).encrypt(nonce, plain, context)
        return f"{self.current}.{base64.urlsafe_b64encode(nonce + body).decode()}"

    def open(self, token: str, *, context: bytes) -> bytes:
        """The bytes in ``token``. Raises KeyMissing or cryptography's InvalidTag."""
        name, _, body = token.partition(".")
        if name not in self._masters:
            raise KeyMissing(name)
        raw = base64.urlsafe_b64decode(body)
        return AESGCM(self._masters[name]).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], context)

    @lru_cache(maxsize=256)  # noqa: B019 - one keyring lives as long as the process
    def index_key(self, label: str) -> bytes:
        """A key of its own for the blind index ``label``, so that equal values in two columns do not match."""
        return HKDF(hashes.SHA256(), KEY_BYTES, None, b"blind-index:" + label.encode()).derive(self._index)

    def blind_index(self, label: str, value: str) -> str:
        """HMAC-SHA256 (hex) of ``value`` under the key of ``label``."""
        mac = hmac.HMAC(self.index_key(label), hashes.SHA256())
        mac.update(value.encode())
        return mac.finalize().hex()


class FileKeyStore:
    """Per-person keys in a SQLite file of their own, each sealed by a master key."""

    def __init__(self, directory: Path, keyring: Keyring) -> None:
        self._path = directory / "people.sqlite3"
        self._keyring = keyring
        self._local = threading.local()
        if not self._path.exists():
            os.close(os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600))
        with self._connection() as connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS person_key (person_id TEXT PRIMARY KEY, sealed TEXT) WITHOUT ROWID"
            )
        with contextlib.suppress(KeyNotWiped):  # what a killed `destroy` left behind; others may be reading now
            self._wipe(wait_s=0.0)

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None or getattr(self._local, "pid", None) != os.getpid():
            connection = sqlite3.connect(self._path, timeout=BUSY_S, isolation_level=None)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
                connection.execute(f"PRAGMA {pragma}")
            self._local.connection, self._local.pid = connection, os.getpid()
        return connection

    def data_key(self, person_id: UUID) -> bytes:
        """The person's key, made on first use; two processes asking at once get the same one."""
        context = f"person-key:{person_id}".encode()
        connection = self._connection()
        fresh = self._keyring.seal(secrets.token_bytes(KEY_BYTES), context=context)
        query = "SELECT sealed FROM person_key WHERE person_id = ?"
        row = connection.execute(query, (str(person_id),)).fetchone()
        if row is None:
            connection.execute("INSERT OR IGNORE INTO person_key VALUES (?, ?)", (str(person_id), fresh))
            row = connection.execute(query, (str(person_id),)).fetchone()
        if row[0] is None:
            raise ErasedSubject(str(person_id))
        return self._keyring.open(row[0], context=context)

    def destroy(self, person_id: UUID) -> None:
        """Overwrite the sealed key with nothing, keep the mark, so that it is never made again, and wipe its bytes.

        Raises KeyNotWiped when readers kept the files busy; the key is not given out any more even then.
        """
        self._connection().execute(
            "INSERT INTO person_key VALUES (?, NULL) ON CONFLICT (person_id) DO UPDATE SET sealed = NULL",
            (str(person_id),),
        )
        self._wipe(wait_s=WIPE_WAIT_S)

    def _wipe(self, *, wait_s: float) -> None:
        """Move the log into the main file, where ``secure_delete`` zeroes what was overwritten, and cut the log to nothing."""
        connection, deadline = self._connection(), time.monotonic() + wait_s
        connection.execute("PRAGMA busy_timeout=0")  # our own patience, not the store's
        try:
            while True:
                try:
                    busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                except sqlite3.OperationalError:  # another checkpoint holds the lock
                    busy = 1
                if not busy:
                    return
                if time.monotonic() >= deadline:
                    raise KeyNotWiped("the key store is busy; destroy the key again")
                time.sleep(0.02)
        finally:
            connection.execute(f"PRAGMA busy_timeout={BUSY_S * 1000}")


_lock = threading.Lock()
_opened: dict[Path, tuple[Keyring, KeyStore]] = {}


def _open() -> tuple[Keyring, KeyStore]:
    directory = Path(settings.KEYS_DIR)
    with _lock:
        if directory not in _opened:
            keyring = Keyring(directory)
            _opened[directory] = (keyring, FileKeyStore(directory, keyring))
        return _opened[directory]


def keys_exist() -> bool:
    """Whether this installation has its keys; asking makes none."""
    return (Path(settings.KEYS_DIR) / KEYRING).exists()


def keyring() -> Keyring:
    """The keyring of this installation."""
    return _open()[0]


def key_store() -> KeyStore:
    """The key store of this installation."""
    return _open()[1]
