"""Every request has an id, an actor, and a place in the metrics."""

import re
import secrets
import time
from collections.abc import Callable
from typing import cast

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from guangsha.backbone import metrics
from guangsha.backbone.http.problems import MethodNotAllowed, problem_response
from guangsha.backbone.log_masks import mask_text
from guangsha.kit.actor import VISITOR

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
"""What a label may say; anything else a client sends is OTHER, so that nobody can grow the metrics."""
ID_PATTERN = re.compile(r"[A-Za-z0-9._-]{8,64}")
log = structlog.get_logger("guangsha.http")


def request_id_of(request: HttpRequest) -> str:
    """The id that the request brings, if it is fit to be one, or a new one."""
    given = request.headers.get("X-Request-ID", "")
    fit = ID_PATTERN.fullmatch(given) and mask_text(given) == given  # a phone number is no request id
    return given if fit else secrets.token_hex(12)


class TextGZipMiddleware(GZipMiddleware):
    """Django's, for whole answers only: a file that is streamed, or a part of one, keeps its bytes and its length."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress documents; let files through."""
        if response.streaming or response.status_code == 206:
            return response
        return super().process_response(request, cast(HttpResponse, response))


class RequestContextMiddleware:
    """Outermost: request id (a proxy's is kept), log context, timing. ``request.actor`` is a visitor until sign-in says else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer ``request`` and note how it went."""
        request_id = request_id_of(request)
        request.actor = VISITOR  # type: ignore[attr-defined]
        request.request_id = request_id  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        response = self.get_response(request)
        took = time.perf_counter() - started
        route = request.resolver_match.route if request.resolver_match else "unmatched"
        method = request.method if request.method in METHODS else "OTHER"
        metrics.HTTP_REQUESTS.labels(method, route, str(response.status_code)).inc()
        metrics.HTTP_SECONDS.labels(route).observe(took)
        response["X-Request-ID"] = request_id
        if response.status_code >= 500:
            log.error("request_failed", method=request.method, route=route, status=response.status_code)
        return response


class MethodMiddleware:
    """What an address of the API does not take is a problem like every other; Django and Ninja answer with a bare text."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer ``request``."""
        response = self.get_response(request)
        if response.status_code != MethodNotAllowed.status or not request.path.startswith("/api/"):
            return response
        problem = problem_response(request, MethodNotAllowed())
        if "Allow" in response:
            problem["Allow"] = response["Allow"]
        return problem


class HeadMiddleware:
    """HEAD is GET without its body, on every address that answers GET: same status, same headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer ``request``; the views below see a GET."""
        if request.method != "HEAD":
            return self.get_response(request)
        request.method = "GET"
        full = self.get_response(request)
        request.method = "HEAD"
        length = full.get("Content-Length") or (None if full.streaming else str(len(full.content)))
        answer = HttpResponse(status=full.status_code, headers=dict(full.items()))
        answer.cookies = full.cookies
        full.close()
        if length is not None:
            answer["Content-Length"] = length
        return answer
