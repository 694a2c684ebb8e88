"""Every test of the pages begins with nothing kept of the tests before it."""

import pytest

from guangsha.pages import stock
from guangsha.pages.pictures import views
from guangsha.pages.rendering.cache import html_shelf, rendered_before


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    stock._pages.clear()
    stock.documents.forget()
    html_shelf.forget()
    rendered_before.clear()
    views._drawn.clear()
