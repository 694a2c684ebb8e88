"""Ending a contract that everybody signed: what comes back, who may do it, and what happens at the same moment."""

from contextlib import suppress
from threading import Event
from time import sleep
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Sum

from guangsha.contracts.domain.errors import ContractMoved
from guangsha.contracts.models import Contract, VoidEntry
from guangsha.contracts.selectors.filing import Wanted, contracts_to_file
from guangsha.contracts.services import filing
from guangsha.contracts.services.filing import table_for_filing
from guangsha.deals.domain.errors import (
    AskTheHouse,
    BuyerDecides,
    BuyersEndIt,
    ExitClosed,
    ExitNeedsHouse,
    ExitNotAgreed,
    NotWithdrawable,
    TermsChanged,
)
from guangsha.deals.domain.rules import BackBasis, GivenBack, WhoEnds
from guangsha.deals.models import Due, ExitAgreement, ExitRequest, Subscription
from guangsha.deals.personal_data import forget_person
from guangsha.deals.selectors.subscriptions import own_subscription
from guangsha.deals.services import exits, withdrawals
from guangsha.deals.services.exits import decline_exit, take_back_exit
from guangsha.deals.services.on_behalf import withdraw_on_behalf
from guangsha.inventory.public import UnitStatus
from guangsha.kit.actor import Actor
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, NotFound
from guangsha.kit.ids import new_id
from guangsha.money.models import Obligation, Posting, Refund
from guangsha.notifications.models import Notification
from tests.actors import holder
from tests.backbone.support import in_threads
from tests.contracts.support import by, staff
from tests.deals.signed import (
    again,
    agreed,
    also_buys,
    asked,
    comes_back,
    contracted,
    days_later,
    decided,
    file_it,
    pay_due,
    saying,
    shared_contract,
)
from tests.deals.support import as_person, hear, named_person, state_of, subscribed, withdrawn
from tests.inventory.support import live_claims, on_sale, refused, status_of
from tests.money.support import begin, found_broken, run, tell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


def going_back() -> int:
    """All refunds together, in fen."""
    return int(Refund.objects.aggregate(sum=Sum("amount_fen"))["sum"] or 0)


def kept() -> int:
    """What the house has booked as its own, in fen."""
    return -int(Posting.objects.filter(account="income.kept").aggregate(sum=Sum("amount_fen"))["sum"] or 0)


