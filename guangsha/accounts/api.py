"""Signing in by phone, one's own account, its sessions and its end. Everything else is the login library's, at /_allauth/."""

from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from ninja import Status

from guangsha.accounts.domain.errors import (
    AccountDisabled,
    CodeRefused,
    PhoneRefused,
    PhoneTaken,
    ProofRefused,
    StepUpNeeded,
    TooOften,
)
from guangsha.accounts.domain.phones import e164
from guangsha.accounts.http.presence import STEP_UP_S, stepped_up_at
from guangsha.accounts.http.sign_in import note_step_up, sign_in_by_phone
from guangsha.accounts.policies import require_step_up
from guangsha.accounts.proofs import accept_proof, new_challenge
from guangsha.accounts.schemas import (
    ChallengeOut,
    ClosingOut,
    CodeCheckIn,
    CodeIn,
    CodeOut,
    CodePurpose,
    EndedOut,
    MeOut,
    OwnCodeIn,
    PhoneSignInIn,
    PhoneSignInOut,
    ProfileIn,
    SessionOut,
    SignInStatus,
)
from guangsha.accounts.selectors import me_of, phone_of, sessions_of
from guangsha.accounts.services.closing import CLOSE_AFTER, close_account, end_sessions
from guangsha.accounts.services.codes import SIGN_IN, VALID, send_code
from guangsha.accounts.services.people import change_profile
from guangsha.accounts.services.signing_in import spend_new_phone_code, spend_sign_in_code, spend_step_up_code
from guangsha.accounts.sms_limits import PER_NUMBER_MINUTE, allow_check, allow_own_check, allow_sms
from guangsha.backbone.public import Routes, acting, acting_person, anyone, client_network, command, signed_in
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, Invalid, NotFound, Unauthenticated

routes = Routes(tags=["accounts"])


def _sent(code_id: UUID) -> dict[str, Any]:
    return {
        "code_id": code_id,
        "valid_for_s": int(VALID.total_seconds()),
        "next_in_s": PER_NUMBER_MINUTE.seconds,
    }


