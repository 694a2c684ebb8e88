"""Appointments to hand homes over: a buyer's own, and the times that the house offers."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from guangsha.accounts.public import StepUpNeeded
from guangsha.backbone.public import (
    DatabaseBusy,
    KeyIn,
    OperationMismatch,
    Routes,
    acting,
    acting_person,
    command,
    run_named,
    signed_in,
)
from guangsha.deals.api.answers import PRIVATE, desk_deal, own_deal
from guangsha.deals.domain.errors import HandoverRefused, NoOpenHandover, NotYetContracted, SlotGone, SlotTaken
from guangsha.deals.policies import handover_keepers, readers
from guangsha.deals.schemas.handover import (
    HandoverDeskOut,
    HandoverIn,
    HandoverRefusalIn,
    SheetIn,
    SlotOut,
    SlotsIn,
    SlotsOut,
)
from guangsha.deals.schemas.staff import DealOut
from guangsha.deals.schemas.subscriptions import SubscriptionOut
from guangsha.deals.selectors.handover import handover_desk, handover_slots
from guangsha.deals.services.handing_over import confirm_handover, open_handover, refuse_handover
from guangsha.deals.services.handover import book_handover, close_slot, give_back_handover, offer_slots
from guangsha.inventory.public import StatusConflict
from guangsha.kit.errors import Forbidden, Invalid, NotFound, Unauthenticated

routes = Routes(tags=["buying"])
console_routes = Routes(tags=["console: deals"])
OWN = "/me/subscriptions/{subscription_id}/handover"
SLOTS = "/console/projects/{project_id}/handover-slots"
STAFF = [Unauthenticated, Forbidden, NotFound]


def _slots(me: UUID, subscription_id: UUID) -> SlotsOut:
    return SlotsOut(items=[SlotOut.of(one) for one in handover_slots(person_id=me, subscription_id=subscription_id)])


@routes.get(
    OWN, policy=signed_in, response=SlotsOut, errors=[Unauthenticated, NotFound], operation_id="get_handover_slots"
)
def slots(request: HttpRequest, response: HttpResponse, subscription_id: UUID) -> SlotsOut:
    """Times at which a home one bought can be handed over, and one's own."""
    response["Cache-Control"] = PRIVATE
    return _slots(acting_person(request)[1], subscription_id)


@routes.post(
    OWN, policy=signed_in, response=SlotsOut,
    errors=[Unauthenticated, NotFound, NotYetContracted, SlotGone, SlotTaken, OperationMismatch, DatabaseBusy],
    operation_id="book_handover",
)  # fmt: skip
def book(request: HttpRequest, response: HttpResponse, subscription_id: UUID, body: HandoverIn, key: KeyIn) -> SlotsOut:
    """Take a place at a time; the one had before is given back."""
    _, me = acting_person(request)

    def work() -> dict[str, Any]:
        book_handover(subscription_id=subscription_id, person_id=me, slot_id=body.slot_id)
        return {}

    asked = {"subscription": str(subscription_id), **body.model_dump(mode="json")}
    run_named(request, work, key=key, name="deals.book_handover", body=asked)
    response["Cache-Control"] = PRIVATE
    return _slots(me, subscription_id)


@routes.delete(
    OWN, policy=signed_in, response=SlotsOut, errors=[Unauthenticated, NotFound, NotYetContracted, SlotGone],
    operation_id="give_back_handover",
)  # fmt: skip
def give_back(request: HttpRequest, response: HttpResponse, subscription_id: UUID) -> SlotsOut:
    """Not come at one's time: its place is free again. Twice is once."""
    actor, me = acting_person(request)
    command(lambda: give_back_handover(subscription_id=subscription_id, person_id=me), actor=actor)
    response["Cache-Control"] = PRIVATE
    return _slots(me, subscription_id)


