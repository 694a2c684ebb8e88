"""Wiring of the adapters."""

from django.apps import AppConfig
from django.conf import settings


class IntegrationsConfig(AppConfig):
    """Adapters to the outside; owns no tables."""

    name = "guangsha.integrations"
    label = "integrations"

    def ready(self) -> None:
        """Connect the sandboxes, unless this is production: there a sandbox would verify anybody."""
        from guangsha.accounts.public import register_real_name_provider
        from guangsha.integrations.real_name.sandbox import SandboxRealName

        if not settings.ENV.production:
            register_real_name_provider(SandboxRealName())
