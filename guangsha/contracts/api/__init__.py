"""Routes of contracts."""

from guangsha.contracts.api import filing, seals, signing, verifying
from guangsha.contracts.api.console import routes as console_routes
from guangsha.contracts.api.own import routes as own_routes
from guangsha.contracts.api.wordings import routes as wording_routes

routers = (wording_routes, console_routes, filing.routes, own_routes, signing.routes, seals.routes, verifying.routes)
"""Wordings first: their addresses would read like a contract's."""

__all__ = ["routers"]
