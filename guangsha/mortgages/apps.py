"""Wiring of mortgages."""

from django.apps import AppConfig


class MortgagesConfig(AppConfig):
    """What a buyer asks of banks."""

    name = "guangsha.mortgages"
    label = "mortgages"

    def ready(self) -> None:
        """Answer privacy's questions, add to the timeline of deals, hear of sales and of money."""
        from guangsha.accounts.domain.events import PersonErased
        from guangsha.backbone.public import register_handler
        from guangsha.deals.domain.events import SubscriptionChanged
        from guangsha.deals.public import register_no_fault, register_timeline
        from guangsha.money.domain.events import ObligationPaid
        from guangsha.mortgages import handlers, notices, personal_data
        from guangsha.mortgages.domain.events import MortgageChanged
        from guangsha.mortgages.jobs import register_jobs
        from guangsha.mortgages.selectors.own import no_fault, timeline_lines
        from guangsha.mortgages.selectors.staff import owner_of_applicant, serves
        from guangsha.notifications.public import register_kind
        from guangsha.privacy.public import (
            register_eraser,
            register_exporter,
            register_file_purpose,
            register_record_owner,
            register_serving_check,
            register_sweeper,
        )

        personal_data.declare_fields()
        register_exporter("mortgages", personal_data.copy_of)
        register_eraser("mortgages", personal_data.forget_person)
        register_sweeper("mortgages", personal_data.sweep)
        register_file_purpose(personal_data.PAPER)
        register_serving_check("mortgages", serves)
        for name, _, _ in personal_data.FIELDS:
            register_record_owner(f"mortgages.applicant.{name}", owner_of_applicant)
        register_handler("mortgages.people", events={PersonErased.name}, react=personal_data.person_erased)
        register_handler("mortgages.money", events={ObligationPaid.name}, react=handlers.money_came)
        register_handler("mortgages.sales", events={SubscriptionChanged.name}, react=handlers.sale_changed)
        register_handler("mortgages.telling", events={MortgageChanged.name}, react=handlers.application_changed)
        register_no_fault(no_fault)
        register_timeline("mortgages", timeline_lines)
        register_jobs()
        for kind in notices.KINDS:
            register_kind(kind)
