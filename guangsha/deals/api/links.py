"""Links: an advisor's, by which somebody in the room buys on a phone of their own, and those by which co-buyers confirm."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from guangsha.accounts.public import has_verified_phone
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
from guangsha.deals.api.answers import PRIVATE, own_deal
from guangsha.deals.domain.errors import (
    LinkOver,
    NotTheBuyer,
    OwnLink,
    PhoneNeeded,
    RealNameNeeded,
    TooManyLinks,
    UnitNotFree,
)
from guangsha.deals.policies import assistants
from guangsha.deals.schemas.holds import HoldOut
from guangsha.deals.schemas.links import (
    CoBuyerInvitationOut,
    CodeIn,
    ConfirmLinkIn,
    DealLinkOut,
    DealLinksOut,
    InvitedOut,
    MakeLinkIn,
    OfferedLinkOut,
)
from guangsha.deals.schemas.subscriptions import SubscriptionOut
from guangsha.deals.selectors.holds import own_hold
from guangsha.deals.selectors.links import invited, offered_link, own_link, own_links
from guangsha.deals.services.co_buyers import confirm_co_buyer, invite_co_buyer
from guangsha.deals.services.links import cancel_link, confirm_link, make_link, open_link
from guangsha.inventory.public import CoolingDown, HoldingTooFast, HoldsAnother, NotOffered, PriceChanged, UnitTaken
from guangsha.kit.errors import Forbidden, NotFound, Unauthenticated

routes = Routes(tags=["buying"])
console_routes = Routes(tags=["console: deals"])
STAFF = [Unauthenticated, Forbidden]


@console_routes.get(
    "/console/deal-links", policy=assistants, response=DealLinksOut, errors=STAFF, operation_id="list_deal_links"
)
def list_links(request: HttpRequest, response: HttpResponse) -> DealLinksOut:
    """The links one made, newest first."""
    response["Cache-Control"] = "no-store"
    return DealLinksOut(items=[DealLinkOut.of(one) for one in own_links(actor=acting(request))])


@console_routes.post(
    "/console/deal-links", policy=assistants, response=DealLinkOut,
    errors=[*STAFF, NotFound, UnitNotFree, TooManyLinks, OperationMismatch], operation_id="make_deal_link",
)  # fmt: skip
def make(request: HttpRequest, response: HttpResponse, body: MakeLinkIn, key: KeyIn) -> DealLinkOut:
    """Begin a deal for somebody in the room. Nothing is held before that person confirms on a phone of their own."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        return {"link": str(make_link(actor=actor, project_id=body.project_id, unit_id=body.unit_id))}

    done = run_named(request, work, key=key, name="deals.make_link", body=body.model_dump(mode="json"))
    response["Cache-Control"] = "no-store"
    return DealLinkOut.of(own_link(actor=actor, link_id=UUID(done["link"])))


@console_routes.get(
    "/console/deal-links/{link_id}", policy=assistants, response=DealLinkOut, errors=[*STAFF, NotFound],
    operation_id="get_deal_link",
)  # fmt: skip
def get_link(request: HttpRequest, response: HttpResponse, link_id: UUID) -> DealLinkOut:
    """One of one's links, and how far its buyer is."""
    response["Cache-Control"] = "no-store"
    return DealLinkOut.of(own_link(actor=acting(request), link_id=link_id))


@console_routes.post(
    "/console/deal-links/{link_id}/cancel", policy=assistants, response=DealLinkOut,
    errors=[*STAFF, NotFound, LinkOver], operation_id="cancel_deal_link",
)  # fmt: skip
def cancel(request: HttpRequest, response: HttpResponse, link_id: UUID) -> DealLinkOut:
    """Take a link back that nobody confirmed. Twice is once."""
    actor = acting(request)
    command(lambda: cancel_link(actor=actor, link_id=link_id), actor=actor)
    response["Cache-Control"] = "no-store"
    return DealLinkOut.of(own_link(actor=actor, link_id=link_id))


