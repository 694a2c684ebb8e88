"""What the routes of accounts take and give."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema

from guangsha.vault.public import Masked

Code = Annotated[str, Field(pattern=r"^[0-9]{6}$", description="The six digits that were sent.")]
Phone = Annotated[
    str,
    Field(
        min_length=5,
        max_length=24,
        pattern=r"^[0-9+()\- ]+$",
        description="A mobile number; China unless it starts with + and another country.",
    ),
]
Proof = Annotated[
    str, Field(min_length=16, max_length=4000, description="Base64 of challenge and solution, as ALTCHA writes it.")
]


class CodePurpose(StrEnum):
    """What a code to one's own phone is for."""

    STEP_UP = "step_up"
    CHANGE_PHONE = "change_phone"


class SignInStatus(StrEnum):
    """What comes after the code."""

    SIGNED_IN = "signed_in"
    SECOND_FACTOR = "second_factor"


class ChallengeOut(Schema):
    """A proof-of-work challenge in ALTCHA's form (version 2)."""

    parameters: dict[str, Any]
    signature: str


class CodeIn(Schema):
    """Ask for a code to sign in or register."""

    phone: Phone
    proof: Proof


class CodeOut(Schema):
    """A code is on its way; the same answer whether or not the number has an account."""

    code_id: UUID
    valid_for_s: int
    next_in_s: int


class PhoneSignInIn(Schema):
    """Sign in by the code."""

    code_id: UUID
    code: Code


class PhoneSignInOut(Schema):
    """Signed in, or a second factor comes first (at the login library's ``2fa/authenticate``)."""

    status: SignInStatus
    is_new: bool
    csrf_token: str


class OwnCodeIn(Schema):
    """Ask for a code to one's own phone, or to the number it shall become."""

    purpose: CodePurpose
    phone: Phone | None = None


class CodeCheckIn(Schema):
    """A code that was typed in."""

    code_id: UUID
    code: Code


class PersonOut(Schema):
    """One's own account; addresses are masked, the name one chose is not."""

    person_id: UUID
    display_name: str | None
    email: Masked | None
    email_waits: bool
    phone: Masked | None
    has_password: bool
    has_totp: bool
    passkeys: int
    has_recovery_codes: bool
    is_staff: bool


class ProfileIn(Schema):
    """How one wants to be addressed; null or empty: by the masked number or address."""

    display_name: Annotated[str, Field(max_length=30, pattern=r"^[^\x00-\x1f\x7f]*$")] | None


class MeOut(Schema):
    """Who is acting, and the token every change needs in ``X-CSRFToken``."""

    person: PersonOut | None
    stepped_up_until: datetime | None
    csrf_token: str


class SessionOut(Schema):
    """A signed-in browser; no address and no place, only what helps its owner to know it."""

    id: UUID
    device: str
    created_at: datetime
    last_seen_at: datetime
    is_current: bool


class EndedOut(Schema):
    """How many sessions ended."""

    ended: int


class ClosingOut(Schema):
    """When the account is gone for good unless its owner signs in before."""

    days: int
