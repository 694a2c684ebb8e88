"""Wiring of accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and organisations."""

    name = "guangsha.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Declare the personal fields; register the background work."""
        from guangsha.accounts import personal_data
        from guangsha.accounts.real_name.jobs import check_real_name
        from guangsha.accounts.real_name.services import CHECK_JOB
        from guangsha.backbone.public import register_job

        personal_data.declare_fields()
        register_job(CHECK_JOB, check_real_name)
