"""Handing a person who proved their phone to the login library: its stages (second factor) and its signals stay in force."""

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.headless.constants import Client
from allauth.headless.internal.authkit import AuthenticationStatus
from allauth.headless.internal.decorators import mark_request_as_headless
from django.http import HttpRequest

from guangsha.accounts.domain.errors import AccountDisabled
from guangsha.accounts.models import Person


def sign_in_by_phone(request: HttpRequest, person_id: UUID) -> bool:
    """Sign the person in; False when a second factor is asked for first. Raises AccountDisabled."""
    person: Any = Person.objects.get(pk=person_id)
    if not person.is_active:
        raise AccountDisabled
    mark_request_as_headless(request, Client.BROWSER)
    if request.user.is_authenticated and request.user.pk != person_id:
        request.session.flush()
    record_authentication(request, person, method="code", by="phone")
    perform_login(request, Login(user=person, email_verification="none"))
    return AuthenticationStatus(request).get_pending_stage() is None


def note_step_up(request: HttpRequest) -> None:
    """This session proved presence just now, by a code sent to the phone."""
    user: Any = request.user
    record_authentication(request, user, method="code", by="phone", reauthenticated=True)
