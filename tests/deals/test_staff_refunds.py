"""What staff ask to give back of a deal's money, while it goes on and when it ends: nothing is lost, nothing returned twice."""

from uuid import UUID

import pytest
from django.db.models import Sum

from guangsha.backbone.public import command
from guangsha.deals.domain.errors import NotContractable, TermsChanged
from guangsha.deals.models import Subscription
from guangsha.deals.selectors.plans import plans_offered
from guangsha.deals.selectors.subscriptions import own_subscription
from guangsha.deals.services import withdrawals
from guangsha.deals.services.contracts import ContractHooks
from guangsha.deals.services.on_behalf import withdraw_on_behalf
from guangsha.inventory.public import UnitStatus
from guangsha.kit.actor import Actor
from guangsha.kit.errors import BusinessError
from guangsha.kit.ids import new_id
from guangsha.money.domain.errors import DealStands, RefundMoved, RefundRefused
from guangsha.money.domain.facts import RefundReason
from guangsha.money.domain.states import GOES_BACK
from guangsha.money.models import Payment, Refund
from guangsha.money.public import Purpose, open_obligation
from guangsha.money.selectors.own import own_payment, own_payments, own_refunds
from guangsha.money.services import refunds
from guangsha.money.services.refunds import ask_refund, decide_refund, open_refund
from tests.actors import holder
from tests.backbone.support import in_threads
from tests.contracts.support import by, offered, signed, sold, staff
from tests.deals.signed import asked, comes_back, contracted, days_later, decided, file_it, pay_due
from tests.deals.support import hear, house, named_person, state_of, subscribed, withdrawn
from tests.inventory.support import on_sale, refused, status_of
from tests.money.support import DEPOSIT, DUE, begin, found_broken, run, tell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


def finance() -> Actor:
    """Somebody of the house's finance."""
    return holder("finance", organisation_id=house())


def paid_deal(unit_id: UUID | None = None, seed: int = 1) -> Subscription:
    """A home whose deposit has just been paid."""
    return subscribed(unit_id or on_sale()[0], named_person(seed))


def asked_for(deal: Subscription, amount_fen: int, *, obligation_id: UUID | None = None) -> UUID:
    """A clerk asked for a refund; nobody has decided. As it stood before money of a deal in force was refused to be asked for."""
    payment = Payment.objects.select_related("obligation").get(
        allocation__obligation=obligation_id or deal.obligation_id
    )
    about = {"payment": payment, "amount_fen": amount_fen, "reason": RefundReason.GOODWILL, "cause": str(new_id())}
    return run(lambda: open_refund(**about, asked_by=finance().person_id))  # type: ignore[arg-type]


def decide(refund_id: UUID, *, approve: bool) -> None:
    """The second person decides."""
    who = finance()
    command(lambda: decide_refund(actor=who, refund_id=refund_id, approve=approve), actor=who)


def going_back(deal: Subscription) -> int:
    """What of the deal's money goes back to its buyer, in fen."""
    rows = Refund.objects.filter(payment__obligation__subject=f"deal:{deal.pk}", state__in=GOES_BACK)
    return rows.aggregate(sum=Sum("amount_fen"))["sum"] or 0


