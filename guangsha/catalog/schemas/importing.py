"""Imports on the wire."""

from typing import Annotated

from ninja import Field, Schema

Cell = Annotated[str, Field(max_length=2_000)]


class SheetRowOut(Schema):
    """A row as the file shows it."""

    row: int
    cells: list[str]


class SheetOut(Schema):
    """A file as read. ``fields``: what each column seems to mean ("" nothing known); ``known_fields``: what it may mean."""

    heading: list[str]
    fields: list[str]
    known_fields: list[str]
    rows: list[SheetRowOut]


class SheetRowIn(Schema):
    """A row, perhaps put right."""

    row: Annotated[int, Field(ge=1, le=2_000_000)]
    cells: list[Cell] = Field(max_length=200)


class SheetImportIn(Schema):
    """Rows with what their columns mean. ``dry_run``: only say what would become of them."""

    heading: list[Cell] = Field(min_length=1, max_length=200)
    fields: list[Annotated[str, Field(max_length=60)]] = Field(min_length=1, max_length=200)
    rows: list[SheetRowIn] = Field(min_length=1, max_length=5_000)
    dry_run: bool


class RowProblemOut(Schema):
    """What is wrong with one cell or row, in both languages; ``taken``: the row is imported all the same."""

    row: int
    column: str
    value: str
    code: str
    detail: str
    reason: str
    reason_en: str
    taken: bool


class SheetOutcomeOut(Schema):
    """Units by what became, or would become, of them; and every row that was not taken or is noteworthy."""

    new: int
    updated: int
    unchanged: int
    price_changes: int
    problems: list[RowProblemOut]
