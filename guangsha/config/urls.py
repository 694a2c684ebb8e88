"""All addresses."""

from django.urls import URLPattern, URLResolver, include, path

from guangsha.backbone.http.probes import healthz, metrics_page, readyz
from guangsha.config.api import api, api_docs, openapi_json
from guangsha.pages.public import broken, not_found, outbox, unreadable
from guangsha.pages.public import urlpatterns as page_urls
from guangsha.watching.public import stop_by_one_click

NOT_OURS = (
    "browser/v1/account/phone",
    "browser/v1/auth/phone/verify",
    "browser/v1/auth/phone/verify/resend",
    "browser/v1/auth/code/confirm",
    "openapi.html",  # shows itself with scripts of other sites
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics_page),
    path("api/docs", api_docs),
    path("api/v1/openapi.json", openapi_json),
    path("api/v1/", api.urls),
    # The library's phone flows are not ours: a number changes by a code at /api/v1/me/phone.
    *[path(f"_allauth/{tail}", not_found) for tail in NOT_OURS],
    path("_allauth/", include("allauth.headless.urls")),
    path("sandbox/outbox", outbox),
    path("alerts/stop/<str:token>", stop_by_one_click),
    *page_urls,
]

handler400 = unreadable
handler404 = not_found
handler500 = broken
