"""Loaded pages and whole documents, kept while what they were made from is unchanged."""

from __future__ import annotations

from collections.abc import Callable
from gzip import compress

from guangsha.backbone.public import Freshness, Shelf
from guangsha.kit.bounded_cache import MEGABYTE, BoundedCache
from guangsha.pages.rendering.cache import build_name
from guangsha.pages.request import LoadedPage, PageRequest
from guangsha.search.public import IndexNotReady, generation

KEPT_PAGES = frozenset({"home", "search", "landing", "project", "unit"})
"""Pages whose documents are shared between processes: those that many visitors ask for."""
KEEP_S = 90
"""A document is true for its minute at most; the rest is for clocks that differ."""
ETAG_BYTES = 32

_pages: BoundedCache[LoadedPage] = BoundedCache(48 * MEGABYTE)
"""Counted by the payload as JSON, which is about what the objects behind it take up to a small factor."""
documents = Shelf("document", room=32 * MEGABYTE, keep_s=KEEP_S)
answers = Shelf("answer", room=16 * MEGABYTE, keep_s=KEEP_S)
_facts = Freshness(("catalog.", "inventory."))


def data_version(request: PageRequest) -> str | None:
    """Changes with every committed fact of listings and units, with the search index, and every minute.

    None: nothing may be kept now.
    """
    facts = _facts.read()
    if facts is None:
        return None
    try:
        index = generation()
    except IndexNotReady:
        index = ""
    return f"{facts}.{index}.{request.now:%Y%m%d%H%M}"


def load_page(request: PageRequest, load: Callable[[PageRequest], LoadedPage], version: str | None) -> LoadedPage:
    """The page, loaded or still true. Raises what the loader raises; refusals are not kept.

    ``request`` carries the page's own parameters only, so that nobody can fill the stock with made-up ones. ``version``: what
    ``data_version`` said before.
    """
    if version is None:
        return load(request)
    key = (*asked(request), version)
    known = _pages.get(key)
    if known is not None:
        return known
    loaded = load(request)
    _pages.put(key, loaded, len(loaded.data.model_dump_json()) + len(repr(key)))
    return loaded


def asked(request: PageRequest) -> tuple[object, ...]:
    """What is asked for, as a key."""
    params, query = sorted(request.params.items()), sorted(request.query.items())
    return request.page, request.language, tuple(params), tuple(query)


def kept_document(*key: object) -> tuple[str, bytes] | None:
    """The ETag and the document as gzip that ``keep_document`` was given under ``key``."""
    found = documents.get(build_name(), *key)
    return (found[:ETAG_BYTES].decode(), found[ETAG_BYTES:]) if found else None


def keep_document(*key: object, etag: str, body: bytes) -> bytes:
    """Keep it, packed once for all who will read it; the packed document."""
    packed = compress(body, 6, mtime=0)
    documents.put(build_name(), *key, value=etag.encode() + packed)
    return packed