@routes.post(
    f"{OWN}/confirmation", policy=signed_in, response=SubscriptionOut,
    errors=[Unauthenticated, NotFound, NoOpenHandover, StepUpNeeded, StatusConflict, OperationMismatch, DatabaseBusy],
    operation_id="confirm_handover",
)  # fmt: skip
def confirm(request: HttpRequest, response: HttpResponse, subscription_id: UUID, key: KeyIn) -> SubscriptionOut:
    """Take the home: it is handed over."""
    actor, me = acting_person(request)

    def work() -> dict[str, Any]:
        confirm_handover(subscription_id=subscription_id, person_id=me, proved=actor)
        return {}

    run_named(request, work, key=key, name="deals.confirm_handover", body=str(subscription_id))
    return own_deal(response, me, subscription_id)


@routes.post(
    f"{OWN}/refusal", policy=signed_in, response=SubscriptionOut,
    errors=[Unauthenticated, NotFound, NoOpenHandover, OperationMismatch, DatabaseBusy], operation_id="refuse_handover",
)  # fmt: skip
def refuse(
    request: HttpRequest, response: HttpResponse, subscription_id: UUID, body: HandoverRefusalIn, key: KeyIn
) -> SubscriptionOut:
    """Do not take the home as it is, and say why; another time can be chosen."""
    _, me = acting_person(request)

    def work() -> dict[str, Any]:
        refuse_handover(subscription_id=subscription_id, person_id=me, reason=body.reason)
        return {}

    asked = {"subscription": str(subscription_id), **body.model_dump()}
    run_named(request, work, key=key, name="deals.refuse_handover", body=asked)
    return own_deal(response, me, subscription_id)


@console_routes.post(
    "/console/deals/{deal_id}/handover", policy=handover_keepers, response=DealOut,
    errors=[*STAFF, NotYetContracted, HandoverRefused, OperationMismatch, DatabaseBusy], operation_id="open_handover",
)  # fmt: skip
def open_it(request: HttpRequest, response: HttpResponse, deal_id: UUID, body: SheetIn, key: KeyIn) -> DealOut:
    """At the visit: write down what was read and given; the buyer confirms on their own phone."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        return {"id": str(open_handover(actor=actor, deal_id=deal_id, sheet=body.plain()))}

    run_named(request, work, key=key, name="deals.open_handover", body={"deal": str(deal_id), **body.model_dump()})
    return desk_deal(response, actor, deal_id)


@console_routes.get(SLOTS, policy=readers, response=HandoverDeskOut, errors=STAFF, operation_id="get_handover_desk")
def desk(request: HttpRequest, response: HttpResponse, project_id: UUID) -> HandoverDeskOut:
    """The times of a project that are still to come, and who comes."""
    response["Cache-Control"] = "no-store"
    return HandoverDeskOut.of(handover_desk(actor=acting(request), project_id=project_id))


@console_routes.post(
    SLOTS, policy=handover_keepers, response=HandoverDeskOut, errors=[*STAFF, Invalid, OperationMismatch],
    operation_id="offer_handover_slots",
)  # fmt: skip
def offer(request: HttpRequest, response: HttpResponse, project_id: UUID, body: SlotsIn, key: KeyIn) -> HandoverDeskOut:
    """Offer times; those that are offered already stay as they are."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        made = offer_slots(
            actor=actor, project_id=project_id, starts=body.starts, minutes=body.minutes, places=body.places
        )
        return {"made": made}

    asked = [str(project_id), body.model_dump(mode="json")]
    run_named(request, work, key=key, name="deals.offer_slots", body=asked)
    response["Cache-Control"] = "no-store"
    return HandoverDeskOut.of(handover_desk(actor=actor, project_id=project_id))


@console_routes.post(
    f"{SLOTS}/{{slot_id}}/close", policy=handover_keepers, response=HandoverDeskOut, errors=STAFF,
    operation_id="close_handover_slot",
)  # fmt: skip
def close(request: HttpRequest, response: HttpResponse, project_id: UUID, slot_id: UUID) -> HandoverDeskOut:
    """Nobody else takes this time; who has it keeps it."""
    actor = acting(request)
    command(lambda: close_slot(actor=actor, project_id=project_id, slot_id=slot_id), actor=actor)
    response["Cache-Control"] = "no-store"
    return HandoverDeskOut.of(handover_desk(actor=actor, project_id=project_id))
