"""What accounts tell the others."""

from dataclasses import dataclass
from typing import ClassVar

from guangsha.backbone.public import Event


@dataclass(frozen=True, slots=True)
class _AboutPerson(Event):
    person_id: str

    @property
    def aggregate(self) -> str:
        """The person."""
        return f"person:{self.person_id}"


@dataclass(frozen=True, slots=True)
class PersonRegistered(_AboutPerson):
    """Somebody new has an account."""

    name: ClassVar[str] = "accounts.person_registered"


@dataclass(frozen=True, slots=True)
class AccountClosing(_AboutPerson):
    """The person asked to close the account; it ends in a while unless they sign in before."""

    name: ClassVar[str] = "accounts.closing"


@dataclass(frozen=True, slots=True)
class PersonErased(_AboutPerson):
    """The account is closed and the person's key destroyed: others let go of what they hold about the person."""

    name: ClassVar[str] = "accounts.person_erased"


@dataclass(frozen=True, slots=True)
class SessionsEnded(_AboutPerson):
    """Some or all of a person's sessions are over: open sockets must ask again."""

    name: ClassVar[str] = "accounts.sessions_ended"


@dataclass(frozen=True, slots=True)
class RolesChanged(_AboutPerson):
    """What the person may do is different now."""

    name: ClassVar[str] = "accounts.roles_changed"
