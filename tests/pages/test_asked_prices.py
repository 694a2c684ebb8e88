"""A price rule on pages: the kept page, the card in search, the board and the receipt show one price on both sides of it."""

from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db.models.functions import Now
from django.test import Client

from guangsha.backbone.public import run_until_idle
from guangsha.catalog.models import Unit
from guangsha.inventory.jobs import tell_prices
from guangsha.inventory.models import PublishedRule
from guangsha.watching.selectors import prices_now
from tests.inventory.support import on_sale

pytestmark = pytest.mark.django_db(transaction=True)


def payload(page: str, **query: str) -> dict[str, Any]:
    """What a page is made of."""
    return dict(Client().get(f"/api/v1/pages/{page}", query).json()["data"])


def shown(unit: UUID) -> set[int]:
    """The unit's price wherever it is shown."""
    page = payload("unit", id=str(unit))
    cell = next(one for one in page["board"]["units"] if one["id"] == str(unit))
    found = payload("search", kind="units", city="430100")
    card = next(one for one in found["units"] if one["id"] == str(unit))
    receipt = Client().get(f"/api/v1/units/{unit}/price").json()
    watched = prices_now("units", [unit])[unit]
    return {page["card"]["total_fen"], cell["total_fen"], card["total_fen"], receipt["total_fen"], watched or 0}


def test_every_page_follows_the_instant_of_a_rule_and_its_end() -> None:
    unit = on_sale()[0]
    row = Unit.objects.get(pk=unit)
    filed = row.filed_price_fen or 0
    call_command("index_rebuild", stdout=StringIO())
    assert shown(unit) == {filed}
    rule = PublishedRule.objects.create(
        project_id=row.project_id,
        number=1,
        kind="factor",
        value=9_500,
        name="九五折",
        name_en="5 % off",
        starts_at=Now() + timedelta(hours=1),
    )
    assert shown(unit) == {filed}
    for moment, total in (("starts_at", (filed * 95 + 50) // 100), ("ends_at", filed)):
        PublishedRule.objects.filter(pk=rule.pk).update(**{moment: Now()})
        tell_prices({"project": str(row.project_id)})
        run_until_idle()
        assert shown(unit) == {total}
    lowest = payload("project", slug="yunlu-lane")["card"]["total_min_fen"]
    assert lowest == min(Unit.objects.filter(kind="home").values_list("filed_price_fen", flat=True))
