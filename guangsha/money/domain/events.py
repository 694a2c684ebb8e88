"""What money tells the others. Ids and states; a listener loads the facts by ``money.public``."""

from dataclasses import dataclass
from typing import ClassVar

from guangsha.backbone.public import Event


@dataclass(frozen=True, slots=True)
class _OfSubject(Event):
    """``subject`` is the one that the obligation was opened for; events of one subject keep their order."""

    obligation_id: str
    subject: str

    @property
    def aggregate(self) -> str:
        """The subject."""
        return self.subject


@dataclass(frozen=True, slots=True)
class ObligationPaid(_OfSubject):
    """What was owed is paid: once per obligation. ``late``: it had been cancelled, and its subject was restored."""

    name: ClassVar[str] = "money.obligation_paid"
    payment_id: str
    late: bool


@dataclass(frozen=True, slots=True)
class PaymentChanged(_OfSubject):
    """A payment took another state."""

    name: ClassVar[str] = "money.payment_changed"
    payment_id: str
    state: str


@dataclass(frozen=True, slots=True)
class RefundChanged(_OfSubject):
    """A refund took another state; also told when it is completed."""

    name: ClassVar[str] = "money.refund_changed"
    payment_id: str
    refund_id: str
    state: str


@dataclass(frozen=True, slots=True)
class RefundCompleted(_OfSubject):
    """The provider says that the money has gone back: once per refund."""

    name: ClassVar[str] = "money.refund_completed"
    payment_id: str
    refund_id: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class CaseOpened(Event):
    """Something about money needs a person."""

    name: ClassVar[str] = "money.case_opened"
    case_id: str
    kind: str

    @property
    def aggregate(self) -> str:
        """The case."""
        return f"money_case:{self.case_id}"
