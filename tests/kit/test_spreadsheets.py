"""Tables that leave the house: harmless cells, and a last line that says who took them."""

import csv
import io
from datetime import UTC, datetime

from guangsha.kit.spreadsheets import marked_csv

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


def lines(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_last_line_names_who_took_it_when_and_whether_it_is_all() -> None:
    rows = [("=1+1", 2), ("云麓里", None)]
    found = lines(marked_csv(("a", "b"), rows, taken_by="person:7", now=NOW, more=False))
    assert found[:3] == [["a", "b"], ["'=1+1", "2"], ["云麓里", "None"]]
    assert found[3] == ["Guangsha 2026-11-22T04:00:00+00:00 person:7 rows=2 (all)"]
    cut = lines(marked_csv(("a",), [("x",)], taken_by="person:7", now=NOW, more=True))
    assert cut[-1] == ["Guangsha 2026-11-22T04:00:00+00:00 person:7 rows=1 (only the first 1)"]
