"""Wiring of deals."""

from django.apps import AppConfig


class DealsConfig(AppConfig):
    """From a home one likes to a home one has."""

    name = "guangsha.deals"
    label = "deals"

    def ready(self) -> None:
        """Answer privacy's questions, money's questions, and money's news; end what waits for nothing."""
        from guangsha.accounts.domain.events import PersonErased
        from guangsha.backbone.public import register_handler, register_job, register_loop, register_stream
        from guangsha.contracts.public import register_subject as register_contract_subject
        from guangsha.deals import handlers, jobs, notices, personal_data
        from guangsha.deals.domain.events import SubscriptionChanged
        from guangsha.deals.realtime import STREAMS
        from guangsha.deals.selectors.households import households
        from guangsha.deals.selectors.staff import owner_of_buyer, owner_of_changed, serves
        from guangsha.deals.services.contracts import ContractHooks
        from guangsha.deals.services.deposits import Hooks
        from guangsha.deals.services.plans import OVERDUE_JOB, REMIND_JOB
        from guangsha.inventory.public import register_households_of
        from guangsha.money.domain.events import ObligationPaid
        from guangsha.money.public import register_subject
        from guangsha.notifications.public import register_kind
        from guangsha.privacy.public import (
            register_eraser,
            register_exporter,
            register_record_owner,
            register_serving_check,
            register_sweeper,
        )

        personal_data.declare_fields()
        register_exporter("deals", personal_data.copy_of)
        register_eraser("deals", personal_data.forget_person)
        register_sweeper("deals", personal_data.sweep)
        register_handler("deals.people", events={PersonErased.name}, react=personal_data.person_erased)
        register_handler("deals.money", events={ObligationPaid.name}, react=handlers.money_came)
        register_handler("deals.sales", events={SubscriptionChanged.name}, react=handlers.sale_changed)
        register_subject("deal", Hooks())
        register_contract_subject("deal", ContractHooks())
        register_households_of(households)
        register_loop("deals-subscriptions", step=jobs.lapse_step, every_s=1.0)
        register_job(REMIND_JOB, jobs.remind)
        register_job(OVERDUE_JOB, jobs.overdue)
        register_serving_check("deals", serves)
        for field in ("deals.buyer.full_name", "deals.buyer.id_number"):
            register_record_owner(field, owner_of_buyer)
        for field in ("deals.changedbuyer.full_name", "deals.changedbuyer.id_number"):
            register_record_owner(field, owner_of_changed)
        for kind in notices.KINDS:
            register_kind(kind)
        for stream in STREAMS:
            register_stream(stream)
