"""The page of the log is rendered on the server, with the names of a home and nothing of the log itself."""

import json
import re

import pytest
from django.test import Client

from guangsha.catalog.models import Project
from guangsha.pages.rendering import engine
from tests.catalog.support import take_down
from tests.inventory.support import on_sale
from tests.transparency.support import seal

pytestmark = pytest.mark.django_db(transaction=True)


def page(path: str, status: int = 200) -> str:
    response = Client().get(path)
    assert response.status_code == status
    return response.content.decode()


def test_is_rendered_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BUDGET_S", "COLD_BUDGET_S"):  # whether it can be rendered, not how fast this machine is
        monkeypatch.setattr(engine, name, 30.0)
    unit = on_sale()[0]
    seal()
    for path, words in (("/ledger", "公开记录"), ("/en/ledger", "Public record"), (f"/ledger?unit={unit}", "云麓里")):
        html = page(path)
        assert 'data-rendered="fallback"' not in html
        assert re.search(f"<(h1|a)[^>]*>[^<]*{words}", html), path
    for unknown in ("nonsense", "01936d5e-0000-7000-8000-000000000000"):
        page(f"/ledger?unit={unknown}", 404)


def test_a_home_that_is_not_listed_any_more_has_no_name_and_a_page() -> None:
    unit = on_sale()[0]
    take_down(Project.objects.get().pk)
    answer = json.loads(Client().get(f"/api/v1/pages/ledger?unit={unit}").content)
    assert answer["data"]["unit"] == {"id": str(unit), "name": "", "path": "", "project": "", "project_path": ""}
