"""Wiring: the settings say which adapter serves which port."""

from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    """Adapters to the outside."""

    name = "guangsha.integrations"
    label = "integrations"

    def ready(self) -> None:
        """Register the chosen senders; the sandbox of real names only outside production, where it would verify anybody."""
        from django.conf import settings

        from guangsha.accounts.public import register_mail_sender, register_real_name_provider, register_sms_sender
        from guangsha.integrations.choice import mail_sender, sms_sender
        from guangsha.integrations.real_name.sandbox import SandboxRealName

        register_sms_sender(sms_sender(settings.ENV))
        register_mail_sender(mail_sender(settings.ENV))
        if not settings.ENV.production:
            register_real_name_provider(SandboxRealName())
