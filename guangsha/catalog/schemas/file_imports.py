"""Uploaded files to import, on the wire."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import AfterValidator

from guangsha.catalog.domain.import_states import ImportState
from guangsha.catalog.schemas.importing import SheetRowOut
from guangsha.vault.public import Masked

ImportKind = Literal["projects", "units"]


def _storable(cell: str) -> str:
    if "\x00" in cell:
        raise ValueError("bad_character")
    return cell


FixedCell = Annotated[str, Field(max_length=32_767), AfterValidator(_storable)]


class ImportMappingOut(Schema):
    """A mapping one may choose; ``needed``: for each column that must be there, the names it may have."""

    name: str
    kind: ImportKind
    title: str
    title_en: str
    needed: list[list[str]]


class ImportCountsOut(Schema):
    """Records by what becomes of them; ``rejected``: rows not taken; ``rows_read``: all rows. Zero before the first check."""

    new: int
    updated: int
    unchanged: int
    price_changes: int
    rejected: int
    rows_read: int


class FileImportOut(Schema):
    """An uploaded file. ``mapping`` is empty until one is found; ``progress`` is in per mille of the present run."""

    id: UUID
    organisation_id: UUID
    kind: ImportKind
    mapping: str
    file_name: str
    state: ImportState
    progress: int
    counts: ImportCountsOut
    fixed: int
    created_by_id: UUID
    created_by: Masked | None
    created_at: datetime
    finished_at: datetime | None


class ImportProblemOut(Schema):
    """What is wrong with a cell, a row, or (without ``row``) the file; ``taken``: the row is imported all the same."""

    row: int | None
    column: str
    value: str
    code: str
    reason: str
    reason_en: str
    taken: bool


class FileImportDetailOut(Schema):
    """An upload with the first problems and the cells of the first rows that were not taken; the report has all."""

    summary: FileImportOut
    heading: list[str]
    rows: list[SheetRowOut]
    problems: list[ImportProblemOut]


class FixedRowIn(Schema):
    """A row put right: all its cells."""

    row: Annotated[int, Field(ge=1, le=2_000_000)]
    cells: list[FixedCell] = Field(max_length=500)


class FixesIn(Schema):
    """Rows put right; those put right before stay so."""

    fixes: list[FixedRowIn] = Field(max_length=500)