class TestWhatComesBack:
    def test_all_of_it_in_the_first_days_and_everything_is_over_in_one_command(self) -> None:
        deal = contracted()
        first = pay_due(deal)
        back = comes_back(deal)
        assert (back.basis, back.who, back.kept_fen) == (BackBasis.FREE, WhoEnds.BUYER, 0)
        assert back.until is not None
        assert back.amount_fen == deal.deposit_fen + first.amount_fen
        refused(lambda: withdrawn(deal, back.amount_fen - 1), TermsChanged)
        assert state_of(deal) == "contracted"
        for _ in range(2):
            withdrawn(deal, back.amount_fen)
        assert (state_of(deal), status_of(deal.unit_id), live_claims(deal.unit_id)) == (
            "withdrawn",
            UnitStatus.AVAILABLE,
            0,
        )
        assert sorted(Refund.objects.values_list("amount_fen", "state")) == sorted(
            [(deal.deposit_fen, "approved"), (first.amount_fen, "approved")]
        )
        assert {one.state for one in Contract.objects.all()} == {"void"}
        assert VoidEntry.objects.get().state == "signed"
        assert not Obligation.objects.filter(state="open").exists()
        assert found_broken() == set()

    def test_damages_are_taken_from_the_deposit_first_and_booked(self) -> None:
        deal = days_later(contracted(), 4)
        first = pay_due(deal)
        back, damages = comes_back(deal), deal.price_fen * 20 // 1_000
        assert (back.basis, back.kept_fen, back.until) == (BackBasis.DAMAGES, damages, None)
        assert [one.kept_fen for one in back.parts] == [
            min(damages, deal.deposit_fen),
            max(0, damages - deal.deposit_fen),
        ]
        withdrawn(deal, back.amount_fen)
        assert going_back() == deal.deposit_fen + first.amount_fen - damages
        assert kept() == damages
        assert found_broken() == set()

    def test_never_more_is_kept_than_was_paid(self) -> None:
        deal = contracted()
        Subscription.objects.update(rules={**deal.rules, "signed": {"free_hours": 0, "damages": 100, "alone_days": 9}})
        back = comes_back(deal)
        assert (back.amount_fen, back.kept_fen) == (0, deal.deposit_fen)
        withdrawn(deal, 0)
        assert (going_back(), kept(), state_of(deal)) == (0, deal.deposit_fen, "withdrawn")
        assert found_broken() == set()

    def test_a_late_fee_was_paid_for_the_home_too_and_an_open_one_is_owed_no_more(self) -> None:
        deal = contracted()
        for line in (1, 2):
            due = Due.objects.filter(subscription=deal, line=line).first()
            if due is None:
                continue
            Due.objects.filter(pk=due.pk).update(due_on=due.due_on.replace(year=due.due_on.year - 1))
            pay_due(deal, line)
        fees = list(Due.objects.exclude(fee_obligation_id=None).values_list("fee_obligation_id", flat=True))
        tell(begin(fees[0], payer_id=deal.person_id))
        hear()
        back = comes_back(deal)
        assert fees[0] in [one.obligation_id for one in back.parts]
        withdrawn(deal, back.amount_fen)
        assert going_back() == back.amount_fen == sum(one.paid_fen for one in back.parts)
        assert not Obligation.objects.filter(state="open").exists()

    def test_rules_that_say_nothing_need_the_house_and_keep_nothing(self) -> None:
        deal = contracted()
        Subscription.objects.update(rules={key: value for key, value in deal.rules.items() if key != "signed"})
        deal = days_later(deal, 90)
        back = comes_back(deal)
        assert (back.who, back.kept_fen) == (WhoEnds.LATE, 0)
        assert refused(lambda: withdrawn(deal, back.amount_fen), AskTheHouse).data == {"who": "late"}  # type: ignore[attr-defined]
        decided(deal, asked(deal))
        assert (state_of(deal), going_back()) == ("withdrawn", deal.deposit_fen)
        assert found_broken() == set()

    @pytest.mark.parametrize("signed", [False, True])
    def test_through_no_fault_of_the_buyer_all_comes_back(self, signed: bool) -> None:
        deal = days_later(contracted(), 30) if signed else subscribed(on_sale()[0], named_person())
        Subscription.objects.filter(pk=deal.pk).update(subscribed_at=deal.made_at.replace(year=deal.made_at.year - 1))
        assert comes_back(deal).kept_fen > 0
        with saying(lambda key: "loan_refused" if key == deal.pk else None):
            back = comes_back(deal)
            assert (back.basis, back.kept_fen, back.amount_fen) == (BackBasis.NO_FAULT, 0, deal.deposit_fen)
            desk = staff("sales_manager", deal.organisation_id)
            told = {"actor": desk, "deal_id": deal.pk, "amount_fen": back.amount_fen, "reason": "银行拒贷"}
            run(lambda: withdraw_on_behalf(**told))  # type: ignore[arg-type]
        assert (state_of(deal), going_back()) == ("withdrawn", deal.deposit_fen)
        assert found_broken() == set()

    def test_staff_never_end_a_signed_contract_in_the_buyers_name(self) -> None:
        deal = contracted()
        desk = holder("sales_manager", organisation_id=deal.organisation_id)
        told = {"actor": desk, "deal_id": deal.pk, "amount_fen": deal.deposit_fen, "reason": "客户要求"}
        refused(lambda: run(lambda: withdraw_on_behalf(**told)), BuyerDecides)  # type: ignore[arg-type]
        assert state_of(deal) == "contracted"


