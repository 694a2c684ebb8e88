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
        from guangsha.contracts.ports import register_certificate_authority, register_timestamp_authority
        from guangsha.integrations.choice import (
            certificates,
            house_account,
            invoice_issuer,
            lenders,
            mail_sender,
            payment_providers,
            sms_sender,
            timestamps,
        )
        from guangsha.integrations.notices import notices_by_mail, notices_by_sms
        from guangsha.integrations.real_name.sandbox import SandboxRealName
        from guangsha.money.public import register_issuer, register_provider
        from guangsha.mortgages.ports import register_bank_channel
        from guangsha.notifications.public import Channel, register_sender

        texts, mails = sms_sender(settings.ENV), mail_sender(settings.ENV)
        register_sms_sender(texts)
        register_mail_sender(mails)
        register_sender(Channel.SMS, notices_by_sms(texts))
        register_sender(Channel.EMAIL, notices_by_mail(mails))
        if not settings.ENV.production:
            register_real_name_provider(SandboxRealName())
        ways = payment_providers(settings.ENV)
        for provider in ways:
            register_provider(provider)
        if account := house_account(settings.ENV):
            register_provider(account, to_buyers=False)
        for channel in lenders(settings.ENV):
            register_bank_channel(channel)
        register_issuer(invoice_issuer(ways))
        if authority := certificates(settings.ENV):
            register_certificate_authority(authority)
        if clock := timestamps(settings.ENV):
            register_timestamp_authority(clock)
