"""Wiring of privacy."""

from uuid import UUID

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Consent, reveal, private files, rights."""

    name = "guangsha.privacy"
    label = "privacy"

    def ready(self) -> None:
        """Declare fields; register work, hooks, and what lower storeys cannot register themselves."""
        from guangsha.accounts.public import copy_of_account, erase_account, register_consent_check
        from guangsha.backbone.public import register_handler, register_job, register_loop
        from guangsha.kit.clock import utc_now
        from guangsha.privacy import jobs, personal_data
        from guangsha.privacy.domain.documents import Document
        from guangsha.privacy.domain.events import ConsentChanged
        from guangsha.privacy.ports import (
            FilePurpose,
            register_eraser,
            register_exporter,
            register_file_purpose,
            register_sweeper,
        )
        from guangsha.privacy.selectors.consents import Subject, consent_stands
        from guangsha.privacy.selectors.files import files_of
        from guangsha.privacy.services import requests, retention

        def agreed(person_id: UUID) -> bool:
            return consent_stands(subject=Subject(person_id=person_id), document=Document.REAL_NAME, now=utc_now())

        personal_data.declare_fields()
        register_consent_check(agreed)
        register_exporter("accounts", copy_of_account)
        register_exporter("files", files_of)
        register_eraser("accounts", erase_account)
        register_file_purpose(
            FilePurpose(requests.COPY_PURPOSE, frozenset({"application/zip"}), 512 * 1024 * 1024, requests.COPY_DAYS)
        )
        register_sweeper("accounts", retention.sweep_accounts)
        register_sweeper("files", retention.sweep_files)
        register_sweeper("proof", retention.sweep_proof)
        register_job(requests.COPY_JOB, jobs.make_copy)
        register_job(requests.ERASE_JOB, jobs.erase_person)
        register_handler("privacy.withdrawal", events={ConsentChanged.name}, react=jobs.withdraw_effects)
        register_loop("retention", step=jobs.retention_step, every_s=jobs.SWEEP_EVERY_S)
