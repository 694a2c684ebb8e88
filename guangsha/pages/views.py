"""Public pages as HTML documents, with true status codes."""

from __future__ import annotations

import hashlib
from gzip import decompress
from urllib.parse import urlencode

import structlog
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from guangsha.backbone.public import response_for
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import BusinessError, Gone, NotFound, OperationalError
from guangsha.pages.assembly import head_of, payload_of
from guangsha.pages.domain.wording import Language
from guangsha.pages.loaders.texts import error_page, refusal_page
from guangsha.pages.registry import BY_NAME
from guangsha.pages.rendering.document import THEMES, render_document
from guangsha.pages.request import LoadedPage, PageRequest, own_query
from guangsha.pages.stock import ETAG_BYTES, KEPT_PAGES, asked, data_version, keep_document, kept_document, load_page
from guangsha.pages.visits import note_look

log = structlog.get_logger(__name__)
HTML = "text/html; charset=utf-8"


def language_of(path: str) -> Language:
    """The language an address is written in."""
    return "en" if path == "/en" or path.startswith("/en/") else "zh-CN"


def page_request(request: HttpRequest, page: str, params: dict[str, str]) -> PageRequest:
    """What the loader needs to know of an HTTP request."""
    asked = {name: str(value) for name, value in request.GET.items()}
    return PageRequest(
        page=page,
        language=language_of(request.path),
        params=params,
        query=own_query(asked, BY_NAME[page].query),
        now=utc_now(),
    )


def _asked_path(request: HttpRequest, wanted: PageRequest) -> str:
    """The address without what the page does not know: what is rendered follows from nothing else."""
    return request.path + (f"?{urlencode(wanted.query)}" if wanted.query else "")


@require_safe
def show_page(request: HttpRequest, *, page: str, **params: str) -> HttpResponse:
    """One public page. Refusals and failures are pages of their own with their true status."""
    wanted = page_request(request, page, params)
    try:
        version = data_version(wanted)
        key = (*asked(wanted), request.path, _theme(request), version)
        shared = version is not None and _may_share(request, page)
        kept = kept_document(*key) if shared else None
        if kept is not None:
            note_look(request, wanted)
            return _packed(request, wanted, *kept)
        loaded = load_page(wanted, BY_NAME[page].load, version)
        note_look(request, wanted)
    except Gone:
        return _document(request, wanted, error_page(wanted, 410))
    except BusinessError as refusal:
        log.info("pages.refused", path=request.path, code=refusal.code)
        return _document(request, wanted, refusal_page(wanted, refusal))
    except OperationalError as busy:
        log.warning("pages.unavailable", path=request.path, code=busy.code)
        response = _document(request, wanted, error_page(wanted, 500), status=503)
        response["Retry-After"] = str(busy.retry_after_s)
        return response
    except Exception:
        log.exception("pages.failed", path=request.path)
        return _document(request, wanted, error_page(wanted, 500))
    return _document(request, wanted, loaded, key=key if shared else None)


def _may_share(request: HttpRequest, page: str) -> bool:
    """Whether the document may be read by others, or be one that others read: of a visitor who is nobody in particular.

    A document holds nothing of its reader in any case; this holds even if one ever should.
    """
    return (
        page in KEPT_PAGES
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "Authorization" not in request.headers
    )


def _theme(request: HttpRequest) -> str:
    chosen = request.COOKIES.get("theme", "")
    return chosen if chosen in THEMES else ""


def _packed(request: HttpRequest, wanted: PageRequest, etag: str, packed: bytes) -> HttpResponse:
    """A kept document, packed as it is for those who can unpack it."""
    if request.headers.get("If-None-Match") == f'W/"{etag}"':
        response: HttpResponse = HttpResponseNotModified()
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(packed, content_type=HTML, headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(decompress(packed), content_type=HTML)
    return _revalidated(response, wanted, etag)


def _revalidated(response: HttpResponse, wanted: PageRequest, etag: str) -> HttpResponse:
    response["ETag"] = f'W/"{etag}"'
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    response["Vary"] = "Cookie, Accept-Encoding"
    response["Content-Language"] = wanted.language
    return response


def _document(
    request: HttpRequest,
    wanted: PageRequest,
    loaded: LoadedPage,
    *,
    status: int | None = None,
    key: tuple[object, ...] | None = None,
) -> HttpResponse:
    """``key``: keep the document under it, if it is whole."""
    payload = payload_of(wanted, loaded, _asked_path(request, wanted))
    document = render_document(
        page=str(payload["page"]),
        language=wanted.language,
        payload=payload,
        head=head_of(wanted, loaded),
        theme=_theme(request),
    )
    body = document.html.encode()
    if loaded.status != 200:
        response = HttpResponse(body, content_type=HTML, status=status or loaded.status)
        response["Cache-Control"] = "no-store"
        response["Content-Language"] = wanted.language
        return response
    etag = hashlib.sha256(body).hexdigest()[:ETAG_BYTES]
    if key is not None and document.whole:
        return _packed(request, wanted, etag, keep_document(*key, etag=etag, body=body))
    if request.headers.get("If-None-Match") == f'W/"{etag}"':
        return _revalidated(HttpResponseNotModified(), wanted, etag)
    return _revalidated(HttpResponse(body, content_type=HTML, status=status or 200), wanted, etag)


def warm_up() -> None:
    """Render the first page of each language, so that the first visitor does not wait for V8 and the index to wake up.

    Nothing depends on it: a failure is logged and the site starts all the same.
    """
    for address in ("/", "/search", "/en"):
        request = HttpRequest()
        request.method, request.path = "GET", address
        try:
            show_page(request, page="search" if address == "/search" else "home")
        except Exception:
            log.exception("pages.warm_up_failed", path=address)
    connection.close()


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Every address nobody serves: a page for people, a problem for programs."""
    if request.path.startswith("/api/"):
        return response_for(request, NotFound())
    wanted = page_request(request, "error", {})
    return _document(request, wanted, error_page(wanted, 404))


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No request can be made of what was sent: a page for people, a problem for programs."""
    if request.path.startswith("/api/"):
        return response_for(request, exception)
    if language_of(request.path) == "en":
        return _plain(
            400, "en", "This request cannot be read", "Please check the address, or start from the home page."
        )
    return _plain(400, "zh-CN", "无法读取该请求", "请检查网址，或从首页重新开始。")


def broken(request: HttpRequest) -> HttpResponse:
    """An error nobody caught. Built without the database, in case that is what broke."""
    if language_of(request.path) == "en":
        said = "The fault is ours and has been recorded. Please try again in a moment."
        return _plain(500, "en", "Something went wrong", said)
    return _plain(500, "zh-CN", "页面出了问题", "是我们的原因，已经记录下来。请稍后再试。")


def _plain(status: int, language: str, title: str, text: str) -> HttpResponse:
    """A page that needs nothing: no database, no rendering, nothing of the request."""
    body = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
        f"<body><main><h1>{title}</h1><p>{text}</p></main></body></html>"
    )
    return HttpResponse(body, content_type=HTML, status=status, headers={"Cache-Control": "no-store"})
