"""Text on its way into a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def plain_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def marked_csv(
    heading: Sequence[str], rows: Iterable[Sequence[object]], *, taken_by: str, now: datetime, more: bool
) -> str:
    """A CSV whose last line names who took it and when; ``more``: there were more rows than these."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heading)
    count = 0
    for row in rows:
        count += 1
        writer.writerow([plain_cell(str(cell)) for cell in row])
    left = f"only the first {count}" if more else "all"
    writer.writerow([f"Guangsha {now.isoformat()} {taken_by} rows={count} ({left})"])
    return "\ufeff" + out.getvalue()
