"""Reads over the index of this data directory. Everything raises IndexNotReady while there is no index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from guangsha.catalog.public import is_region_name
from guangsha.search.domain.query import SearchQuery
from guangsha.search.domain.relax import Relaxation, relaxations
from guangsha.search.domain.results import Cluster, Facet, Page
from guangsha.search.domain.sentence import Sentence, parse
from guangsha.search.domain.suggestions import Suggestion
from guangsha.search.engine.clusters import clusters
from guangsha.search.engine.index import SearchIndex
from guangsha.search.engine.places import Places
from guangsha.search.engine.probe import IndexProbe
from guangsha.search.services.indexing import index_folder


@dataclass(frozen=True, slots=True)
class _Open:
    index: SearchIndex
    places: Places


@lru_cache(maxsize=4)
def _opened(folder: str, secret: str) -> _Open:
    index = SearchIndex(Path(folder), secret=secret.encode())
    return _Open(index, Places(index))


def _open() -> _Open:
    return _opened(str(index_folder()), settings.SECRET_KEY)


def search_homes(*, query: SearchQuery, today: date) -> Page:
    """One page of hits. Raises BadCursor when the cursor was not made here for this search."""
    return _open().index.search(query, today=today)


def search_with_facets(*, query: SearchQuery, today: date) -> tuple[Page, tuple[Facet, ...]]:
    """One page and the counts of every facet, of the same generation. Raises BadCursor."""
    return _open().index.search_with_facets(query, today=today)


def count_homes(*, query: SearchQuery) -> int:
    """How many hits a search has."""
    return _open().index.total(query)


def relax_search(*, query: SearchQuery) -> tuple[Relaxation, ...]:
    """Which single filter to let go of or widen, with the hits each gives; best first."""
    return relaxations(query, IndexProbe(_open().index))


def read_sentence(*, sentence: str, today: date, base: SearchQuery | None = None) -> Sentence:
    """Free text to chips and a query on top of `base`, with the names and words that the index knows. Never raises for text.

    The name of a place without homes is no word to set aside: who asks for Beijing is not served with homes elsewhere.
    """
    held = _open()

    def known(word: str) -> bool:
        return held.index.knows(word) or is_region_name(word)

    return parse(sentence, held.places.gazetteer(), today=today, base=base, known=known)


def suggest(*, typed: str, limit: int = 10, city: str = "") -> tuple[Suggestion, ...]:
    """Projects, districts, areas, stations, tags and layouts that begin so; `city` is the adcode of the visitor's city."""
    return _open().places.suggest(typed, limit=limit, city=city)


def map_clusters(*, query: SearchQuery, zoom: int, limit: int = 500) -> tuple[Cluster, ...]:
    """Clusters of the matching homes at a web-map zoom of 0 to 20, largest first."""
    return clusters(_open().index, query, zoom=zoom, limit=limit)


def generation() -> str:
    """The name of the index generation in force: it changes whenever any answer may."""
    return _open().index.snapshot().generation
