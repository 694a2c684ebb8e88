"""Bank transfer with a reference: nobody tells us and nobody can be asked; the statement that is imported says what arrived."""

from collections.abc import Sequence
from datetime import date, timedelta, tzinfo

from guangsha.kit.clock import CHINA
from guangsha.money.ports import (
    Answer,
    Back,
    BackState,
    BillLine,
    Charge,
    ChargeState,
    Destination,
    Notice,
    NoticeForged,
    PaymentOrder,
    RawNotice,
    RefundOrder,
    reference,
)


class BankTransfer:
    """The adapter. ``account``: what buyers are told to transfer to. What it cannot know it says is pending."""

    name = "bank"
    payable_for = timedelta(days=3)
    arrives_within = timedelta(days=1)
    calendar: tzinfo = CHINA
    bill_after = timedelta(0)
    by_hand = True

    def __init__(self, account: str) -> None:
        self.merchant = account

    def create(self, order: PaymentOrder) -> Destination:
        """The account and the reference."""
        return Destination("transfer", f"{self.merchant} · {reference(order.merchant_no)}")

    def read_notice(self, notice: RawNotice) -> Notice:
        """A bank sends none."""
        raise NoticeForged("banks send no notices here")

    def thanks(self) -> Answer:
        """To nobody."""
        return Answer("text/plain", "")

    def query(self, merchant_no: str) -> Charge:
        """Until a statement says more."""
        return Charge(merchant_no, ChargeState.PENDING)

    def close(self, merchant_no: str) -> Charge:
        """Not expected any more; what arrives all the same is late money."""
        return Charge(merchant_no, ChargeState.CLOSED)

    def refund(self, order: RefundOrder) -> Back:
        """Transferred by hand, with the reference of its number."""
        return Back(order.refund_no, BackState.PROCESSING)

    def query_refund(self, refund_no: str, *, merchant_no: str) -> Back:
        """Until a statement says more."""
        return Back(refund_no, BackState.PROCESSING)

    def bill(self, day: date) -> Sequence[BillLine]:
        """The statement is the bill, and it is imported."""
        return []
