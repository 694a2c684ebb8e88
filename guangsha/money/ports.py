"""What money asks of the outside (providers) and of contexts above it (whose obligations these are)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from guangsha.money.domain.clocks import PAYMENT_FOR
from guangsha.money.domain.errors import NoticeForged, NoticeUnreadable, ProviderDown
from guangsha.money.domain.facts import Destination, LateAnswer
from guangsha.money.domain.statements import reference

__all__ = [
    "CURRENCY",
    "PAYMENT_FOR",
    "Answer",
    "Back",
    "BackState",
    "BillKind",
    "BillLine",
    "Charge",
    "ChargeState",
    "Destination",
    "InvoiceIssuer",
    "InvoiceOrder",
    "Issue",
    "IssueState",
    "LateAnswer",
    "Notice",
    "NoticeForged",
    "NoticeUnreadable",
    "PaymentOrder",
    "Provider",
    "ProviderDown",
    "RawNotice",
    "RefundOrder",
    "SubjectHooks",
    "by_hand",
    "can_arrive",
    "hooks_of",
    "issuer_in_use",
    "offered",
    "provider_called",
    "reference",
    "register_issuer",
    "register_provider",
    "register_subject",
]  # fmt: skip
CURRENCY = "CNY"


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """What a provider is asked to collect. ``notify_url``: where it tells us; ``return_url``: where the browser comes back."""

    merchant_no: str
    amount_fen: int
    title: str
    expires_at: datetime
    notify_url: str
    return_url: str
    client_ip: str = ""


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """What a provider is asked to give back. Sending the same number again changes nothing."""

    refund_no: str
    merchant_no: str
    amount_fen: int
    paid_fen: int
    reason: str
    notify_url: str


class ChargeState(StrEnum):
    """What a provider says about a payment. UNKNOWN: it has never heard of it."""

    UNKNOWN = "unknown"
    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"
    CLOSED = "closed"


class BackState(StrEnum):
    """What a provider says about a refund."""

    UNKNOWN = "unknown"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Charge:
    """A payment as its provider has it. ``amount_fen``, ``currency``, ``merchant`` are what it says, not what we think: where it
    says that money came and does not say to whom, that is nobody's word.
    """

    merchant_no: str
    state: ChargeState
    amount_fen: int | None = None
    currency: str = CURRENCY
    merchant: str = ""
    provider_no: str = ""
    paid_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Back:
    """A refund as its provider has it."""

    refund_no: str
    state: BackState
    amount_fen: int | None = None
    currency: str = CURRENCY
    merchant: str = ""


@dataclass(frozen=True, slots=True)
class RawNotice:
    """A request to the notice address as it came. Header names are lower case."""

    headers: Mapping[str, str]
    body: bytes
    path: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notice says, once its signature was found good. ``event_id``: the provider's own, the same in repetitions."""

    event_id: str
    charge: Charge | None = None
    back: Back | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider wants to hear so that it stops telling."""

    content_type: str
    body: str


class BillKind(StrEnum):
    """What a line of a bill is about."""

    PAYMENT = "payment"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class BillLine:
    """A line of a provider's daily bill. ``number``: our merchant number or refund number."""

    kind: BillKind
    number: str
    amount_fen: int
    state: str
    at: datetime | None = None


class Provider(Protocol):
    """A way to pay. Every method but ``read_notice`` speaks HTTP, is called outside commands, and raises ProviderDown.

    All of them may be called again for the same number.
    """

    name: str
    merchant: str
    """What the provider calls us; a notice for somebody else is none of ours."""
    payable_for: timedelta
    """How long an attempt stays payable before it is closed."""
    arrives_within: timedelta
    """How long money takes from the buyer's decision until we hear of it: nothing that lapses sooner is paid this way."""
    by_hand: bool
    """Whether its refunds are transferred by a person of ours."""
    calendar: tzinfo
    """Whose days its bills are."""
    bill_after: timedelta
    """When a day's bill can be had, counted from the end of the day."""

    def create(self, order: PaymentOrder) -> Destination:
        """Announce a payment; where its buyer goes."""
        ...

    def read_notice(self, notice: RawNotice) -> Notice:
        """Check the signature and read. Raises NoticeForged, NoticeUnreadable (with what it is about, if it says so). No HTTP."""
        ...

    def thanks(self) -> Answer:
        """The answer that says: taken."""
        ...

    def query(self, merchant_no: str) -> Charge:
        """The payment as the provider has it."""
        ...

    def close(self, merchant_no: str) -> Charge:
        """Have it never be paid any more, unless it was; as it is afterwards."""
        ...

    def refund(self, order: RefundOrder) -> Back:
        """Give money back, or say how far that is."""
        ...

    def query_refund(self, refund_no: str, *, merchant_no: str) -> Back:
        """The refund as the provider has it."""
        ...

    def bill(self, day: date) -> Sequence[BillLine]:
        """What the provider settled on that day of its own calendar."""
        ...


