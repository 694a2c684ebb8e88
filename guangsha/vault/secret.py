"""A value that does not print itself."""

from collections.abc import Callable
from typing import Any, final

MASK = "***"


@final
class Secret:
    """Holds a personal value: text, logs, JSON and tracebacks show a mask; only ``reveal()`` opens it.

    A secret read from the database is opened on first ``reveal()``; ``sealed`` is then its stored token.
    """

    __slots__ = ("_open", "_text", "sealed")

    def __init__(self, text: str) -> None:
        if not isinstance(text, str):
            raise TypeError("a Secret holds text")
        self._text: str | None = text
        self._open: Callable[[], str] | None = None
        self.sealed: str | None = None

    @classmethod
    def from_token(cls, token: str, opener: Callable[[], str]) -> "Secret":
        """A secret whose text is still encrypted in ``token``; ``opener`` decrypts it once."""
        secret = cls("")
        secret._text, secret._open, secret.sealed = None, opener, token
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
