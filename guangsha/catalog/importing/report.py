"""The report: a CSV of every row that was not taken, and of what was noticed about rows that were."""

import csv
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from guangsha.catalog.importing.conversion import Problem
from guangsha.catalog.importing.files import FORMULA_MARK, ROUNDED_MARK
from guangsha.catalog.importing.reasons import REASONS, FileRefused
from guangsha.kit.spreadsheets import plain_cell

HEADING = ("file", "row", "column", "value", "code", "reason", "原因")
MAX_PROBLEMS_PER_ROW = 5


def default_report_path(directory: Path, *, kind: str, now: datetime) -> Path:
    """A fresh name in ``directory``."""
    return directory / f"{now:%Y%m%d-%H%M%S-%f}-{kind}.csv"


def _harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, without the signs that are not text."""
    text = "(formula)" if text == FORMULA_MARK else text.removesuffix(ROUNDED_MARK)
    text = "".join(char if char.isprintable() else "\ufffd" for char in text)[:200]
    return plain_cell(text)


class Report:
    """Written line by line, so that it is there up to the last line even when the process dies."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.rejected = 0
        self.notes = 0
        self._handle = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._handle)
        self._writer.writerow(HEADING)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._handle.close()

    def _line(self, file: str, row: int | None, problem: Problem) -> None:
        english, chinese = REASONS[problem.code]
        detail = _harmless(problem.detail) if problem.detail else ""
        self._writer.writerow(
            (
                _harmless(file),
                "" if row is None else row,
                _harmless(problem.column),
                _harmless(problem.value),
                problem.code,
                f"{english}: {detail}" if detail else english,
                f"{chinese}: {detail}" if detail else chinese,
            )
        )

    def reject(self, file: str, row: int, problems: list[Problem]) -> None:
        """A row that was not taken: one line per problem, counted once."""
        self.rejected += 1
        for problem in problems[:MAX_PROBLEMS_PER_ROW]:
            self._line(file, row, problem)

    def refuse(self, file: str, refused: FileRefused, *, of_rows: int) -> None:
        """A file that was not taken; it counts as one row where none of its rows (``of_rows``) was counted before."""
        if of_rows == 0:
            self.rejected += 1
        self._line(file, refused.row, Problem(refused.column, "", refused.code, refused.detail))

    def note(self, file: str, row: int | None, problem: Problem) -> None:
        """Something about a row that was taken."""
        self.notes += 1
        self._line(file, row, problem)
