"""Files that mean well and are odd, and mappings and names that are wrong."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command

from guangsha.catalog.models import Project
from tests.catalog_import.support import PROJECT_HEADING, csv_file, everything, project_row, run

pytestmark = pytest.mark.django_db(transaction=True)


def _price(text: str, tmp_path: Path) -> int | str | None:
    """The price that arrives, or the code of the refusal."""
    path = csv_file(tmp_path / "p.csv", [PROJECT_HEADING, project_row(1, unit_price=text)])
    result = run("projects", path, directory=tmp_path)
    return result.codes[0] if result.codes else Project.objects.get().stated_unit_price_fen


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("１２８００", 1_280_000),
        ("１２，８００", 1_280_000),
        ("￥12800/㎡", 1_280_000),
        ("均价12800元/平", 1_280_000),
        ("1.28万", 1_280_000),
        ("0", None),
        ("-12800", "not_money"),
        ("1.28", "out_of_range"),
        ("1e308", "not_money"),
        ("1e999999999", "not_money"),
        ("inf", "not_a_number"),
        ("0x3200", "not_money"),
        ("9" * 400, "not_a_number"),
        ("壹万", "not_a_number"),
    ],
)
def test_prices_as_people_write_them(tmp_path: Path, text: str, found: int | str | None) -> None:
    arrived = _price(text, tmp_path)
    assert arrived == found or (isinstance(found, str) and arrived in ("out_of_range", found))


@pytest.mark.parametrize("line_end", ["\r", "\n", "\r\n", "\r\n\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_line_ends_and_delimiters(tmp_path: Path, line_end: str, delimiter: str) -> None:
    rows = [PROJECT_HEADING, *(project_row(n) for n in range(1, 4))]
    path = tmp_path / "p.csv"
    path.write_bytes(line_end.join(delimiter.join(row) for row in rows).encode())
    assert run("projects", path, directory=tmp_path).counts == (3, 3, 0, 0)


@pytest.mark.parametrize("first", ["utf-8", "gb18030"])
def test_two_encodings_in_one_file(tmp_path: Path, first: str) -> None:
    rows = [PROJECT_HEADING, *(project_row(n) for n in range(1, 13))]
    last = "gb18030" if first == "utf-8" else "utf-8"
    path = tmp_path / "p.csv"
    path.write_bytes(
        b"".join((",".join(row) + "\n").encode(first if number < 7 else last) for number, row in enumerate(rows))
    )
    before = everything()
    result = run("projects", path, directory=tmp_path)
    assert (result.status, result.rejected) == (1, 1)
    assert result.codes[0].startswith("encoding")
    assert everything() == before


@pytest.mark.parametrize(
    ("lng", "lat", "code"),
    [
        ("28.18", "112.88", "position_swapped"),
        ("-73.98", "40.75", "position_outside"),
        ("181", "91", "position_outside"),
        ("116.40", "39.90", "position_elsewhere"),
        ("112.88", "0", "position_half"),
        ("112,88", "28,18", "not_a_number"),
    ],
)
def test_positions_that_are_none(tmp_path: Path, lng: str, lat: str, code: str) -> None:
    path = csv_file(tmp_path / "p.csv", [PROJECT_HEADING, project_row(1, lng=lng, lat=lat), project_row(2)])
    result = run("projects", path, directory=tmp_path)
    assert (result.counts, set(result.codes)) == ((1, 1, 0, 0), {code})


@pytest.mark.parametrize("name", ["\u202e花园", "花\u2066园", "花\x7f园", "花\ud7ff园"])
def test_signs_that_turn_or_hide_a_name(tmp_path: Path, name: str) -> None:
    path = csv_file(tmp_path / "p.csv", [PROJECT_HEADING, project_row(1, name=name)])
    assert run("projects", path, directory=tmp_path).codes == ["control_character"]


def test_hidden_sheets_merged_cells_and_dates_of_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        hidden, shown = book.add_worksheet("旧"), book.add_worksheet("在售")
        for sheet, number in ((hidden, 8), (shown, 1)):
            for row, cells in enumerate([PROJECT_HEADING, project_row(number), project_row(number + 1)]):
                sheet.write_row(row, 0, cells)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        shown.write_datetime(1, PROJECT_HEADING.index("opening"), dt.date(2025, 6, 1), day)
        shown.write_number(2, PROJECT_HEADING.index("opening"), 45809)  # the same day, but nothing says that it is one
        shown.activate()
        shown.set_first_sheet()
        hidden.hide()
    result = run("projects", path, directory=tmp_path)
    assert (result.counts, result.codes) == ((1, 1, 0, 0), ["not_a_date"])
    project = Project.objects.get()
    assert (project.source_id, str(project.opening_on), project.opening_precision) == ("P1", "2025-06-01", "day")


class TestMappings:
    def _refusal(self, tmp_path: Path, text: str) -> str:
        (tmp_path / "m.toml").write_text(text)
        with pytest.raises(CommandError) as refused:
            call_command("import_projects", "x.csv", "--mapping", str(tmp_path / "m.toml"))
        assert refused.value.returncode == 2
        return str(refused.value)

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ("state = 'published'", "no field state"),
            ("organisation_id = 'x'", "no field organisation_id"),
            ("lng = 'x'", r"$.lng"),
            ("property_type = 'castle'", "castle"),
            ("city = 7", "city is a text"),
        ],
    )
    def test_fixed_values_that_no_project_has(self, tmp_path: Path, values: str, words: str) -> None:
        head = "name='m'\nkind='projects'\nsource='m'\n"
        tail = "columns=[{heading='name',to='name'},{heading='city',to='city'}]\n[identity]\ncolumn='project_id'\n"
        assert words in self._refusal(tmp_path, f"{head}values={{{values}}}\n{tail}")

    def test_bytes_that_are_no_text(self, tmp_path: Path) -> None:
        (tmp_path / "m.toml").write_bytes(b"\xff\xfe\x00\x00")
        with pytest.raises(CommandError, match="decode"):
            call_command("import_projects", "x.csv", "--mapping", str(tmp_path / "m.toml"))

    def test_columns_that_the_file_lacks(self, tmp_path: Path) -> None:
        (tmp_path / "m.toml").write_text(
            "name='m'\nkind='projects'\nsource='m'\ncolumns=[{heading='楼名',to='name',required=true}]\n"
            "[identity]\ncolumns=['楼名','编码']\n"
        )
        path = csv_file(tmp_path / "p.csv", [PROJECT_HEADING, project_row(1)])
        result = run("projects", path, directory=tmp_path, options=["--mapping", str(tmp_path / "m.toml")])
        assert (result.status, result.codes) == (1, ["columns_missing"])
        assert "楼名" in result.report[0]["reason"]
        assert "编码" in result.report[0]["reason"]


class TestNamesOfFiles:
    def test_the_report_never_overwrites_a_file_to_import(self, tmp_path: Path) -> None:
        path = csv_file(tmp_path / "p.csv", [PROJECT_HEADING, project_row(1)])
        (tmp_path / "link.csv").symlink_to(path)
        before = path.read_bytes()
        for report in (path, tmp_path / "link.csv"):
            with pytest.raises(CommandError, match="overwrite"):
                call_command("import_projects", str(path), "--report", str(report))
        assert path.read_bytes() == before

    def test_a_name_does_not_move_the_cursor(self, tmp_path: Path, capsys: Any) -> None:
        path = csv_file(tmp_path / "a\x1b[31m\nrows rejected: 0.csv", [PROJECT_HEADING, project_row(1)])
        result = run("projects", path, directory=tmp_path)
        assert len(result.lines) == 4
        assert "\x1b" not in "".join(result.lines)

    def test_two_files_of_one_name_are_counted_apart(self, tmp_path: Path) -> None:
        files = []
        for folder, city in (("a", "亚特兰蒂斯"), ("b", "")):
            (tmp_path / folder).mkdir()
            files.append(tmp_path / folder / "p.csv")
            csv_file(files[-1], [PROJECT_HEADING, *([project_row(1, city=city)] if city else [])])
        result = run("projects", *files, directory=tmp_path)
        assert (result.codes, result.rejected) == (["unknown_city", "no_rows"], 2)
