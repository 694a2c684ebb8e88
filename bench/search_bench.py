"""How fast is search over a million homes? Beside PostgreSQL and SQLite (and, on wish, Tantivy alone) in the same run.

    python -m bench.search_bench            a million homes, five rounds, appended to bench/RESULTS.md
    python -m bench.search_bench --small    fifty thousand homes, for a quick look; nothing is written
    python -m bench.search_bench --tantivy  with the way not taken as well

In process: one thread on one core. Over HTTP: the server on one core, the client on another. A page is the total, twenty
whole hits in order, and whether there are more; with facets it also has the counts of seventeen facets, each without its
own filter. The facets of the search for nothing are kept per generation; the first one is reported apart.
"""

from __future__ import annotations

import argparse
import http.client
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import search_data
from bench.cores import CLIENT_CORE, ON_SERVER_CORE, SERVER_CORE
from bench.results import append_table
from bench.search_queries import QUERIES
from bench.search_sql import Postgres, Sqlite, SqlPeer
from bench.search_tantivy import AllTantivy
from guangsha.search.domain.documents import ProjectDoc
from guangsha.search.domain.query import SearchQuery
from guangsha.search.engine.index import SearchIndex
from guangsha.search.engine.writer import IndexWriter
from tests.engines.servers import free_port, postgresql
from tests.live import environment, guangsha

ROUNDS = 5
OWN_TIMES, PEER_TIMES, PEER_FACET_TIMES = 40, 6, 1
POSTGRES_SETTINGS = {
    "shared_buffers": "3GB",
    "effective_cache_size": "8GB",
    "work_mem": "128MB",
    "maintenance_work_mem": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_parallel_workers_per_gather": "2",
}


@dataclass
class Figures:
    """Milliseconds by query: every round's p50 and p95."""

    rounds: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def add(self, name: str, times: list[float]) -> None:
        """Keep one round's times."""
        times = sorted(times)
        p95 = times[min(len(times) - 1, math.ceil(len(times) * 0.95) - 1)]
        self.rounds.setdefault(name, []).append((statistics.median(times), p95))

    def p50(self, name: str) -> float:
        """The median round's median."""
        return statistics.median(p50 for p50, _ in self.rounds[name])

    def p95(self, name: str) -> float:
        """The median round's 95th percentile."""
        return statistics.median(p95 for _, p95 in self.rounds[name])


def _timed(call: Callable[[], Any], times: int) -> list[float]:
    out = []
    for _ in range(times):
        started = time.perf_counter()
        call()
        out.append((time.perf_counter() - started) * 1000)
    return out


class _Clocked:
    """A stock whose own generation time is known, so that it can be taken off."""

    def __init__(self, units: int, projects: int) -> None:
        self.spent = 0.0
        self._stock = search_data.stock(units, projects)

    def __iter__(self) -> Iterator[ProjectDoc]:
        while True:
            started = time.perf_counter()
            document = next(self._stock, None)
            self.spent += time.perf_counter() - started
            if document is None:
                return
            yield document


def _build(folder: Path, units: int, projects: int) -> tuple[float, float]:
    """Seconds to index everything, and milliseconds to replace one project."""
    stock = _Clocked(units, projects)
    started = time.perf_counter()
    with IndexWriter(folder) as writer:
        writer.rebuild(stock, cursor=1)
        took = time.perf_counter() - started - stock.spent
        changed = next(iter(search_data.stock(units, projects)))
        writer.apply(upserts=[changed], deletes=(), cursor=2)
        update = statistics.median(_timed(lambda: writer.apply(upserts=[changed], deletes=(), cursor=3), 5))
    return took, update


def _resident_mb() -> tuple[float, float]:
    """Resident memory of this process in MB, and the part of it that is not mapped files."""
    fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    whole, own = (int(fields[name].split()[0]) / 1024 for name in ("VmRSS", "RssAnon"))
    return whole, own


def _own(index: SearchIndex) -> tuple[Figures, Figures, dict[str, int], float]:
    pages, facets, totals = Figures(), Figures(), {}
    started = time.perf_counter()
    index.search_with_facets(SearchQuery.of())
    first = (time.perf_counter() - started) * 1000
    for _ in range(ROUNDS):
        for name, query in QUERIES.items():
            totals[name] = index.search(query).total
            pages.add(name, _timed(lambda q=query: index.search(q), OWN_TIMES))  # type: ignore[misc]
            facets.add(name, _timed(lambda q=query: index.search_with_facets(q), OWN_TIMES))  # type: ignore[misc]
    return pages, facets, totals, first


