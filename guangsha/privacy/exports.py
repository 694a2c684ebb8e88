"""The one door through which rows with personal values leave as a file: masked, counted, marked, written down."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from guangsha.backbone.public import audit, require_command, signed_in
from guangsha.kit.actor import Actor
from guangsha.privacy.domain.errors import TooManyRows
from guangsha.vault.public import Masked, Secret

MAX_ROWS = 5_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column; ``label`` names the personal field whose Secrets stand in it, None for harmless values."""

    title: str
    label: str | None = None


def _cell(column: ExportColumn, value: Any) -> str:
    if isinstance(value, Secret):
        if column.label is None:
            raise TypeError(f"{column.title} holds personal values: name their field")
        text = str(Masked(value, label=column.label))
    else:
        text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def export_rows(
    *, actor: Actor, now: datetime, name: str, columns: Sequence[ExportColumn], rows: Iterable[Sequence[Any]]
) -> bytes:
    """A CSV file (UTF-8 with mark, so that Excel reads Chinese). Its last line says who took it out and when.

    Secrets are always masked; nothing begins a formula. Raises Unauthenticated, TooManyRows above MAX_ROWS, TypeError for a
    Secret in a column that names no field.
    """
    require_command()
    signed_in(actor)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.title for column in columns])
    count = 0
    for row in rows:
        count += 1
        if count > MAX_ROWS:
            raise TooManyRows(max_rows=MAX_ROWS)
        writer.writerow([_cell(column, value) for column, value in zip(columns, row, strict=True)])
    writer.writerow([f"# {name} {now.isoformat()} {actor.owner_key}"])
    audit(action="privacy.export", target=f"export:{name}", data={"rows": count})
    return out.getvalue().encode("utf-8-sig")
