"""Wiring of the catalogue."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """What can be sold, as facts."""

    name = "guangsha.catalog"
    label = "catalog"

    def ready(self) -> None:
        """Register the loop that publishes scheduled listings."""
        from guangsha.backbone.public import register_loop
        from guangsha.catalog.jobs import publish_due_step

        register_loop("listing-scheduler", step=publish_due_step, every_s=5.0)
