"""Loaded pages kept while what they were loaded from is unchanged."""

from __future__ import annotations

from collections.abc import Callable

from guangsha.backbone.public import head_position
from guangsha.pages.rendering.cache import BoundedCache
from guangsha.pages.request import LoadedPage, PageRequest

KEPT_PAGES = 1_024
_pages: BoundedCache[LoadedPage] = BoundedCache(KEPT_PAGES)


def data_version(request: PageRequest) -> str:
    """Changes with every committed event, and at least every minute (copies such as the search index follow later)."""
    return f"{head_position()}.{request.now:%Y%m%d%H%M}"


def load_page(request: PageRequest, load: Callable[[PageRequest], LoadedPage]) -> LoadedPage:
    """The page, loaded or still true. Raises what the loader raises; refusals are not kept."""
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
    _pages.put(key, loaded)
    return loaded