class TestUndecidedWhenTheDealEnds:
    def test_what_is_only_asked_for_still_comes_back_by_the_rules(self) -> None:
        deal = paid_deal()
        request = asked_for(deal, DEPOSIT)
        shown = own_subscription(deal.person_id, deal.pk)
        assert shown.returns is not None
        assert shown.returns.amount_fen == DEPOSIT
        assert refused(lambda: withdrawn(deal, 0), TermsChanged)
        withdrawn(deal, DEPOSIT)
        assert (state_of(deal), going_back(deal)) == ("withdrawn", DEPOSIT)
        assert Refund.objects.get(pk=request).state == "superseded"
        for approve in (True, False):
            assert refused(lambda approve=approve: decide(request, approve=approve), RefundMoved)
        assert going_back(deal) == DEPOSIT
        assert found_broken() == set()

    def test_nobody_asks_for_money_of_a_deal_that_gave_it_back(self) -> None:
        deal = paid_deal()
        withdrawn(deal, DEPOSIT)
        assert refused(lambda: asked_for(deal, 1), RefundRefused)

    def test_rejected_before_the_end_all_comes_back(self) -> None:
        deal = paid_deal()
        decide(asked_for(deal, DEPOSIT), approve=False)
        withdrawn(deal, DEPOSIT)
        assert going_back(deal) == DEPOSIT
        assert found_broken() == set()

    def test_the_desk_ends_it_in_the_buyers_name_the_same_way(self) -> None:
        deal, desk = paid_deal(), staff("sales_manager", house())
        request = asked_for(deal, 1_000_000)
        by(desk, lambda: withdraw_on_behalf(actor=desk, deal_id=deal.pk, amount_fen=DEPOSIT, reason="客户到店退订"))
        assert (going_back(deal), Refund.objects.get(pk=request).state) == (DEPOSIT, "superseded")
        assert found_broken() == set()

    def test_a_signed_contract_ends_with_all_of_it_decided(self) -> None:
        deal = contracted()
        due = pay_due(deal)
        requests = [asked_for(deal, 1_000), asked_for(deal, 2_000, obligation_id=due.obligation_id)]
        days_later(deal, 4)
        back = comes_back(deal)
        assert back.kept_fen + back.amount_fen == DEPOSIT + due.amount_fen
        file_it(deal)
        decided(deal, asked(deal))
        assert going_back(deal) == back.amount_fen
        assert set(Refund.objects.filter(pk__in=requests).values_list("state", flat=True)) == {"superseded"}
        assert found_broken() == set()

    def test_the_buyer_sees_what_was_decided_and_staff_what_is_asked(self) -> None:
        deal = paid_deal()
        asked_for(deal, 700)
        (mine,) = own_payments(deal.person_id)
        assert (mine.refunded_fen, mine.asked_back_fen, own_refunds(deal.person_id)) == (0, 700, [])
        withdrawn(deal, DEPOSIT)
        assert own_payment(None, mine.id).refunded_fen == DEPOSIT
        assert [one.amount_fen for one in own_refunds(deal.person_id)] == [DEPOSIT]


