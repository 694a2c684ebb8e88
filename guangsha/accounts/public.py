"""The door of accounts."""

from uuid import UUID

from guangsha.accounts.allowances import day_of, forget_old_allowances, take_allowance
from guangsha.accounts.api import routes
from guangsha.accounts.copying import copy_of_account
from guangsha.accounts.domain.errors import AccountRefused, ProofRefused, StepUpNeeded, TooOften
from guangsha.accounts.domain.real_name import RealNameState
from guangsha.accounts.domain.roles import DepartmentKind
from guangsha.accounts.erasing import erase_account
from guangsha.accounts.http.many import Visit, note_in_use, visits
from guangsha.accounts.http.presence import proof_of_presence
from guangsha.accounts.limits import Limit, take
from guangsha.accounts.names import masked_names
from guangsha.accounts.policies import require_step_up
from guangsha.accounts.ports import (
    Mail,
    MailSender,
    SendFailed,
    Sms,
    SmsSender,
    register_mail_sender,
    register_sms_sender,
    send_mail,
)
from guangsha.accounts.proofs import accept_proof
from guangsha.accounts.real_name.api import routes as real_name_routes
from guangsha.accounts.real_name.errors import RealNameDown
from guangsha.accounts.real_name.ports import (
    RealNameAnswer,
    RealNameProvider,
    register_consent_check,
    register_real_name_provider,
)
from guangsha.accounts.real_name.services import (
    RealNameFacts,
    VerifiedIdentity,
    clean_identity,
    forget_real_name,
    forget_undecided_names,
    real_name_of,
    submit_real_name,
    verified_identity,
)
from guangsha.accounts.selectors import DEMO_KEY, DemoCode, demo_codes
from guangsha.accounts.services.people import (
    ensure_demo_person,
    ensure_demo_second_factor,
    ensure_organisation,
    has_verified_phone,
    is_organisation,
    organisation_called,
    organisation_names,
    register_with_password,
    somebody_is_known,
)
from guangsha.accounts.staff.api import routes as staff_routes
from guangsha.accounts.staff.granting import RoleWanted, give_role
from guangsha.accounts.staff.members import join, put_department
from guangsha.accounts.staff.standing import people_who_may, standing_of
from guangsha.backbone.public import command
from guangsha.kit.actor import Scope, system_actor
from guangsha.kit.clock import utc_now

__all__ = [
    "DEMO_KEY",
    "AccountRefused",
    "DemoCode",
    "DepartmentKind",
    "Limit",
    "Mail",
    "MailSender",
    "ProofRefused",
    "RealNameAnswer",
    "RealNameDown",
    "RealNameFacts",
    "RealNameProvider",
    "RealNameState",
    "RoleWanted",
    "SendFailed",
    "Sms",
    "SmsSender",
    "StepUpNeeded",
    "TooOften",
    "VerifiedIdentity",
    "Visit",
    "accept_proof",
    "clean_identity",
    "copy_of_account",
    "create_administrator",
    "day_of",
    "demo_codes",
    "ensure_demo_person",
    "ensure_demo_second_factor",
    "ensure_organisation",
    "erase_account",
    "forget_old_allowances",
    "forget_real_name",
    "forget_undecided_names",
    "give_role",
    "has_verified_phone",
    "is_organisation",
    "join",
    "masked_names",
    "note_in_use",
    "organisation_called",
    "organisation_names",
    "people_who_may",
    "proof_of_presence",
    "put_department",
    "real_name_of",
    "real_name_routes",
    "register_consent_check",
    "register_mail_sender",
    "register_real_name_provider",
    "register_sms_sender",
    "require_step_up",
    "routes",
    "send_mail",
    "somebody_is_known",
    "staff_routes",
    "standing_of",
    "submit_real_name",
    "take",
    "take_allowance",
    "verified_identity",
    "visits",
]


def create_administrator(*, email: str, password: str, role: str) -> UUID:
    """The first of the three administrators, made at the terminal: everybody else is appointed in the console.

    Raises AccountRefused, SeparatedAdministrators.
    """

    def work() -> UUID:
        person_id = register_with_password(email=email, password=password)
        give_role(RoleWanted(person_id, role, Scope.PLATFORM, None, None), now=utc_now(), by="terminal")
        return person_id

    return command(work, actor=system_actor("terminal"))
