"""Wiring of the unit ledger."""

from django.apps import AppConfig


class InventoryConfig(AppConfig):
    """Which unit can be had."""

    name = "guangsha.inventory"
    label = "inventory"

    def ready(self) -> None:
        """Answer the catalogue's question before a unit is removed."""
        from guangsha.catalog.public import register_unit_removal_guard
        from guangsha.inventory.services import let_unit_go

        register_unit_removal_guard("inventory", let_unit_go)
