"""A tree head as a signed note, in the form of C2SP tlog-checkpoint (https://c2sp.org/tlog-checkpoint).

Origin, size, root (base64), one line with the moment; an empty line; ``— name base64(key hash + Ed25519 signature)``. The
signature is over everything up to and with the last line break before the empty line.
"""

import base64
import hashlib
from datetime import datetime

from guangsha.transparency.domain.leaves import stamp

ED25519 = b"\x01"
NAME = "guangsha-ledger"


def origin_of(public_key: bytes) -> str:
    """The name of a log: it stays when the site moves, and another key is another log."""
    return f"{NAME}/{hashlib.sha256(public_key).hexdigest()[:16]}"


def key_hash(public_key: bytes) -> bytes:
    """The four bytes that name a key in a note."""
    return hashlib.sha256(origin_of(public_key).encode() + b"\n" + ED25519 + public_key).digest()[:4]


def statement(origin: str, size: int, root: bytes, at: datetime) -> str:
    """What is signed."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\ntime {stamp(at)}\n"


def note(text: str, public_key: bytes, signature: bytes) -> str:
    """The statement with its signature."""
    return f"{text}\n\u2014 {origin_of(public_key)} {base64.b64encode(key_hash(public_key) + signature).decode()}\n"
