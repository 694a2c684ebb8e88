"""What notifications ask of others: where a person can be reached, and the ways out."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from guangsha.notifications.domain.kinds import Channel, Words
from guangsha.vault.public import Secret


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person can be reached by a channel, and in which language (zh, en)."""

    value: Secret
    language: str


class AddressBook(Protocol):
    """Knows people; registered by accounts."""

    def __call__(self, person_id: UUID, channel: Channel) -> Address | None:
        """The person's verified address for ``channel``; None: there is none."""
        ...


class SendLater(Exception):
    """The provider is busy or away: the same sending is tried again."""


class SendRefused(Exception):
    """The provider will never take this: the address is wrong or blocked. Its text is a code without personal values."""


class Sender(Protocol):
    """A way out; registered by whoever has an adapter."""

    def __call__(self, address: Address, words: Words, *, sending_id: UUID) -> str:
        """Send and return the provider's id. ``sending_id`` is the same when it is tried again. Raises SendLater, SendRefused."""
        ...


def _nobody(person_id: UUID, channel: Channel) -> Address | None:
    return None


_book: list[AddressBook] = [_nobody]
_senders: dict[Channel, Sender] = {}


def register_address_book(book: AddressBook) -> None:
    """Have ``book`` say where people can be reached."""
    _book[0] = book


def register_sender(channel: Channel, sender: Sender) -> None:
    """Have ``sender`` carry what goes out by ``channel``; the last one registered counts."""
    _senders[channel] = sender


def address_of(person_id: UUID, channel: Channel) -> Address | None:
    """Where the person can be reached by ``channel``."""
    return _book[0](person_id, channel)


def sender_for(channel: Channel) -> Sender | None:
    """The way out by ``channel``; None: this installation has none."""
    return _senders.get(channel)
