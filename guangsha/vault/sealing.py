"""Sealing with the installation's own keys: for secrets of the machinery, and for columns of tables that are not ours."""

import base64

from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from guangsha.vault.keys import keyring

FINDABLE = "s1"
"""Deterministic, AES-SIV: equal texts of one label give equal tokens, so that equality can be asked and kept unique."""


def seal_text(text: str, *, context: str) -> str:
    """A token of ``text`` under the current master key, bound to ``context``; another one each time."""
    return keyring().seal(text.encode(), context=context.encode())


def open_text(token: str, *, context: str) -> str:
    """The text in ``token``. Raises KeyMissing or cryptography's InvalidTag."""
    return keyring().open(token, context=context.encode()).decode()


def _siv(label: str) -> AESSIV:
    ring = keyring()
    return AESSIV(ring.index_key(f"siv-mac:{label}") + ring.index_key(f"siv-encrypt:{label}"))


def seal_findable(text: str, *, label: str) -> str:
    """The one token of ``text`` in the column ``label``; 25 bytes and a third longer than the text."""
    sealed = base64.urlsafe_b64encode(_siv(label).encrypt(text.encode(), [label.encode()])).decode()
    return f"{FINDABLE}.{sealed.rstrip('=')}"


def open_findable(token: str, *, label: str) -> str:
    """The text of a token made by ``seal_findable`` for the same label. Raises cryptography's InvalidTag."""
    body = token.removeprefix(f"{FINDABLE}.")
    raw = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    return _siv(label).decrypt(raw, [label.encode()]).decode()


def is_findable(token: str) -> bool:
    """Whether ``token`` looks like one of ``seal_findable``; no address or name starts like it."""
    return token.startswith(f"{FINDABLE}.") and "@" not in token
