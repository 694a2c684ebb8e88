"""Obligations and payments made through the services, and charges as a provider would tell them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection

from guangsha.backbone.public import command
from guangsha.config.invariants import broken
from guangsha.kit.actor import system_actor
from guangsha.kit.clock import utc_now
from guangsha.kit.ids import new_id
from guangsha.money import ports
from guangsha.money.domain.facts import LateAnswer
from guangsha.money.models import Payment
from guangsha.money.ports import Back, BackState, Charge, ChargeState
from guangsha.money.public import Purpose, open_obligation
from guangsha.money.services.payments import begin_payment, record_charge
from guangsha.money.services.refunds import record_back
from tests.transparency.support import seal

T = TypeVar("T")
TELLER = system_actor("tester")
DUE = datetime(2027, 1, 1, tzinfo=UTC)
DEPOSIT = 5_000_000
PAYER = UUID("01936d5e-0000-7000-8000-00000000a001")
HOUSE = UUID("01936d5e-0000-7000-8000-00000000b001")


def run(work: Callable[[], T]) -> T:
    """``work`` as a command."""
    return command(work, actor=TELLER)


def owe(amount_fen: int = DEPOSIT, *, subject: str = "", payer_id: UUID = PAYER, organisation_id: UUID = HOUSE) -> UUID:
    """Somebody owes a deposit."""
    key = new_id()
    return run(
        lambda: open_obligation(
            subject=subject or f"test:{key}",
            payer_id=payer_id,
            organisation_id=organisation_id,
            purpose=Purpose.DEPOSIT,
            amount_fen=amount_fen,
            due_at=DUE,
            title="定金 · 云麓里 1栋 0101",
            title_en="Deposit · Yunlu Lane 1-0101",
            cause=f"test:{key}",
        )
    )


def begin(obligation_id: UUID, *, payer_id: UUID = PAYER, provider: str = "sandbox") -> UUID:
    """The payer begins to pay."""
    return run(lambda: begin_payment(obligation_id=obligation_id, payer_id=payer_id, provider=provider))


def tell(payment_id: UUID, state: ChargeState = ChargeState.PAID, **values: Any) -> None:
    """The provider says that the payment is in ``state``; ``values`` of the charge that are not as they should be."""
    payment, provider = Payment.objects.get(pk=payment_id), ports.provider_called("sandbox")
    assert provider is not None
    said = {"merchant_no": payment.merchant_no, "amount_fen": payment.amount_fen, "merchant": provider.merchant}
    run(lambda: record_charge(provider=provider, charge=Charge(**{**said, "state": state, **values})))


def tell_back(refund_no: str, state: BackState = BackState.COMPLETED, **values: Any) -> None:
    """The provider says that the refund is in ``state``."""
    provider = ports.provider_called("sandbox")
    assert provider is not None
    said = {"merchant": provider.merchant, **values}
    run(lambda: record_back(provider=provider, back=Back(refund_no, state, **said)))


def paid(amount_fen: int = DEPOSIT, **options: Any) -> tuple[UUID, UUID]:
    """An obligation and the payment that settled it."""
    obligation = owe(amount_fen, **options)
    payment = begin(obligation, payer_id=options.get("payer_id", PAYER))
    tell(payment)
    return obligation, payment


def found_broken() -> set[str]:
    """The invariants that the database breaks, once the loops have sealed what happened."""
    seal()
    with connection.cursor() as cursor:
        return {one.name for one in broken(cursor, now=utc_now())}


class Keeper:
    """Owns the subjects of a test: says what ``answer`` is, and writes down what it was asked."""

    def __init__(self, answer: LateAnswer = LateAnswer.REFUND, refusal: Exception | None = None) -> None:
        self.answer, self.refusal = answer, refusal
        self.begun: list[str] = []
        self.late: list[int] = []

    def payment_begins(self, *, subject: str, obligation_id: UUID) -> None:
        self.begun.append(subject)
        if self.refusal:
            raise self.refusal

    def late_money(self, *, subject: str, obligation_id: UUID, amount_fen: int) -> LateAnswer:
        self.late.append(amount_fen)
        return self.answer

    def may_go_back(self, *, subject: str, obligation_id: UUID) -> bool:
        return True


@contextmanager
def keeping(keeper: Keeper) -> Iterator[Keeper]:
    """``keeper`` answers for subjects of tests."""
    ports.register_subject("test", keeper)
    try:
        yield keeper
    finally:
        del ports._subjects["test"]
