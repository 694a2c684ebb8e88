"""The price function: the same for everybody, and anyone can compute it again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from inspect import signature

from hypothesis import given
from hypothesis import strategies as st

from guangsha.inventory.domain.price import PricedUnit, PriceRule, RuleKind, price
from guangsha.kit.hashing import digest
from guangsha.kit.ids import new_id

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
UNIT = PricedUnit(new_id(), new_id(), new_id(), 200_000_000)


def rule(number: int, kind: RuleKind, value: int) -> PriceRule:
    return PriceRule(new_id(), number, kind, value, "九八折", "2 % off", NOW, None, frozenset(), frozenset())


rules = st.lists(
    st.builds(
        rule,
        st.integers(1, 50),
        st.just(RuleKind.FACTOR),
        st.integers(5_000, 12_000),
    )
    | st.builds(rule, st.integers(1, 50), st.just(RuleKind.AMOUNT), st.integers(-50_000_000, 50_000_000)),
    max_size=6,
    unique_by=lambda one: one.number,
)


def test_without_rules_a_unit_costs_what_is_filed() -> None:
    receipt = price(UNIT, [], at=NOW)
    assert (receipt.total_fen, receipt.steps) == (UNIT.filed_price_fen, ())


def test_rules_apply_in_the_order_of_their_numbers_and_round_half_up() -> None:
    unit = replace(UNIT, filed_price_fen=100_000_001)
    receipt = price(unit, [rule(2, RuleKind.AMOUNT, -1_000_000), rule(1, RuleKind.FACTOR, 9_850)], at=NOW)
    assert [step.total_fen for step in receipt.steps] == [98_500_001, 97_500_001]


def test_a_rule_holds_from_its_start_until_before_its_end_in_its_buildings_and_layouts() -> None:
    off = replace(rule(1, RuleKind.FACTOR, 9_000), ends_at=NOW + timedelta(days=1))
    for moment, counts in ((NOW, True), (NOW - timedelta(seconds=1), False), (NOW + timedelta(days=1), False)):
        assert bool(price(UNIT, [off], at=moment).steps) is counts
    assert not price(UNIT, [replace(off, building_ids=frozenset({new_id()}))], at=NOW).steps
    assert not price(UNIT, [replace(off, layout_ids=frozenset({new_id()}))], at=NOW).steps
    assert price(UNIT, [replace(off, building_ids=frozenset({UNIT.building_id}))], at=NOW).steps


@given(rules, st.integers(1, 10**12))
def test_two_people_get_the_same_price_at_the_same_moment(published: list[PriceRule], filed: int) -> None:
    """Nothing about a person can be told to the function at all, and the order in which rules are read does not count."""
    assert set(signature(price).parameters) == {"unit", "rules", "at"}
    unit = replace(UNIT, filed_price_fen=filed)
    assert price(unit, published, at=NOW) == price(unit, list(reversed(published)), at=NOW)


@given(rules, st.integers(1, 10**12))
def test_anyone_can_compute_a_receipt_again(published: list[PriceRule], filed: int) -> None:
    """From the receipt alone, with arithmetic of its own."""
    receipt = price(replace(UNIT, filed_price_fen=filed), published, at=NOW)
    total = receipt.filed_price_fen
    for step in receipt.steps:
        total = (2 * total * step.value + 10_000) // 20_000 if step.kind == "factor" else max(0, total + step.value)
        assert total == step.total_fen
    assert total == receipt.total_fen
    plain = {
        "unit_id": str(receipt.unit_id),
        "filed_price_fen": filed,
        "steps": [
            {
                "rule_number": one.rule_number,
                "kind": one.kind.value,
                "value": one.value,
                "name": one.name,
                "name_en": one.name_en,
                "total_fen": one.total_fen,
            }
            for one in receipt.steps
        ],
        "total_fen": receipt.total_fen,
    }
    assert digest(plain) == receipt.hash
