"""Run imports as an operator does, and look at what they left."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.management import call_command

from guangsha.backbone.models import AuditEntry, OutboxEvent
from guangsha.catalog.models import (
    Building,
    Entrance,
    ImportRow,
    ImportRun,
    ListingVersion,
    PriceChange,
    Project,
    Unit,
)
from tests.environment import REAL_DATA

CHANGSHA = [REAL_DATA / "changsha_projects" / f"projects_{month}.csv" for month in ("2022-04", "2022-12")]
SHANGHAI = [REAL_DATA / "shanghai_listings" / name for name in ("lianjia_data1.txt", "lianjia_data2_gbk.csv")]
TABLES = (Project, Building, Entrance, Unit, PriceChange, ListingVersion, ImportRow, ImportRun, OutboxEvent, AuditEntry)

PROJECT_HEADING = ["project_id", "name", "city", "district", "address", "lng", "lat", "unit_price", "opening", "tags"]
UNIT_HEADING = [
    "unit_id",
    "project_id",
    "building",
    "entrance",
    "number",
    "floor",
    "layout",
    "built_area",
    "filed_price",
]


def needs_real_data(files: Sequence[Path]) -> None:
    """Skip where the real data sets are not on this machine."""
    missing = [path.name for path in files if not path.is_file()]
    if missing:
        pytest.skip(f"real data sets are not beside the project: {', '.join(missing)} (set GUANGSHA_TEST_DATA)")


def project_row(number: int, **changes: str) -> list[str]:
    """A good row of the project template."""
    values = {
        "project_id": f"P{number}",
        "name": f"云栖花园{number}期",
        "city": "长沙市",
        "district": "岳麓区",
        "address": f"梧桐路{number}号",
        "lng": "112.88",
        "lat": "28.18",
        "unit_price": str(15000 + number),
        "opening": "2021-11-99",
        "tags": "近地铁|精装",
    }
    return [{**values, **changes}[name] for name in PROJECT_HEADING]


def unit_row(number: int, **changes: str) -> list[str]:
    """A good row of the unit template, in project P1."""
    values = {
        "unit_id": f"U{number}",
        "project_id": "P1",
        "building": "1栋",
        "entrance": "1",
        "number": str(100 + number),
        "floor": "1",
        "layout": "3室2厅",
        "built_area": "120.5",
        "filed_price": str(2_000_000 + number),
    }
    return [{**values, **changes}[name] for name in UNIT_HEADING]


def csv_file(path: Path, rows: Iterable[Sequence[Any]], *, encoding: str = "utf-8") -> Path:
    """The rows as CSV."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def xlsx_file(path: Path, rows: Iterable[Sequence[Any]]) -> Path:
    """The rows as XLSX; text that begins with = becomes a real formula."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": True, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write(number, column, value)
    return path


@dataclass(frozen=True)
class Run:
    """What an operator sees: exit status, lines, the report."""

    status: int
    lines: list[str]
    report: list[dict[str, str]]

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """All, new, updated, unchanged, as the line of the record kind says."""
        found = re.fullmatch(r"\w+: (\d+) \((\d+) new, (\d+) updated, (\d+) unchanged\)", self.lines[-3])
        assert found, self.lines
        numbers = [int(text) for text in found.groups()]
        return numbers[0], numbers[1], numbers[2], numbers[3]

    @property
    def price_changes(self) -> int:
        """The number in the line before the last."""
        return int(self.lines[-2].removeprefix("price changes: "))

    @property
    def rejected(self) -> int:
        """The number in the last line."""
        found = re.fullmatch(r"rows rejected: (\d+) \(report: .+\)", self.lines[-1])
        assert found, self.lines
        return int(found.group(1))

    @property
    def codes(self) -> list[str]:
        """The codes in the report, in order."""
        return [line["code"] for line in self.report]


def run(kind: str, *files: Path, directory: Path, options: Sequence[str] = ()) -> Run:
    """``guangsha import KIND FILES``."""
    report = directory / "report.csv"
    out = io.StringIO()
    status = 0
    try:
        call_command(f"import_{kind}", *map(str, files), "--report", str(report), *options, stdout=out, stderr=out)
    except SystemExit as end:
        status = int(end.code or 0)
    with report.open(encoding="utf-8-sig", newline="") as handle:
        lines = list(csv.DictReader(handle))
    return Run(status, out.getvalue().splitlines(), lines)


def everything() -> dict[str, int]:
    """How many rows every table has that an import could write."""
    return {model.__name__: model._default_manager.count() for model in TABLES}
