"""A file becomes a table: a heading, and rows of text with their row numbers, one at a time."""

import csv
import datetime as dt
import hashlib
import io
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, TextIO

import python_calamine

from guangsha.catalog.importing.encoding import detect_encoding
from guangsha.catalog.importing.reasons import FileRefused
from guangsha.catalog.importing.workbook_guard import MAX_COLUMNS, SheetShape, inspect_workbook, sheet_entry

MAX_CELL = 32_767
MAX_LINE = 8_000_000
FORMULA_MARK = "=\x00formula"
"""Stands for a workbook cell that holds a formula: no text a person types contains a NUL, so none can be taken for it."""
ROUNDED_MARK = "\x00rounded"
_DELIMITERS = ",\t;|"


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` yields (row number as a spreadsheet shows it, cells) and can be read once; ``progress`` is 0 to 1.

    Call ``close`` when done with it, read to the end or not.
    """

    path: Path
    format: str
    heading: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]
    progress: Callable[[], float]
    close: Callable[[], None]


def file_sha256(path: Path) -> str:
    """SHA-256 (hex) of the file's bytes. Raises FileRefused when it cannot be read."""
    try:
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        raise FileRefused("not_a_file", str(error.strerror or error)) from error


def open_table(path: Path, *, sheet: str = "") -> Table:
    """The table in a CSV (UTF-8, with or without mark, or GB18030) or XLSX file, told apart by content, not by name.

    Raises FileRefused at once for what cannot be read at all, and while rows are read for what is broken further down.
    """
    try:
        if not path.is_file():
            raise FileRefused("not_a_file")
        with path.open("rb") as handle:
            start = handle.read(8)
    except OSError as error:
        raise FileRefused("not_a_file", str(error.strerror or error)) from error
    if start.startswith(b"PK"):
        return _open_workbook(path, sheet)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused("old_workbook")
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        raise FileRefused("not_a_workbook" if start else "empty_file")
    return _open_csv(path)


def put_right(table: Table, fixes: Mapping[int, Sequence[str]]) -> Table:
    """The table with other cells in the rows of these numbers."""
    if not fixes:
        return table
    return replace(table, rows=((row, list(fixes.get(row, cells))) for row, cells in table.rows))


def shown_cell(text: str) -> str:
    """The cell as a person may put it right, and as every database stores it: empty where it holds a mark of this module."""
    return "" if "\x00" in text else text


def _checked_heading(cells: list[str]) -> tuple[str, ...]:
    heading = [cell.strip() for cell in cells]
    while heading and not heading[-1]:
        heading.pop()
    if not heading:
        raise FileRefused("empty_file", "there is no heading")
    if len(heading) > MAX_COLUMNS:
        raise FileRefused("too_many_columns")
    named = [name for name in heading if name]
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise FileRefused("heading_twice", ", ".join(twice)[:200], row=1)
    return tuple(heading)


def _lines(handle: TextIO) -> Iterator[str]:
    number = 0
    while line := handle.readline(MAX_LINE):
        number += 1
        if len(line) >= MAX_LINE:
            raise FileRefused("line_too_long", f"line {number}")
        yield line


def _open_csv(path: Path) -> Table:
    encoding = detect_encoding(path)
    size = max(1, path.stat().st_size)
    raw: BinaryIO = path.open("rb")
    handle = io.TextIOWrapper(raw, encoding=encoding, errors="strict", newline="")
    csv.field_size_limit(max(csv.field_size_limit(), MAX_LINE))
    first = handle.readline(MAX_LINE)
    handle.seek(0)
    delimiter = max(_DELIMITERS, key=lambda sign: (first.count(sign), sign == ","))
    reader = csv.reader(_lines(handle), delimiter=delimiter, strict=True)
    try:
        heading = _checked_heading(next(reader, []))
    except (csv.Error, UnicodeDecodeError) as error:
        handle.close()
        raise FileRefused("broken_csv", f"line 1: {error}") from error
    except FileRefused:
        handle.close()
        raise

    def rows() -> Iterator[tuple[int, list[str]]]:
        number = 1
        while True:
            number += 1
            began = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                raise FileRefused("broken_csv", f"line {began}: {error}", row=number) from error
            if cells is None:
                return
            if any(cells):
                yield number, cells

    return Table(path, encoding, heading, rows(), lambda: min(1.0, raw.tell() / size), handle.close)


def _sheet_of(
    path: Path, wanted: str, shapes: dict[str, SheetShape]
) -> tuple[python_calamine.CalamineSheet, SheetShape]:
    """The sheet called ``wanted``, else the first one that is shown, and its shape as the guard saw it."""
    with python_calamine.CalamineWorkbook.from_path(path) as book:
        shown = python_calamine.SheetVisibleEnum.Visible
        names = [item.name for item in book.sheets_metadata if item.visible == shown]
        if wanted and wanted not in names:
            raise FileRefused("no_such_sheet", wanted)
        if not names:
            raise FileRefused("empty_file")
        name = wanted or names[0]
        shape = shapes.get(sheet_entry(path, name))
        if shape is None:
            raise FileRefused("not_a_workbook", f"the sheet {name[:40]} is not where a sheet belongs")
        return book.get_sheet_by_name(name), shape


def _open_workbook(path: Path, sheet_name: str) -> Table:
    shapes = inspect_workbook(path)
    try:
        sheet, shape = _sheet_of(path, sheet_name, shapes)
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise FileRefused("not_a_workbook", str(error)[:120]) from error
    except BaseException as error:  # the reader is native code: what it calls a panic is not an Exception
        if type(error).__name__ != "PanicException":
            raise
        raise FileRefused("not_a_workbook") from error
    if sheet.start is None:
        raise FileRefused("empty_file")
    first_row, first_column = sheet.start
    numbered = enumerate(sheet.iter_rows(), start=first_row + 1)
    heading_row, heading_cells = next(numbered)
    heading = _checked_heading([_as_text(cell) for cell in heading_cells])
    height = max(1, sheet.height)
    at = [heading_row]

    def rows() -> Iterator[tuple[int, list[str]]]:
        for number, cells in numbered:
            at[0] = number
            texts = [_as_text(cell) for cell in cells]
            _mark_formulas(texts, number, first_column, shape)
            if any(texts):
                yield number, texts[: len(heading)] if not any(texts[len(heading) :]) else texts

    return Table(path, "xlsx", heading, rows(), lambda: min(1.0, (at[0] - first_row) / height), lambda: None)


def _mark_formulas(texts: list[str], row: int, first_column: int, shape: SheetShape) -> None:
    if not shape.formulas:
        return
    for index in range(len(texts)):
        if (row, first_column + index + 1) in shape.formulas:
            texts[index] = FORMULA_MARK


def _as_text(cell: object) -> str:
    """The words a person sees in the cell, near enough: dates as ISO, whole numbers without a point."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, int | float):
        return _number_text(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ", timespec="seconds")
    return str(cell)  # dates and times are ISO already


def _number_text(number: float) -> str:
    if not math.isfinite(number):
        return "nan?"
    text = format(Decimal(repr(number)), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text if abs(number) < 1e15 else f"{text}{ROUNDED_MARK}"
