"""The door of the pages: what the composition root mounts."""

from guangsha.pages.api import routes
from guangsha.pages.outbox import outbox
from guangsha.pages.urls import urlpatterns
from guangsha.pages.views import broken, not_found, unreadable, warm_up

__all__ = ["broken", "not_found", "outbox", "routes", "unreadable", "urlpatterns", "warm_up"]
