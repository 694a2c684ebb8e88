"""Wiring of the unit ledger."""

from django.apps import AppConfig


class InventoryConfig(AppConfig):
    """Which unit can be had."""

    name = "guangsha.inventory"
    label = "inventory"

    def ready(self) -> None:
        """Answer the catalogue's questions; end holds, release batches and change prices on time; tell boards."""
        from guangsha.backbone.public import register_job, register_loop, register_stream
        from guangsha.catalog.public import register_asking_prices, register_unit_removal_guard
        from guangsha.inventory import jobs, realtime
        from guangsha.inventory.selectors.prices import asked_prices
        from guangsha.inventory.services.batches import RELEASE_JOB
        from guangsha.inventory.services.prices import PRICES_JOB
        from guangsha.inventory.services.statuses import let_unit_go
        from guangsha.vault.public import declare_not_personal

        declare_not_personal("inventory.claim.person_id", "whose hold it is; emptied when the person is erased")
        register_unit_removal_guard("inventory", let_unit_go)
        register_asking_prices("inventory", asked_prices)
        register_loop("inventory-holds", step=jobs.expire_step, every_s=1.0)
        register_loop("inventory-views", step=jobs.forget_views_step, every_s=3600.0)
        register_job(RELEASE_JOB, jobs.release_due_batch)
        register_job(PRICES_JOB, jobs.tell_prices)
        for stream in realtime.STREAMS:
            register_stream(stream)
