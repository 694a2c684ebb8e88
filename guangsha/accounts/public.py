"""The door of accounts."""

from uuid import UUID

from guangsha.accounts.domain.errors import AccountRefused
from guangsha.accounts.services import ensure_organisation, organisation_called, register_platform_admin
from guangsha.backbone.public import command
from guangsha.kit.actor import system_actor

__all__ = [
    "AccountRefused",
    "create_platform_admin",
    "ensure_organisation",
    "organisation_called",
    "register_platform_admin",
]


def create_platform_admin(*, email: str, password: str) -> UUID:
    """``register_platform_admin`` as a command of its own, for the terminal."""
    return command(lambda: register_platform_admin(email=email, password=password), actor=system_actor("terminal"))
