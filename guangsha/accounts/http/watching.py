"""What the login library does is written down like everything else: audit lines, the copied address, the device's name."""

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa import signals as mfa
from django.http import HttpRequest

from guangsha.accounts.domain.devices import device_name
from guangsha.accounts.domain.events import PersonRegistered
from guangsha.accounts.http.sessions import DEVICE_KEY
from guangsha.accounts.notices import is_new_device, remember_language, tell_factor_changed, tell_new_device
from guangsha.accounts.services.closing import end_sessions, keep_account
from guangsha.accounts.services.people import follow_email
from guangsha.backbone.public import audit, command, emit, wants_english
from guangsha.kit.actor import Actor
from guangsha.kit.clock import utc_now


def _signed_in(*, request: HttpRequest, user: Any, **_: Any) -> None:
    device = device_name(request.headers.get("User-Agent", ""))
    request.session[DEVICE_KEY] = device
    english, now = wants_english(request), utc_now()
    if not get_authentication_records(request, user):  # a registration that ended with the code of its address
        record_authentication(request, user, method="code", by="mail")

    def work() -> None:
        keep_account(person_id=user.pk)
        remember_language(person_id=user.pk, english=english)
        if is_new_device(person_id=user.pk, device=device):
            tell_new_device(person_id=user.pk, device=device, now=now)
        audit(action="accounts.sign_in", target=f"person:{user.pk}")

    command(work, actor=Actor(person_id=user.pk))


def _registered(*, user: Any, **_: Any) -> None:
    def work() -> None:
        emit(PersonRegistered(str(user.pk)))
        audit(action="accounts.register", target=f"person:{user.pk}", data={"by": "email"})

    command(work, actor=Actor(person_id=user.pk))


def _address(how: str) -> Any:
    def react(*, email_address: Any = None, to_email_address: Any = None, **_: Any) -> None:
        address = email_address or to_email_address
        person_id = address.user_id
        command(lambda: follow_email(person_id=person_id, how=how), actor=Actor(person_id=person_id))

    return react


def _password(how: str) -> Any:
    def react(*, request: HttpRequest, user: Any, **_: Any) -> None:
        def work() -> None:
            if how == "reset":
                end_sessions(person_id=user.pk)
            audit(action=f"accounts.password.{how}", target=f"person:{user.pk}")

        command(work, actor=Actor(person_id=user.pk))

    return react


def _authenticator(how: str) -> Any:
    def react(*, request: HttpRequest, user: Any, authenticator: Any, **_: Any) -> None:
        kind = str(authenticator.type)
        if how == "add" and kind != "recovery_codes":  # setting it up proved it
            record_authentication(request, user, method="mfa", type=kind, id=authenticator.pk, reauthenticated=True)
        now = utc_now()

        def work() -> None:
            if kind != "recovery_codes":
                tell_factor_changed(person_id=user.pk, now=now)
            audit(action=f"accounts.factor.{how}", target=f"person:{user.pk}", data={"kind": kind})

        command(work, actor=Actor(person_id=user.pk))

    return react


_RECEIVERS: list[tuple[Any, Any]] = [
    (account.user_logged_in, _signed_in),
    (account.user_signed_up, _registered),
    (account.email_confirmed, _address("confirm")),
    (account.email_changed, _address("change")),
    (account.email_removed, _address("remove")),
    (account.password_set, _password("set")),
    (account.password_changed, _password("change")),
    (account.password_reset, _password("reset")),
    (mfa.authenticator_added, _authenticator("add")),
    (mfa.authenticator_removed, _authenticator("remove")),
    (mfa.authenticator_reset, _authenticator("reset")),
]


def watch_library() -> None:
    """Called once at start."""
    for signal, react in _RECEIVERS:
        signal.connect(react, weak=False)