def _peer(peer: SqlPeer, totals: dict[str, int]) -> tuple[Figures, Figures]:
    pages, facets = Figures(), Figures()
    for name, query in QUERIES.items():
        total, _ = peer.page(query)
        if abs(total - totals[name]) > max(2, totals[name] // 200):
            raise RuntimeError(f"{peer.name} finds {total} for {name!r}, we find {totals[name]}: not the same search")
        peer.facets(query)
    for _ in range(ROUNDS):
        for name, query in QUERIES.items():
            pages.add(name, _timed(lambda q=query: peer.page(q), PEER_TIMES))  # type: ignore[misc]
            facets.add(name, _timed(lambda q=query: (peer.page(q), peer.facets(q)), PEER_FACET_TIMES))  # type: ignore[misc]
    return pages, facets


def _http(data: Path, totals: dict[str, int]) -> tuple[Figures, Figures]:
    """Over HTTP, one keep-alive connection, compressed answers not asked for."""
    port = free_port()
    command = [
        *ON_SERVER_CORE,
        sys.executable,
        "-m",
        "guangsha",
        "serve",
        "--port",
        str(port),
        "--no-loops",
    ]
    root = Path(__file__).resolve().parents[1]
    server = subprocess.Popen(command, env=environment(data), cwd=root, stdout=subprocess.DEVNULL)
    pages, facets = Figures(), Figures()
    try:
        connection = _connect(port)

        def get(path: str) -> bytes:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path}: {answer.status} {body[:300]!r}")
            return body

        for _ in range(ROUNDS):
            for name, query in QUERIES.items():
                page, counts = f"/api/v1/search?parse=no&{query.to_url()}", f"/api/v1/facets?parse=no&{query.to_url()}"
                if json.loads(get(page))["total"] != totals[name]:
                    raise RuntimeError(f"{page} answers from another index")
                pages.add(name, _timed(lambda path=page: get(path), OWN_TIMES))  # type: ignore[misc]
                facets.add(name, _timed(lambda path=counts: get(path), OWN_TIMES))  # type: ignore[misc]
    finally:
        server.terminate()
        server.wait()
    return pages, facets


def _connect(port: int) -> http.client.HTTPConnection:
    deadline = time.monotonic() + 90
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return connection
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)


def _postgres(stack: ExitStack, stock: Iterator[ProjectDoc]) -> Postgres:
    address = stack.enter_context(postgresql(POSTGRES_SETTINGS))
    return Postgres(address, stock)


def _geometric(ratios: list[float]) -> float:
    return math.exp(statistics.fmean(math.log(ratio) for ratio in ratios))


def main() -> None:
    """Build, measure, print; a full run is appended to RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="50,000 homes; nothing is written")
    parser.add_argument("--tantivy", action="store_true", help="also with every home as a Tantivy document")
    options = parser.parse_args()
    units, projects = (50_000, 400) if options.small else (1_000_000, 4_000)
    os.sched_setaffinity(0, {CLIENT_CORE})
    with ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gs-bench-")))
        guangsha(data, "migrate")  # before the index: an empty directory is prepared with an empty one
        guangsha(data, "index", "rebuild")
        folder = data / "index" / "search"
        took, update = _build(folder, units, projects)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20
        index = SearchIndex(folder, secret=b"bench")
        pages, facets, totals, first = _own(index)
        whole, anonymous = _resident_mb()
        over_http = _http(data, totals)
        os.sched_setaffinity(0, {SERVER_CORE, CLIENT_CORE})
        peers: dict[str, tuple[Figures, Figures]] = {}
        postgres = _postgres(stack, search_data.stock(units, projects))
        peers["PostgreSQL"] = _peer(postgres, totals)
        sqlite = Sqlite(data / "peer.sqlite3", search_data.stock(units, projects))
        peers["SQLite"] = _peer(sqlite, totals)
        if options.tantivy:
            started = time.perf_counter()
            alone = AllTantivy(data / "tantivy", search_data.stock(units, projects))
            print(f"Tantivy alone: indexed in {time.perf_counter() - started:.0f} s (with making the documents)")
            peers["Tantivy alone"] = _peer(alone, totals)
        shutil.rmtree(folder)
    header = ["search", "hits", "page p50 / p95", "with facets", "HTTP page", "HTTP facets"]
    header += [f"{name} page" for name in peers] + [f"{name} with facets" for name in peers] + ["x page", "x facets"]
    rows = []
    ratios: dict[str, tuple[float, float]] = {}
    for name in QUERIES:
        other = peers["PostgreSQL"]
        ratios[name] = other[0].p50(name) / pages.p50(name), other[1].p50(name) / facets.p50(name)
        pairs = [pages, facets, *over_http]
        rows.append(
            [name, f"{totals[name]:,}"]
            + [f"{figures.p50(name):.1f} / {figures.p95(name):.1f}" for figures in pairs]
            + [f"{page.p50(name):.1f}" for page, _ in peers.values()]
            + [f"{counted.p50(name):.0f}" for _, counted in peers.values()]
            + [f"{ratios[name][0]:.0f}", f"{ratios[name][1]:.0f}"]
        )
    large = [ratios[name][0] for name in QUERIES if totals[name] >= 100_000]
    note = (
        f"{units:,} homes in {projects:,} projects; milliseconds, median of {ROUNDS} rounds; x: PostgreSQL's p50 over ours; "
        f"indexed in {took:.1f} s, one project replaced in {update:.0f} ms, {size:.0f} MB on disk, resident {whole:.0f} MB "
        f"({anonymous:.0f} MB without mapped files); first facets of everything {first:.0f} ms, kept after; "
        f"faster than PostgreSQL: geometric mean {_geometric([page for page, _ in ratios.values()]):.0f} x for pages "
        f"(least {min(page for page, _ in ratios.values()):.1f} x, least with 100,000 hits {min(large, default=0):.1f} x), "
        f"{_geometric([counted for _, counted in ratios.values()]):.0f} x with facets"
    )
    if options.small:
        for row in [header, *rows]:
            print(" | ".join(row))
        print(note)
    else:
        append_table("Search in process and over HTTP", header, rows, note)


if __name__ == "__main__":
    main()
