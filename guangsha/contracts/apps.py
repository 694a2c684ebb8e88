"""Wiring of contracts."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    """Purchase contracts: clauses, documents, signatures."""

    name = "guangsha.contracts"
    label = "contracts"

    def ready(self) -> None:
        """Notifications, the jobs of signing, and what privacy asks for."""
        from guangsha.contracts import personal_data, signing_wiring

        personal_data.declare_fields()
        signing_wiring.wire()
