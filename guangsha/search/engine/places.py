"""What the index knows by name: the gazetteer for sentences and the things to suggest, one of each per generation."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from dataclasses import dataclass, replace

from guangsha.search.domain.gazetteer import Gazetteer, Name
from guangsha.search.domain.suggestions import Suggester, Suggestion
from guangsha.search.engine.index import SearchIndex
from guangsha.search.engine.store import Snapshot
from guangsha.search.engine.tables import join_id

SLOW_S = 0.05
FRESH_S = 20.0


@dataclass(frozen=True)
class _Built:
    generation: str
    at: float
    took: float
    gazetteer: Gazetteer
    suggester: Suggester
    cities: dict[str, str]


class Places:
    """Gazetteer and suggestions of the generation in force.

    Built again when the generation changes; while building takes long (a large index), a set at most FRESH_S old is
    used on, so that a change elsewhere does not make every next visitor wait. Safe to share between threads.
    """

    def __init__(self, index: SearchIndex) -> None:
        self._index = index
        self._lock = threading.Lock()
        self._built: _Built | None = None

    def gazetteer(self) -> Gazetteer:
        """Names for sentences."""
        return self._current().gazetteer

    def suggest(self, typed: str, *, limit: int, city: str) -> tuple[Suggestion, ...]:
        """See `Suggester.suggest`; `city` is a city's code here."""
        built = self._current()
        return built.suggester.suggest(typed, limit=limit, city=built.cities.get(city, ""))

    def _current(self) -> _Built:
        snapshot = self._index.snapshot()
        built = self._built
        if built is not None and _usable(built, snapshot):
            return built
        with self._lock:
            if self._built is None or not _usable(self._built, snapshot):
                self._built = _build(snapshot)
            return self._built


def _usable(built: _Built, snapshot: Snapshot) -> bool:
    if built.generation == snapshot.generation:
        return True
    same_epoch = built.generation.split("-")[0] == snapshot.manifest.epoch
    return same_epoch and built.took > SLOW_S and time.monotonic() - built.at < FRESH_S


def _build(snapshot: Snapshot) -> _Built:
    started = time.monotonic()
    names: dict[tuple[str, str], Name] = {}
    joined: dict[tuple[str, str], Suggestion] = {}
    cities: dict[str, str] = {}
    for thing, city in _things(snapshot):
        key = thing.kind, thing.code
        if thing.kind != "layout":
            given = (thing.name, thing.name_en) if thing.kind != "project" else (thing.name,)
            names[key] = Name(thing.kind, thing.code, tuple(name for name in given if name), city)
        if thing.kind == "city":
            cities[thing.code] = thing.name
        old = joined.get(key)
        if old is not None:
            joined[key] = replace(thing, units=thing.units + old.units, projects=thing.projects + old.projects)
        else:
            joined[key] = thing
    gazetteer, suggester = Gazetteer.of(names.values()), Suggester(joined.values())
    done = time.monotonic()
    return _Built(snapshot.generation, done, done - started, gazetteer, suggester, cities)


def _things(snapshot: Snapshot) -> list[tuple[Suggestion, str]]:
    out: list[tuple[Suggestion, str]] = []
    for segment, live in snapshot.parts:
        counts: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0, 0])
        tallies: dict[str, int] = defaultdict(int)
        owners: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for kind, (index, codes) in segment.pairs.items():
            for project, code in zip(index.tolist(), codes.tolist(), strict=True):
                owners[project].append((kind, code))
        for n in live.nonzero()[0].tolist():
            units = int(segment.homes[n])
            city_code = int(segment.p["city"][n])
            city = segment.terms["city"][city_code]
            card = segment.card(n)
            code = str(join_id(segment.p["id_hi"][n], segment.p["id_lo"][n]))
            project = Suggestion(
                "project",
                code,
                card.name,
                card.name_en,
                city.name,
                city.name_en or city.name,
                card.slug,
                units,
                1,
            )
            out.append((project, city.code))
            places = [(kind, int(segment.p[kind][n])) for kind in ("city", "district", "area")]
            for key in (*places, *owners[n]):
                tally = counts[key]
                tally[0] += units
                tally[1] += 1
                tally[2] = city_code
            for layout in card.layouts:
                tallies[layout] += 1
        for (kind, code_number), (units, projects, city_code) in counts.items():
            term = segment.terms[kind][code_number]
            if not term.code:
                continue
            city = segment.terms["city"][city_code]
            inside = kind in ("district", "area", "metro")
            within = (city.name, city.name_en or city.name) if inside else ("", "")
            thing = Suggestion(kind, term.code, term.name, term.name_en, *within, "", units, projects)
            out.append((thing, city.code if inside or kind == "city" else ""))
        out += [
            (Suggestion("layout", layout, layout, "", "", "", "", 0, projects), "")
            for layout, projects in tallies.items()
        ]
    return out