class TestOutForFiling:
    def test_the_buyer_asks_and_the_house_ends_it_by_the_amounts_of_then(self) -> None:
        deal = contracted()
        file_it(deal)
        amount = comes_back(deal).amount_fen
        assert refused(lambda: withdrawn(deal, amount), AskTheHouse).data == {"who": "filed"}  # type: ignore[attr-defined]
        refused(lambda: decided(deal, amount), ExitClosed)
        for _ in range(2):
            assert asked(deal) == amount == deal.deposit_fen
        shown = own_subscription(deal.person_id, deal.pk)
        assert shown.next is not None
        assert (shown.next.what, shown.next.who) == ("end_contract", "house")
        refused(lambda: decided(deal, amount, actor=staff("sales_manager", deal.organisation_id)), Forbidden)
        refused(lambda: decided(deal, amount, actor=staff("legal", new_id())), NotFound)
        refused(lambda: decided(deal, amount - 1), TermsChanged)
        for _ in range(2):
            decided(deal, amount)
        entry = VoidEntry.objects.get()
        assert (state_of(deal), going_back(), entry.voided_by is not None) == ("withdrawn", amount, True)
        assert "110105199001010017" not in ExitRequest.objects.get().note
        assert status_of(deal.unit_id) is UnitStatus.AVAILABLE
        assert found_broken() == set()

    def test_what_was_free_when_it_was_asked_is_free_when_the_house_agrees(self) -> None:
        deal = contracted()
        file_it(deal)
        amount = asked(deal)
        days_later(deal, 4)
        assert comes_back(deal).kept_fen > 0
        ExitRequest.objects.update(asked_at=again(deal).contracted_at)  # it was asked on the first day
        pay_due(deal)  # paid while it waits: comes back as well
        back = comes_back(deal)
        assert (back.kept_fen, back.asked_at is not None, back.amount_fen > amount) == (0, True, True)
        refused(lambda: decided(deal, amount), TermsChanged)
        decided(deal, back.amount_fen)
        assert going_back() == back.amount_fen
        assert found_broken() == set()

    def test_it_is_refused_with_a_reason_or_taken_back_and_asked_again(self) -> None:
        deal = contracted()
        file_it(deal)
        amount = asked(deal)
        decided(deal, amount, approve=False)
        shown = own_subscription(deal.person_id, deal.pk)
        assert shown.exit is not None
        assert (shown.exit.state, shown.exit.note.startswith("备案已撤销")) == ("refused", True)
        asked(deal)
        stop = lambda: as_person(  # noqa: E731
            deal.person_id, lambda: take_back_exit(subscription_id=deal.pk, person_id=deal.person_id)
        )
        stop()
        assert refused(stop, ExitClosed).data == {"state": "taken_back"}  # type: ignore[attr-defined]
        asked(deal)
        assert (state_of(deal), ExitRequest.objects.count()) == ("contracted", 3)
        assert [one.kind for one in shown.timeline][-2:] == ["exit_asked", "exit_refused"]

    def test_only_a_signed_contract_is_ended_so(self) -> None:
        deal = subscribed(on_sale()[0], named_person())
        refused(lambda: asked(deal), NotWithdrawable)


