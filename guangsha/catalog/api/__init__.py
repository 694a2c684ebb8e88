"""Routes of the catalogue."""

from guangsha.backbone.public import Routes
from guangsha.catalog.api.console import routes as console_routes
from guangsha.catalog.api.console_activity import routes as activity_routes
from guangsha.catalog.api.console_desk import routes as desk_routes
from guangsha.catalog.api.console_export import routes as export_routes
from guangsha.catalog.api.console_files import routes as file_routes
from guangsha.catalog.api.console_import import routes as import_routes
from guangsha.catalog.api.console_parts import routes as desk_part_routes
from guangsha.catalog.api.console_review import routes as review_routes
from guangsha.catalog.api.console_rules import routes as rule_routes
from guangsha.catalog.api.geo import routes as geo_routes
from guangsha.catalog.api.history import routes as history_routes
from guangsha.catalog.api.media import routes as media_routes
from guangsha.catalog.api.parts import routes as part_routes
from guangsha.catalog.api.projects import routes as project_routes

routes = Routes()
for _part in (
    project_routes,
    part_routes,
    media_routes,
    geo_routes,
    history_routes,
    review_routes,
    rule_routes,
    export_routes,
    console_routes,
    activity_routes,
    desk_routes,
    desk_part_routes,
    import_routes,
    file_routes,
):
    routes.add_router("", _part)

__all__ = ["routes"]
