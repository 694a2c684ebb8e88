"""The file that the browser's geometry checks are held to says what the server says."""

import os

from tests.catalog_geometry.drawing_cases import FILE, cases, text_of


def test_the_file_for_the_browser_is_what_the_server_finds() -> None:
    text = text_of(cases())
    if os.environ.get("WRITE_DRAWING_CASES"):
        FILE.write_text(text)
    assert FILE.read_text() == text, "run with WRITE_DRAWING_CASES=1 and look at the difference"
