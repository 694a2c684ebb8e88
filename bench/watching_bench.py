"""How long a change takes to find its watchers: 10,000 different saved searches of 10,000 owners, on SQLite.

``python -m bench.watching_bench``; ``--small`` for a quick look (1,000 searches, one run, nothing is kept).
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from typing import Any

SMALL = "--small" in sys.argv
SEARCHES = 1_000 if SMALL else 10_000
RUNS = 1 if SMALL else 5


def _filters(rng: random.Random, number: int) -> str:
    """A search like people's: a city, mostly rooms and a price, sometimes a size; no two are the same."""
    from bench.search_data import CITIES

    city = rng.choice(CITIES)
    parts = [f"city={city[0]}", f"price_max={(rng.randint(80, 900) * 1_000_000) + number}"]
    if rng.random() < 0.7:
        parts.append(f"rooms={rng.randint(1, 4)}")
    if rng.random() < 0.3:
        parts.append(f"size_min={rng.randint(60, 140)}")
    if rng.random() < 0.2:
        parts.append("status=available")
    return "&".join(parts)


def _fill(now: Any) -> None:
    import hashlib

    from guangsha.kit.ids import new_id
    from guangsha.search.public import SearchQuery
    from guangsha.watching.models import SavedSearch

    rng, rows = random.Random(11), []
    for number in range(SEARCHES):
        query = SearchQuery.from_url(_filters(rng, number))
        url = query.to_url()
        key = hashlib.sha256(url.encode()).hexdigest()
        cadence = rng.choice(["instant", "daily", "weekly"])
        rows.append(
            SavedSearch(owner_id=new_id(), query=url, query_key=key, city=query.city, cadence=cadence, confirmed_at=now)
        )
    SavedSearch.objects.bulk_create(rows, batch_size=500)


def _measure(documents: list[Any], now: Any) -> tuple[float, int]:
    """Seconds of one run over the changed ``documents``, and the rows of news it wrote."""
    from guangsha.backbone.public import command
    from guangsha.kit.actor import system_actor
    from guangsha.watching.models import News
    from guangsha.watching.services import matching

    def mark() -> None:
        for document in documents:
            matching.note_change(project_id=document.id, changed_at=now)

    command(mark, actor=system_actor("bench"))
    setattr(matching, "project_documents", lambda **_: iter(documents))  # noqa: B010 - the catalogue is not what is measured
    before = News.objects.count()
    start = time.perf_counter()
    matching.match_changes(now=now)
    return time.perf_counter() - start, News.objects.count() - before


def main() -> None:
    """Measure and keep the figures."""
    os.environ["GUANGSHA_DATA_DIR"] = tempfile.mkdtemp(prefix="guangsha-bench-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guangsha.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from bench.results import append_table
    from bench.search_data import stock
    from guangsha.kit.clock import utc_now
    from guangsha.watching.models import News, Reading

    call_command("migrate", verbosity=0)
    now = utc_now()
    _fill(now)
    projects = [replace(one, published_at=now) for one in stock(20 * 300, 20)]
    figures: dict[str, list[tuple[float, int]]] = {}
    for _ in range(RUNS):
        News.objects.all().delete()
        Reading.objects.all().delete()
        one, rest = projects[:1], projects
        figures.setdefault(f"a new project, {len(one[0].units)} homes", []).append(_measure(one, now))
        unit = one[0].units[0]
        cheaper = replace(one[0], units=(replace(unit, price=50_000_000), *one[0].units[1:]))
        figures.setdefault("one home costs less", []).append(_measure([cheaper], now))
        figures.setdefault("nothing a search asks for changed", []).append(_measure([cheaper], now))
        figures.setdefault("20 projects in six cities, 19 of them new", []).append(_measure(rest, now))
    rows = []
    for name, runs in figures.items():
        seconds = statistics.median(run[0] for run in runs)
        rows.append([name, f"{seconds:.2f}", f"{runs[-1][1]:,}"])
    note = f"`python -m bench.watching_bench`, {SEARCHES:,} different saved searches, SQLite, median of {RUNS}"
    if SMALL:
        sys.stdout.write(f"{rows}\n")
    else:
        append_table(
            "Watching: from a change to its news", ["what changed", "seconds", "searches with news"], rows, note
        )


if __name__ == "__main__":
    main()
