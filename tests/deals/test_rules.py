"""What a withdrawal gives back, over all rules, amounts and moments."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guangsha.deals.domain.rules import DEFAULT, Rules, Rung, deposit_of, given_back, ladder, rules_from
from guangsha.deals.public import publish_rules
from guangsha.deals.selectors.rules import rules_in_force
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, Invalid
from guangsha.kit.ids import new_id
from tests.actors import holder
from tests.catalog.support import EDITOR, public_project, run
from tests.inventory.support import refused

PAID_AT = datetime(2026, 12, 1, 2, tzinfo=UTC)


@st.composite
def rule_sets(draw: st.DrawFn) -> Rules:
    hours = sorted(draw(st.sets(st.integers(1, 3_000), min_size=1, max_size=8)))
    permille = sorted(draw(st.lists(st.integers(0, 1_000), min_size=len(hours), max_size=len(hours))), reverse=True)
    rungs = [Rung(hour, share) for hour, share in zip(hours, [1_000, *permille[:-1]], strict=True)]
    return Rules(draw(st.integers(0, 99)), draw(st.integers(1, 10**10)), tuple(rungs), permille[-1])


MOMENTS = st.timedeltas(timedelta(), timedelta(days=200)).map(lambda by: PAID_AT + by)
AMOUNTS = st.integers(1, 10**11)


@given(rule_sets(), AMOUNTS, MOMENTS, MOMENTS)
def test_never_more_than_was_paid_and_never_more_later(rules: Rules, paid: int, one: datetime, two: datetime) -> None:
    sooner, later = sorted((one, two))
    first = given_back(rules, paid_fen=paid, paid_at=PAID_AT, at=sooner)
    second = given_back(rules, paid_fen=paid, paid_at=PAID_AT, at=later)
    assert 0 <= second.amount_fen <= first.amount_fen <= paid
    assert first.amount_fen + first.kept_fen == second.amount_fen + second.kept_fen == paid


@given(rule_sets(), AMOUNTS, MOMENTS)
def test_what_is_promised_until_a_moment_holds_until_it(rules: Rules, paid: int, at: datetime) -> None:
    now = given_back(rules, paid_fen=paid, paid_at=PAID_AT, at=at)
    if now.until is None:
        assert at >= PAID_AT + timedelta(hours=rules.rungs[-1].hours)
        return
    last = given_back(rules, paid_fen=paid, paid_at=PAID_AT, at=now.until - timedelta(microseconds=1))
    assert (last.amount_fen, last.until) == (now.amount_fen, now.until)


@given(rule_sets(), AMOUNTS, MOMENTS, st.timedeltas(timedelta(days=-900), timedelta(days=900)))
def test_everybody_gets_the_same_as_long_after_paying(rules: Rules, paid: int, at: datetime, by: timedelta) -> None:
    mine = given_back(rules, paid_fen=paid, paid_at=PAID_AT, at=at)
    theirs = given_back(rules, paid_fen=paid, paid_at=PAID_AT + by, at=at + by)
    assert (mine.amount_fen, mine.permille) == (theirs.amount_fen, theirs.permille)


@given(rule_sets(), AMOUNTS)
def test_all_comes_back_while_one_thinks_it_over(rules: Rules, paid: int) -> None:
    last = PAID_AT + rules.cooling_off - timedelta(microseconds=1)
    assert given_back(rules, paid_fen=paid, paid_at=PAID_AT, at=last).amount_fen == paid


@given(rule_sets(), AMOUNTS, MOMENTS)
def test_the_ladder_that_is_shown_is_what_is_given(rules: Rules, paid: int, at: datetime) -> None:
    shown = ladder(rules, paid_fen=paid, paid_at=PAID_AT)
    line = next(one for one in shown if one.until is None or at < one.until)
    assert line.amount_fen == given_back(rules, paid_fen=paid, paid_at=PAID_AT, at=at).amount_fen


@given(rule_sets(), st.integers(1, 10**12))
def test_a_deposit_is_within_the_law_and_rules_survive_being_written(rules: Rules, price: int) -> None:
    assert deposit_of(rules, price_fen=price) * 5 <= price
    assert rules_from(rules.plain()) == rules
    assert rules_from(rules.plain()).hash == rules.hash


@pytest.mark.parametrize(
    "broken",
    [
        {"deposit_fen": 0},
        {"rungs": ()},
        {"rungs": (Rung(24, 999),)},
        {"rungs": (Rung(24, 1_000), Rung(24, 500))},
        {"rungs": (Rung(24, 1_000), Rung(48, 100), Rung(72, 200))},
        {"rungs": (Rung(24, 1_000),), "afterwards": 1_001},
        {"afterwards": -1},
    ],
)
def test_an_unfair_ladder_is_none(broken: dict[str, object]) -> None:
    values = {"number": 1, "deposit_fen": 1, "rungs": (Rung(24, 1_000),), "afterwards": 0, **broken}
    with pytest.raises(ValueError):
        Rules(**values)  # type: ignore[arg-type]


@pytest.mark.django_db(transaction=True)
@pytest.mark.engines
class TestPublishing:
    def test_rules_begin_when_they_say_and_the_default_holds_before(self) -> None:
        project = public_project()
        own = Rules(0, 1_000_000, (Rung(72, 1_000),), 500)
        now = utc_now()
        place = {"project_id": project, "organisation_id": EDITOR.organisation_id}
        later = now + timedelta(days=2)
        assert run(lambda: publish_rules(actor=EDITOR, rules=own, starts_at=later, **place)) == 1
        assert rules_in_force(project_id=project, at=later - timedelta(seconds=1)) == DEFAULT
        found = rules_in_force(project_id=project, at=later)
        assert (found.number, found.deposit_fen, found.rungs) == (1, 1_000_000, own.rungs)
        past = now - timedelta(days=1)
        refused(lambda: run(lambda: publish_rules(actor=EDITOR, rules=own, starts_at=past, **place)), Invalid)

    def test_only_who_sets_rules_publishes_them(self) -> None:
        project, house = public_project(), new_id()
        stranger = holder("operations", organisation_id=house)
        refused(
            lambda: run(
                lambda: publish_rules(actor=stranger, project_id=project, organisation_id=new_id(), rules=DEFAULT)
            ),
            Forbidden,
        )
