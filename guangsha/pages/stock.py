"""Loaded pages kept while what they were loaded from is unchanged."""

from __future__ import annotations

from collections.abc import Callable

from guangsha.backbone.public import head_position
from guangsha.pages.rendering.cache import MEGABYTE, BoundedCache
from guangsha.pages.request import LoadedPage, PageRequest

_pages: BoundedCache[LoadedPage] = BoundedCache(48 * MEGABYTE)
"""Counted by the payload as JSON, which is about what the objects behind it take up to a small factor."""


def data_version(request: PageRequest) -> str:
    """Changes with every committed event, and at least every minute (copies such as the search index follow later)."""
    return f"{head_position()}.{request.now:%Y%m%d%H%M}"


def load_page(request: PageRequest, load: Callable[[PageRequest], LoadedPage]) -> LoadedPage:
    """The page, loaded or still true. Raises what the loader raises; refusals are not kept.

    ``request`` carries the page's own parameters only, so that nobody can fill the stock with made-up ones.
    """
    key = (
        request.page,
        request.language,
        tuple(sorted(request.params.items())),
        tuple(sorted(request.query.items())),
        data_version(request),
    )
    known = _pages.get(key)
    if known is not None:
        return known
    loaded = load(request)
    _pages.put(key, loaded, len(loaded.data.model_dump_json()) + len(repr(key)))
    return loaded
