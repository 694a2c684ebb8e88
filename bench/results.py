"""Where figures are kept: bench/RESULTS.md, newest last, each with machine and date."""

import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")


def _machine() -> str:
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


def append_table(title: str, header: list[str], rows: list[list[str]], note: str) -> None:
    """Print the table and append it to RESULTS.md."""
    lines = [
        f"## {title}, {datetime.now(UTC):%Y-%m-%d}",
        f"{_machine()}. {note}.",
        "",
        "| " + " | ".join(header) + " |",
        "|" + "---|" * len(header),
        *("| " + " | ".join(row) + " |" for row in rows),
        "",
    ]
    text = "\n".join(lines)
    sys.stdout.write(text + "\n")
    if not RESULTS.exists():
        RESULTS.write_text("# Figures\n\nMeasured by `make bench`; see each section for machine, date and method.\n\n")
    with RESULTS.open("a") as handle:
        handle.write(text + "\n")


def say(title: str, row: dict[str, str], note: str, *, keep: bool) -> None:
    """Print one row of figures, or append it to RESULTS.md too."""
    if keep:
        append_table(title, list(row), [list(row.values())], note)
    else:
        print(row)
