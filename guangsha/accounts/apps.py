"""Wiring of accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and organisations."""

    name = "guangsha.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Declare the personal fields."""
        from guangsha.accounts import personal_data

        personal_data.declare_fields()
