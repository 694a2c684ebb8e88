"""The process dies in the middle; the same command finishes the work."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.catalog_import.support import csv_file

HEADING = ["小区名字", "户型", "面积", "地区", "楼层", "朝向", "单价", "总价", "建成时间"]
ROWS = 6_000
DEADLINE_S = 120.0


def _environment(directory: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GUANGSHA_")}
    return {**kept, "GUANGSHA_DATA_DIR": str(directory), "DJANGO_SETTINGS_MODULE": "guangsha.config.settings"}


def _listings(path: Path, rows: int) -> Path:
    """Homes of communities that come up again and again, as in a real list."""
    lines: list[list[str]] = [HEADING]
    for number in range(rows):
        area, per_m2 = 40 + number % 113, 20_000 + number
        lines.append(
            [
                f"云栖{number * 7 % (rows // 6)}号院",
                f"{number % 4 + 1}室1厅",
                f"{area}",
                f"板块{number * 7 % (rows // 6) % 90}",
                f"{'低中高'[number % 3]}区/{number % 30 + 3}层",
                "朝南",
                str(per_m2),
                f"{area * per_m2 / 10_000:.4f}",
                "1999",
            ]
        )
    return csv_file(path, lines)


def _query(directory: Path, sql: str) -> list[tuple[int, ...]]:
    with sqlite3.connect(f"file:{directory / 'guangsha.sqlite3'}?mode=ro", uri=True) as database:
        return database.execute(sql).fetchall()


def _done(directory: Path) -> int:
    try:
        found = _query(directory, "SELECT rows_done FROM catalog_importrun")
    except sqlite3.Error:
        return 0
    return found[0][0] if found else 0


WHOLE = {
    "units without what their source said": """
        SELECT count(*) FROM catalog_unit u LEFT JOIN catalog_importrow r ON r.target_id = u.id WHERE r.id IS NULL""",
    "units without their first price": """
        SELECT count(*) FROM catalog_unit u LEFT JOIN catalog_pricechange p ON p.unit_id = u.id WHERE p.id IS NULL""",
    "projects without a building": """
        SELECT count(*) FROM catalog_project p LEFT JOIN catalog_building b ON b.project_id = p.id WHERE b.id IS NULL""",
    "projects nobody was told of": """
        SELECT count(*) FROM catalog_project p WHERE NOT EXISTS (
            SELECT 1 FROM backbone_outboxevent e WHERE replace(e.aggregate, '-', '') = 'project:' || p.id)""",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A data directory with its database made, and the largest memory of a dry run of a small file in it."""
    directory = tmp_path_factory.mktemp("import")
    return directory / "data", _peak_kb(directory / "data", _listings(directory / "small.csv", 600))


def test_killed_in_the_middle_and_finished_by_the_same_command(tmp_path: Path, small: tuple[Path, int]) -> None:
    data = tmp_path / "data"
    shutil.copytree(small[0], data)
    path = _listings(tmp_path / "listings.csv", ROWS)
    command = [sys.executable, "-m", "guangsha", "import", "units", str(path), "--report", str(tmp_path / "r.csv")]
    process = subprocess.Popen(command, env=_environment(data), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + DEADLINE_S
        while _done(data) < ROWS // 6 and process.poll() is None and time.monotonic() < until:
            time.sleep(0.02)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(30)
    done = _done(data)
    assert 0 < done < ROWS, "it was not caught in the middle"
    assert done % 500 == 0
    assert _query(data, "SELECT count(*) FROM catalog_unit") == [(done,)]
    for what, sql in WHOLE.items():
        assert _query(data, sql) == [(0,)], what
    again = subprocess.run(
        command, env=_environment(data), capture_output=True, text=True, check=False, timeout=DEADLINE_S
    )
    assert again.returncode == 0, again.stderr
    lines = again.stdout.splitlines()
    assert any(f"going on after {done} rows" in line for line in lines)
    assert lines[-3] == f"units: {ROWS} ({ROWS - done} new, 0 updated, {done} unchanged)"
    assert _query(data, "SELECT count(*), count(DISTINCT identity) FROM catalog_unit") == [(ROWS, ROWS)]
    assert _query(data, "SELECT count(*), count(finished_at) FROM catalog_importrun") == [(2, 1)]
    for what, sql in WHOLE.items():
        assert _query(data, sql) == [(0,)], what


def _peak_kb(directory: Path, path: Path) -> int:
    """The largest memory of a dry run over ``path``, both passes included.

    Asked of the process itself: what the parent is told as its maximum counts the parent's own size before the exec.
    """
    script = (
        "import re, sys; from guangsha.config.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "finally: print('peak', re.search(r'VmHWM:\\s*(\\d+)', open('/proc/self/status').read())[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "import", "units", str(path), "--dry-run", "--report", str(directory / "r.csv")],
        env=_environment(directory),
        capture_output=True,
        text=True,
        check=False,
        timeout=DEADLINE_S,
    )
    assert "units: " in done.stdout, done.stderr
    return int(done.stdout.split("peak ")[1])


@pytest.mark.parametrize("rows", [20_000])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, rows: int, small: tuple[Path, int]) -> None:
    directory, peak = small
    large = _peak_kb(directory, _listings(tmp_path / "large.csv", rows))
    assert large - peak < 6_000, f"{peak} kB for 600 rows, {large} kB for {rows}"
