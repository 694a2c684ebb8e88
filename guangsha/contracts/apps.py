"""Wiring of contracts."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    """Purchase contracts: clauses, documents, signatures."""

    name = "guangsha.contracts"
    label = "contracts"

    def ready(self) -> None:
        """Jobs, kinds of notification, sealed files, and what privacy has to know."""
        from guangsha.backbone.public import register_loop
        from guangsha.contracts import catalogue, personal_data, signing_wiring
        from guangsha.contracts.documents import kept_files
        from guangsha.contracts.jobs import expire_step, register_jobs
        from guangsha.notifications.public import register_kind
        from guangsha.privacy.public import (
            register_exporter,
            register_file_keeper,
            register_record_owner,
            register_sweeper,
        )

        personal_data.declare_fields()
        for kind in catalogue.KINDS:
            register_kind(kind)
        register_file_keeper("contracts", kept_files)
        register_jobs()
        register_loop("contracts-expiry", step=expire_step, every_s=2.0)
        register_exporter("contracts", personal_data.copy_of)
        register_sweeper("contracts", personal_data.sweep)
        for field in ("contracts.party.full_name", "contracts.party.id_number"):
            register_record_owner(field, personal_data.owner_of_party)
        signing_wiring.wire()
