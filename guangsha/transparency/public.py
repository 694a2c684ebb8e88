"""The door of the transparency log."""

from guangsha.transparency.api import routes

__all__ = ["routes"]
