"""From a hold to a subscribed home, and back by withdrawing."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import F

from guangsha.accounts.domain.real_name import RealNameState
from guangsha.deals.domain import states
from guangsha.deals.domain.errors import (
    AdultNeeded,
    BuyersFixed,
    DepositPaid,
    MinorBuyer,
    NotWithdrawable,
    RealNameNeeded,
    RulesChanged,
    SharesRefused,
    TermsChanged,
)
from guangsha.deals.domain.rules import DEFAULT, deposit_of
from guangsha.deals.jobs import lapse_step
from guangsha.deals.models import Buyer, Subscription, SubscriptionStep
from guangsha.deals.selectors.subscriptions import own_subscription
from guangsha.deals.services.subscriptions import CoBuyer, let_go
from guangsha.inventory.jobs import expire_step
from guangsha.inventory.models import Claim
from guangsha.inventory.public import HoldEnded, UnitStatus
from guangsha.kit.errors import Invalid
from guangsha.kit.states import state_diagram
from guangsha.money.models import MoneyCase, Obligation, Refund
from guangsha.money.public import NotKept, RefundReason, balances, obligation_facts, request_refund
from guangsha.vault.public import Secret
from tests.deals.support import (
    as_person,
    begin_deposit,
    hear,
    id_number,
    named_person,
    pay,
    state_of,
    subscribe,
    subscribe_held,
    subscribed,
    time_is_up,
    withdrawn,
)
from tests.inventory.support import hold, live_claims, on_sale, refused, status_of
from tests.inventory.test_holds import let_time_pass, release
from tests.money.support import found_broken, run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


def co_buyer(seed: int, share: int) -> CoBuyer:
    return CoBuyer(Secret("李小龙"), Secret(id_number(seed)), share)


class TestSubscribing:
    def test_a_hold_becomes_a_subscription_that_owes_a_deposit_until_the_holds_time_is_up(self) -> None:
        unit, me = on_sale()[0], named_person()
        made = subscribe(unit, me)
        claim = Claim.objects.get(pk=made.claim_id)
        owed = obligation_facts(made.obligation_id)  # type: ignore[arg-type]
        assert (owed.due_at, owed.amount_fen) == (claim.deadline, deposit_of(DEFAULT, price_fen=made.price_fen))
        assert (owed.payer_id, owed.subject) == (me, f"deal:{made.pk}")
        assert (made.price_fen, made.receipt_hash) == (claim.price_fen, claim.receipt_hash)
        assert (state_of(made), status_of(unit)) == ("awaiting_deposit", UnitStatus.HELD)
        assert found_broken() == set()

    def test_subscribing_a_hold_again_is_the_same_subscription(self) -> None:
        me = named_person()
        made = subscribe(on_sale()[0], me)
        assert subscribe_held(made.claim_id, me).pk == made.pk
        assert Subscription.objects.count() == Obligation.objects.count() == 1

    def test_others_may_be_named_until_the_deposit_is_paid(self) -> None:
        me = named_person()
        made = subscribe(on_sale()[0], me, share=6_000, others=[co_buyer(7, 1_000), co_buyer(8, 3_000)])
        stays = Buyer.objects.get(line=2).pk
        again = subscribe_held(made.claim_id, me, share=5_000, others=[co_buyer(8, 3_000), co_buyer(9, 2_000)])
        assert again.pk == made.pk
        assert [one.share for one in own_subscription(me, made.pk).buyers] == [5_000, 3_000, 2_000]
        assert list(Buyer.objects.order_by("line").values_list("line", flat=True)) == [0, 2, 3]
        assert Buyer.objects.get(line=2).pk == stays
        subscribe_held(made.claim_id, me)
        assert [one.share for one in own_subscription(me, made.pk).buyers] == [10_000]
        assert found_broken() == set()

    def test_but_not_once_it_is_paid(self) -> None:
        me = named_person()
        made = subscribe(on_sale()[0], me)
        pay(made)
        assert subscribe_held(made.claim_id, me).pk == made.pk
        other = [co_buyer(7, 5_000)]
        refused(lambda: subscribe_held(made.claim_id, me, share=5_000, others=other), BuyersFixed)
        assert Buyer.objects.count() == 1

    def test_a_hold_that_is_subscribed_is_judged_as_one_that_is_not(self) -> None:
        me = named_person()
        made = subscribe(on_sale()[0], me)
        refused(lambda: subscribe_held(made.claim_id, me, share=9_999), SharesRefused)
        refused(lambda: subscribe_held(made.claim_id, me, rules_hash="0" * 64), RulesChanged)
        wrong = CoBuyer(Secret("李小龙"), Secret("110105199001010011"), 5_000)
        refused(lambda: subscribe_held(made.claim_id, me, share=5_000, others=[wrong]), Invalid)
        assert [one.share for one in own_subscription(me, made.pk).buyers] == [10_000]

    def test_a_verified_name_of_an_adult_is_needed(self) -> None:
        first, second, third, *_ = on_sale()
        waiting, child = named_person(1, state=RealNameState.PENDING), named_person(2, born="20200101")
        refused(lambda: subscribe(first, waiting), RealNameNeeded)
        refused(lambda: subscribe(second, child), AdultNeeded)
        assert Subscription.objects.count() == 0
        assert status_of(third) is UnitStatus.AVAILABLE

    def test_a_minor_is_not_named_as_a_co_buyer(self) -> None:
        unit, me = on_sale()[0], named_person()
        child = CoBuyer(Secret("欧阳小月"), Secret(id_number(7, "20150601")), 5_000)
        reason = refused(lambda: subscribe(unit, me, share=2_000, others=[co_buyer(8, 3_000), child]), MinorBuyer)
        assert reason.data["errors"] == [{"field": "others.1", "message": "minor"}]  # type: ignore[attr-defined]
        assert Subscription.objects.count() == 0

    def test_rules_that_were_not_read_are_not_accepted(self) -> None:
        refused(lambda: subscribe(on_sale()[0], named_person(), rules_hash="0" * 64), RulesChanged)

    def test_a_hold_that_is_over_cannot_be_subscribed(self) -> None:
        me, unit = named_person(), on_sale()[0]
        held = hold(unit, me)
        let_time_pass(held)
        refused(lambda: subscribe_held(held, me), HoldEnded)

    def test_buyers_and_shares_add_up_and_are_sealed(self) -> None:
        me = named_person()
        made = subscribe(on_sale()[0], me, share=6_000, others=[co_buyer(7, 4_000)])
        shown = own_subscription(me, made.pk).buyers
        assert [(one.share, one.subscriber) for one in shown] == [(6_000, True), (4_000, False)]
        assert all("*" in one.name for one in shown)
        raw = Buyer.objects.extra(select={"raw": "full_name"}).values_list("raw", flat=True)
        assert all(str(one).startswith("p1.") for one in raw)

    @pytest.mark.parametrize(
        ("share", "others"),
        [(10_000, [co_buyer(7, 1)]), (5_000, []), (5_000, [co_buyer(1, 5_000)]), (4_000, [co_buyer(7, 5_000)])],
        ids=["too much", "too little", "named twice", "not whole"],
    )
    def test_shares_that_are_not_the_whole_are_refused(self, share: int, others: list[CoBuyer]) -> None:
        unit, me = on_sale()[0], named_person()
        refused(lambda: subscribe(unit, me, share=share, others=others), SharesRefused)

    def test_a_number_that_is_none_is_told(self) -> None:
        unit, me = on_sale()[0], named_person()
        wrong = CoBuyer(Secret("李小龙"), Secret("110105199001010011"), 5_000)
        reason = refused(lambda: subscribe(unit, me, share=5_000, others=[wrong]), Invalid)
        assert reason.data["errors"][0]["field"] == "others.0"  # type: ignore[attr-defined]


class TestTheDeposit:
    def test_paid_the_home_is_subscribed_for_good(self) -> None:
        unit, me = on_sale()[0], named_person()
        made = subscribed(unit, me)
        assert (made.state, status_of(unit), live_claims(unit)) == ("subscribed", UnitStatus.SUBSCRIBED, 1)
        assert Claim.objects.get(pk=made.claim_id).deadline is None
        let_time_pass(made.claim_id, timedelta(days=30))
        expire_step()
        assert status_of(unit) is UnitStatus.SUBSCRIBED
        assert found_broken() == set()

    def test_who_bought_a_home_may_hold_another(self) -> None:
        (first, second, *_), me = on_sale(), named_person()
        subscribed(first, me)
        also = subscribe(second, me)
        assert (state_of(also), status_of(first), status_of(second)) == (
            "awaiting_deposit",
            UnitStatus.SUBSCRIBED,
            UnitStatus.HELD,
        )
        assert found_broken() == set()

    def test_a_payment_that_begins_leaves_the_hold_its_time(self) -> None:
        made = subscribe(on_sale()[0], named_person())
        let_time_pass(made.claim_id, timedelta(minutes=14))
        before = Claim.objects.get(pk=made.claim_id).deadline
        begin_deposit(made)
        after = Claim.objects.get(pk=made.claim_id).deadline
        assert before is not None
        assert after is not None
        assert after > before
        assert made.obligation_id is not None
        assert obligation_facts(made.obligation_id).due_at == after

    def test_a_payment_cannot_begin_when_the_hold_is_over(self) -> None:
        made = subscribe(on_sale()[0], named_person())
        let_time_pass(made.claim_id)
        refused(lambda: begin_deposit(made), NotKept)

    def test_one_that_never_comes_ends_subscription_hold_and_debt(self) -> None:
        unit = on_sale()[0]
        made = subscribe(unit, named_person())
        let_time_pass(made.claim_id)
        expire_step()
        lapse_step()
        ended = Subscription.objects.get(pk=made.pk)
        assert (ended.state, ended.ending, ended.active_claim) == ("cancelled", "expired", None)
        assert obligation_facts(made.obligation_id).state == "cancelled"  # type: ignore[arg-type]
        assert status_of(unit) is UnitStatus.AVAILABLE
        lapse_step()
        assert SubscriptionStep.objects.filter(subscription=made.pk).count() == 2

    def test_letting_the_home_go_ends_it_too_but_not_once_it_is_paid(self) -> None:
        first, second, *_ = on_sale()
        me, other = named_person(1), named_person(2)
        made = subscribe(first, me)
        as_person(me, lambda: let_go(hold_id=made.claim_id, person_id=me))
        assert (state_of(made), Subscription.objects.get(pk=made.pk).ending) == ("cancelled", "let_go")
        paid = subscribe(second, other)
        pay(paid)
        refused(lambda: as_person(other, lambda: let_go(hold_id=paid.claim_id, person_id=other)), DepositPaid)
        hear()
        refused(lambda: release(paid.claim_id, other), HoldEnded)
        assert status_of(second) is UnitStatus.SUBSCRIBED


class TestWithdrawing:
    def test_in_the_cooling_off_period_everything_comes_back_and_the_home_is_free(self) -> None:
        unit, me = on_sale()[0], named_person()
        made = subscribed(unit, me)
        shown = own_subscription(me, made.pk).returns
        assert shown is not None
        assert (shown.amount_fen, shown.kept_fen) == (made.deposit_fen, 0)
        assert shown.until == made.subscribed_at + DEFAULT.cooling_off  # type: ignore[operator]
        withdrawn(made, shown.amount_fen)
        withdrawn(made, shown.amount_fen)
        refund = Refund.objects.get()
        assert (refund.amount_fen, refund.reason, refund.state) == (made.deposit_fen, "withdrawal", "approved")
        assert (state_of(made), status_of(unit), live_claims(unit)) == ("withdrawn", UnitStatus.AVAILABLE, 0)
        assert found_broken() == set()

    def test_later_the_ladder_decides_and_what_was_read_is_what_comes(self) -> None:
        unit, me = on_sale()[0], named_person()
        made = subscribed(unit, me)
        moved = F("subscribed_at") - timedelta(days=10)
        Subscription.objects.filter(pk=made.pk).update(subscribed_at=moved)
        refused(lambda: withdrawn(made, made.deposit_fen), TermsChanged)
        withdrawn(made, made.deposit_fen * 8 // 10)
        assert Refund.objects.get().amount_fen == made.deposit_fen * 8 // 10
        stands = {code: fen for code, fen in balances().items() if fen}
        assert stands == {
            "provider.sandbox": made.deposit_fen,
            "refunds.owed": made.deposit_fen * 8 // 10,
            "income.kept": made.deposit_fen * 2 // 10,
        }
        assert found_broken() == set()

    def test_after_goodwill_only_the_rest_comes_back(self) -> None:
        made = subscribed(on_sale()[0], named_person())
        assert made.obligation_id is not None
        obligation, reason = made.obligation_id, RefundReason.GOODWILL
        run(lambda: request_refund(obligation_id=obligation, amount_fen=100, reason=reason, cause="sorry"))
        refused(lambda: withdrawn(made, made.deposit_fen), TermsChanged)
        withdrawn(made, made.deposit_fen - 100)
        assert sum(Refund.objects.values_list("amount_fen", flat=True)) == made.deposit_fen
        assert found_broken() == set()

    def test_at_the_end_nothing_comes_back_and_nothing_is_owed(self) -> None:
        made = subscribed(on_sale()[0], named_person())
        Subscription.objects.filter(pk=made.pk).update(subscribed_at=F("subscribed_at") - timedelta(days=31))
        withdrawn(made, 0)
        assert (state_of(made), Refund.objects.count()) == ("withdrawn", 0)
        assert balances()["income.kept"] == made.deposit_fen
        assert found_broken() == set()

    def test_what_was_never_paid_is_not_withdrawn_from(self) -> None:
        made = subscribe(on_sale()[0], named_person())
        refused(lambda: withdrawn(made, made.deposit_fen), NotWithdrawable)

    def test_the_timeline_tells_all_and_who_is_next(self) -> None:
        me = named_person()
        made = subscribe(on_sale()[0], me)
        first = own_subscription(me, made.pk).next
        assert first is not None
        assert (first.what, first.who) == ("pay", "buyer")
        time_is_up(made)
        Claim.objects.filter(pk=made.claim_id).update(deadline=F("deadline") + timedelta(minutes=5))
        pay(made)
        hear()
        signing = own_subscription(me, made.pk).next
        assert signing is not None
        assert (signing.what, signing.who) == ("choose_plan", "buyer")
        withdrawn(made, made.deposit_fen)
        shown = own_subscription(me, made.pk)
        told = [one.kind for one in shown.timeline]
        assert told == ["opened", "payment_begun", "payment_paid", "subscribed", "withdrawn", "refund_owed"]
        assert shown.next is not None
        assert (shown.next.what, shown.next.who) == ("refund", "house")
        assert MoneyCase.objects.count() == 0


def test_the_diagram_is_what_the_table_says() -> None:
    page = Path(__file__).parents[2] / "docs" / "states" / "subscription.md"
    tables = (states.TRANSITIONS, states.LINKS, states.PROPOSALS, states.EXITS, states.BUYER_CHANGES, states.HANDOVERS)
    for transitions in tables:
        assert f"```mermaid\n{state_diagram(transitions)}```" in page.read_text()
