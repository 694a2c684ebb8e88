"""The door of deals."""

from guangsha.deals.api import routers
from guangsha.deals.domain.rules import DEFAULT, Rules, Rung
from guangsha.deals.services.rules import publish_rules
from guangsha.deals.window import hold_window

__all__ = ["DEFAULT", "Rules", "Rung", "hold_window", "publish_rules", "routers"]
