"""The door of accounts."""

from uuid import UUID

from guangsha.accounts.allowances import day_of, forget_old_allowances, take_allowance
from guangsha.accounts.domain.errors import AccountRefused
from guangsha.accounts.domain.real_name import RealNameState
from guangsha.accounts.erasing import erase_account
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
from guangsha.accounts.services import ensure_organisation, organisation_called, register_platform_admin
from guangsha.backbone.public import command
from guangsha.kit.actor import system_actor

__all__ = [
    "AccountRefused",
    "RealNameAnswer",
    "RealNameDown",
    "RealNameFacts",
    "RealNameProvider",
    "RealNameState",
    "create_platform_admin",
    "day_of",
    "ensure_organisation",
    "erase_account",
    "forget_old_allowances",
    "forget_real_name",
    "forget_undecided_names",
    "organisation_called",
    "real_name_of",
    "real_name_routes",
    "register_consent_check",
    "register_platform_admin",
    "register_real_name_provider",
    "submit_real_name",
    "take_allowance",
]


def create_platform_admin(*, email: str, password: str) -> UUID:
    """``register_platform_admin`` as a command of its own, for the terminal."""
    return command(lambda: register_platform_admin(email=email, password=password), actor=system_actor("terminal"))
