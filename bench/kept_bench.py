"""What do kept documents and boards bring? The product with them and without, side by side over the same data, in turn.

``python -m bench.kept_bench`` (needs redis-server, wrk, taskset). Warm: requests per second on the same address. First: the
first request of a process that has just started, while another one that shares its Redis has made the page already, and
where nobody has. Appended to bench/RESULTS.md.
"""

import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from bench.cores import ON_SERVER_CORE
from bench.pages_bench import CONNECTIONS, SECONDS, _addresses, _get, _static_asset, _wrk
from bench.results import append_table
from tests.live import Site, demo_template, serving
from tests.realtime.support import redis_server

RUNS = 3


def _first(data: Path, paths: list[str], **more: str) -> float:
    """Median of the first requests of a new process, in milliseconds; V8 has rendered another page before."""
    with serving(data, "--no-loops", prefix=ON_SERVER_CORE, **more) as site:
        _get(f"{site.url}/en/help")
        times = []
        for path in paths:
            begun = time.perf_counter()
            _get(site.url + path)
            times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def _rates(kept: Site, unkept: Site, path: str) -> tuple[float, float]:
    """Requests per second with and without, measured in turn."""
    found: dict[str, list[float]] = {kept.url: [], unkept.url: []}
    for url in found:
        for _ in range(3):
            _get(url + path)
    for _ in range(RUNS):
        for url, rates in found.items():
            rates.append(_wrk(url + path)[0])
    return statistics.median(found[kept.url]), statistics.median(found[unkept.url])


def main() -> None:
    """Measure and append."""
    with tempfile.TemporaryDirectory(prefix="guangsha-kept-") as folder, redis_server(Path(folder)) as (address, _):
        data = Path(folder) / "data"
        shutil.copytree(demo_template(), data)
        more = {"GUANGSHA_REDIS_URL": address}
        rows = []
        with (
            serving(data, prefix=ON_SERVER_CORE, **more) as kept,
            serving(data, prefix=ON_SERVER_CORE, module="bench.pages_unkept") as plain,
        ):
            floor = statistics.median(_wrk(_static_asset(kept))[0] for _ in range(RUNS))
            pages = {name: url.removeprefix(kept.url) for name, (url, _) in _addresses(kept).items()}
            projects = [url.removeprefix(kept.url) for url in _addresses(kept)["project"][1]][:12]
            for name, path in pages.items():
                with_it, without = _rates(kept, plain, path)
                rows.append(
                    [name, f"{with_it:.0f}", f"{without:.0f}", f"{with_it / without:.1f}", f"{with_it / floor:.2f}"]
                )
            for path in projects:
                for _ in range(3):
                    _get(kept.url + path)
            shared, alone = _first(data, projects, **more), _first(data, projects)
    append_table(
        "Kept documents",
        ["page", "req/s kept", "req/s put together", "ratio", "of the static file"],
        rows,
        f"`python -m bench.kept_bench`, wrk without compression, {CONNECTIONS} connections, median of {RUNS} runs of {SECONDS} s "
        "in turn, one web process each; first request of a project page in a new process: "
        f"{shared:.0f} ms where another process has made it and Redis is shared, {alone:.0f} ms without "
        f"(median of {len(projects)}); machine at load {os.getloadavg()[1]:.0f}",
    )


if __name__ == "__main__":
    main()
