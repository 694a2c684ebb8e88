"""Rules and payment plans: proposed by one, published by another, and what plans mean in money."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from guangsha.deals.domain.errors import OwnProposal, ProposalClosed
from guangsha.deals.domain.plans import (
    DEFAULT_TERMS,
    LATE_CAP,
    Part,
    PartKind,
    Plan,
    PlanKind,
    PlanTerms,
    due_at,
    instalments,
    late_fee,
    terms_from,
)
from guangsha.deals.domain.rules import DEFAULT, Rules, Rung, given_back
from guangsha.deals.models import RuleSet, TermsProposal
from guangsha.deals.selectors.plans import terms_in_force
from guangsha.deals.selectors.rules import rules_in_force
from guangsha.deals.selectors.terms import days_of, terms_desk
from guangsha.deals.services.terms import decide_terms, propose_terms, take_back_terms
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, Invalid, NotFound, VersionConflict
from guangsha.kit.ids import new_id
from tests.actors import holder
from tests.catalog.support import public_project, run
from tests.deals.support import house
from tests.inventory.support import refused

OWN = Rules(0, 2_000_000, (Rung(72, 1_000),), 300)
SIGNED = date(2026, 12, 1)
DUE = datetime(2026, 12, 8, 16, tzinfo=UTC)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    count = draw(st.integers(1, 12))
    cuts = sorted(draw(st.sets(st.integers(1, 9_999), min_size=count - 1, max_size=count - 1)))
    shares = [b - a for a, b in zip([0, *cuts], [*cuts, 10_000], strict=True)]
    days = sorted(draw(st.lists(st.integers(0, 3_650), min_size=count, max_size=count)))
    loan = count > 1 and draw(st.booleans())
    kinds = [PartKind.DOWN_PAYMENT, *[PartKind.INSTALMENT] * (count - 1)]
    if loan:
        kinds[-1] = PartKind.LOAN
    kind = PlanKind.MORTGAGE if loan else PlanKind.LUMP_SUM if count == 1 else PlanKind.INSTALMENTS
    parts = tuple(Part(*one) for one in zip(kinds, shares, days, strict=True))
    return Plan("own", kind, "自定", "Own", parts)


PRICES = st.integers(10_000_000, 10**11)


@given(plans(), PRICES, st.integers(0, 200))
def test_deposit_and_payments_are_the_price_to_the_fen(plan: Plan, price: int, permille: int) -> None:
    deposit = price * permille // 1_000
    found = instalments(plan, price_fen=price, deposit_fen=deposit, signed_on=SIGNED)
    assert deposit + sum(one.amount_fen for one in found) == price
    assert all(one.amount_fen > 0 and one.due_on >= SIGNED for one in found)
    assert [one.line for one in found] == list(range(1, len(found) + 1))
    assert [one.due_on for one in found] == sorted(one.due_on for one in found)
    loans = [one for one in found if one.kind is PartKind.LOAN]
    assert all(one.amount_fen % 1_000_000 == 0 for one in loans if deposit == 0)


@given(plans(), st.integers(0, 90), st.integers(0, 50))
def test_plans_survive_being_written(plan: Plan, grace: int, per_day: int) -> None:
    terms = PlanTerms(3, (plan,), grace, per_day)
    assert terms_from(terms.plain()) == terms
    assert terms_from(terms.plain()).hash == terms.hash


@given(st.integers(1, 10**11), st.integers(0, 5_000), st.integers(0, 90), st.integers(0, 50), st.integers(0, 400))
def test_being_late_costs_nothing_in_the_grace_and_never_more_than_the_cap(
    amount: int, hours: int, grace: int, per_day: int, more: int
) -> None:
    def fee(after: int) -> int:
        return late_fee(amount, due=DUE, at=DUE + timedelta(hours=after), grace_days=grace, late_per_day=per_day)

    assert 0 <= fee(hours) <= fee(hours + more) <= amount * LATE_CAP // 1_000
    if hours < (grace + 1) * 24:
        assert fee(hours) == 0
    assert late_fee(amount, due=DUE, at=DUE - timedelta(hours=hours), grace_days=grace, late_per_day=per_day) == 0


def test_a_late_fee_counts_every_day_once_the_grace_is_over() -> None:
    late = {
        day: late_fee(100_000_00, due=DUE, at=DUE + timedelta(days=day), grace_days=7, late_per_day=10)
        for day in (7, 8, 30)
    }
    assert late == {7: 0, 8: 80_00, 30: 300_00}


def test_a_day_is_over_in_china() -> None:
    assert due_at(date(2026, 12, 8)) == datetime(2026, 12, 8, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        (PlanKind.LUMP_SUM, ()),
        (PlanKind.LUMP_SUM, ((PartKind.DOWN_PAYMENT, 9_999, 7),)),
        (PlanKind.LUMP_SUM, ((PartKind.DOWN_PAYMENT, 5_000, 7), (PartKind.INSTALMENT, 5_000, 9))),
        (PlanKind.INSTALMENTS, ((PartKind.DOWN_PAYMENT, 5_000, 9), (PartKind.INSTALMENT, 5_000, 7))),
        (PlanKind.INSTALMENTS, ((PartKind.DOWN_PAYMENT, 5_000, 7), (PartKind.LOAN, 5_000, 9))),
        (PlanKind.MORTGAGE, ((PartKind.DOWN_PAYMENT, 5_000, 7), (PartKind.INSTALMENT, 5_000, 9))),
        (PlanKind.MORTGAGE, ((PartKind.LOAN, 10_000, 7),)),
    ],
)
def test_a_plan_that_does_not_add_up_is_none(kind: PlanKind, parts: tuple[tuple[PartKind, int, int], ...]) -> None:
    with pytest.raises(ValueError):
        Plan("own", kind, "自定", "Own", tuple(Part(*one) for one in parts))


@given(PRICES)
def test_the_days_shown_are_what_a_withdrawal_gives(paid: int) -> None:
    for day, amount, permille in days_of(DEFAULT, paid_fen=paid, paid_at=DUE):
        back = given_back(DEFAULT, paid_fen=paid, paid_at=DUE, at=DUE + timedelta(days=day) - timedelta(seconds=1))
        assert (amount, permille) == (back.amount_fen, back.permille)


@pytest.mark.django_db(transaction=True)
@pytest.mark.engines
class TestPublishing:
    @pytest.fixture(autouse=True)
    def _people(self) -> None:
        self.project = public_project()
        home = house()
        self.asker = holder("sales_manager", organisation_id=home)
        self.manager = holder("manager", organisation_id=home)

    def propose(self, terms: Rules | PlanTerms = OWN, starts_at: datetime | None = None) -> UUID:
        work = {
            "actor": self.asker,
            "project_id": self.project,
            "terms": terms,
            "reason": "开盘",
            "starts_at": starts_at,
        }
        return run(lambda: propose_terms(**work))  # type: ignore[arg-type]

    def decide(self, terms_id: UUID, *, approve: bool = True, actor: object = None) -> int | None:
        by = actor or self.manager
        work = lambda: decide_terms(actor=by, project_id=self.project, terms_id=terms_id, approve=approve)  # type: ignore[arg-type]  # noqa: E731
        return run(work)

    def test_two_people_publish_rules_and_plans(self) -> None:
        asked = self.propose()
        assert rules_in_force(project_id=self.project, at=utc_now()) == DEFAULT
        assert self.decide(asked) == 1
        assert rules_in_force(project_id=self.project, at=utc_now()).deposit_fen == OWN.deposit_fen
        terms = PlanTerms(0, DEFAULT_TERMS.plans[:1], 3, 20)
        assert self.decide(self.propose(terms)) == 1
        assert terms_in_force(project_id=self.project, at=utc_now()) == PlanTerms(1, terms.plans, 3, 20)
        desk = terms_desk(actor=self.manager, project_id=self.project)
        assert [one.in_force for one in desk.published] == [True, True]
        assert (desk.may_propose, desk.may_publish) == (False, True)

    def test_terms_begin_when_they_say(self) -> None:
        later = utc_now() + timedelta(days=3)
        self.decide(self.propose(starts_at=later))
        assert rules_in_force(project_id=self.project, at=later - timedelta(seconds=1)) == DEFAULT
        assert rules_in_force(project_id=self.project, at=later).deposit_fen == OWN.deposit_fen
        refused(lambda: self.propose(starts_at=utc_now() - timedelta(days=1)), Invalid)

    def test_what_waited_past_its_beginning_begins_now(self) -> None:
        asked = self.propose(starts_at=utc_now() + timedelta(days=1))
        TermsProposal.objects.update(starts_at=utc_now() - timedelta(days=9))
        before = utc_now() - timedelta(minutes=1)
        self.decide(asked)
        assert rules_in_force(project_id=self.project, at=before) == DEFAULT
        assert rules_in_force(project_id=self.project, at=utc_now()).number == 1

    def test_nobody_publishes_alone_or_twice(self) -> None:
        both = holder("sales_manager", "manager", organisation_id=house())
        self.asker = both
        asked = self.propose()
        refused(lambda: self.decide(asked, actor=both), OwnProposal)
        self.decide(asked)
        refused(lambda: self.decide(asked), ProposalClosed)
        back = self.propose()
        run(lambda: take_back_terms(actor=both, project_id=self.project, terms_id=back))
        refused(lambda: self.decide(back), ProposalClosed)
        assert self.decide(self.propose(), approve=False) is None
        assert rules_in_force(project_id=self.project, at=utc_now()).number == 1

    def test_of_two_publications_at_once_one_is_refused(self) -> None:
        asked = [self.propose(), self.propose()]
        start, won, lost = Barrier(2), [], []

        def publish(terms_id: UUID) -> None:
            start.wait()
            try:
                won.append(self.decide(terms_id))
            except VersionConflict as reason:
                lost.append(reason)
            finally:
                connection.close()

        threads = [Thread(target=publish, args=(one,)) for one in asked]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(won) + len(lost) == 2
        numbers = list(RuleSet.objects.order_by("number").values_list("number", flat=True))
        assert numbers == sorted(won) == list(range(1, len(won) + 1))

    def test_strangers_and_others_do_not(self) -> None:
        asked = self.propose()
        refused(lambda: self.decide(asked, actor=self.asker), Forbidden)
        stranger = holder("manager", organisation_id=new_id())
        refused(lambda: self.decide(asked, actor=stranger), NotFound)
        other = holder("sales_manager", organisation_id=house())
        refused(lambda: run(lambda: take_back_terms(actor=other, project_id=self.project, terms_id=asked)), NotFound)
        self.asker = self.manager
        refused(self.propose, Forbidden)
