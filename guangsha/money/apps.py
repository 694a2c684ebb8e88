"""Wiring of money."""

from django.apps import AppConfig


class MoneyConfig(AppConfig):
    """What is owed, paid and given back."""

    name = "guangsha.money"
    label = "money"

    def ready(self) -> None:
        """Jobs, and what privacy and the field registry have to know."""
        from guangsha.money import personal_data
        from guangsha.money.jobs import register_jobs
        from guangsha.privacy.public import register_exporter

        register_jobs()
        personal_data.declare_fields()
        register_exporter("money", personal_data.copy_of)
