"""Alerts by e-mail without an account. The token from the mail says whose they are; it travels in bodies, not in addresses."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest
from ninja import Status

from guangsha.accounts.public import Limit, ProofRefused, TooOften, accept_proof, take
from guangsha.backbone.public import Routes, acting, anyone, client_network, command, signed_in
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Invalid, NotFound, Unauthenticated
from guangsha.watching.api.me import search_out
from guangsha.watching.domain.errors import AlertLinkInvalid, TooManySaved
from guangsha.watching.schemas import (
    AdoptedOut,
    AlertAskedOut,
    AlertChangeIn,
    AlertIn,
    AlertsOut,
    AlertStopIn,
    StoppedOut,
    TokenIn,
)
from guangsha.watching.selectors import alerts_of, count_searches
from guangsha.watching.services import subscribers
from guangsha.watching.services.searches import change_search

routes = Routes(tags=["watching"])
PER_NETWORK = Limit("alerts-network-hour", 20, 3600)
PER_ADDRESS = Limit("alerts-address-day", 5, 86_400)


def _alerts(subscriber_id: UUID) -> AlertsOut:
    found = alerts_of(subscriber_id)
    if found is None:
        raise AlertLinkInvalid
    return AlertsOut(
        token=subscribers.manage_token(subscriber_id),
        email=found.email,
        searches=[search_out(one) for one in found.searches],
    )


@routes.post(
    "/alerts",
    policy=anyone,
    response=AlertAskedOut,
    status=202,
    errors=[Invalid, ProofRefused, TooOften],
    operation_id="ask_for_alerts",
)
def ask_for_alerts(request: HttpRequest, body: AlertIn) -> Any:
    """Ask an address by mail whether it wants the news of a search. The answer is the same for every address."""
    accept_proof(body.proof)
    for limit, subject in ((PER_NETWORK, client_network(request)), (PER_ADDRESS, body.email)):
        if not take(limit, subject):
            raise TooOften(retry_after_s=limit.seconds)
    now = utc_now()
    command(
        lambda: subscribers.subscribe(
            email=body.email, query=body.query, name=body.name, cadence=body.cadence, language=body.language, now=now
        ),
        actor=acting(request),
    )
    return Status(202, AlertAskedOut(confirm_within_s=int(subscribers.CONFIRM_WITHIN.total_seconds())))


@routes.post(
    "/alerts/confirm", policy=anyone, response=AlertsOut, errors=[AlertLinkInvalid], operation_id="confirm_alerts"
)
def confirm(request: HttpRequest, body: TokenIn) -> AlertsOut:
    """The address says yes."""
    now = utc_now()
    return _alerts(command(lambda: subscribers.confirm(token=body.token, now=now), actor=acting(request)))


@routes.post("/alerts/read", policy=anyone, response=AlertsOut, errors=[AlertLinkInvalid], operation_id="read_alerts")
def read(request: HttpRequest, body: TokenIn) -> AlertsOut:
    """What the address is subscribed to."""
    return _alerts(subscribers.subscriber_of(body.token))


@routes.post(
    "/alerts/change",
    policy=anyone,
    response=AlertsOut,
    errors=[AlertLinkInvalid, NotFound],
    operation_id="change_alerts",
)
def change(request: HttpRequest, body: AlertChangeIn) -> AlertsOut:
    """Change how often one search writes, pause it or let it go on."""
    subscriber_id, now = subscribers.subscriber_of(body.token), utc_now()
    command(
        lambda: change_search(
            owner_id=subscriber_id, search_id=body.search_id, now=now, cadence=body.cadence, paused=body.paused
        ),
        actor=acting(request),
    )
    return _alerts(subscriber_id)


@routes.post("/alerts/stop", policy=anyone, response=StoppedOut, errors=[AlertLinkInvalid], operation_id="stop_alerts")
def stop(request: HttpRequest, body: AlertStopIn) -> StoppedOut:
    """End one search's alerts, or all. With the last one the address is deleted."""
    subscriber_id = subscribers.subscriber_of(body.token)
    command(lambda: subscribers.stop(subscriber_id=subscriber_id, search_id=body.search_id), actor=acting(request))
    return StoppedOut(left=count_searches(subscriber_id))


@routes.post(
    "/alerts/adopt",
    policy=signed_in,
    response=AdoptedOut,
    errors=[Unauthenticated, AlertLinkInvalid, TooManySaved],
    operation_id="adopt_alerts",
)
def adopt(request: HttpRequest, body: TokenIn) -> AdoptedOut:
    """Move the subscription into one's account."""
    actor, now = acting(request), utc_now()
    person_id = cast(UUID, actor.person_id)
    moved = command(lambda: subscribers.adopt(token=body.token, person_id=person_id, now=now), actor=actor)
    return AdoptedOut(moved=moved)
