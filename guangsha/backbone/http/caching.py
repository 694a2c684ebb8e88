"""Conditional requests: a reader who has the current content is told so instead of being sent it again."""

import hashlib
from collections.abc import Callable
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from ninja import Schema

from guangsha import __version__
from guangsha.backbone.shared_cache import Shelf
from guangsha.vault.public import for_json

REVALIDATE = "public, max-age=0, must-revalidate"
"""A cache may keep it and must ask before each use: what is taken down disappears at once."""
DAY = "public, max-age=86400"
CACHED_HEADERS: dict[str, Any] = {
    "ETag": {"description": "Weak validator of this content; send it as If-None-Match.", "schema": {"type": "string"}},
    "Cache-Control": {"description": "How long it may be used without asking.", "schema": {"type": "string"}},
}


def weak_etag(*parts: object) -> str:
    """A weak ETag of ``parts`` and of the version of the program that writes the answer."""
    text = "\x00".join([__version__, *(str(part) for part in parts)])
    return f'W/"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def _matches(header: str, etag: str) -> bool:
    wanted = parse_etags(header)
    return wanted == ["*"] or etag.removeprefix("W/") in (given.removeprefix("W/") for given in wanted)


def not_modified(
    request: HttpRequest, response: HttpResponse, *, etag: str, cache: str = REVALIDATE
) -> HttpResponse | None:
    """Put ``etag`` and ``cache`` on ``response``; the 304 to send instead when the reader has that content already."""
    headers = {"ETag": etag, "Cache-Control": cache}
    for name, value in headers.items():
        response[name] = value
    if _matches(request.headers.get("If-None-Match", ""), etag):
        return HttpResponse(status=304, headers=headers)
    return None


def kept_answer(
    response: HttpResponse, shelf: Shelf, *key: object, make: Callable[[], Schema | dict[str, Any]]
) -> HttpResponse:
    """The answer kept under ``key``, or made now and kept; with the headers that are on ``response``.

    ``key`` names everything the answer is made from, and was read before; only what everybody may read is kept.
    """
    body = shelf.get(*key)
    if body is None:
        made = make()
        plain = made.model_dump(by_alias=True) if isinstance(made, Schema) else made
        body = msgspec.json.encode(plain, enc_hook=for_json)
        shelf.put(*key, value=body)
    answer = HttpResponse(body, content_type="application/json; charset=utf-8")
    for name, value in response.items():
        if name != "Content-Type":
            answer[name] = value
    return answer
