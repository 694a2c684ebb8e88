"""Files that are wrong or mean harm: a report, exit status 1, and nothing changed."""

import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guangsha.catalog.importing import workbook_guard
from guangsha.catalog.models import Project
from tests.catalog_import.support import (
    PROJECT_HEADING,
    Run,
    csv_file,
    everything,
    project_row,
    run,
    xlsx_file,
)

pytestmark = pytest.mark.django_db(transaction=True)
Writer = Callable[[Path, list[list[Any]]], Path]
GOOD = [PROJECT_HEADING, *(project_row(number) for number in range(1, 31))]


def _refused(result: Run, *codes: str) -> None:
    assert result.status == 1
    assert result.counts == (0, 0, 0, 0)
    assert result.rejected > 0
    assert set(codes) <= set(result.codes), result.report[:5]


@pytest.fixture
def before() -> dict[str, int]:
    counted = everything()
    assert counted["Project"] == 0
    return counted


def _unchanged(before: dict[str, int]) -> None:
    assert everything() == before


@pytest.fixture(params=["csv", "xlsx"])
def write(request: pytest.FixtureRequest) -> Writer:
    if request.param == "csv":
        return lambda path, rows: csv_file(path.with_suffix(".csv"), rows)
    return lambda path, rows: xlsx_file(path.with_suffix(".xlsx"), rows)


class TestBothFormats:
    def test_swapped_columns_are_named(self, write: Writer, tmp_path: Path, before: dict[str, int]) -> None:
        place = {name: index for index, name in enumerate(PROJECT_HEADING)}
        rows = [PROJECT_HEADING]
        for good in GOOD[1:]:
            row = list(good)
            row[place["lng"]], row[place["lat"]] = good[place["lat"]], good[place["lng"]]
            rows.append(row)
        result = run("projects", write(tmp_path / "p", rows), directory=tmp_path)
        _refused(result, "columns_swapped", "position_swapped")
        assert "lng <-> lat" in result.report[-1]["reason"]
        assert {line["column"] for line in result.report[:-1]} == {"lng"}
        _unchanged(before)

    @pytest.mark.parametrize(
        ("one", "other"), [("name", "unit_price"), ("city", "district"), ("lng", "unit_price"), ("name", "district")]
    )
    def test_any_two_swapped_columns_change_nothing(
        self, write: Writer, tmp_path: Path, before: dict[str, int], one: str, other: str
    ) -> None:
        heading = list(PROJECT_HEADING)
        a, b = heading.index(one), heading.index(other)
        heading[a], heading[b] = heading[b], heading[a]
        result = run("projects", write(tmp_path / "p", [heading, *GOOD[1:]]), directory=tmp_path)
        _refused(result, "mostly_wrong" if (one, other) == ("name", "district") else "columns_swapped")
        _unchanged(before)

    @pytest.mark.parametrize("formula", ["=1+1", '=HYPERLINK("http://x.example","y")', "=SUM(A1:A9)"])
    def test_formulas_are_not_taken(self, write: Writer, tmp_path: Path, before: dict[str, int], formula: str) -> None:
        rows = [
            PROJECT_HEADING,
            project_row(1, unit_price=formula),
            project_row(2, name=formula),
            project_row(3, lng=formula),
        ]
        result = run("projects", write(tmp_path / "p", rows), directory=tmp_path)
        _refused(result, "formula")
        assert [(line["row"], line["column"]) for line in result.report] == [
            ("2", "unit_price"),
            ("3", "name"),
            ("4", "lng"),
        ]
        assert not any(line["value"].startswith("=") for line in result.report)
        _unchanged(before)

    @pytest.mark.parametrize("text", ["+cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0"])
    def test_what_a_spreadsheet_would_run_is_not_taken(self, tmp_path: Path, before: dict[str, int], text: str) -> None:
        result = run(
            "projects",
            csv_file(tmp_path / "p.csv", [PROJECT_HEADING, project_row(1, address=text)]),
            directory=tmp_path,
        )
        _refused(result, "formula")
        assert result.report[0]["value"].startswith("'")
        _unchanged(before)

    def test_a_plus_or_a_dash_in_front_is_text(self, write: Writer, tmp_path: Path) -> None:
        rows = [PROJECT_HEADING, project_row(1, name="+86花园", address="-- 待定 --"), project_row(2, name="@家公寓")]
        result = run("projects", write(tmp_path / "p", rows), directory=tmp_path)
        assert result.counts == (2, 2, 0, 0)
        assert set(Project.objects.values_list("name", "address")) == {("+86花园", ""), ("@家公寓", "梧桐路2号")}

    def test_more_than_fits_is_a_rejected_row(self, write: Writer, tmp_path: Path) -> None:
        rows = [PROJECT_HEADING, project_row(1), project_row(2, name="云" * 201), project_row(3, unit_price="9" * 400)]
        result = run("projects", write(tmp_path / "p", rows), directory=tmp_path)
        assert (result.status, result.counts, result.rejected) == (0, (1, 1, 0, 0), 2)
        assert result.codes == ["too_long", "not_a_number"]

    def test_headings_alone_twice_or_unknown(self, write: Writer, tmp_path: Path, before: dict[str, int]) -> None:
        for rows, code in (
            ([PROJECT_HEADING], "no_rows"),
            ([[*PROJECT_HEADING, "name"], [*project_row(1), "x"]], "heading_twice"),
            ([["a", "b"], ["1", "2"]], "no_mapping_fits"),
        ):
            _refused(run("projects", write(tmp_path / "p", rows), directory=tmp_path), code)
        named = run(
            "projects", write(tmp_path / "p", [["name"], ["x"]]), directory=tmp_path, options=["--mapping", "projects"]
        )
        _refused(named, "columns_missing")
        _unchanged(before)


