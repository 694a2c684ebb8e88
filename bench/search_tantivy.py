"""The same searches with every home as a Tantivy document: the way not taken (docs/adr/0004-search-engine.md)."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import tantivy

from bench.search_sql import BANDS, FACETS
from guangsha.search.domain.documents import ProjectDoc, counted_rooms
from guangsha.search.domain.query import SearchQuery
from guangsha.search.domain.shapes import inside, metres_between
from guangsha.search.domain.vocabulary import KIND_MEANT
from guangsha.search.domain.words import grams, index_words

_TEXT = ("city", "district", "area", "orientation", "band", "fit", "status", "kind", "sale", "tag", "metro")
_NUMBERS = ("n", "price", "unit_price", "size", "listed", "rooms", "permit", "month", "opening")
_FIELD = {
    "city": "city", "districts": "district", "orientations": "orientation", "floor_bands": "band", "fit_outs": "fit",
    "statuses": "status", "unit_kinds": "kind", "rooms": "rooms",
}  # fmt: skip
_COUNTED = {
    "floor": "band", "fit_out": "fit", "unit_kind": "kind", "sale_status": "sale", "opening": "month",
}  # fmt: skip
_SORT = {"newest": "listed", "price": "price", "unit_price": "unit_price", "size": "size", "opening": "opening"}


class AllTantivy:
    """One document per home, holding the words of its project; filters and facets over fast fields."""

    name = "Tantivy alone"

    def __init__(self, folder: Path, stock: Iterable[ProjectDoc]) -> None:
        builder = tantivy.SchemaBuilder()
        for field in _TEXT:
            builder.add_text_field(field, tokenizer_name="raw", fast=True, index_option="basic")
        for field in _NUMBERS:
            builder.add_integer_field(field, indexed=True, fast=True, stored=field == "n")
        builder.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
        self._schema = builder.build()
        folder.mkdir(parents=True)
        index = tantivy.Index(self._schema, path=str(folder))
        writer = index.writer(256_000_000, 2)
        self._spots: list[tuple[float, float]] = []
        for number, doc in enumerate(stock):
            self._spots.append(doc.position or (0.0, 0.0))
            for fields in self._documents(number, doc):
                writer.add_document(tantivy.Document.from_dict(fields, self._schema))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def _documents(self, number: int, doc: ProjectDoc) -> Iterable[dict[str, Any]]:
        month = doc.opening_on.year * 100 + doc.opening_on.month if doc.opening_on else 0
        words = " ".join(word for name in (doc.name, *doc.aliases) for word in index_words(name))
        shared = {
            "n": number, "city": doc.city.code, "district": doc.district.code if doc.district else "",
            "area": doc.area.code if doc.area else "", "sale": doc.sale_status, "month": month,
            "opening": doc.opening_on.toordinal() if doc.opening_on else 0, "words": words,
            "tag": [term.code for term in doc.tags], "metro": [term.code for term in doc.metro],
        }  # fmt: skip
        for unit in doc.units:
            yield shared | {
                "price": unit.price or 0, "unit_price": unit.unit_price or 0, "size": int((unit.size or 0) * 100),
                "listed": int(unit.listed_at.timestamp()), "rooms": 7 if counted_rooms(unit) is None else counted_rooms(unit),
                "permit": int(unit.permit), "orientation": unit.orientation, "band": unit.floor_band,
                "fit": unit.fit_out, "status": unit.status, "kind": unit.kind,
            }  # fmt: skip

    def _query(self, query: SearchQuery) -> tantivy.Query:
        q, schema = tantivy.Query, self._schema
        parts = []
        for name, field in _FIELD.items():
            wanted = getattr(query, name) or (KIND_MEANT if name == "unit_kinds" else ())
            if wanted:
                values = [wanted] if isinstance(wanted, str) else list(wanted)
                parts.append(q.const_score_query(q.term_set_query(schema, field, values), 0.0))
        for tag in query.tags:
            parts.append(q.const_score_query(q.term_query(schema, "tag", tag), 0.0))
        if query.metro:
            parts.append(q.const_score_query(q.exists_query("metro"), 0.0))
        if query.permit is not None:
            parts.append(q.const_score_query(q.term_query(schema, "permit", int(query.permit)), 0.0))
        parts += self._ranges(query)
        for word in grams(query.text) if query.text else ():
            parts.append(q.term_query(schema, "words", word))
        shape = query.polygon or (query.near and query.near.metres)
        if shape:
            parts.append(q.const_score_query(q.term_set_query(schema, "n", self._near(query)), 0.0))
        if not parts:
            return q.all_query()
        return q.boolean_query([(tantivy.Occur.Must, part) for part in parts])

    def _ranges(self, query: SearchQuery) -> list[tantivy.Query]:
        q, whole = tantivy.Query, tantivy.FieldType.Integer
        ranges = [("price", query.price_min, query.price_max), ("month", query.opening_from, query.opening_to)]
        sizes = [None if value is None else int(value * 100) for value in (query.size_min, query.size_max)]
        return [
            q.const_score_query(q.range_query(self._schema, field, whole, low or 0, high), 0.0)
            for field, low, high in (*ranges, ("size", *sizes))
            if low is not None or high is not None
        ]

    def _near(self, query: SearchQuery) -> list[int]:
        if query.polygon:
            return [n for n, spot in enumerate(self._spots) if inside(spot, query.polygon)]
        near = query.near
        assert near is not None
        return [n for n, spot in enumerate(self._spots) if metres_between(spot, (near.lng, near.lat)) <= near.metres]

    def page(self, query: SearchQuery) -> tuple[int, list[Any]]:
        """Total and the first page; distance is not a field and is left unsorted."""
        sort = query.effective_sort
        field = _SORT.get(sort.removeprefix("-"))
        order = tantivy.Order.Desc if sort.startswith("-") or sort == "newest" else tantivy.Order.Asc
        found = self._query(query)
        if field is None:
            result = self._searcher.search(found, limit=query.limit, count=True)
        else:
            result = self._searcher.search(found, limit=query.limit, count=True, order_by_field=field, order=order)
        return result.count, [self._searcher.doc(address) for _, address in result.hits]

    def facets(self, query: SearchQuery) -> dict[str, dict[str, int]]:
        """One aggregation for all facets without an own filter, one more for each with one."""
        out: dict[str, dict[str, int]] = {}
        active = query.filters()
        empty = SearchQuery()
        own = {facet: names for facet, names in FACETS.items() if any(name in active for name in names)}
        groups = [(query, [facet for facet in FACETS if facet not in own])]
        for facet, names in own.items():
            groups.append((replace(query, **{name: getattr(empty, name) for name in names}), [facet]))
        for asked, facets in groups:
            found = self._searcher.aggregate(self._query(asked), {facet: self._asked(facet) for facet in facets})
            for facet, answer in found.items():
                out[facet] = {str(b["key"]): b["doc_count"] for b in answer["buckets"] if b["doc_count"]}
        return out

    def _asked(self, facet: str) -> dict[str, Any]:
        if facet in BANDS:
            ends = [None, *BANDS[facet], None]
            ranges = [
                {key: float(end) for key, end in (("from", low), ("to", high)) if end is not None}
                for low, high in itertools.pairwise(ends)
            ]
            return {"range": {"field": facet, "ranges": ranges}}
        return {"terms": {"field": _COUNTED.get(facet, facet), "size": 1000}}
