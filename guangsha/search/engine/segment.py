"""A segment: one immutable folder of columns, memory-mapped, plus the text of its projects.

Written once by `write_segment`, never changed, read by any number of threads and processes.
"""

from __future__ import annotations

import bisect
from pathlib import Path

import msgspec
import numpy as np

from guangsha.search.domain.documents import Term
from guangsha.search.domain.vocabulary import (
    PRICE_BANDS,
    SIZE_BANDS,
    UNIT_KINDS,
    UNIT_PRICE_BANDS,
    UNIT_STANDING,
    UNIT_STATUSES,
)
from guangsha.search.domain.words import normal
from guangsha.search.engine.tables import (
    CARD_DECODER,
    NULL,
    PAIR_KINDS,
    PROJECT_COLUMNS,
    TERM_KINDS,
    UNIT_COLUMNS,
    Array,
    Card,
    Tables,
    cell_parts,
    ordinals,
)
from guangsha.search.engine.text import ProjectText, write_text

AMOUNTS = ("price", "unit_price", "size")
RANKED = (*AMOUNTS, "listed", "standing")
STANDING_STEP = 1 << 40
BANDS = {"price": PRICE_BANDS, "unit_price": UNIT_PRICE_BANDS, "size": tuple(size * 100 for size in SIZE_BANDS)}
NO_BAND = 255


def write_segment(folder: Path, tables: Tables) -> None:
    """Write arranged tables to a new folder. Nothing refers to it until a manifest does."""
    folder.mkdir(parents=True)
    for name in PROJECT_COLUMNS:
        _save(folder, f"p_{name}", tables.projects[name])
    units = tables.units
    for name in UNIT_COLUMNS:
        if name != "key":
            _save(folder, f"u_{name}", units[name])
    keys, cells = np.unique(units["key"], return_inverse=True)
    _save(folder, "cell_keys", keys)
    _save(folder, "u_cell", cells.astype(np.uint16 if len(keys) < 2**16 else np.uint32))
    place_of = np.array([UNIT_STANDING.index(status) for status in UNIT_STATUSES], np.int64)
    parts = cell_parts(keys)
    for name, column in parts.items():
        _save(folder, f"own_{name}", column.astype(np.uint8)[cells])
    standing = place_of[parts["status"]]
    _save(folder, "cell_standing", standing.astype(np.uint8))
    newest = STANDING_STEP - 1 - np.clip(units["listed"], 0, STANDING_STEP - 1)
    units = units | {"standing": standing[cells] * STANDING_STEP + newest}
    _save(folder, "u_standing", units["standing"])
    number = ordinals(units["id_hi"], units["id_lo"])
    starts = np.concatenate([[0], np.cumsum(tables.projects["rows"], dtype=np.int64)])
    for name in RANKED:
        column = units[name]
        order = np.lexsort((number, column)).astype(np.uint32)
        rank = np.empty(len(order), np.uint32)
        rank[order] = np.arange(len(order), dtype=np.uint32)
        _save(folder, f"order_{name}", order)
        _save(folder, f"rank_{name}", rank)
        low, high = _ends(rank, starts)
        _save(folder, f"low_{name}", low)
        _save(folder, f"high_{name}", high)
    for name in AMOUNTS:
        band = np.searchsorted(np.array(BANDS[name]), units[name], side="right").astype(np.uint8)
        band[units[name] >= NULL] = NO_BAND
        _save(folder, f"band_{name}", band)
    for kind in PAIR_KINDS:
        index, codes = tables.pairs[kind]
        _save(folder, f"{kind}_project", index)
        _save(folder, f"{kind}_code", codes)
    _save(folder, "card_end", np.cumsum([len(card) for card in tables.cards], dtype=np.int64))
    (folder / "cards.bin").write_bytes(b"".join(tables.cards))
    names = {
        "terms": {kind: [(t.code, t.name, t.name_en) for t in tables.terms[kind]] for kind in TERM_KINDS},
        "words": tables.words,
    }
    (folder / "names.msgpack").write_bytes(msgspec.msgpack.encode(names))
    write_text(folder / "text", tables)


def _save(folder: Path, name: str, column: Array) -> None:
    np.save(folder / f"{name}.npy", np.ascontiguousarray(column), allow_pickle=False)


def _folded(words: list[str]) -> dict[str, list[int]]:
    """Codes of the words by the spelling in which they are asked for."""
    out: dict[str, list[int]] = {}
    for code, word in enumerate(words):
        for spelling in {normal(word), normal(word).replace("号楼", "栋")} - {""}:
            out.setdefault(spelling, []).append(code)
    return out