class TestWhileTheDealIsInForce:
    def _ask(self, payment_id: UUID, amount_fen: int) -> UUID:
        clerk = finance()
        about = {"payment_id": payment_id, "amount_fen": amount_fen, "reason": RefundReason.GOODWILL, "note": "全退"}
        return command(lambda: ask_refund(actor=clerk, **about, cause=str(new_id())), actor=clerk)  # type: ignore[arg-type]

    def test_nobody_takes_the_deposit_out_of_a_deal_that_goes_on(self) -> None:
        deal = paid_deal()
        payment = Payment.objects.get(allocation__obligation=deal.obligation_id)
        refused(lambda: self._ask(payment.pk, DEPOSIT), DealStands)
        refused(lambda: self._ask(payment.pk, 1), DealStands)
        request = asked_for(deal, DEPOSIT)
        refused(lambda: decide(request, approve=True), DealStands)
        assert (Refund.objects.get(pk=request).state, going_back(deal)) == ("requested", 0)
        decide(request, approve=False)

    def test_nor_a_payment_of_the_plan_but_a_late_fee(self) -> None:
        deal = contracted()
        plan = Payment.objects.get(allocation__obligation=pay_due(deal).obligation_id)
        refused(lambda: self._ask(plan.pk, 1), DealStands)
        about = {"subject": f"deal:{deal.pk}", "payer_id": deal.person_id, "organisation_id": deal.organisation_id}
        words = {"purpose": Purpose.FEE, "title": "逾期违约金", "title_en": "Late fee", "cause": str(new_id())}
        fee = run(lambda: open_obligation(**about, **words, amount_fen=500, due_at=DUE))  # type: ignore[arg-type]
        payment = begin(fee, payer_id=deal.person_id)
        tell(payment)
        decide(self._ask(payment, 500), approve=True)
        assert going_back(deal) == 500
        assert found_broken() == set()

    def test_a_home_that_was_handed_over_may_be_paid_for_less_afterwards(self) -> None:
        deal = contracted()
        Subscription.objects.filter(pk=deal.pk).update(state="handed_over")
        payment = Payment.objects.get(allocation__obligation=deal.obligation_id)
        decide(self._ask(payment.pk, 300), approve=True)
        assert going_back(deal) == 300

    def test_a_contract_counts_what_is_left_of_a_deposit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Of a deal whose deposit went back before that was refused."""
        deal = paid_deal()
        request = asked_for(deal, 2_000_000)
        monkeypatch.setattr(refunds, "_must_be_free", lambda payment: None)
        decide(request, approve=True)
        sale = ContractHooks().sale(subject=f"deal:{deal.pk}")
        assert sale is not None
        assert (sale.deposit_fen, sale.plan[0].amount_fen) == (DEPOSIT - 2_000_000, DEPOSIT - 2_000_000)
        assert sum(one.amount_fen for one in sale.plan) == deal.price_fen
        for one in plans_offered(person_id=deal.person_id, subscription_id=deal.pk).plans:
            assert sum(part.amount_fen for part in one.payments) == deal.price_fen - DEPOSIT + 2_000_000
        assert own_subscription(deal.person_id, deal.pk).paid_fen == DEPOSIT - 2_000_000

    def test_what_counts_on_a_deposit_that_is_gone_is_not_signed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        deal = sold()
        contract = offered(deal)
        request = asked_for(deal, DEPOSIT)
        monkeypatch.setattr(refunds, "_must_be_free", lambda payment: None)
        decide(request, approve=True)
        refused(lambda: signed(contract), NotContractable)
        assert state_of(deal) == "subscribed"

    def test_where_it_went_back_after_all_the_check_says_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        deal = contracted()
        monkeypatch.setattr(refunds, "_must_be_free", lambda payment: None)
        decide(asked_for(deal, 1_000), approve=True)
        assert found_broken() == {
            "what is owed by the plan of a contract in force and what has not gone back of its deposit are the price"
        }
        decide(asked_for(deal, 1_000, obligation_id=pay_due(deal).obligation_id), approve=True)
        assert "what was paid by the plan of a contract in force does not go back" in found_broken()


class TestDecidedAtTheSameMoment:
    def _race(self, unit_id: UUID, seed: int) -> tuple[Subscription, UUID, list[BaseException]]:
        deal = paid_deal(unit_id, seed)
        request = asked_for(deal, 2_000_000)

        def work(index: int) -> None:
            if index:
                decide(request, approve=True)
            else:
                withdrawn(deal, DEPOSIT)

        return deal, request, in_threads(2, work)

    def test_approving_and_withdrawing_never_lose_and_never_give_back_twice(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Without the rule that would refuse to approve it: the rows alone have to be enough."""
        monkeypatch.setattr(refunds, "_must_be_free", lambda payment: None)
        for seed, unit_id in enumerate(on_sale()[:4], start=1):
            deal, request, errors = self._race(unit_id, seed)
            assert all(isinstance(error, BusinessError) for error in errors)
            if state_of(deal) == "withdrawn":
                assert (going_back(deal), Refund.objects.get(pk=request).state) == (DEPOSIT, "superseded")
            else:  # approved first: the buyer reads what is left, and gets the rest of it
                assert going_back(deal) == 2_000_000
                withdrawn(deal, DEPOSIT - 2_000_000)
                assert going_back(deal) == DEPOSIT
        hear()
        assert found_broken() == set()
        assert status_of(deal.unit_id) is UnitStatus.AVAILABLE

    def test_without_superseding_first_the_withdrawal_would_stand_in_its_own_way(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(withdrawals, "supersede_requests", lambda **about: 0)
        deal = paid_deal()
        asked_for(deal, DEPOSIT)
        assert refused(lambda: withdrawn(deal, DEPOSIT), RefundRefused)
