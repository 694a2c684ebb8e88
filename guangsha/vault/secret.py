"""A value that does not print itself."""

from collections.abc import Callable
from typing import Any, NamedTuple, final
from uuid import UUID

MASK = "***"


class Place(NamedTuple):
    """What a token is bound to: ``context`` is table, column and row, ``person_id`` whose key seals it."""

    context: bytes
    person_id: UUID


@final
class Secret:
    """Holds a personal value: text, logs, JSON and tracebacks show a mask; only ``reveal()`` opens it.

    A secret read from the database is opened on first ``reveal()``; ``sealed`` is then its stored token, and ``place`` names
    the row, column and person it was sealed for: it is readable nowhere else.
    """

    __slots__ = ("_open", "_text", "place", "sealed")

    def __init__(self, text: str) -> None:
        if not isinstance(text, str):
            raise TypeError("a Secret holds text")
        self._text: str | None = text
        self._open: Callable[[], str] | None = None
        self.sealed: str | None = None
        self.place: Place | None = None

    @classmethod
    def from_token(cls, token: str, opener: Callable[[], str], *, place: Place) -> "Secret":
        """A secret whose text is still encrypted in ``token`` for ``place``; ``opener`` decrypts it once."""
        secret = cls("")
        secret._text, secret._open, secret.sealed, secret.place = None, opener, token, place
        return secret

    @classmethod
    def at_home(cls, text: str, token: str, *, place: Place) -> "Secret":
        """A secret that was just sealed: its text and the token that now stands for it in ``place``."""
        secret = cls(text)
        secret.sealed, secret.place = token, place
        return secret

    @property
    def is_open(self) -> bool:
        """Whether the clear text is in memory: new, or revealed before."""
        return self._text is not None

    def reveal(self) -> str:
        """The clear text. Raises ErasedSubject when the person's key was destroyed."""
        if self._text is None:
            assert self._open is not None
            self._text = self._open()
        return self._text

    def __str__(self) -> str:
        return MASK

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __format__(self, spec: str) -> str:
        return MASK

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self.reveal() == other.reveal()

    def __hash__(self) -> int:
        raise TypeError("a Secret is not hashable: hashes of personal values leak")

    def __reduce__(self) -> Any:
        raise TypeError("a Secret cannot be pickled")