class TestAtTheSameMoment:
    def test_money_that_nobody_has_heard_of_comes_back_too(self) -> None:
        deal = contracted()
        pay_due(deal, heard=False)
        withdrawn(deal, comes_back(deal).amount_fen)
        hear()
        assert going_back() == sum(Obligation.objects.filter(state="paid").values_list("amount_fen", flat=True))
        assert not Obligation.objects.filter(state="open").exists()
        assert found_broken() == set()

    def test_money_that_was_under_way_goes_back_whole(self) -> None:
        deal = contracted()
        due = Due.objects.get(subscription=deal, line=1)
        payment = begin(due.obligation_id, payer_id=deal.person_id)
        withdrawn(deal, deal.deposit_fen)
        tell(payment)
        hear()
        assert sorted(Refund.objects.values_list("amount_fen", "reason")) == sorted(
            [(deal.deposit_fen, "withdrawal"), (due.amount_fen, "late")]
        )
        assert found_broken() == set()

    def _race(self) -> tuple[Subscription, UUID, Any]:
        deal = contracted()
        due = Due.objects.get(subscription=deal, line=1)
        payment = begin(due.obligation_id, payer_id=deal.person_id)

        def work(index: int) -> None:
            if index % 2:
                tell(payment)
                return
            for amount in (deal.deposit_fen, deal.deposit_fen + due.amount_fen):
                if state_of(deal) != "withdrawn":
                    with suppress(TermsChanged):
                        withdrawn(deal, amount)

        return deal, payment, work

    def test_paying_and_withdrawing_end_with_all_of_the_money_back(self) -> None:
        deal, _, work = self._race()
        assert in_threads(2, work) == []
        hear()
        assert state_of(deal) == "withdrawn"
        paid = deal.deposit_fen + Due.objects.get(subscription=deal, line=1).amount_fen
        assert going_back() == paid
        assert found_broken() == set()

    def test_without_dropping_first_what_comes_in_between_would_be_lost(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The negative control: what was paid is read before anything is dropped, and the money comes just then."""
        deal, payment, _ = self._race()
        stale = withdrawals.returned(deal, at=again(deal).contracted_at)  # type: ignore[arg-type]
        tell(payment)
        monkeypatch.setattr(withdrawals, "returned", lambda found, *, at: stale)
        withdrawn(deal, deal.deposit_fen)
        hear()
        assert (state_of(deal), going_back()) == ("withdrawn", deal.deposit_fen)
        assert "a deal that is over gives back what was paid for it, less what is kept" in found_broken()

    def _stale(self, monkeypatch: pytest.MonkeyPatch) -> Subscription:
        """It is taken out for filing between the reading and the writing of who withdraws."""
        deal = contracted()
        before = withdrawals.returned(deal, at=again(deal).contracted_at)  # type: ignore[arg-type]
        file_it(deal)
        monkeypatch.setattr(withdrawals, "returned", lambda found, *, at: before)
        return deal

    def test_a_contract_that_was_taken_out_meanwhile_is_not_void(self, monkeypatch: pytest.MonkeyPatch) -> None:
        deal = self._stale(monkeypatch)
        assert refused(lambda: withdrawn(deal, deal.deposit_fen), AskTheHouse).data == {"who": "filed"}  # type: ignore[attr-defined]
        assert (state_of(deal), Contract.objects.get().state, going_back()) == ("contracted", "signed", 0)
        assert found_broken() == set()

    def test_without_the_condition_it_would_be_filed_and_void(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The negative control."""
        deal = self._stale(monkeypatch)
        real = withdrawals.void_subject
        monkeypatch.setattr(withdrawals, "void_subject", lambda **told: real(**{**told, "by": new_id()}))
        withdrawn(deal, deal.deposit_fen)
        row = Contract.objects.get()
        assert (row.state, row.exported_at is not None) == ("void", True)

    def test_what_was_ended_meanwhile_is_not_taken_out(self) -> None:
        deal = contracted()
        read = Contract.objects.get()
        withdrawn(deal, deal.deposit_fen)
        refused(lambda: run(lambda: filing._take_out(read.pk, actor=Actor(), reason="")), ContractMoved)
        assert Contract.objects.get().exported_at is None

    def test_a_masked_list_leaves_the_buyers_free_days_alone(self) -> None:
        deal = contracted()
        clerk = staff("legal", deal.organisation_id)
        now = utc_now()
        by(clerk, lambda: table_for_filing(actor=clerk, wanted=Wanted(), now=now))
        assert len(contracts_to_file(actor=clerk, wanted=Wanted()).items) == 1
        withdrawn(deal, deal.deposit_fen)
        assert state_of(deal) == "withdrawn"


class TestTelling:
    def test_everybody_in_the_deal_hears_of_each_step_once(self) -> None:
        deal = contracted()
        advisor = named_person(8)
        Subscription.objects.update(advisor_id=advisor)
        file_it(deal)
        amount = asked(deal)
        hear()
        decided(deal, amount, approve=False)
        hear()
        asked(deal)
        hear()
        decided(deal, amount)
        hear()
        told = sorted(
            Notification.objects.filter(person_id=deal.person_id, kind__contains="exit").values_list("kind", flat=True)
        )
        assert told == ["deals.exit_asked", "deals.exit_asked", "deals.exit_refused"]
        assert Notification.objects.filter(person_id=deal.person_id, kind="deals.withdrawn").count() == 1
        staff_told = Notification.objects.filter(person_id=advisor, kind__startswith="deals.staff_")
        assert sorted(staff_told.values_list("kind", flat=True)) == [
            "deals.staff_contracted",
            "deals.staff_exit_asked",
            "deals.staff_exit_asked",
            "deals.staff_exit_refused",
            "deals.staff_withdrawn",
        ]


class TestWithCoBuyers:
    def test_one_of_two_buyers_never_ends_the_contract_alone(self) -> None:
        deal, him = shared_contract()
        back = comes_back(deal)
        assert back.who is WhoEnds.TOGETHER
        assert refused(lambda: withdrawn(deal, back.amount_fen), AskTheHouse).data == {"who": "together"}  # type: ignore[attr-defined]
        refused(lambda: agreed(deal, him, back.amount_fen), ExitClosed)
        assert (state_of(deal), going_back()) == ("contracted", 0)
        asked(deal)
        assert (state_of(deal), going_back()) == ("contracted", 0)

    def test_with_the_last_agreement_it_ends_by_the_amounts_of_the_asking(self) -> None:
        deal, him = shared_contract()
        first = pay_due(deal)
        amount = asked(deal)
        shown = own_subscription(deal.person_id, deal.pk)
        assert shown.exit is not None
        assert shown.next is not None
        assert (shown.exit.agreed, shown.exit.awaited) == ((), (1,))
        assert (shown.next.what, shown.next.who) == ("end_contract", "co_buyer")
        refused(lambda: agreed(deal, him, amount - 1), TermsChanged)
        refused(lambda: agreed(deal, deal.person_id, amount), NotFound)
        refused(lambda: agreed(deal, named_person(7), amount), NotFound)
        agreed(deal, him, amount)
        assert state_of(deal) == "withdrawn"
        assert going_back() == amount == deal.deposit_fen + first.amount_fen
        assert status_of(deal.unit_id) is UnitStatus.AVAILABLE
        refused(lambda: agreed(deal, him, amount), ExitClosed)
        shown = own_subscription(him, deal.pk)
        assert shown.exit is not None
        assert (shown.exit.state, shown.exit.agreed, shown.exit.awaited) == ("done", (1,), ())
        assert [one.kind for one in shown.timeline if one.kind.startswith("exit")] == ["exit_asked", "exit_agreed"]
        assert found_broken() == set()

    def test_the_house_ends_a_filed_one_only_when_all_have_agreed(self) -> None:
        deal, him = shared_contract()
        file_it(deal)
        amount = asked(deal)
        refused(lambda: decided(deal, amount), ExitNotAgreed)
        for _ in range(2):
            agreed(deal, him, amount)
        assert (state_of(deal), ExitAgreement.objects.count()) == ("contracted", 1)
        shown = own_subscription(deal.person_id, deal.pk)
        assert shown.next is not None
        assert (shown.next.what, shown.next.who) == ("end_contract", "house")
        decided(deal, amount)
        assert (state_of(deal), going_back()) == ("withdrawn", amount)
        assert found_broken() == set()

    def test_a_no_keeps_the_contract_and_an_earlier_yes_counts_for_its_own_request_only(self) -> None:
        deal, him = shared_contract()
        file_it(deal)
        amount = asked(deal)
        agreed(deal, him, amount)
        as_person(deal.person_id, lambda: take_back_exit(subscription_id=deal.pk, person_id=deal.person_id))
        asked(deal)
        refused(lambda: decided(deal, amount), ExitNotAgreed)
        told = {"subscription_id": deal.pk, "person_id": him, "note": "孩子要上学 110105199001010017"}
        refused(
            lambda: as_person(deal.person_id, lambda: decline_exit(**{**told, "person_id": deal.person_id})), NotFound
        )  # type: ignore[arg-type]
        as_person(him, lambda: decline_exit(**told))  # type: ignore[arg-type]
        refused(lambda: as_person(him, lambda: decline_exit(**told)), ExitClosed)  # type: ignore[arg-type]
        refused(lambda: decided(deal, amount), ExitClosed)
        shown = own_subscription(deal.person_id, deal.pk)
        assert shown.exit is not None
        assert (state_of(deal), shown.exit.state) == ("contracted", "declined")
        assert "孩子要上学" in shown.exit.note
        assert "110105199001010017" not in shown.exit.note
        hear()
        kinds = set(Notification.objects.filter(person_id=deal.person_id).values_list("kind", flat=True))
        assert {"deals.exit_asked", "deals.exit_agreed", "deals.exit_declined"} <= kinds

    def test_of_three_buyers_every_one_has_to_agree(self) -> None:
        deal, him = shared_contract()
        her = also_buys(deal, 2)
        amount = asked(deal)
        agreed(deal, him, amount)
        shown = own_subscription(deal.person_id, deal.pk)
        assert shown.exit is not None
        assert (state_of(deal), shown.exit.agreed, shown.exit.awaited) == ("contracted", (1,), (2,))
        agreed(deal, her, amount)
        assert (state_of(deal), going_back()) == ("withdrawn", amount)

    def test_the_house_has_nothing_to_refuse_while_the_buyers_may_end_it_themselves(self) -> None:
        deal, him = shared_contract()
        amount = asked(deal)
        refused(lambda: decided(deal, amount, approve=False), BuyersEndIt)
        file_it(deal)
        decided(deal, amount, approve=False)
        assert ExitRequest.objects.get().state == "refused"
        refused(lambda: agreed(deal, him, amount), ExitClosed)

    def test_taken_out_for_filing_meanwhile_it_waits_for_the_house(self) -> None:
        deal, him = shared_contract()
        amount = asked(deal)
        judged = withdrawals.returned(again(deal), at=utc_now())
        file_it(deal)
        with patch.object(exits, "what_comes_back", return_value=judged):  # it was read a moment before
            refused(lambda: agreed(deal, him, amount), ExitNeedsHouse)
        agreed(deal, him, amount)
        assert state_of(deal) == "contracted"
        decided(deal, amount)
        assert (state_of(deal), going_back()) == ("withdrawn", amount)

    def test_an_agreement_to_get_all_back_is_none_to_pay_damages(self) -> None:
        deal, him = shared_contract()
        deal = days_later(deal, 30)
        with saying(lambda key: "loan_refused" if key == deal.pk else None):
            file_it(deal)
            amount = asked(deal)
            agreed(deal, him, amount)
        less = comes_back(deal)
        assert less.kept_fen > 0
        refused(lambda: decided(deal, less.amount_fen), ExitNotAgreed)
        agreed(deal, him, less.amount_fen)
        decided(deal, less.amount_fen)
        assert (state_of(deal), going_back()) == ("withdrawn", less.amount_fen)

    def test_what_all_agreed_to_ends_when_it_becomes_the_buyers_own_to_end(self) -> None:
        deal, him = shared_contract()
        deal = days_later(deal, 400)
        amount = asked(deal)
        agreed(deal, him, amount)
        assert state_of(deal) == "contracted"  # late: the house decides
        with saying(lambda key: "loan_refused" if key == deal.pk else None):
            desk = staff("sales_manager", deal.organisation_id)
            told = {"actor": desk, "deal_id": deal.pk, "amount_fen": deal.deposit_fen, "reason": "银行拒贷"}
            refused(lambda: run(lambda: withdraw_on_behalf(**told)), AskTheHouse)  # type: ignore[arg-type]
            agreed(deal, him, deal.deposit_fen)
        assert (state_of(deal), going_back()) == ("withdrawn", deal.deposit_fen)

    def test_where_a_co_buyer_closed_their_account_the_house_decides(self) -> None:
        deal, him = shared_contract()
        run(lambda: forget_person(him))
        assert comes_back(deal).who is WhoEnds.ABSENT
        asked(deal)
        decided(deal, deal.deposit_fen, approve=False)
        assert (state_of(deal), ExitRequest.objects.get().state) == ("contracted", "refused")
        amount = asked(deal)
        refused(lambda: agreed(deal, him, amount), NotFound)
        decided(deal, amount)
        assert (state_of(deal), going_back()) == ("withdrawn", amount)

    def test_taking_back_waits_for_an_agreement_under_way(self) -> None:
        """Pauses the agreement between its reading and its writing: taking back meanwhile is told that it is over."""
        if connection.vendor == "sqlite":
            pytest.skip("one writer at a time")
        deal, him = shared_contract()
        amount = asked(deal)
        reading, told = Event(), list[str]()
        whole = exits.what_comes_back

        def slowly(found: Subscription, **more: Any) -> GivenBack:
            reading.set()
            sleep(0.5)
            return whole(found, **more)

        def work(index: int) -> None:
            if index == 0:
                with patch.object(exits, "what_comes_back", slowly):
                    agreed(deal, him, amount)
                return
            reading.wait(10)
            try:
                as_person(deal.person_id, lambda: take_back_exit(subscription_id=deal.pk, person_id=deal.person_id))
            except ExitClosed as closed:
                told.append(closed.data["state"])

        assert in_threads(2, work) == []
        assert (told, ExitRequest.objects.get().state, state_of(deal)) == (["done"], "done", "withdrawn")

    def test_agreeing_and_taking_back_at_once_end_in_one_of_the_two(self) -> None:
        deal, him = shared_contract()
        amount = asked(deal)

        def work(index: int) -> None:
            with suppress(ExitClosed, NotWithdrawable):
                if index % 2:
                    agreed(deal, him, amount)
                else:
                    as_person(deal.person_id, lambda: take_back_exit(subscription_id=deal.pk, person_id=deal.person_id))

        assert in_threads(2, work) == []
        state = ExitRequest.objects.get().state
        assert (state, state_of(deal)) in {("done", "withdrawn"), ("taken_back", "contracted")}
        assert found_broken() == set()
