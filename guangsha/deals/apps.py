"""Wiring of deals."""

from django.apps import AppConfig


class DealsConfig(AppConfig):
    """From a home one likes to a home one has."""

    name = "guangsha.deals"
    label = "deals"

    def ready(self) -> None:
        """Answer privacy's questions, money's questions, and money's news; end what waits for nothing."""
        from guangsha.accounts.domain.events import PersonErased
        from guangsha.backbone.public import register_handler, register_loop
        from guangsha.contracts.public import register_subject as register_contract_subject
        from guangsha.deals import handlers, personal_data
        from guangsha.deals.jobs import lapse_step
        from guangsha.deals.services.contracts import ContractHooks
        from guangsha.deals.services.deposits import Hooks
        from guangsha.money.domain.events import ObligationPaid
        from guangsha.money.public import register_subject
        from guangsha.privacy.public import register_eraser, register_exporter, register_sweeper

        personal_data.declare_fields()
        register_exporter("deals", personal_data.copy_of)
        register_eraser("deals", personal_data.forget_person)
        register_sweeper("deals", personal_data.sweep)
        register_handler("deals.people", events={PersonErased.name}, react=personal_data.person_erased)
        register_handler("deals.money", events={ObligationPaid.name}, react=handlers.money_came)
        register_subject("deal", Hooks())
        register_contract_subject("deal", ContractHooks())
        register_loop("deals-subscriptions", step=lapse_step, every_s=1.0)
