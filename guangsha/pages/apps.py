"""Wiring of the pages."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Public pages; no models."""

    name = "guangsha.pages"
    label = "pages"
