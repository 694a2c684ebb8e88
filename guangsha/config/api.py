"""The API, mounted from every context's routes."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from guangsha import __version__
from guangsha.accounts.public import real_name_routes, staff_routes
from guangsha.accounts.public import routes as account_routes
from guangsha.backbone.public import build_api, build_stream_routes
from guangsha.backbone.public import routes as backbone_routes
from guangsha.catalog.public import routes as catalog_routes
from guangsha.contracts.public import routers as contract_routers
from guangsha.deals.public import routers as deal_routers
from guangsha.inventory.public import routes as inventory_routes
from guangsha.money.public import routers as money_routers
from guangsha.mortgages.public import routers as mortgage_routers
from guangsha.notifications.public import routes as notification_routes
from guangsha.pages.public import routes as page_routes
from guangsha.privacy.public import routers as privacy_routers
from guangsha.search.api import routes as search_routes
from guangsha.transparency.public import routes as ledger_routes
from guangsha.watching.public import routers as watching_routers

api = build_api(
    title="Guangsha",
    version=__version__,
    description="New homes with filed prices, permits and public unit status. Problems follow RFC 9457.",
)
api.add_router("", backbone_routes)
api.add_router("", account_routes)
api.add_router("", staff_routes)
api.add_router("", catalog_routes)
api.add_router("", inventory_routes)
api.add_router("", ledger_routes)
api.add_router("", search_routes)
api.add_router("", page_routes)
api.add_router("", notification_routes)
api.add_router("", build_stream_routes())
api.add_router("", real_name_routes)
for _router in (
    *contract_routers,
    *deal_routers,
    *mortgage_routers,
    *money_routers,
    *privacy_routers,
    *watching_routers,
):
    api.add_router("", _router)


@require_safe
def openapi_json(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, UTF-8."""
    body = msgspec.json.encode(api.get_openapi_schema(path_prefix="/api/v1/"))
    return HttpResponse(body, content_type="application/json", headers={"Cache-Control": "public, max-age=300"})


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """A readable and triable form of the OpenAPI document: Swagger UI from the API library's own files, no inline script."""
    page = format_html(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Guangsha API</title>'
        '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="{css}"></head><body>'
        '<script type="application/json" id="swagger-settings">{{"url": "{url}", "deepLinking": true}}</script>'
        '<div id="swagger-ui"></div><script src="{bundle}"></script><script src="{init}"></script></body></html>',
        css=static("ninja/swagger-ui.css"),
        url=reverse(openapi_json),
        bundle=static("ninja/swagger-ui-bundle.js"),
        init=static("ninja/swagger-ui-init.js"),
    )
    return HttpResponse(page)
