"""Units from a file into a listing: read, looked at without a write, put right, written; the same words as the command line's."""

import io
from typing import Any
from uuid import uuid4

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guangsha.catalog.models import PriceChange, Unit
from tests.actors import acting_as
from tests.catalog_review.support import draft_listing, public_listing
from tests.catalog_review.test_candidate import API, Editor, named

pytestmark = pytest.mark.django_db(transaction=True)


def workbook(*rows: tuple[Any, ...]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def read(editor: Editor, content: bytes, name: str = "prices.xlsx", *, status: int = 200) -> dict[str, Any]:
    with acting_as(editor.actor):
        answer = Client().post(
            f"{API}/{editor.project_id}/unit-import/sheet",
            {"file": SimpleUploadedFile(name, content)},
            headers={"Idempotency-Key": str(uuid4())},
        )
    assert answer.status_code == status, answer.content.decode()
    found: dict[str, Any] = answer.json()
    return found


def body(sheet: dict[str, Any], *, dry_run: bool) -> dict[str, Any]:
    return {"heading": sheet["heading"], "fields": sheet["fields"], "rows": sheet["rows"], "dry_run": dry_run}


PRICES = workbook(
    ("楼栋", "单元", "房号", "备案总价(元)", "备案日期"),
    ("1栋", 1, "0101", 1900000, "2026-11-20"),
    ("1栋", 1, "0102", 1950000, "2026-11-20"),
    ("1栋", 1, "0999", 1990000, "2026-11-20"),
    ("2栋", 1, "0101", "很贵", "2026-11-20"),
)


def test_filed_prices_of_units_that_are_there_come_from_a_workbook() -> None:
    editor = Editor(draft_listing())
    editor.look()
    sheet = read(editor, PRICES)
    assert sheet["fields"] == ["building", "entrance", "number", "filed_price_fen", "filed_on"]
    tried = editor.send("POST", "unit-import", body(sheet, dry_run=True))
    assert (tried["new"], tried["updated"], tried["price_changes"]) == (0, 2, 2)
    assert {(one["row"], one["code"]) for one in tried["problems"]} == {(4, "required"), (5, "not_a_number")}
    assert named(editor.look()["units"], "1栋-0101", by="identity")["filed_price_fen"] == 181_000_000
    sheet["rows"][3]["cells"][3] = "1880000"
    del sheet["rows"][2]
    done = editor.send("POST", "unit-import", body(sheet, dry_run=False))
    assert (done["updated"], done["problems"]) == (3, [])
    home = named(editor.look()["units"], "2栋-0101", by="identity")
    assert (home["filed_price_fen"], home["filed_on"], home["built_area"]) == (188_000_000, "2026-11-20", 120)
    assert PriceChange.objects.filter(reason="import").count() == 3


def test_new_units_are_made_and_a_wrong_building_keeps_no_other_row_out() -> None:
    editor = Editor(public_listing())
    editor.look()
    text = "楼栋,房号,建筑面积,户型编号\n1栋,1801,98.5,A\n9栋,101,98.5,A\n"
    sheet = read(editor, text.encode("gb18030"), "units.csv")
    done = editor.send("POST", "unit-import", body(sheet, dry_run=False))
    assert (done["new"], [(one["row"], one["code"]) for one in done["problems"]]) == (1, [(3, "unknown_part")])
    assert named(editor.look()["units"], "1栋--1801", by="identity")["rooms"] == 3
    assert not Unit.objects.filter(number="1801").exists()


def test_what_is_no_table_is_refused_with_the_reason() -> None:
    editor = Editor(draft_listing())
    refused = read(editor, b"PK\x03\x04 no workbook", status=422)
    assert (refused["code"], refused["errors"][0]["message"]) == ("catalog.import_refused", "not_a_workbook")
    assert read(editor, b"", "a.csv", status=422)["code"] in {"catalog.import_refused", "request.malformed"}


def test_columns_that_mean_one_thing_twice_are_refused() -> None:
    editor = Editor(draft_listing())
    editor.look()
    sheet = read(editor, "楼栋,房号\n1栋,0101\n".encode(), "a.csv")
    sheet["fields"] = ["building", "building"]
    assert (
        editor.send("POST", "unit-import", body(sheet, dry_run=True), status=422)["errors"][0]["message"] == "unknown"
    )
