"""What ending a signed contract gives back, over all rules, prices, payments and moments."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guangsha.deals.domain.rules import (
    DEFAULT,
    MOST_DAMAGES,
    WHOLE,
    AfterSigning,
    BackBasis,
    Paid,
    Rules,
    Rung,
    WhoEnds,
    after_signing,
    by_payment,
    rules_from,
    without_fault,
)

SIGNED_AT = datetime(2026, 12, 1, 2, tzinfo=UTC)
ACCEPTED_BEFORE = "5d10a75c4ec54cb5b2d8ac41f408be04b340e7c7bd3a81c5a8e0940db863e7d0"


@st.composite
def rule_sets(draw: st.DrawFn) -> Rules:
    days = draw(st.integers(0, 400))
    free = draw(st.integers(0, min(720, days * 24)))
    signed = AfterSigning(free, draw(st.integers(0, MOST_DAMAGES)), days)
    return Rules(1, 5_000_000, (Rung(24, 1_000),), 0, draw(st.sampled_from([signed, signed, signed, None])))


PAID = st.lists(st.integers(1, 10**10), max_size=26).map(
    lambda sums: [Paid(UUID(int=line), "", "", fen) for line, fen in enumerate(sums)]
)
PRICES = st.integers(1, 10**12)
MOMENTS = st.timedeltas(timedelta(), timedelta(days=500)).map(lambda by: SIGNED_AT + by)


@given(rule_sets(), PRICES, PAID, MOMENTS, MOMENTS, st.booleans())
def test_never_more_than_was_paid_never_more_than_the_law_and_never_less_kept_sooner(
    rules: Rules, price: int, paid: list[Paid], one: datetime, two: datetime, filed: bool
) -> None:
    whole = sum(payment.left_fen for payment in paid)
    sooner, later = [
        after_signing(rules, price_fen=price, paid=paid, signed_at=SIGNED_AT, at=at, filed=filed)
        for at in sorted((one, two))
    ]
    for back in (sooner, later):
        assert back.amount_fen + back.kept_fen == whole
        assert 0 <= back.kept_fen <= price * MOST_DAMAGES // WHOLE
        assert 0 <= back.permille <= WHOLE
    assert sooner.kept_fen <= later.kept_fen


@given(rule_sets(), PRICES, PAID, MOMENTS)
def test_each_payment_comes_back_less_what_is_kept_of_it(
    rules: Rules, price: int, paid: list[Paid], at: datetime
) -> None:
    back = after_signing(rules, price_fen=price, paid=paid, signed_at=SIGNED_AT, at=at, filed=False)
    assert [(one.obligation_id, one.paid_fen) for one in back.parts] == [
        (one.obligation_id, one.left_fen) for one in paid
    ]
    assert all(one.back_fen >= 0 and one.kept_fen >= 0 for one in back.parts)
    assert all(one.back_fen + one.kept_fen == one.paid_fen for one in back.parts)
    assert (sum(one.back_fen for one in back.parts), sum(one.kept_fen for one in back.parts)) == (
        back.amount_fen,
        back.kept_fen,
    )


@given(PAID, st.integers(0, 10**12))
def test_it_is_taken_from_the_first_payments(paid: list[Paid], kept: int) -> None:
    parts = by_payment(paid, kept_fen=kept)
    touched = [one.back_fen > 0 for one in parts]
    assert touched == sorted(touched)
    assert sum(one.kept_fen for one in parts) == min(kept, sum(one.left_fen for one in paid))


@given(rule_sets(), PRICES, PAID, MOMENTS)
def test_what_is_promised_until_a_moment_holds_until_it(
    rules: Rules, price: int, paid: list[Paid], at: datetime
) -> None:
    now = after_signing(rules, price_fen=price, paid=paid, signed_at=SIGNED_AT, at=at, filed=False)
    if now.until is not None:
        last = now.until - timedelta(microseconds=1)
        then = after_signing(rules, price_fen=price, paid=paid, signed_at=SIGNED_AT, at=last, filed=False)
        assert (then.amount_fen, then.kept_fen) == (now.amount_fen, 0)


@given(rule_sets(), PRICES, PAID, MOMENTS, st.booleans())
def test_a_buyer_is_alone_while_it_is_free_unless_it_is_filed(
    rules: Rules, price: int, paid: list[Paid], at: datetime, filed: bool
) -> None:
    back = after_signing(rules, price_fen=price, paid=paid, signed_at=SIGNED_AT, at=at, filed=filed)
    if filed:
        assert back.who is WhoEnds.FILED
    elif rules.signed is None:
        assert (back.who, back.kept_fen) == (WhoEnds.LATE, 0)  # nobody agreed to damages
    elif back.until is not None:
        assert back.who is WhoEnds.BUYER
    else:
        alone = at < SIGNED_AT + timedelta(days=rules.signed.alone_days)
        assert back.who is (WhoEnds.BUYER if alone else WhoEnds.LATE)


@given(PAID, st.booleans())
def test_through_no_fault_all_comes_back(paid: list[Paid], filed: bool) -> None:
    back = without_fault(paid, filed=filed)
    assert (back.amount_fen, back.kept_fen, back.basis) == (sum(one.left_fen for one in paid), 0, BackBasis.NO_FAULT)


@given(rule_sets())
def test_rules_survive_being_written(rules: Rules) -> None:
    assert rules_from(rules.plain()) == rules
    assert ("signed" in rules.plain()) is (rules.signed is not None)


def test_what_was_accepted_before_keeps_its_hash() -> None:
    """As it was written down when rules said nothing about signed contracts."""
    plain = {
        "number": 0,
        "deposit_fen": 5_000_000,
        "rungs": [{"hours": 168, "permille": 1_000}, {"hours": 360, "permille": 800}, {"hours": 720, "permille": 500}],
        "afterwards": 0,
    }
    assert rules_from(plain).hash == ACCEPTED_BEFORE
    assert rules_from(plain).signed is None
    assert DEFAULT.hash != ACCEPTED_BEFORE


@pytest.mark.parametrize(
    "broken", [(-1, 20, 60), (721, 20, 60), (72, 101, 60), (72, -1, 60), (72, 20, 2), (0, 0, 4_000)]
)
def test_unlawful_or_unfair_terms_are_none(broken: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError):
        AfterSigning(*broken)
