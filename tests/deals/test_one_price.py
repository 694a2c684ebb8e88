"""No way to a home gives two people different prices: by whatever rules, everybody is told one price at one instant."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from uuid import UUID

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guangsha.catalog.models import Project
from guangsha.inventory.domain.price import RuleKind
from guangsha.inventory.models import Claim, PublishedRule
from guangsha.inventory.public import receipt_of
from guangsha.kit.clock import utc_now
from tests.accounts.support import API, Browser, forget_limits
from tests.deals.support import named_person, subscribed, withdrawn
from tests.deals.test_assisted import advisor, confirm, made
from tests.deals.test_exchange import exchange
from tests.deals.test_holding import ask, buyer
from tests.inventory.support import hold, on_sale
from tests.inventory.test_holds import release

pytestmark = [pytest.mark.django_db(transaction=True)]
RULES = st.lists(
    st.one_of(
        st.tuples(st.just(RuleKind.FACTOR), st.integers(8_600, 10_000)),
        st.tuples(st.just(RuleKind.AMOUNT), st.integers(-3_000_000, 0)),
    ),
    max_size=4,
)
ASKED_AS: list[dict[str, str]] = [
    {},
    {"accept-language": "en", "referer": "https://partner.example/?utm_source=expensive"},
    {"accept-language": "zh-CN", "user-agent": "iPhone 17 Pro Max", "x-forwarded-for": "203.0.113.9"},
]
_seeds = count(300)


@contextmanager
def published(project_id: UUID, rules: list[tuple[RuleKind, int]]) -> Iterator[None]:
    """These rules are in force since yesterday; afterwards there are none."""
    since, names = utc_now() - timedelta(days=1), {"name": "优惠", "name_en": "discount"}
    for number, (kind, value) in enumerate(rules, start=1):
        PublishedRule.objects.create(
            project_id=project_id, number=number, kind=kind, value=value, starts_at=since, **names
        )
    try:
        yield
    finally:
        PublishedRule.objects.all().delete()


def held_at(claim: UUID) -> tuple[int, str]:
    """At which price, by which receipt; the home is free again."""
    row = Claim.objects.get(pk=claim)
    assert row.price_fen is not None
    assert row.person_id is not None
    release(claim, row.person_id)
    return row.price_fen, row.receipt_hash


def read_by(client: Client, unit: UUID, headers: dict[str, str]) -> tuple[int, str]:
    """The receipt as the page of the home shows it."""
    receipt = client.get(f"{API}/units/{unit}/price", headers=headers).json()
    return receipt["total_fen"], receipt["hash"]


def every_way(unit: UUID, other: UUID, signed_in: list[Browser]) -> Iterator[tuple[str, tuple[int, str]]]:
    """What different people are told, each by another way."""
    for headers in ASKED_AS:
        yield "a visitor reads", read_by(Client(), unit, headers)
        for browser in signed_in:
            yield "somebody signed in reads", read_by(browser.client, unit, headers)
    for browser in signed_in:
        forget_limits()
        held = ask(browser, unit).json()
        yield "a hold over HTTP", held_at(UUID(held["id"]))
        yield "and what its answer said", (held["price_fen"], held["receipt_hash"])
    yield "a hold", held_at(hold(unit))
    yield "an assisted sale", held_at(confirm(made(advisor(), unit), named_person(next(_seeds))))
    deal = subscribed(other, named_person(next(_seeds)))
    exchange(deal, unit)
    deal.refresh_from_db()
    yield "an exchange", (deal.price_fen, deal.receipt_hash)
    withdrawn(deal, deal.deposit_fen)


def test_everybody_is_told_the_same_price_by_every_way() -> None:
    unit, other, *_ = on_sale()
    project_id = Project.objects.get().pk
    signed_in = [buyer("13800138000"), buyer("13900139000")]

    @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
    @given(RULES)
    def same(rules: list[tuple[RuleKind, int]]) -> None:
        Claim.objects.filter(active_unit=None).update(
            household="", person_id=None
        )  # nobody cools down, nobody held too many
        with published(project_id, rules):
            receipt = receipt_of(unit_id=unit)
            assert len(receipt.steps) == len(rules)
            told = list(every_way(unit, other, signed_in))
        assert [(way, said) for way, said in told if said != (receipt.total_fen, receipt.hash)] == []

    same()
