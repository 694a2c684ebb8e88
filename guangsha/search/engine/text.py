"""The text side: one Tantivy document per project, matched word by word with fixed scores.

Scores do not depend on other documents (no term statistics): the same words give the same project the same score in
every segment, on every copy and after every change elsewhere. That is what makes relevance pages exact by keyset.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tantivy

from guangsha.search.domain import pinyin
from guangsha.search.domain.words import cut, grams, index_words, is_han, normal
from guangsha.search.engine.tables import CARD_DECODER, Array, Tables

_TITLE, _NAME, _PLACE, _BODY, _SOUND = "title", "name", "place", "body", "sound"
_HEAP = 32_000_000

SCORE_TITLE = 12.0
SCORE_TITLE_START = 9.0
SCORE_NAME = 6.0
SCORE_SOUND = 5.0
SCORE_PLACE = 4.0
SCORE_SOUND_START = 3.0
SCORE_MIXED = 2.0
SCORE_TYPO = 1.5
SCORE_BODY = 1.0


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("n", fast=True)
    for field in (_TITLE, _SOUND):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    for field in (_NAME, _PLACE, _BODY):
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="basic")
    return builder.build()


def write_text(folder: Path, tables: Tables) -> None:
    """Write the text index of arranged tables to a new folder. Document n is project n."""
    folder.mkdir(parents=True)
    index = tantivy.Index(_schema(), path=str(folder))
    writer = index.writer(_HEAP, 1)
    p = tables.projects
    named: dict[int, list[str]] = {}
    for kind, (owner, codes) in tables.pairs.items():
        for project, code in zip(owner.tolist(), codes.tolist(), strict=True):
            term = tables.terms[kind][code]
            named.setdefault(project, []).append(f"{term.name} {term.name_en}")
    for n, raw in enumerate(tables.cards):
        card = CARD_DECODER.decode(raw)
        titles = [title for title in (card.name, *card.aliases, card.name_en) if title]
        places = [tables.terms[kind][p[kind][n]] for kind in ("city", "district", "area")]
        place = " ".join([f"{t.name} {t.name_en}" for t in places] + named.get(n, []))
        sounds = {key for title in titles for key in pinyin.keys(title)}
        sounds |= {word for word in index_words(card.name_en) if len(word) > 2}
        document = tantivy.Document()
        document.add_unsigned("n", n)  # as a keyword argument it would be signed, and kill the writer's thread
        for title in titles:
            document.add_text(_TITLE, squeezed(title))
        for sound in sorted(sounds):
            document.add_text(_SOUND, sound)
        document.add_text(_NAME, " ".join(word for title in titles for word in index_words(title)))
        document.add_text(_PLACE, " ".join(index_words(place)))
        document.add_text(_BODY, " ".join(index_words(f"{card.address} {card.developer}")))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def squeezed(title: str) -> str:
    """A title without spaces, as it is compared whole: `River View` and `riverview` are one."""
    return normal(title).replace(" ", "")


@dataclass(frozen=True, slots=True)
class WordMatch:
    """Projects that one word finds, and how well (arrays of the same length)."""

    projects: Array
    scores: Array


class ProjectText:
    """Reads the text index of one segment. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._index = tantivy.Index.open(str(folder))
        # A segment never changes: without this, a watching thread reloads it and leaves lock files in a swept folder.
        self._index.config_reader(reload_policy="manual", num_warmers=0)
        self._schema = self._index.schema
        self._searcher = self._index.searcher()

    def match(self, word: str) -> WordMatch:
        """Every project the word finds. The word comes from `words.asked_words`."""
        count = self._searcher.num_docs
        if not count:
            return WordMatch(np.zeros(0, np.intp), np.zeros(0))
        found = self._searcher.search(self._query(word), limit=count, count=False).hits
        numbers = self._searcher.fast_field_values("n", [address for _, address in found])
        return WordMatch(np.array(numbers, dtype=np.intp), np.array([round(score, 4) for score, _ in found]))

    def finds(self, word: str) -> bool:
        """Whether the word finds any project at all."""
        return bool(self._searcher.num_docs and self._searcher.search(self._query(word), limit=1, count=False).hits)

    def _query(self, word: str) -> tantivy.Query:
        q, schema = tantivy.Query, self._schema
        ways = [
            q.const_score_query(q.term_query(schema, _TITLE, word), SCORE_TITLE),
            q.const_score_query(q.fuzzy_term_query(schema, _TITLE, word, 0, prefix=True), SCORE_TITLE_START),
        ]
        for field, score in ((_NAME, SCORE_NAME), (_PLACE, SCORE_PLACE), (_BODY, SCORE_BODY)):
            ways.append(q.const_score_query(self._all(field, grams(word) if is_han(word) else [word]), score))
        if is_han(word):
            parts = cut(word)
            if len(parts) > 1:
                ways.append(q.const_score_query(self._anywhere(parts), SCORE_MIXED))
        elif word.isalpha():
            ways.append(q.const_score_query(q.term_query(schema, _SOUND, word), SCORE_SOUND))
            if len(word) > 1:
                start = q.fuzzy_term_query(schema, _SOUND, word, 0, prefix=True)
                ways.append(q.const_score_query(start, SCORE_SOUND_START))
            if len(word) > 4:
                typo = q.fuzzy_term_query(schema, _SOUND, word, 1 if len(word) < 9 else 2, prefix=True)
                ways.append(q.const_score_query(typo, SCORE_TYPO))
        return q.disjunction_max_query(ways)

    def _all(self, field: str, words: list[str]) -> tantivy.Query:
        q = tantivy.Query
        return q.boolean_query([(tantivy.Occur.Must, q.term_query(self._schema, field, word)) for word in words])

    def _anywhere(self, parts: list[str]) -> tantivy.Query:
        q, should = tantivy.Query, tantivy.Occur.Should
        return q.boolean_query(
            [
                (
                    tantivy.Occur.Must,
                    q.boolean_query([(should, self._all(f, grams(part))) for f in (_NAME, _PLACE, _BODY)]),
                )
                for part in parts
            ]
        )