class TestText:
    def test_a_cell_of_a_million_characters_is_a_rejected_row(self, tmp_path: Path) -> None:
        rows = [PROJECT_HEADING, project_row(1), project_row(2, address="云" * 1_000_000), project_row(3)]
        result = run("projects", csv_file(tmp_path / "p.csv", rows), directory=tmp_path)
        assert (result.status, result.counts, result.codes) == (0, (2, 2, 0, 0), ["cell_too_long"])
        assert result.report[0]["row"] == "3"
        assert len(result.report[0]["value"]) <= 200

    def test_nul_bytes(self, tmp_path: Path, before: dict[str, int]) -> None:
        path = csv_file(tmp_path / "p.csv", GOOD)
        path.write_bytes(path.read_bytes().replace("梧桐路9号".encode(), b"a\0b"))
        _refused(run("projects", path, directory=tmp_path), "nul_bytes")
        _unchanged(before)

    @pytest.mark.parametrize(
        ("encoding", "code"),
        [("utf-16", "encoding_utf16"), ("utf-16-le", "nul_bytes"), ("big5", ""), ("shift_jis", ""), ("latin-1", "")],
    )
    def test_other_encodings(self, tmp_path: Path, before: dict[str, int], encoding: str, code: str) -> None:
        names = {"big5": "雲棲花園", "shift_jis": "ひらがなカタカナ", "latin-1": "Résidence à côté"}
        rows = [
            PROJECT_HEADING,
            *(
                project_row(n, name=names.get(encoding, "云栖"), city="x", district="", address="", tags="")
                for n in range(30)
            ),
        ]
        path = csv_file(tmp_path / "p.csv", rows, encoding=encoding)
        result = run("projects", path, directory=tmp_path)
        _refused(result, *([code] if code else []))
        _unchanged(before)

    def test_broken_utf8_is_not_taken_for_gb18030(self, tmp_path: Path, before: dict[str, int]) -> None:
        path = csv_file(tmp_path / "p.csv", GOOD)
        path.write_bytes(path.read_bytes().replace("梧桐路29号".encode(), "梧桐路29号".encode()[:-1] + b"\xff"))
        _refused(run("projects", path, directory=tmp_path), "encoding_broken")
        _unchanged(before)

    def test_a_quote_that_never_closes(self, tmp_path: Path, before: dict[str, int]) -> None:
        path = csv_file(tmp_path / "p.csv", GOOD)
        path.write_bytes(path.read_bytes().replace("梧桐路9号".encode(), '"梧桐路9号'.encode()))
        result = run("projects", path, directory=tmp_path)
        _refused(result, "broken_csv", "held_back")
        _unchanged(before)

    @pytest.mark.parametrize(
        "content", [b"", b"\n\n", b"\xef\xbb\xbf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\1" * 600, b"%PDF-1.7\n\x01"]
    )
    def test_no_table_at_all(self, tmp_path: Path, before: dict[str, int], content: bytes) -> None:
        path = tmp_path / "p.csv"
        path.write_bytes(content)
        _refused(run("projects", path, directory=tmp_path))
        _unchanged(before)

    def test_no_such_file_does_not_keep_the_others_out(self, tmp_path: Path) -> None:
        result = run(
            "projects", tmp_path / "none.csv", tmp_path, csv_file(tmp_path / "p.csv", GOOD), directory=tmp_path
        )
        assert (result.status, result.counts) == (0, (30, 30, 0, 0))
        assert result.codes == ["not_a_file", "not_a_file"]

    def test_a_line_without_end(self, tmp_path: Path, before: dict[str, int]) -> None:
        path = tmp_path / "p.csv"
        path.write_bytes(",".join(PROJECT_HEADING).encode() + b"\n" + b"x" * 9_000_000)
        _refused(run("projects", path, directory=tmp_path), "line_too_long")
        _unchanged(before)

    def test_control_characters_and_cut_rows(self, tmp_path: Path) -> None:
        rows = [
            PROJECT_HEADING,
            project_row(1),
            project_row(2, name="云\x07栖"),
            project_row(3)[:4],
            [*project_row(4), "more"],
        ]
        result = run("projects", csv_file(tmp_path / "p.csv", rows), directory=tmp_path)
        assert result.counts == (1, 1, 0, 0)
        assert result.codes == ["control_character", "cell_count", "cell_count"]