def _ends(rank: Array, starts: Array) -> tuple[Array, Array]:
    """Lowest and highest rank in each project; an empty project gets a window that nothing fits."""
    low = np.full(len(starts) - 1, np.iinfo(np.uint32).max, np.uint32)
    high = np.zeros(len(starts) - 1, np.uint32)
    filled = np.flatnonzero(np.diff(starts))
    if len(filled):
        low[filled] = np.minimum.reduceat(rank, starts[filled])
        high[filled] = np.maximum.reduceat(rank, starts[filled])
    return low, high


class _Names(msgspec.Struct, frozen=True):
    terms: dict[str, list[tuple[str, str, str]]]
    words: dict[str, list[str]]


class Segment:
    """Columns of one segment, ready for arithmetic. Immutable; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        self._folder = folder
        self.p = {name: self._load(f"p_{name}") for name in PROJECT_COLUMNS}
        self.u = {name: self._load(f"u_{name}") for name in UNIT_COLUMNS if name != "key"}
        self.size = len(self.u["project"])
        self.projects = len(self.p["id_hi"])
        self.u["standing"] = self._load("u_standing")
        self.cell = self._load("u_cell")
        self.cell_standing = self._load("cell_standing")
        self.cell_parts = cell_parts(self._load("cell_keys"))
        self.own = {name: self._load(f"own_{name}") for name in self.cell_parts}
        self.cells = len(self.cell_parts["rooms"])
        self.order = {name: self._load(f"order_{name}") for name in RANKED}
        self.rank = {name: self._load(f"rank_{name}") for name in RANKED}
        self.low = {name: self._load(f"low_{name}") for name in RANKED}
        self.high = {name: self._load(f"high_{name}") for name in RANKED}
        self.band = {name: self._load(f"band_{name}") for name in AMOUNTS}
        self.pairs = {kind: (self._load(f"{kind}_project"), self._load(f"{kind}_code")) for kind in PAIR_KINDS}
        self._card_end = self._load("card_end")
        self._cards = np.memmap(folder / "cards.bin", mode="r") if self.projects else np.zeros(0, np.uint8)
        names = msgspec.msgpack.decode((folder / "names.msgpack").read_bytes(), type=_Names)
        self.terms = {kind: [Term(*term) for term in found] for kind, found in names.terms.items()}
        self.words = names.words
        self.codes = {kind: {t.code: n for n, t in enumerate(found)} for kind, found in self.terms.items()}
        self.folded = {kind: _folded(found) for kind, found in self.words.items()}
        self.ordinal = ordinals(self.u["id_hi"], self.u["id_lo"])
        self.project_ordinal = ordinals(self.p["id_hi"], self.p["id_lo"])
        self.starts = np.concatenate([[0], np.cumsum(self.p["rows"], dtype=np.int64)])
        self.stated = {name: self._stated(name) for name in RANKED}
        self.index_of = {
            (int(hi), int(lo)): n for n, (hi, lo) in enumerate(zip(self.p["id_hi"], self.p["id_lo"], strict=True))
        }
        self.homes = np.bincount(
            self.u["project"], weights=self.own["kind"] == UNIT_KINDS.index("home"), minlength=self.projects
        ).astype(np.int64)
        self.homeless = (self.p["rows"] > 0) & (self.homes == 0)
        self.text = ProjectText(folder / "text")

    def _load(self, name: str) -> Array:
        path = self._folder / f"{name}.npy"
        column: Array = np.load(path, mmap_mode="r", allow_pickle=False)
        return column.view(np.ndarray)

    def _stated(self, name: str) -> int:
        """How many rows state this amount: they come first in its order."""
        column, order = self.u[name], self.order[name]
        return bisect.bisect_left(range(self.size), int(NULL), key=lambda n: int(column[order[n]]))

    def place(self, name: str, value: int, ordinal: int = 0) -> int:
        """The first rank in the order of column `name` whose (value, ordinal) is not below the given one."""
        column, order, number = self.u[name], self.order[name], self.ordinal
        return bisect.bisect_left(
            range(self.size), (value, ordinal), key=lambda n: (int(column[order[n]]), int(number[order[n]]))
        )

    def card(self, project: int) -> Card:
        """The project's card."""
        start = int(self._card_end[project - 1]) if project else 0
        return CARD_DECODER.decode(self._cards[start : int(self._card_end[project])].tobytes())

    def terms_of(self, kind: str, project: int) -> tuple[Term, ...]:
        """A project's tags or metro stations."""
        index, codes = self.pairs[kind]
        first, last = np.searchsorted(index, (project, project + 1))
        return tuple(self.terms[kind][code] for code in codes[first:last])

    def tables(self) -> Tables:
        """The segment as tables again, for merging."""
        keys = np.load(self._folder / "cell_keys.npy")
        return Tables(
            projects=dict(self.p),
            units={**self.u, "key": keys[self.cell] if self.size else np.zeros(0, np.uint32)},
            pairs=dict(self.pairs),
            terms=self.terms,
            words=self.words,
            cards=[msgspec.msgpack.encode(self.card(n)) for n in range(self.projects)],
        )
