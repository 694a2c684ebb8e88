"""How fast are the server-rendered pages? Beside a static file on the same server, in the same run.

The server is pinned to one core and the load generator (wrk) to another. Cold: the first rendering of pages nobody asked for yet.
Warm: the same address again. Median of five runs; appended to bench/RESULTS.md.
"""

import argparse
import json
import re
import shutil
import statistics
import subprocess
import time
import urllib.parse
import urllib.request
from pathlib import Path

from bench.cores import ON_CLIENT_CORE, ON_SERVER_CORE
from bench.results import append_table
from tests.live import Site, demo_site

RUNS = 5
SECONDS = 4
CONNECTIONS = 8


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return bytes(answer.read())


def _wrk(url: str) -> tuple[float, float]:
    """Requests per second and p95 in milliseconds of one run."""
    script = Path(__file__).with_name("latency.lua")
    command = [*ON_CLIENT_CORE, "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-s", str(script), url]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
    p95 = re.search(r"p95_us=(\d+)", output)
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    if rate is None or p95 is None or errors is not None:
        raise RuntimeError(output)
    return float(rate.group(1)), int(p95.group(1)) / 1000


def _warm(url: str) -> tuple[float, float]:
    _get(url)
    runs = [_wrk(url) for _ in range(RUNS)]
    return statistics.median(run[0] for run in runs), statistics.median(run[1] for run in runs)


def _cold(urls: list[str]) -> tuple[float, float]:
    """Median and p95 in milliseconds of first renderings, one after the other."""
    times = []
    for url in urls:
        started = time.perf_counter()
        _get(url)
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    return statistics.median(times), times[int(len(times) * 0.95)]


def _addresses(site: Site) -> dict[str, tuple[str, list[str]]]:
    items = json.loads(_get(f"{site.url}/api/v1/projects?limit=50"))["items"]
    slugs = [item["slug"] for item in items]
    words = [f"{rooms}房{area}平以内" for rooms in "一二三四" for area in range(60, 180, 10)]
    searches = [f"{site.url}/search?q={urllib.parse.quote(word)}" for word in words]
    return {
        "home": (f"{site.url}/", [f"{site.url}/en", f"{site.url}/cities/qingdao", f"{site.url}/en/cities/qingdao"]),
        "search": (searches[0], searches[1:]),
        "project": (f"{site.url}/projects/{slugs[0]}", [f"{site.url}/projects/{slug}" for slug in slugs[1:]]),
    }


def _static_asset(site: Site) -> str:
    page = _get(f"{site.url}/").decode()
    found = re.search(r'/static/[^"]+\.js', page)
    if found is None:
        raise RuntimeError("the home page names no script")
    return site.url + found.group()


def main() -> None:
    """Measure and append."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    for program in ("wrk", "taskset"):
        if shutil.which(program) is None:
            raise SystemExit(f"{program} is needed: apt-get install wrk util-linux")
    rows = []
    with demo_site(prefix=ON_SERVER_CORE) as site:
        floor, floor_p95 = _warm(_static_asset(site))
        rows.append(["static file (floor)", "", "", f"{floor:.0f}", f"{floor_p95:.1f}", "1.00"])
        for name, (warm_url, cold_urls) in _addresses(site).items():
            cold, cold_p95 = _cold(cold_urls)
            rate, p95 = _warm(warm_url)
            rows.append([name, f"{cold:.1f}", f"{cold_p95:.1f}", f"{rate:.0f}", f"{p95:.1f}", f"{rate / floor:.2f}"])
    append_table(
        "Server-rendered pages",
        ["page", "cold median ms", "cold p95 ms", "warm req/s", "warm p95 ms", "of the static file"],
        rows,
        f"wrk, {CONNECTIONS} connections, median of {RUNS} runs of {SECONDS} s; one web process",
    )


if __name__ == "__main__":
    main()
