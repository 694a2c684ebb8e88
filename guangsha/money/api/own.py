"""A buyer's own money: what is owed, how it is paid, what comes back."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from guangsha.accounts.public import Limit, take
from guangsha.backbone.public import (
    DatabaseBusy,
    KeyIn,
    OperationMismatch,
    Routes,
    acting_person,
    client_address,
    command,
    run_named,
    signed_in,
)
from guangsha.kit.errors import NotFound, Unauthenticated
from guangsha.money.domain.errors import NotKept, ObligationSettled, ProviderNotOffered
from guangsha.money.outside import announce_if_possible
from guangsha.money.schemas.own import (
    ObligationOut,
    ObligationsOut,
    PayIn,
    PaymentOut,
    PaymentsOut,
    RefundOut,
    RefundsOut,
)
from guangsha.money.selectors.own import own_obligation, own_obligations, own_payment, own_payments, own_refunds
from guangsha.money.selectors.ways import ways_for
from guangsha.money.services.payments import begin_payment, follow

routes = Routes(tags=["paying"])
PRIVATE = "private, no-store"
CHECKS = Limit("money.check", times=20, seconds=60)
"""Of one buyer; beyond it the provider is asked when its time has come."""


@routes.get(
    "/me/obligations", policy=signed_in, response=ObligationsOut, errors=[Unauthenticated],
    operation_id="list_own_obligations",
)  # fmt: skip
def list_obligations(request: HttpRequest, response: HttpResponse) -> ObligationsOut:
    """What one owes and owed, newest first."""
    response["Cache-Control"] = PRIVATE
    return ObligationsOut(
        items=[ObligationOut.of(one, ways_for(one)) for one in own_obligations(acting_person(request)[1])]
    )


@routes.get(
    "/me/obligations/{obligation_id}", policy=signed_in, response=ObligationOut, errors=[Unauthenticated, NotFound],
    operation_id="get_own_obligation",
)  # fmt: skip
def get_obligation(request: HttpRequest, response: HttpResponse, obligation_id: UUID) -> ObligationOut:
    """One thing that one owes, and the ways it can be paid."""
    response["Cache-Control"] = PRIVATE
    owed = own_obligation(acting_person(request)[1], obligation_id)
    return ObligationOut.of(owed, ways_for(owed))


@routes.post(
    "/me/obligations/{obligation_id}/payments",
    policy=signed_in,
    response=PaymentOut,
    errors=[Unauthenticated, NotFound, ObligationSettled, NotKept, ProviderNotOffered, OperationMismatch, DatabaseBusy],
    operation_id="begin_payment",
)
def pay(request: HttpRequest, response: HttpResponse, obligation_id: UUID, body: PayIn, key: KeyIn) -> PaymentOut:
    """Begin to pay; where to go. ``destination`` null: the provider does not answer yet, look again in a moment."""
    _, me = acting_person(request)

    def work() -> dict[str, Any]:
        begun = begin_payment(obligation_id=obligation_id, payer_id=me, provider=body.provider)
        return {"payment": str(begun)}

    asked = {"obligation": str(obligation_id), **body.model_dump()}
    payment_id = UUID(run_named(request, work, key=key, name="money.pay", body=asked)["payment"])
    announce_if_possible(payment_id, client_ip=client_address(request))
    response["Cache-Control"] = PRIVATE
    return PaymentOut.of(own_payment(me, payment_id))


@routes.get(
    "/me/payments", policy=signed_in, response=PaymentsOut, errors=[Unauthenticated], operation_id="list_own_payments"
)
def list_payments(request: HttpRequest, response: HttpResponse) -> PaymentsOut:
    """One's payments, newest first."""
    response["Cache-Control"] = PRIVATE
    return PaymentsOut(items=[PaymentOut.of(one) for one in own_payments(acting_person(request)[1])])


@routes.get(
    "/me/payments/{payment_id}", policy=signed_in, response=PaymentOut, errors=[Unauthenticated, NotFound],
    operation_id="get_own_payment",
)  # fmt: skip
def get_payment(request: HttpRequest, response: HttpResponse, payment_id: UUID) -> PaymentOut:
    """One payment, as far as it is known how it ended."""
    response["Cache-Control"] = PRIVATE
    return PaymentOut.of(own_payment(acting_person(request)[1], payment_id))


@routes.post(
    "/me/payments/{payment_id}/check", policy=signed_in, response=PaymentOut,
    errors=[Unauthenticated, NotFound, DatabaseBusy], operation_id="check_own_payment",
)  # fmt: skip
def check(request: HttpRequest, response: HttpResponse, payment_id: UUID) -> PaymentOut:
    """Have the provider asked now instead of a little later; the payment as it is known at this moment."""
    actor, me = acting_person(request)
    if PaymentOut.of(own_payment(me, payment_id)).checking and take(CHECKS, str(me)):
        command(lambda: follow(payment_id), actor=actor)
    response["Cache-Control"] = PRIVATE
    return PaymentOut.of(own_payment(me, payment_id))


@routes.get(
    "/me/refunds", policy=signed_in, response=RefundsOut, errors=[Unauthenticated], operation_id="list_own_refunds"
)
def list_refunds(request: HttpRequest, response: HttpResponse) -> RefundsOut:
    """One's refunds, newest first, each with how far it is."""
    response["Cache-Control"] = PRIVATE
    return RefundsOut(items=[RefundOut.of(one) for one in own_refunds(acting_person(request)[1])])
