"""Wiring of search."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The index, and what reads it."""

    name = "guangsha.search"
    label = "search"

    def ready(self) -> None:
        """Register the loop that follows the change log, and the health of the index."""
        from guangsha.backbone.public import register_health, register_loop
        from guangsha.search.jobs import follow_step
        from guangsha.search.services.indexing import index_health

        register_loop("search-index", step=follow_step, every_s=0.5, rest=4.0)
        register_health("index", index_health)