def _repacked(source: Path, target: Path, change: Callable[[str, bytes], bytes]) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, change(info.filename, old.read(info)))
    return target


class TestWorkbooks:
    @pytest.fixture
    def book(self, tmp_path: Path) -> Path:
        return xlsx_file(tmp_path / "good.xlsx", GOOD)

    def test_a_good_one(self, book: Path, tmp_path: Path) -> None:
        assert run("projects", book, directory=tmp_path).counts == (30, 30, 0, 0)

    def test_a_zip_bomb(self, book: Path, tmp_path: Path, before: dict[str, int]) -> None:
        bomb = _repacked(
            book, tmp_path / "b.xlsx", lambda name, data: b" " * 100_000_000 if "sharedStrings" in name else data
        )
        assert bomb.stat().st_size < 200_000
        _refused(run("projects", bomb, directory=tmp_path), "workbook_bomb")
        _unchanged(before)

    def test_a_bomb_that_claims_to_be_small(self, book: Path, tmp_path: Path, before: dict[str, int]) -> None:
        bomb = _repacked(
            book, tmp_path / "b.xlsx", lambda name, data: b" " * 50_000_000 if "sharedStrings" in name else data
        )
        size = struct.pack("<L", 50_000_000)
        data = bomb.read_bytes()
        assert data.count(size) == 2
        bomb.write_bytes(data.replace(size, struct.pack("<L", 1_000)))
        _refused(run("projects", bomb, directory=tmp_path))
        _unchanged(before)

    def test_too_many_entries(self, book: Path, tmp_path: Path, before: dict[str, int]) -> None:
        with zipfile.ZipFile(book, "a") as archive:
            for number in range(workbook_guard.MAX_ENTRIES):
                archive.writestr(f"x/{number}", b"")
        _refused(run("projects", book, directory=tmp_path), "workbook_bomb")
        _unchanged(before)

    @pytest.mark.parametrize(("column", "code"), [(b"XFD", "too_many_columns"), (b"Z", "sheet_too_large")])
    def test_two_cells_in_far_corners(
        self, book: Path, tmp_path: Path, before: dict[str, int], column: bytes, code: str
    ) -> None:
        cell = b'<row r="1048576"><c r="%s1048576"><v>1</v></c></row></sheetData>' % column
        far = _repacked(
            book,
            tmp_path / "far.xlsx",
            lambda name, data: data.replace(b"</sheetData>", cell) if "sheet1" in name else data,
        )
        _refused(run("projects", far, directory=tmp_path), code)
        _unchanged(before)

    @pytest.mark.parametrize("name", [b"xfd1048576", b"XFD01048576", b"A0", b"A1:B2", "Ａ1".encode()])
    def test_names_of_cells_that_only_a_lax_reader_takes(
        self, book: Path, tmp_path: Path, before: dict[str, int], name: bytes
    ) -> None:
        cell = b'<row r="9"><c r="%s"><v>1</v></c></row></sheetData>' % name
        far = _repacked(
            book,
            tmp_path / "lax.xlsx",
            lambda entry, data: data.replace(b"</sheetData>", cell) if "sheet1" in entry else data,
        )
        _refused(run("projects", far, directory=tmp_path), "not_a_workbook")
        _unchanged(before)

    @pytest.mark.parametrize("encoding", [b"gbk", b"nonsense"])
    def test_a_sheet_in_an_encoding_nobody_reads(
        self, book: Path, tmp_path: Path, before: dict[str, int], encoding: bytes
    ) -> None:
        odd = _repacked(
            book,
            tmp_path / "odd.xlsx",
            lambda entry, data: data.replace(b"UTF-8", encoding, 1) if "sheet1" in entry else data,
        )
        _refused(run("projects", odd, directory=tmp_path), "not_a_workbook")
        _unchanged(before)

    def test_entities_that_multiply(self, book: Path, tmp_path: Path, before: dict[str, int]) -> None:
        laughs = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        bad = _repacked(
            book,
            tmp_path / "b.xlsx",
            lambda name, data: data.replace(b"<worksheet", laughs + b"<worksheet", 1) if "sheet1" in name else data,
        )
        _refused(run("projects", bad, directory=tmp_path), "not_a_workbook")
        _unchanged(before)

    @pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
    def test_entities_in_the_parts_that_list_others(
        self, book: Path, tmp_path: Path, before: dict[str, int], part: str
    ) -> None:
        laughs = b'?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
        bad = _repacked(
            book, tmp_path / "b.xlsx", lambda name, data: data.replace(b"?>", laughs, 1) if name == part else data
        )
        result = run("projects", bad, directory=tmp_path)
        _refused(result, "not_a_workbook")
        assert "document type" in result.report[0]["reason"]
        _unchanged(before)

    @pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"])
    def test_the_parts_that_list_others_are_small(
        self, book: Path, tmp_path: Path, before: dict[str, int], part: str
    ) -> None:
        """Packed as tightly as text is, so that the ratio says nothing."""
        filling = b"<!--" + random.Random(1).randbytes(workbook_guard.MAX_INDEX_BYTES // 2).hex().encode() + b"-->"
        bad = _repacked(book, tmp_path / "b.xlsx", lambda name, data: data + filling if name == part else data)
        _refused(run("projects", bad, directory=tmp_path), "workbook_bomb")
        _unchanged(before)

    def test_a_sheet_that_is_said_to_lie_outside(self, book: Path, tmp_path: Path, before: dict[str, int]) -> None:
        outside = _repacked(
            book,
            tmp_path / "b.xlsx",
            lambda name, data: data.replace(b"worksheets/sheet1.xml", b"../../../../etc/passwd"),
        )
        _refused(run("projects", outside, directory=tmp_path), "not_a_workbook")
        _unchanged(before)

    @pytest.mark.parametrize("cut", [30, 400, 2_000])
    def test_cut_off(self, book: Path, tmp_path: Path, before: dict[str, int], cut: int) -> None:
        data = book.read_bytes()
        book.write_bytes(data[: min(cut, len(data) - 30)])
        _refused(run("projects", book, directory=tmp_path), "not_a_workbook")
        _unchanged(before)

    def test_a_zip_that_is_no_workbook_and_text_that_claims_to_be_one(
        self, tmp_path: Path, before: dict[str, int]
    ) -> None:
        archive = tmp_path / "a.xlsx"
        with zipfile.ZipFile(archive, "w") as new:
            new.writestr("hello.txt", "hello")
        _refused(run("projects", archive, directory=tmp_path), "not_a_workbook")
        text = tmp_path / "b.xlsx"
        csv_file(text, GOOD)
        _refused(run("projects", text, directory=tmp_path), "not_a_workbook")
        _unchanged(before)

    def test_long_numbers_that_the_sheet_rounded(self, tmp_path: Path) -> None:
        rows: list[list[Any]] = [PROJECT_HEADING, project_row(1), project_row(2)]
        rows[2][0] = 3520037333733338123
        result = run("projects", xlsx_file(tmp_path / "p.xlsx", rows), directory=tmp_path)
        assert (result.counts, result.codes) == ((1, 1, 0, 0), ["digits_lost"])

    def test_a_damaged_byte_anywhere_never_ends_in_a_traceback(self, book: Path, tmp_path: Path) -> None:
        data = book.read_bytes()
        for place in range(0, len(data), max(1, len(data) // 60)):
            book.write_bytes(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :])
            result = run("projects", book, directory=tmp_path, options=["--dry-run"])
            assert result.status in (0, 1)
        assert zlib.crc32(data)
