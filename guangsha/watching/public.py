"""The door of watching."""

from guangsha.watching.api import routers
from guangsha.watching.views import stop_by_one_click

__all__ = ["routers", "stop_by_one_click"]