@routes.get("/sign-in/challenge", policy=anyone, response=ChallengeOut, operation_id="get_sign_in_challenge")
def get_challenge(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    """A proof-of-work challenge; its solution is asked for before a text is sent."""
    response["Cache-Control"] = "no-store"
    return new_challenge()


@routes.post(
    "/sign-in/codes",
    policy=anyone,
    response=CodeOut,
    status=202,
    errors=[PhoneRefused, ProofRefused, TooOften, Forbidden],
    operation_id="ask_sign_in_code",
)
def ask_sign_in_code(request: HttpRequest, body: CodeIn) -> Any:
    """Send a code to a phone. Known and unknown numbers are treated alike: the code signs in or registers."""
    phone = e164(body.phone)
    accept_proof(body.proof)
    allow_sms(phone=phone, network=client_network(request))
    return Status(202, _sent(command(lambda: send_code(phone=phone, purpose=SIGN_IN), actor=acting(request))))


@routes.post(
    "/sign-in/phone",
    policy=anyone,
    response=PhoneSignInOut,
    errors=[CodeRefused, TooOften, AccountDisabled, Forbidden],
    operation_id="sign_in_by_phone",
)
def sign_in(request: HttpRequest, body: PhoneSignInIn) -> dict[str, Any]:
    """Sign in, or register, by the code that was sent."""
    allow_check(network=client_network(request))
    found = command(lambda: spend_sign_in_code(code_id=body.code_id, code=body.code), actor=acting(request))
    if found is None:
        raise CodeRefused
    done = sign_in_by_phone(request, found.person_id)
    status = SignInStatus.SIGNED_IN if done else SignInStatus.SECOND_FACTOR
    return {"status": status, "is_new": found.is_new, "csrf_token": get_token(request)}


@routes.get("/me", policy=anyone, response=MeOut, operation_id="get_me")
def get_me(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    """Who am I? Also for visitors, who get the token that signing in needs."""
    response["Cache-Control"] = "no-store"
    person_id = acting(request).person_id
    at = stepped_up_at(request, cast(Any, request).user) if person_id else None
    return {
        "person": me_of(person_id) if person_id else None,
        "stepped_up_until": at + timedelta(seconds=STEP_UP_S) if at else None,
        "csrf_token": get_token(request),
    }


@routes.patch(
    "/me", policy=signed_in, response=MeOut, errors=[Unauthenticated, Forbidden, Invalid], operation_id="change_profile"
)
def change_own_profile(request: HttpRequest, response: HttpResponse, body: ProfileIn) -> dict[str, Any]:
    """Say how one wants to be addressed. Colleagues and the record of looks show it masked."""
    actor, person_id = acting_person(request)
    command(lambda: change_profile(person_id=person_id, display_name=body.display_name), actor=actor)
    return get_me(request, response)


@routes.post(
    "/me/codes",
    policy=signed_in,
    response=CodeOut,
    status=202,
    errors=[Unauthenticated, Forbidden, StepUpNeeded, PhoneRefused, TooOften],
    operation_id="ask_own_code",
)
def ask_own_code(request: HttpRequest, body: OwnCodeIn) -> Any:
    """Send a code to one's own phone to step up, or to the new number (after stepping up) to change to it."""
    person_id, network = acting_person(request)[1], None
    if body.purpose is CodePurpose.CHANGE_PHONE:
        require_step_up(acting(request), now=utc_now())
        phone, network = e164(body.phone or ""), client_network(request)
    else:
        own = phone_of(person_id)
        if own is None:
            raise PhoneRefused
        phone = own.reveal()
    allow_sms(phone=phone, network=network)
    purpose = str(body.purpose)
    code_id = command(lambda: send_code(phone=phone, purpose=purpose, person_id=person_id), actor=acting(request))
    return Status(202, _sent(code_id))


@routes.post(
    "/me/step-up",
    policy=signed_in,
    response=MeOut,
    errors=[Unauthenticated, Forbidden, CodeRefused, TooOften],
    operation_id="step_up_by_phone",
)
def step_up(request: HttpRequest, response: HttpResponse, body: CodeCheckIn) -> dict[str, Any]:
    """Prove presence by a code sent to one's own phone."""
    person_id = acting_person(request)[1]
    allow_own_check(person_id=person_id)
    if not command(
        lambda: spend_step_up_code(code_id=body.code_id, code=body.code, person_id=person_id), actor=acting(request)
    ):
        raise CodeRefused
    note_step_up(request)
    return get_me(request, response)


@routes.put(
    "/me/phone",
    policy=signed_in,
    response=MeOut,
    errors=[Unauthenticated, Forbidden, StepUpNeeded, CodeRefused, PhoneTaken, TooOften],
    operation_id="change_phone",
)
def change_phone(request: HttpRequest, response: HttpResponse, body: CodeCheckIn) -> dict[str, Any]:
    """Change to the number the code was sent to."""
    person_id, now = acting_person(request)[1], utc_now()
    allow_own_check(person_id=person_id)
    require_step_up(acting(request), now=now)
    if not command(
        lambda: spend_new_phone_code(code_id=body.code_id, code=body.code, person_id=person_id, now=now),
        actor=acting(request),
    ):
        raise CodeRefused
    return get_me(request, response)


@routes.get(
    "/me/sessions", policy=signed_in, response=list[SessionOut], errors=[Unauthenticated], operation_id="list_sessions"
)
def list_sessions(request: HttpRequest, response: HttpResponse) -> Any:
    """Where one is signed in."""
    response["Cache-Control"] = "no-store"
    return sessions_of(acting_person(request)[1], current=acting(request).session_id)


@routes.delete(
    "/me/sessions/{session_id}",
    policy=signed_in,
    response=EndedOut,
    errors=[Unauthenticated, Forbidden, NotFound],
    operation_id="end_session",
)
def end_session(request: HttpRequest, session_id: UUID) -> dict[str, int]:
    """Sign one browser out."""
    person_id = acting_person(request)[1]
    ended = command(lambda: end_sessions(person_id=person_id, only=session_id), actor=acting(request))
    if not ended:
        raise NotFound
    return {"ended": ended}


@routes.post(
    "/me/sign-out-everywhere",
    policy=signed_in,
    response=EndedOut,
    errors=[Unauthenticated, Forbidden],
    operation_id="sign_out_everywhere",
)
def sign_out_everywhere(request: HttpRequest) -> dict[str, int]:
    """Sign out all browsers but this one."""
    person_id, current = acting_person(request)[1], acting(request).session_id
    return {"ended": command(lambda: end_sessions(person_id=person_id, but=current), actor=acting(request))}


@routes.post(
    "/me/close",
    policy=signed_in,
    response=ClosingOut,
    status=202,
    errors=[Unauthenticated, Forbidden, StepUpNeeded],
    operation_id="close_account",
)
def close(request: HttpRequest) -> Any:
    """Close the account: signed out now, erased after some days, kept by signing in before."""
    now = utc_now()
    require_step_up(acting(request), now=now)
    person_id = acting_person(request)[1]
    command(lambda: close_account(person_id=person_id, now=now), actor=acting(request))
    request.session.flush()
    return Status(202, {"days": CLOSE_AFTER.days})
