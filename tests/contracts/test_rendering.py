"""The document: names cannot become markup, and a draft says that it is one."""

import io
import re
import subprocess
from datetime import UTC, date, datetime
from shutil import which
from typing import Any

import pikepdf
import pytest

from guangsha.contracts.rendering import ClauseShown, PartyShown, document_data, render

TERMS: dict[str, Any] = {
    "seller": {"name": "麓园置业", "name_en": "Luyuan"},
    "project": {"name": "云麓里", "name_en": "Yunlu", "slug": "y", "address": "潇湘路 8 号", "address_en": "", "manager": "",
                "manager_en": "", "fee_fen": None},
    "home": {"kind": "home", "building": "1栋", "building_en": "", "entrance": "", "entrance_en": "", "number": "0101",
             "floor": 1, "floors_total": 18, "layout": "A", "rooms": 3, "halls": 2, "baths": 1, "orientation": "S",
             "fit_out": "rough", "built_area": "90.00", "inner_area": None},
    "permits": ["长住预售(2026)第0001号"], "facilities": [],
    "price": {"total_fen": 234_567_800, "filed_fen": None, "unit_fen": 1, "receipt_hash": "ab" * 32, "deposit_fen": 5_000_000},
    "plan": [], "rules": {}, "delivery_on": date(2028, 6, 30).isoformat(),
    "template": {"name": "住宅", "name_en": "Home", "code": "home", "version": 3},
}  # fmt: skip
MADE = datetime(2026, 11, 30, tzinfo=UTC)
HOSTILE = [
    "#panic()", '#image("/etc/passwd")', "*x* $y$ `z` <a> @b", "\\u{41} // -- '\"", "#{ while true {} }", ']]#read("x")',
]  # fmt: skip


def pdf_of(names: list[str], *, number: str | None = "GS-2026-000001", text: str = "价款 {price}") -> bytes:
    parties = [PartyShown(line, name, name, 5_000, False) for line, name in enumerate(names)]
    parties.append(PartyShown(len(names), "麓园置业", "", 0, True))
    clauses = [ClauseShown("标题", "Title", text, text, True)]
    return render(document_data(terms=TERMS, parties=parties, clauses=clauses, number=number, made_at=MADE)).pdf


def text_of(pdf: bytes) -> str:
    """What a reader sees, by poppler."""
    found = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"\s+", "", found.stdout.decode())


def test_hostile_names_and_clauses_are_only_text() -> None:
    for name in HOSTILE:
        pdf = pdf_of([name], text=name.replace("{", "(").replace("}", ")"))
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            assert len(opened.pages) >= 3


@pytest.mark.skipif(which("pdftotext") is None, reason="poppler is not installed")
def test_names_figures_and_page_numbers_are_in_it() -> None:
    shown = text_of(pdf_of(["#panic()", "欧阳霁月"]))
    pages = int(re.findall(r"Page1of(\d+)", shown)[0])
    assert [f"Page{one}of{pages}" in shown for one in range(1, pages + 1)] == [True] * pages
    for one in (
        "#panic()",
        "欧阳霁月",
        "贰佰叁拾肆万伍仟陆佰柒拾捌元整",
        "GS-2026-000001",
        "2028年6月30日",
        "50%",
        "ab" * 16,
    ):
        assert one in shown, one
    assert "草稿" not in shown
    assert "草稿" in text_of(pdf_of(["欧阳霁月"], number=None))


def test_the_same_input_gives_the_same_bytes() -> None:
    assert pdf_of(["欧阳霁月"]) == pdf_of(["欧阳霁月"])
    assert pdf_of(["欧阳霁月"]) != pdf_of(["欧阳霁日"])


def test_its_code_leads_to_where_it_is_checked_and_a_draft_has_none() -> None:
    address = "https://sales.example/verify/01936d5e-0000-7000-8000-000000000000"
    told = {"terms": TERMS, "parties": [PartyShown(0, "甲", "", 10_000, False)], "clauses": [], "made_at": MADE}
    with_code = document_data(number="GS-2026-000001", address=address, **told)  # type: ignore[arg-type]
    draft = document_data(number=None, **told)  # type: ignore[arg-type]
    assert address in text_of(render(with_code).pdf)
    assert with_code["check"]["qr"].count("<path") >= 1
    assert "扫码查验" not in text_of(render(draft).pdf)
