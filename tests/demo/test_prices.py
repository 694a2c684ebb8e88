"""The demo's price rule: a receipt shows how the price comes about, and loading again publishes nothing."""

import pytest

from guangsha.catalog.models import Project, Unit
from guangsha.config.demo import load, prices
from guangsha.config.demo.cities import PROJECTS
from guangsha.config.demo.people import load_logins
from guangsha.inventory.models import PublishedRule, RuleProposal
from guangsha.inventory.selectors.offers import receipt_of


@pytest.mark.django_db(transaction=True)
def test_a_buyer_sees_how_a_price_comes_about(monkeypatch: pytest.MonkeyPatch) -> None:
    assert prices.load_prices() == 0
    monkeypatch.setattr(load, "PROJECTS", tuple(one for one in PROJECTS if one.slug == prices.SLUG))
    load_logins()
    load.load_demo(echo=lambda line: None)
    assert [prices.load_prices(), prices.load_prices()] == [1, 0]
    [rule], [asked] = PublishedRule.objects.all(), RuleProposal.objects.all()
    assert (asked.state, rule.published_by != rule.approved_by) == ("approved", True)
    unit = Unit.objects.filter(project=Project.objects.get(), kind="home", filed_price_fen__gt=0).first()
    assert unit is not None
    assert unit.filed_price_fen is not None
    PublishedRule.objects.update(starts_at=asked.asked_at)
    receipt = receipt_of(unit_id=unit.pk)
    assert [one.name for one in receipt.steps] == ["开盘优惠 98.5 折"]
    assert receipt.total_fen == unit.filed_price_fen * 9_850 // 10_000
