"""Money that comes when the hold is over, twice, or at the very moment: never both paid and lost.

The numbered classes are acceptance tests taken from faults of other products: a payment that was pending when its hold ran
out, a payment after cancellation, a duplicate charge, and a buyer who comes back from paying.
"""

from typing import Any

import pytest

from guangsha.backbone.models import OutboxEvent
from guangsha.backbone.public import command
from guangsha.deals.domain.states import Ending
from guangsha.deals.jobs import lapse_step
from guangsha.deals.models import Subscription
from guangsha.deals.services import deposits
from guangsha.deals.services.deposits import deposit_paid
from guangsha.deals.services.subscriptions import cancel_unpaid
from guangsha.inventory.jobs import SWEEPER, expire_step
from guangsha.inventory.models import Claim
from guangsha.inventory.public import UnitStatus
from guangsha.inventory.services import sales
from guangsha.kit.ids import new_id
from guangsha.money.models import MoneyCase, Obligation, Payment, Refund
from guangsha.money.public import NotKept
from tests.backbone.support import in_threads
from tests.deals.support import (
    begin_deposit,
    hear,
    named_person,
    pay,
    state_of,
    subscribe,
    subscribed,
    time_is_up,
)
from tests.inventory.support import hold, live_claims, on_sale, refused, status_of
from tests.money.support import begin, found_broken, tell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


def ran_out(made: Subscription) -> None:
    """The hold is over, and all that follows has happened."""
    time_is_up(made)
    expire_step()
    lapse_step()
    assert state_of(made) == "cancelled"


def late(made: Subscription) -> None:
    """The money of a payment that was pending comes after that."""
    payment = begin_deposit(made)
    ran_out(made)
    tell(payment)
    hear()


class TestAcceptance3PaymentPendingWhenTheHoldRunsOut:
    def test_the_home_is_restored_when_nobody_has_it(self) -> None:
        unit = on_sale()[0]
        made = subscribe(unit, named_person())
        late(made)
        assert (state_of(made), status_of(unit), live_claims(unit)) == ("subscribed", UnitStatus.SUBSCRIBED, 1)
        claim = Claim.objects.get(active_unit=unit)
        again = Subscription.objects.get(pk=made.pk)
        assert (again.claim_id, again.active_claim, again.ending) == (claim.pk, claim.pk, "")
        assert (claim.person_id, claim.price_fen, claim.deadline) == (made.person_id, made.price_fen, None)
        assert (Refund.objects.count(), MoneyCase.objects.get().kind) == (0, "late_money")
        assert found_broken() == set()

    def test_it_goes_back_by_rule_when_somebody_else_has_it(self) -> None:
        unit = on_sale()[0]
        made = subscribe(unit, named_person())
        payment = begin_deposit(made)
        ran_out(made)
        hold(unit)
        tell(payment)
        hear()
        refund = Refund.objects.get()
        assert (refund.amount_fen, refund.reason, refund.state) == (made.deposit_fen, "late", "approved")
        assert refund.due_at is not None
        assert (state_of(made), MoneyCase.objects.get().kind) == ("cancelled", "late_money")
        assert found_broken() == set()

    @pytest.mark.parametrize("taken", [False, True])
    def test_paid_in_time_and_heard_too_late_is_restored_or_goes_back(self, taken: bool) -> None:
        unit = on_sale()[0]
        made = subscribe(unit, named_person())
        pay(made)
        time_is_up(made)
        expire_step()
        lapse_step()
        if taken:
            hold(unit)
        hear()
        assert state_of(made) == ("cancelled" if taken else "subscribed")
        assert Refund.objects.filter(amount_fen=made.deposit_fen).count() == int(taken)
        assert MoneyCase.objects.get().kind == "late_money"
        assert found_broken() == set()

    def test_who_has_taken_another_home_gets_the_money(self) -> None:
        first, second, *_ = on_sale()
        me = named_person()
        made = subscribe(first, me)
        payment = begin_deposit(made)
        ran_out(made)
        hold(second, me)
        tell(payment)
        hear()
        assert (state_of(made), Refund.objects.get().amount_fen) == ("cancelled", made.deposit_fen)
        assert status_of(first) is UnitStatus.AVAILABLE
        assert found_broken() == set()


class TestAcceptance4PaymentAfterCancellation:
    def test_with_the_home_resold_the_money_goes_back_and_no_subscription_is_told(self) -> None:
        unit = on_sale()[0]
        made = subscribe(unit, named_person(1))
        payment = begin_deposit(made)
        ran_out(made)
        other = subscribed(unit, named_person(2))
        told = OutboxEvent.objects.filter(name="deals.subscription_changed").count()
        tell(payment)
        hear()
        assert Refund.objects.get().payment_id == payment
        assert (state_of(made), state_of(other)) == ("cancelled", "subscribed")
        assert OutboxEvent.objects.filter(name="deals.subscription_changed").count() == told
        assert live_claims(unit) == 1

    def test_after_the_buyer_let_it_go_it_goes_back_even_if_the_home_is_free(self) -> None:
        unit = on_sale()[0]
        made = subscribe(unit, named_person())
        payment = begin_deposit(made)
        cancelled = command(lambda: cancel_unpaid(subscription_id=made.pk, ending=Ending.LET_GO), actor=SWEEPER)
        assert cancelled
        tell(payment)
        hear()
        assert (state_of(made), Refund.objects.get().reason) == ("cancelled", "late")


