"""The login library's second-factor adapter: secrets sealed, no address in an authenticator's label."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser

from guangsha.accounts.selectors import label_of
from guangsha.vault.public import open_text, seal_text

CONTEXT = "mfa.authenticator"
SITE_NAME = "Guangsha 广厦"


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Registered in settings as MFA_ADAPTER."""

    def encrypt(self, text: str) -> str:
        """Seal a TOTP secret or the seed of recovery codes."""
        return seal_text(text, context=CONTEXT)

    def decrypt(self, encrypted_text: str) -> str:
        """Open it."""
        return open_text(encrypted_text, context=CONTEXT)

    def _get_user_identifier(self, user: AbstractBaseUser) -> str:
        return label_of(user)

    def _get_site_name(self) -> str:
        return SITE_NAME

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        """What the device shows beside the passkey: the masked address or number."""
        return {**super().get_public_key_credential_user_entity(user), "display_name": label_of(user)}
