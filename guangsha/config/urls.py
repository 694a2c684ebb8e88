"""All addresses."""

from django.urls import URLPattern, URLResolver, path

from guangsha.backbone.http.probes import healthz, metrics_page, readyz
from guangsha.config.api import api, api_docs, openapi_json
from guangsha.pages.public import broken, not_found
from guangsha.pages.public import urlpatterns as page_urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics_page),
    path("api/docs", api_docs),
    path("api/v1/openapi.json", openapi_json),
    path("api/v1/", api.urls),
    *page_urls,
]

handler404 = not_found
handler500 = broken