_providers: dict[str, Provider] = {}
_house_only: set[str] = set()


def register_provider(provider: Provider, *, to_buyers: bool = True) -> None:
    """Offer a way to pay; its name again replaces it. ``to_buyers`` False: it is used only where the house expects money."""
    _providers[provider.name] = provider
    (_house_only.discard if to_buyers else _house_only.add)(provider.name)


def provider_called(name: str) -> Provider | None:
    """The provider with this name, if it is offered here."""
    return _providers.get(name)


def offered(*, time_left: timedelta | None = None) -> list[str]:
    """The names of what is offered, sorted. ``time_left``: of what lapses then; what takes longer to arrive is left out."""
    return sorted(
        name
        for name, one in _providers.items()
        if name not in _house_only and (time_left is None or can_arrive(one, time_left=time_left))
    )


def matched() -> list[str]:
    """The names of all whose days are matched with ours, sorted: also of what the house expects money by and offers nobody."""
    return sorted(_providers)


def by_hand(name: str) -> bool:
    """Whether a person of ours transfers refunds of this way to pay; also of one that is not offered any more."""
    provider = _providers.get(name)
    return provider is None or provider.by_hand


def can_arrive(provider: Provider, *, time_left: timedelta) -> bool:
    """Whether money by this way can be here in time."""
    return provider.arrives_within <= time_left


@dataclass(frozen=True, slots=True)
class InvoiceOrder:
    """An e-invoice to be issued. Sending the same ``request_no`` again changes nothing. ``tax_no``: empty for a person."""

    request_no: str
    amount_fen: int
    title: str
    tax_no: str
    item: str
    merchant_no: str


class IssueState(StrEnum):
    """What the service says about an invoice. UNKNOWN: it has never heard of it."""

    UNKNOWN = "unknown"
    PROCESSING = "processing"
    ISSUED = "issued"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Issue:
    """An invoice as its service has it. ``reason``: why it was refused."""

    request_no: str
    state: IssueState
    invoice_no: str = ""
    reason: str = ""


class InvoiceIssuer(Protocol):
    """A service that issues e-invoices 数电发票. Both methods speak HTTP, are called outside commands, raise ProviderDown."""

    name: str

    def issue(self, order: InvoiceOrder) -> Issue:
        """Ask for it, or say how far it is."""
        ...

    def query(self, request_no: str) -> Issue:
        """As it has it."""
        ...


_issuers: dict[str, InvoiceIssuer] = {}


def register_issuer(issuer: InvoiceIssuer | None) -> None:
    """The service in use from now on; None: none."""
    _issuers.clear()
    if issuer is not None:
        _issuers[issuer.name] = issuer


def issuer_in_use() -> InvoiceIssuer | None:
    """The service in use."""
    return next(iter(_issuers.values()), None)


class SubjectHooks(Protocol):
    """What the owner of a kind of subject is asked. Inside the command, so no outside effect."""

    def payment_begins(self, *, subject: str, obligation_id: UUID) -> datetime | None:
        """A payment is about to be under way: keep what it is for, and say until when, where that is when it is due from now on.

        NotKept refuses the payment.
        """
        ...

    def late_money(self, *, subject: str, obligation_id: UUID, amount_fen: int) -> LateAnswer:
        """Money arrived for an obligation that was cancelled: take the subject back if it can be had, else REFUND."""
        ...

    def may_go_back(self, *, subject: str, obligation_id: UUID) -> bool:
        """Staff want to give back of what settled the obligation: whether nothing counts on it any more."""
        ...


class _Nobody:
    """Whose subject has no owner registered: payments begin, late money goes back."""

    def payment_begins(self, *, subject: str, obligation_id: UUID) -> datetime | None:
        """Nothing to keep."""
        return None

    def late_money(self, *, subject: str, obligation_id: UUID, amount_fen: int) -> LateAnswer:
        """Back."""
        return LateAnswer.REFUND

    def may_go_back(self, *, subject: str, obligation_id: UUID) -> bool:
        """Nothing counts on it."""
        return True


_subjects: dict[str, SubjectHooks] = {}


def register_subject(kind: str, hooks: SubjectHooks) -> None:
    """Answer for subjects that begin with ``kind:``; a kind again replaces."""
    _subjects[kind] = hooks


def hooks_of(subject: str) -> SubjectHooks:
    """Who answers for this subject."""
    return _subjects.get(subject.partition(":")[0]) or _Nobody()
