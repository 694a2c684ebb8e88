"""When did this session last prove who is there? The answer behind every step-up."""

from datetime import UTC, datetime
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from guangsha.accounts.models import Person

STEP_UP_S = 300


def second_factor_used(request: HttpRequest, person: Person) -> bool:
    """Whether this session proved a second factor: an app's code, a recovery code or a passkey."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, person))


def stepped_up_at(request: HttpRequest, person: Person) -> datetime | None:
    """The newest proof of this session; once a second factor is set up, only proofs by it count."""
    records = get_authentication_records(request, person)
    if get_mfa_adapter().is_mfa_enabled(person, types=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]):
        records = [record for record in records if record.get("method") == "mfa"]
    moments = [float(record["at"]) for record in records if "at" in record]
    return datetime.fromtimestamp(max(moments), UTC) if moments else None


def proof_of_presence(request: HttpRequest) -> str:
    """How the newest proof of this session was given: passkey, totp, recovery, password, or code (to the phone)."""
    person: Any = request.user
    records = [record for record in get_authentication_records(request, person) if "at" in record]
    if records and get_mfa_adapter().is_mfa_enabled(
        person, types=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    ):
        records = [record for record in records if record.get("method") == "mfa"]
    newest: dict[str, Any] = max(records, key=lambda record: float(record["at"]), default={})
    if newest.get("method") == "mfa":
        kinds = {"webauthn": "passkey", "recovery_codes": "recovery"}
        return kinds.get(str(newest.get("type")), "totp")
    return "password" if newest.get("method") == "password" else "code"
