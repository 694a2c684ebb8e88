"""Wiring of the pages."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Public pages; no models."""

    name = "guangsha.pages"
    label = "pages"

    def ready(self) -> None:
        """Register what the operator should see."""
        from guangsha.backbone.public import register_health
        from guangsha.pages.rendering.health import web_health

        register_health("web", web_health)
