"""Problems on the wire: RFC 9457 ``application/problem+json``, with a stable code and a sentence in the reader's language."""

from typing import Any

import msgspec
import structlog
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja import Schema
from ninja.errors import HttpError
from ninja.errors import ValidationError as NinjaValidationError

from guangsha.backbone.engines import Meaning, meaning_of
from guangsha.backbone.log_masks import mask_text
from guangsha.kit.errors import BusinessError, CsrfRefused, NotFound, OperationalError

log = structlog.get_logger("guangsha.http")
CONTENT_TYPE = "application/problem+json"


APART = frozenset({"errors", "retry_after_s"})
"""What a refusal knows that has a place of its own: a list beside ``data``, a header."""
KEPT = "Idempotency-Kept"
"""Beside a refusal that stands under its Idempotency-Key for good (``commands.Operation.again``)."""


class ProblemField(Schema):
    """What is wrong with one value."""

    field: str
    message: str


class Problem(Schema):
    """RFC 9457 problem details. ``code`` is stable; ``detail`` and ``title`` are for people; ``data``: what the code is about
    (until when, at which price), by names that belong to the code."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[ProblemField]
    data: dict[str, Any]
    request_id: str


class RequestMalformed(BusinessError):
    """The request does not have the documented form."""

    code = "request.malformed"
    status = 422
    title = "The request has wrong or missing values"
    title_zh = "请求参数有误"


class RequestUnreadable(BusinessError):
    """No request can be made of what was sent: broken parts, far too many values, a host that is not ours."""

    code = "request.unreadable"
    status = 400
    title = "The request cannot be read"
    title_zh = "无法读取该请求"


class RequestTooLarge(BusinessError):
    """More was sent than a request of this kind may hold."""

    code = "request.too_large"
    status = 413
    title = "Too much was sent at once"
    title_zh = "提交的内容过大"


class MethodNotAllowed(BusinessError):
    """The address is there, but not for this method; the header Allow names those it has."""

    code = "request.method_not_allowed"
    status = 405
    title = "This address does not take such a request"
    title_zh = "该地址不支持此请求方式"


class Bug(OperationalError):
    """Something broke on our side; the request id finds it in the logs."""

    code = "system.bug"
    status = 500
    title = "Something went wrong on our side"
    title_zh = "系统出错，请稍后再试"


class DatabaseAway(OperationalError):
    """The database does not answer, or the line to it broke: nothing is known to be wrong with the request."""

    code = "system.database_away"
    title = "The service is briefly unavailable; please try again"
    title_zh = "服务暂时不可用，请稍后重试"


def wants_english(request: HttpRequest) -> bool:
    """Chinese unless the address or the browser asks for English first."""
    if request.path.startswith("/en/") or _asked_language(request) == "en":
        return True
    first = request.headers.get("Accept-Language", "").split(",")[0].strip().lower()
    return first.startswith("en")


def _asked_language(request: HttpRequest) -> str | None:
    try:
        return request.GET.get("lang")
    except SuspiciousOperation:  # more values than are read; its answer needs a language too
        return None


def _without_values(item: Any) -> Any:
    """What repeats something that was sent, however deep, must not repeat a number or address of somebody."""
    match item:
        case str():
            return mask_text(item)
        case dict():
            return {key: _without_values(value) for key, value in item.items()}
        case list() | tuple():
            return [_without_values(value) for value in item]
    return item


def problem_response(
    request: HttpRequest,
    error: BusinessError | OperationalError,
    *,
    fields: list[dict[str, str]] | None = None,
) -> HttpResponse:
    """The answer for ``error``."""
    data = error.data if isinstance(error, BusinessError) else {}
    body = {
        "type": f"urn:guangsha:problem:{error.code}",
        "title": error.title if wants_english(request) else error.title_zh,
        "status": error.status,
        "code": error.code,
        "detail": mask_text(getattr(error, "detail", "")),
        "errors": [_without_values(item) for item in (fields if fields is not None else data.get("errors") or [])],
        "data": _without_values({name: value for name, value in data.items() if name not in APART}),
        "request_id": getattr(request, "request_id", ""),
    }
    response = HttpResponse(msgspec.json.encode(body), content_type=CONTENT_TYPE, status=error.status)
    response["Cache-Control"] = "no-store"
    if isinstance(error, BusinessError) and error.kept:
        response[KEPT] = "1"
    if isinstance(error, OperationalError) and error.status == 503:
        response["Retry-After"] = str(error.retry_after_s)
    elif "retry_after_s" in data:
        response["Retry-After"] = str(data["retry_after_s"])
    return response


def malformed_response(request: HttpRequest, error: NinjaValidationError) -> HttpResponse:
    """422 naming each wrong value."""
    fields = [
        {
            "field": ".".join(str(part) for part in item["loc"][1:]) or str(item["loc"][0]),
            "message": str(item["msg"]),
        }
        for item in error.errors
    ]
    return problem_response(request, RequestMalformed(), fields=fields)


def response_for(request: HttpRequest, error: Exception) -> HttpResponse:
    """The answer for any exception that ends a request: an answer, a 503, or a logged 500 that tells nothing."""
    match error:
        case NinjaValidationError():
            return malformed_response(request, error)
        case HttpError(status_code=400):
            return problem_response(request, RequestMalformed(), fields=[{"field": "body", "message": "not JSON"}])
    known = _known(error)
    if known is None:
        match = request.resolver_match
        log.exception("unhandled_error", route=match.route if match else "unmatched")
    return problem_response(request, known or Bug())


def _known(error: Exception) -> BusinessError | OperationalError | None:
    """What an exception says to whoever asked; None: nothing, it is a fault of ours."""
    found: BusinessError | OperationalError | None = None
    match error:
        case BusinessError() | OperationalError():
            found = error
        case DatabaseError() | InterfaceError() if meaning_of(error) is not Meaning.OTHER:
            log.warning("database_away", error=str(error)[:200])
            found = DatabaseAway()
        case Http404():
            found = NotFound()
        case RequestDataTooBig():
            found = RequestTooLarge()
        case SuspiciousOperation() | MultiPartParserError() | UnreadablePostError():
            found = RequestUnreadable()
    return found


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF view: a problem like every other."""
    return problem_response(request, CsrfRefused())
