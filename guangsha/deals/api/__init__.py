"""Routes of sales: a buyer's holds and subscriptions."""

from guangsha.deals.api.contracts import routes as contract_routes
from guangsha.deals.api.holds import routes as hold_routes
from guangsha.deals.api.subscriptions import routes as subscription_routes

routers = (hold_routes, subscription_routes, contract_routes)
