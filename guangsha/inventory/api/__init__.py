"""Routes of the unit ledger."""

from guangsha.backbone.public import Routes
from guangsha.inventory.api.board import routes as board_routes
from guangsha.inventory.api.console_batches import routes as batch_routes
from guangsha.inventory.api.console_board import routes as console_routes
from guangsha.inventory.api.console_prices import routes as price_routes

routes = Routes()
for _part in (board_routes, console_routes, batch_routes, price_routes):
    routes.add_router("", _part)

__all__ = ["routes"]
