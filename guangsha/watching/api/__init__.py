"""Routes of watching: one's own lists, and alerts without an account."""

from guangsha.watching.api.alerts import routes as alert_routes
from guangsha.watching.api.me import routes as own_routes

routers = (own_routes, alert_routes)
