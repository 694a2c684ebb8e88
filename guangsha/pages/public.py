"""The door of the pages: what the composition root mounts."""

from guangsha.pages.api import routes
from guangsha.pages.urls import urlpatterns
from guangsha.pages.views import broken, not_found, warm_up

__all__ = ["broken", "not_found", "routes", "urlpatterns", "warm_up"]
