"""Routes of the catalogue."""

from guangsha.backbone.public import Routes
from guangsha.catalog.api.console import routes as console_routes
from guangsha.catalog.api.console_review import routes as review_routes
from guangsha.catalog.api.geo import routes as geo_routes
from guangsha.catalog.api.history import routes as history_routes
from guangsha.catalog.api.media import routes as media_routes
from guangsha.catalog.api.parts import routes as part_routes
from guangsha.catalog.api.projects import routes as project_routes

routes = Routes()
for _part in (project_routes, part_routes, media_routes, geo_routes, history_routes, review_routes, console_routes):
    routes.add_router("", _part)

__all__ = ["routes"]