@routes.get(
    "/me/deal-links/{link_code}", policy=signed_in, response=OfferedLinkOut,
    errors=[Unauthenticated, NotFound, OwnLink, LinkOver], operation_id="get_offered_link",
)  # fmt: skip
def offered(request: HttpRequest, response: HttpResponse, link_code: CodeIn) -> OfferedLinkOut:
    """What an advisor's link offers."""
    response["Cache-Control"] = PRIVATE
    return OfferedLinkOut.of(offered_link(code=link_code, person_id=acting_person(request)[1]))


@routes.post(
    "/me/deal-links/{link_code}/opening", policy=signed_in, response=OfferedLinkOut,
    errors=[Unauthenticated, NotFound, OwnLink, LinkOver], operation_id="open_offered_link",
)  # fmt: skip
def opening(request: HttpRequest, response: HttpResponse, link_code: CodeIn) -> OfferedLinkOut:
    """One looks at it, and its advisor sees that somebody does. Again changes nothing."""
    actor, me = acting_person(request)
    command(lambda: open_link(code=link_code, person_id=me), actor=actor)
    response["Cache-Control"] = PRIVATE
    return OfferedLinkOut.of(offered_link(code=link_code, person_id=me))


@routes.post(
    "/me/deal-links/{link_code}/hold", policy=signed_in, response=HoldOut,
    errors=[
        Unauthenticated, PhoneNeeded, NotFound, OwnLink, LinkOver, UnitTaken, HoldsAnother, CoolingDown, HoldingTooFast,
        NotOffered, PriceChanged, OperationMismatch, DatabaseBusy,
    ],
    operation_id="confirm_deal_link",
)  # fmt: skip
def confirm(
    request: HttpRequest, response: HttpResponse, link_code: CodeIn, body: ConfirmLinkIn, key: KeyIn
) -> HoldOut:
    """Hold the home of the link, at the price that was read: the link is one's own from then on."""
    _, me = acting_person(request)
    if not has_verified_phone(person_id=me):
        raise PhoneNeeded()

    def work() -> dict[str, Any]:
        return {"hold": str(confirm_link(code=link_code, person_id=me, receipt_hash=body.receipt_hash))}

    done = run_named(request, work, key=key, name="deals.confirm_link", body={"code": link_code, **body.model_dump()})
    response["Cache-Control"] = PRIVATE
    return HoldOut.of(own_hold(me, UUID(done["hold"])))


@routes.post(
    "/me/subscriptions/{subscription_id}/buyers/{line}/invitation", policy=signed_in, response=CoBuyerInvitationOut,
    errors=[Unauthenticated, NotFound, LinkOver], operation_id="invite_co_buyer",
)  # fmt: skip
def invite(request: HttpRequest, response: HttpResponse, subscription_id: UUID, line: int) -> CoBuyerInvitationOut:
    """A link by which a co-buyer confirms; the one before is over."""
    actor, me = acting_person(request)
    code = command(lambda: invite_co_buyer(subscription_id=subscription_id, person_id=me, line=line), actor=actor)
    response["Cache-Control"] = PRIVATE
    return CoBuyerInvitationOut(line=line, code=code, path=f"/j/{code}")


@routes.get(
    "/me/co-buyer-invitations/{invite_code}", policy=signed_in, response=InvitedOut,
    errors=[Unauthenticated, NotFound, LinkOver], operation_id="get_co_buyer_invitation",
)  # fmt: skip
def get_invitation(request: HttpRequest, response: HttpResponse, invite_code: CodeIn) -> InvitedOut:
    """What one is asked to take part in."""
    response["Cache-Control"] = PRIVATE
    return InvitedOut.of(invited(code=invite_code, person_id=acting_person(request)[1]))


@routes.post(
    "/me/co-buyer-invitations/{invite_code}/confirmation", policy=signed_in, response=SubscriptionOut,
    errors=[Unauthenticated, NotFound, LinkOver, RealNameNeeded, NotTheBuyer, HoldsAnother], operation_id="confirm_co_buyer",
)  # fmt: skip
def confirm_taking_part(request: HttpRequest, response: HttpResponse, invite_code: CodeIn) -> SubscriptionOut:
    """Take part as the buyer one was named as: the verified name and number have to be the ones that were named."""
    actor, me = acting_person(request)
    deal = command(lambda: confirm_co_buyer(code=invite_code, person_id=me), actor=actor)
    return own_deal(response, me, deal)
