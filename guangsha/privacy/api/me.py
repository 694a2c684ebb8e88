"""A person's own data and consents."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.responses import Status

from guangsha.accounts.public import StepUpNeeded
from guangsha.backbone.public import Routes, acting, command, signed_in, wants_english
from guangsha.kit.actor import Actor
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, Unauthenticated
from guangsha.privacy.domain.documents import SEPARATE
from guangsha.privacy.domain.errors import RequestWaits, TextOutdated
from guangsha.privacy.policies import person_or_device
from guangsha.privacy.schemas import (
    ConsentGiveIn,
    ConsentListOut,
    ConsentWithdrawIn,
    DataRequestIn,
    DataRequestMadeOut,
    LookListOut,
    MyDataOut,
)
from guangsha.privacy.selectors.consents import Subject, consent_states
from guangsha.privacy.selectors.data import StoredField, other_parts, stored_fields
from guangsha.privacy.selectors.looks import looks_at
from guangsha.privacy.selectors.requests import RequestLine, requests_of
from guangsha.privacy.services.consents import record_consent, withdraw_consent
from guangsha.privacy.services.requests import ask_for

routes = Routes(tags=["privacy"])


def _actor(request: HttpRequest, response: HttpResponse) -> Actor:
    response["Cache-Control"] = "no-store"
    return acting(request)


def _subject(actor: Actor) -> Subject:
    return Subject(person_id=actor.person_id, device_key=actor.device_key)


def _consents(actor: Actor) -> list[dict[str, Any]]:
    states = consent_states(subject=_subject(actor), now=utc_now())
    return [{**asdict(state), "separate": state.document in SEPARATE} for state in states]


@routes.get(
    "/me/consents",
    policy=person_or_device,
    response=ConsentListOut,
    errors=[Unauthenticated, Forbidden],
    operation_id="list_my_consents",
)
def list_my_consents(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    """What was agreed to and withdrawn, one entry per document."""
    return {"consents": _consents(_actor(request, response))}


@routes.post(
    "/me/consents",
    policy=person_or_device,
    response=ConsentListOut,
    errors=[Unauthenticated, Forbidden, TextOutdated],
    operation_id="give_consent",
)
def give_consent(request: HttpRequest, response: HttpResponse, body: ConsentGiveIn) -> dict[str, Any]:
    """Agree to one text, named by version and hash as it was shown."""
    actor, given = _actor(request, response), body.model_dump()
    command(lambda: record_consent(subject=_subject(actor), now=utc_now(), **given), actor=actor)
    return {"consents": _consents(actor)}


@routes.post(
    "/me/consents/withdrawals",
    policy=person_or_device,
    response=ConsentListOut,
    errors=[Unauthenticated, Forbidden],
    operation_id="withdraw_my_consent",
)
def withdraw_my_consent(request: HttpRequest, response: HttpResponse, body: ConsentWithdrawIn) -> dict[str, Any]:
    """Take a consent back: one request, as to give it."""
    actor = _actor(request, response)
    command(lambda: withdraw_consent(subject=_subject(actor), now=utc_now(), document=body.document), actor=actor)
    return {"consents": _consents(actor)}


def _field(stored: StoredField, english: bool) -> dict[str, Any]:
    field = stored.field
    return {
        "label": field.label,
        "title": field.title if english else field.title_zh,
        "purpose": field.purpose if english else field.purpose_zh,
        "basis": field.basis,
        "data_class": field.data_class,
        "retention_days": field.retention_days,
        "values": stored.values,
        "held": stored.held if english else stored.held_zh,
    }


def _request(line: RequestLine, english: bool) -> dict[str, Any]:
    kept = [
        {"labels": one["labels"], "law": one["law" if english else "law_zh"], "until": one["until"]}
        for one in line.kept
    ]
    return {**asdict(line), "kept": kept}


@routes.get(
    "/me/data", policy=signed_in, response=MyDataOut, errors=[Unauthenticated, Forbidden], operation_id="get_my_data"
)
def get_my_data(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    """What is stored about oneself and why, masked; the whole values are in the copy one can ask for."""
    actor, english, now = _actor(request, response), wants_english(request), utc_now()
    assert actor.person_id is not None
    return {
        "fields": [_field(stored, english) for stored in stored_fields(person_id=actor.person_id, now=now)],
        "parts": [
            {"name": name, "records": len(rows)} for name, rows in other_parts(person_id=actor.person_id).items()
        ],
        "consents": _consents(actor),
        "requests": [_request(line, english) for line in requests_of(person_id=actor.person_id, now=now)],
    }


@routes.get(
    "/me/data/looks",
    policy=signed_in,
    response=LookListOut,
    errors=[Unauthenticated, Forbidden],
    operation_id="list_looks_at_my_data",
)
def list_looks_at_my_data(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    """Who saw a whole value of mine, when, as what, and why."""
    actor, english = _actor(request, response), wants_english(request)
    assert actor.person_id is not None
    return {
        "looks": [
            {
                "at": look.at,
                "what": look.title if english else look.title_zh,
                "role": look.viewer_role,
                "by": look.viewer_name,
                "reason": look.reason,
                "note": look.note.reveal() if look.note is not None else "",
            }
            for look in looks_at(person_id=actor.person_id)
        ]
    }


@routes.post(
    "/me/data/requests",
    policy=signed_in,
    response=DataRequestMadeOut,
    status=202,
    errors=[Unauthenticated, Forbidden, StepUpNeeded, RequestWaits],
    operation_id="ask_for_my_data",
)
def ask_for_my_data(request: HttpRequest, response: HttpResponse, body: DataRequestIn) -> Status[dict[str, Any]]:
    """Ask for a copy of one's data, or for its erasure. Needs presence proved within the last five minutes."""
    actor = _actor(request, response)
    return Status(202, {"id": command(lambda: ask_for(actor=actor, now=utc_now(), kind=body.kind), actor=actor)})
