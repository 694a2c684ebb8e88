"""Routes of mortgages: a buyer's own, the desk's, and where banks tell us."""

from guangsha.mortgages.api.banks import routes as bank_routes
from guangsha.mortgages.api.console import routes as desk_routes
from guangsha.mortgages.api.notices import routes as notice_routes
from guangsha.mortgages.api.own import routes as own_routes

routers = (own_routes, desk_routes, bank_routes, notice_routes)
