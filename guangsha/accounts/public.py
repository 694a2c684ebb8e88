"""The door of accounts."""

from uuid import UUID

from guangsha.accounts.allowances import day_of, forget_old_allowances, take_allowance
from guangsha.accounts.api import routes
from guangsha.accounts.domain.errors import AccountRefused, StepUpNeeded
from guangsha.accounts.domain.real_name import RealNameState
from guangsha.accounts.erasing import erase_account
from guangsha.accounts.policies import require_step_up
from guangsha.accounts.ports import (
    Mail,
    MailSender,
    SendFailed,
    Sms,
    SmsSender,
    register_mail_sender,
    register_sms_sender,
)
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
    forget_real_name,
    forget_undecided_names,
    real_name_of,
    submit_real_name,
)
from guangsha.accounts.services.people import (
    ensure_demo_person,
    ensure_organisation,
    organisation_called,
    register_platform_admin,
)
from guangsha.backbone.public import command
from guangsha.kit.actor import system_actor

__all__ = [
    "AccountRefused",
    "Mail",
    "MailSender",
    "RealNameAnswer",
    "RealNameDown",
    "RealNameFacts",
    "RealNameProvider",
    "RealNameState",
    "SendFailed",
    "Sms",
    "SmsSender",
    "StepUpNeeded",
    "create_platform_admin",
    "day_of",
    "ensure_demo_person",
    "ensure_organisation",
    "erase_account",
    "forget_old_allowances",
    "forget_real_name",
    "forget_undecided_names",
    "organisation_called",
    "real_name_of",
    "real_name_routes",
    "register_consent_check",
    "register_mail_sender",
    "register_platform_admin",
    "register_real_name_provider",
    "register_sms_sender",
    "require_step_up",
    "routes",
    "submit_real_name",
    "take_allowance",
]


def create_platform_admin(*, email: str, password: str) -> UUID:
    """``register_platform_admin`` as a command of its own, for the terminal."""
    return command(lambda: register_platform_admin(email=email, password=password), actor=system_actor("terminal"))
