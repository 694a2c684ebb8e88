"""What mortgages ask of banks. One channel may speak for several banks; which one is meant travels with the order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from guangsha.money.public import StatementLine
from guangsha.mortgages.domain.errors import BankDown, BankForged
from guangsha.mortgages.domain.states import BankWord, RefusalCause
from guangsha.vault.public import Secret

__all__ = [
    "BankDown",
    "BankForged",
    "BankNews",
    "BankPort",
    "BankWord",
    "Borrower",
    "LoanOrder",
    "LoanPaper",
    "RawNews",
    "RefusalCause",
    "Stage",
    "WantedPaper",
    "channel_called",
    "channel_names",
    "register_bank_channel",
]


class Stage(StrEnum):
    """What is asked: whether the bank would lend, or the loan itself, once the purchase contract is signed."""

    PRE_APPROVAL = "pre_approval"
    FORMAL = "formal"


@dataclass(frozen=True, slots=True)
class Borrower:
    """An applicant as the bank is told of them; every one of them has agreed to it by name of the bank."""

    line: int
    full_name: Secret
    id_number: Secret
    employer: Secret
    income: Secret
    marital: Secret
    loans: Secret


@dataclass(frozen=True, slots=True)
class LoanOrder:
    """What a bank is asked. Sending the same number and stage again changes nothing.

    ``notify_url``: where the bank tells us; ``transfer_mark``: what it writes on its transfer, "" before the loan is formal.
    """

    number: str
    bank: str
    stage: Stage
    product: str
    amount_fen: int
    years: int
    price_fen: int
    home: str
    notify_url: str
    transfer_mark: str
    borrowers: tuple[Borrower, ...]


@dataclass(frozen=True, slots=True)
class LoanPaper:
    """A document that was checked, for the bank; the same item and line again replaces it."""

    number: str
    item: str
    line: int
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class WantedPaper:
    """A document that the bank wants (again)."""

    item: str
    line: int


@dataclass(frozen=True, slots=True)
class BankNews:
    """An application as the bank has it, by notice or when asked. ``amount_fen``: what it says, not what we think.

    ``seq``: rises with every change at the bank, so that news in the wrong order is known for what it is. ``event_id``: the
    bank's own, the same in repetitions; an answer to a question has one too.
    """

    number: str
    bank: str
    event_id: str
    seq: int
    word: BankWord
    amount_fen: int | None = None
    rate_millionths: int | None = None
    valid_until: datetime | None = None
    wanted: tuple[WantedPaper, ...] = ()
    cause: RefusalCause | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class RawNews:
    """A request to the notice address as it came. Header names are lower case."""

    headers: Mapping[str, str]
    body: bytes
    path: str


class BankPort(Protocol):
    """A channel to banks. All but ``read_news`` speak HTTP, are called outside commands, raise BankDown, and may be repeated."""

    name: str

    def submit(self, order: LoanOrder) -> BankNews:
        """Ask; the application as the bank has it then."""
        ...

    def send_paper(self, paper: LoanPaper) -> None:
        """Hand a document in."""
        ...

    def query(self, number: str) -> BankNews:
        """As the bank has it. UNKNOWN: it has never heard of it."""
        ...

    def withdraw(self, number: str) -> BankNews:
        """The buyer takes it back; as it is afterwards."""
        ...

    def read_news(self, raw: RawNews) -> BankNews:
        """Check the signature and read. Raises BankForged. No HTTP."""
        ...

    def desk_url(self, number: str) -> str:
        """Where the bank's part can be played in a demonstration; "": at no real bank."""
        ...

    def arrivals(self, number: str) -> Sequence[StatementLine]:
        """Lines of the supervised account's statement that came of this loan, where the bank that keeps it tells them."""
        ...


_channels: dict[str, BankPort] = {}


def register_bank_channel(channel: BankPort) -> None:
    """Speak to banks by this channel; its name again replaces it."""
    _channels[channel.name] = channel


def channel_called(name: str) -> BankPort | None:
    """The channel with this name, if there is one here."""
    return _channels.get(name)


def channel_names() -> list[str]:
    """Those that are there, sorted."""
    return sorted(_channels)
