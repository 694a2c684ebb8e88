"""The door of search."""

from guangsha.search.domain.documents import ProjectDoc, Term, UnitDoc
from guangsha.search.domain.errors import BadCursor, FieldProblem, IndexNotReady, InvalidQuery
from guangsha.search.domain.query import SearchQuery
from guangsha.search.domain.query_rules import MAX_TEXT
from guangsha.search.domain.relax import Relaxation
from guangsha.search.domain.results import Cluster, Facet, FacetValue, Page, ProjectHit, UnitHit
from guangsha.search.domain.sentence import Chip, Sentence, compose
from guangsha.search.domain.shapes import Box, Near
from guangsha.search.domain.suggestions import Suggestion
from guangsha.search.domain.url_form import PARAMS
from guangsha.search.engine.small import SmallIndex
from guangsha.search.selectors import (
    count_homes,
    generation,
    map_clusters,
    read_sentence,
    relax_search,
    search_homes,
    search_with_facets,
    suggest,
)
from guangsha.search.services.documents import project_documents
from guangsha.search.services.indexing import rebuild_index

__all__ = [
    "MAX_TEXT",
    "PARAMS",
    "BadCursor",
    "Box",
    "Chip",
    "Cluster",
    "Facet",
    "FacetValue",
    "FieldProblem",
    "IndexNotReady",
    "InvalidQuery",
    "Near",
    "Page",
    "ProjectDoc",
    "ProjectHit",
    "Relaxation",
    "SearchQuery",
    "Sentence",
    "SmallIndex",
    "Suggestion",
    "Term",
    "UnitDoc",
    "UnitHit",
    "compose",
    "count_homes",
    "generation",
    "map_clusters",
    "project_documents",
    "read_sentence",
    "rebuild_index",
    "relax_search",
    "search_homes",
    "search_with_facets",
    "suggest",
]