class TestAcceptance5DuplicateCharge:
    def test_charged_twice_and_one_refunded_it_stays_subscribed(self) -> None:
        unit = on_sale()[0]
        made = subscribe(unit, named_person())
        first = begin_deposit(made)
        Payment.objects.filter(pk=first).update(state="failed")
        second = begin_deposit(made)
        tell(second)
        tell(first)
        hear()
        refund = Refund.objects.get()
        assert (refund.payment_id, refund.reason) == (first, "duplicate")
        assert (state_of(made), status_of(unit)) == ("subscribed", UnitStatus.SUBSCRIBED)
        assert Obligation.objects.get().state == "paid"
        assert MoneyCase.objects.get().kind == "duplicate_charge"
        assert found_broken() == set()


class TestAcceptance6ComingBackFromPaying:
    def test_ones_own_hold_does_not_block(self) -> None:
        unit, me = on_sale()[0], named_person()
        made = subscribe(unit, me)
        payment = begin_deposit(made)
        assert hold(unit, me) == made.claim_id
        assert made.obligation_id is not None
        assert begin(made.obligation_id, payer_id=me) == payment

    def test_an_expired_hold_is_not_revived_by_going_on_with_it(self) -> None:
        unit, me = on_sale()[0], named_person()
        made = subscribe(unit, me)
        time_is_up(made)
        refused(lambda: begin_deposit(made), NotKept)
        expire_step()
        lapse_step()
        assert status_of(unit) is UnitStatus.AVAILABLE


class TestAtTheSameMoment:
    def _race(self) -> tuple[Subscription, Any]:
        unit = on_sale()[0]
        made = subscribe(unit, named_person())
        pay(made)
        time_is_up(made)
        paid = Payment.objects.get().pk

        def work(index: int) -> None:
            if index % 2:
                expire_step()
                lapse_step()
            else:
                command(lambda: deposit_paid(subscription_id=made.pk, payment_id=paid), actor=SWEEPER)

        return made, work

    def test_running_out_and_paying_end_with_the_home_or_the_money(self) -> None:
        made, work = self._race()
        assert in_threads(4, work) == []
        assert (state_of(made), status_of(made.unit_id), live_claims(made.unit_id)) == (
            "subscribed",
            UnitStatus.SUBSCRIBED,
            1,
        )
        assert Refund.objects.count() == 0
        assert found_broken() == set()

    def test_the_event_heard_twice_is_heard_once(self) -> None:
        made, _ = self._race()
        paid = Payment.objects.get().pk
        for _ in range(2):
            command(lambda: deposit_paid(subscription_id=made.pk, payment_id=paid), actor=SWEEPER)
        assert made.steps.count() == 2

    def _stale(self, monkeypatch: pytest.MonkeyPatch) -> Subscription:
        """The sweep ends the hold and another buyer takes the home between the reading and the writing of who pays."""
        unit = on_sale()[0]
        made = subscribe(unit, named_person())
        pay(made)
        find = Claim.objects.filter
        mine = Claim.objects.get(pk=made.claim_id)
        time_is_up(made)
        expire_step()
        hold(unit, new_id())
        first = iter([True])

        class Stale:
            """The claim as it was read before."""

            def exclude(self, **_: Any) -> "Stale":
                return self

            def first(self) -> Claim:
                return mine

        def answer(*words: Any, **where: Any) -> Any:
            return Stale() if next(first, False) else find(*words, **where)

        monkeypatch.setattr(sales.Claim.objects, "filter", answer)
        hear()
        monkeypatch.undo()
        return made

    def test_a_hold_that_was_read_before_it_ended_is_not_subscribed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        made = self._stale(monkeypatch)
        assert (state_of(made), Refund.objects.get().amount_fen) == ("cancelled", made.deposit_fen)
        assert (status_of(made.unit_id), live_claims(made.unit_id)) == (UnitStatus.HELD, 1)

    def test_without_the_conditions_it_is_sold_to_one_and_held_by_another(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The negative control: what is written does not look whether the claim still lives."""

        def blindly(*, claim_id: Any) -> None:
            claim = Claim.objects.get(pk=claim_id)
            sales._step(claim, sales.records([claim.unit_id])[claim.unit_id], UnitStatus.SUBSCRIBED)

        monkeypatch.setattr(deposits, "subscribe_unit", blindly)
        unit = on_sale()[0]
        made = subscribe(unit, named_person())
        pay(made)
        time_is_up(made)
        expire_step()
        other = hold(unit, new_id())
        hear()
        assert (state_of(made), status_of(unit)) == ("subscribed", UnitStatus.SUBSCRIBED)
        assert Claim.objects.get(active_unit=unit).pk == other
