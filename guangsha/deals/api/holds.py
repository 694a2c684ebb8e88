"""The buyer's own routes: hold a home, see one's holds, let go."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from guangsha.accounts.public import has_verified_phone
from guangsha.backbone.public import (
    DatabaseBusy,
    KeyIn,
    OperationMismatch,
    Routes,
    acting_person,
    command,
    run_named,
    signed_in,
)
from guangsha.deals.domain.errors import DepositPaid, PhoneNeeded, SubscribedAlready
from guangsha.deals.domain.holds import OPERATION, asked
from guangsha.deals.schemas.holds import HoldIn, HoldOut, HoldsOut
from guangsha.deals.selectors.holds import own_hold, own_holds
from guangsha.deals.services.subscriptions import let_go
from guangsha.inventory.public import (
    CoolingDown,
    HoldEnded,
    HoldingTooFast,
    HoldsAnother,
    NotOffered,
    PriceChanged,
    UnitTaken,
    hold_unit,
    release_hold,
)
from guangsha.kit.errors import NotFound, Unauthenticated

routes = Routes(tags=["buying"])


@routes.post(
    "/units/{unit_id}/holds",
    policy=signed_in,
    response=HoldOut,
    errors=[
        Unauthenticated,
        PhoneNeeded,
        NotFound,
        UnitTaken,
        HoldsAnother,
        CoolingDown,
        HoldingTooFast,
        NotOffered,
        PriceChanged,
        OperationMismatch,
        DatabaseBusy,
    ],
    operation_id="hold_unit",
)
def hold(request: HttpRequest, response: HttpResponse, unit_id: UUID, body: HoldIn, key: KeyIn) -> HoldOut:
    """Have a home to oneself for a quarter of an hour, at the price of its receipt. Holding one's own again changes nothing."""
    _, me = acting_person(request)
    if not has_verified_phone(person_id=me):
        raise PhoneNeeded()

    def work() -> dict[str, Any]:
        return {"hold": str(hold_unit(unit_id=unit_id, person_id=me, receipt_hash=body.receipt_hash))}

    done = run_named(
        request, work, key=key, name=OPERATION, body=asked(unit_id=unit_id, receipt_hash=body.receipt_hash)
    )
    response["Cache-Control"] = "private, no-store"
    return HoldOut.of(own_hold(me, UUID(done["hold"])))


@routes.get("/me/holds", policy=signed_in, response=HoldsOut, errors=[Unauthenticated], operation_id="list_own_holds")
def list_holds(request: HttpRequest, response: HttpResponse) -> HoldsOut:
    """One's holds, live ones first."""
    response["Cache-Control"] = "private, no-store"
    return HoldsOut(items=[HoldOut.of(own) for own in own_holds(acting_person(request)[1])])


@routes.get(
    "/me/holds/{hold_id}",
    policy=signed_in,
    response=HoldOut,
    errors=[Unauthenticated, NotFound],
    operation_id="get_own_hold",
)
def get_hold(request: HttpRequest, response: HttpResponse, hold_id: UUID) -> HoldOut:
    """One of one's holds."""
    response["Cache-Control"] = "private, no-store"
    return HoldOut.of(own_hold(acting_person(request)[1], hold_id))


@routes.delete(
    "/me/holds/{hold_id}",
    policy=signed_in,
    response=HoldOut,
    errors=[Unauthenticated, NotFound, HoldEnded, DepositPaid, SubscribedAlready],
    operation_id="release_own_hold",
)
def release(request: HttpRequest, response: HttpResponse, hold_id: UUID) -> HoldOut:
    """Let go of a home: others can have it at once, oneself after a while. Letting go twice changes nothing more."""
    actor, me = acting_person(request)

    def work() -> None:
        release_hold(claim_id=hold_id, person_id=me)
        let_go(hold_id=hold_id, person_id=me)

    command(work, actor=actor)
    response["Cache-Control"] = "private, no-store"
    return HoldOut.of(own_hold(me, hold_id))
