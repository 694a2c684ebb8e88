"""Routes of sales: a buyer's holds, subscriptions and plans, links of assisted sales, and the desk."""

from guangsha.deals.api.buyer_changes import console_routes as buyer_change_desk_routes
from guangsha.deals.api.buyer_changes import routes as buyer_change_routes
from guangsha.deals.api.console import routes as desk_routes
from guangsha.deals.api.contracts import routes as contract_routes
from guangsha.deals.api.exits import console_routes as exit_desk_routes
from guangsha.deals.api.exits import routes as exit_routes
from guangsha.deals.api.handover import console_routes as handover_desk_routes
from guangsha.deals.api.handover import routes as handover_routes
from guangsha.deals.api.holds import routes as hold_routes
from guangsha.deals.api.links import console_routes as link_desk_routes
from guangsha.deals.api.links import routes as link_routes
from guangsha.deals.api.plans import routes as plan_routes
from guangsha.deals.api.subscriptions import routes as subscription_routes

routers = (
    hold_routes,
    subscription_routes,
    link_routes,
    plan_routes,
    contract_routes,
    desk_routes,
    link_desk_routes,
    exit_routes,
    exit_desk_routes,
    buyer_change_routes,
    buyer_change_desk_routes,
    handover_routes,
    handover_desk_routes,
)
