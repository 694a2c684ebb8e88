"""From the form to the bank's money in the supervised account, over real HTTP; and every way in which that goes wrong."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from guangsha.deals.models import Due, Subscription
from guangsha.deals.selectors.subscriptions import own_subscription
from guangsha.money.models import MoneyCase, Obligation, StatementEntry
from guangsha.money.public import balances
from guangsha.mortgages.domain.checklist import Item
from guangsha.mortgages.models import Application, BankEvent, Document, MortgageCase, Step
from guangsha.mortgages.outside import find_money
from guangsha.mortgages.services.applications import withdraw
from guangsha.notifications.models import Notification
from tests.deals.test_plans import contract
from tests.money.support import found_broken
from tests.mortgages.lender import Lender, open_lender, work
from tests.mortgages.support import (
    PDF,
    accept_offer,
    act,
    asked,
    bank_of,
    decide,
    fill,
    hand_in,
    hand_in_all,
    mortgaged,
    state_of,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lender(tmp_path: Path, live_server: Any) -> Iterator[Lender]:
    with open_lender(tmp_path, live_server.url) as found:
        yield found


def loan_due(deal: Subscription) -> Due:
    return Due.objects.get(subscription=deal, kind="loan")


class TestTheWholeWay:
    def test_applied_pre_approved_documents_approved_disbursed_and_the_loan_is_paid(self, lender: Lender) -> None:
        deal = mortgaged()
        bank = bank_of(deal)
        fill(deal)
        made = asked(deal, bank)
        work()
        assert state_of(made) == "submitted"
        assert "长河机械" not in lender.desk(made)
        lender.say(made, "pre_approve")
        assert state_of(made) == "pre_approved"
        accept_offer(made)
        hand_in_all(deal, made)
        work()
        assert Application.objects.get().formal is False  # no contract yet
        contract(deal)
        work()
        one = Application.objects.get()
        assert (one.formal, one.transfer_mark[:2], len(lender.book.papers(one.number))) == (True, "GP", 5)
        lender.say(made, "approve")
        assert state_of(made) == "approved"
        lender.say(made, "sign")
        lender.say(made, "disburse")
        assert state_of(made) == "disbursed"
        due = loan_due(deal)
        owed = Obligation.objects.get(pk=due.obligation_id)
        assert (owed.state, owed.amount_fen) == ("paid", due.amount_fen)
        assert balances()["provider.bank"] == due.amount_fen
        assert (StatementEntry.objects.get().state, MortgageCase.objects.count(), found_broken()) == (
            "booked",
            0,
            set(),
        )
        plan = own_subscription(deal.person_id, deal.pk).plan
        assert plan is not None
        assert plan.payments[-1].state == "paid"
        steps = list(Step.objects.values_list("state", "who"))
        assert steps == [
            ("draft", "buyer"),
            ("submitted", "buyer"),
            ("pre_approved", "bank"),
            ("chosen", "buyer"),
            ("formal", "house"),
            ("approved", "bank"),
            ("signed", "bank"),
            ("paid_out", "bank"),
            ("disbursed", "system"),
        ]
        told = list(
            Notification.objects.filter(kind__startswith="mortgages.").order_by("pk").values_list("kind", flat=True)
        )
        assert told == [f"mortgages.{one}" for one in ("pre_approved", "approved", "signed", "disbursed")]
        lines = [one.kind for one in own_subscription(deal.person_id, deal.pk).timeline if "mortgage" in one.kind]
        assert (lines[0], lines[-1]) == ("mortgage_submitted", "mortgage_disbursed")
        assert BankEvent.objects.exclude(outcome="applied").exclude(outcome="old").count() == 0


class TestWhatGoesWrong:
    def test_news_twice_and_in_the_wrong_order_has_its_effect_once(self, lender: Lender) -> None:
        lender.faults(duplicate=3, reorder=True)
        made = formal(lender)
        for what in ("approve", "sign", "disburse"):
            lender.desk(made, what)
        # Told in the order that they come in, four times each; the last words say the ones before.
        lender.faults()
        for _ in range(4):
            settle_notices(lender)
            lender.deliver()
        work()
        assert state_of(made) == "disbursed"
        states = list(Step.objects.filter(application=made).values_list("state", flat=True))
        assert sorted(set(states)) == sorted(states)
        assert (StatementEntry.objects.count(), MortgageCase.objects.count(), found_broken()) == (1, 0, set())

    def test_news_that_are_lost_are_asked_for(self, lender: Lender) -> None:
        lender.faults(drop_percent=100)
        made = formal(lender)
        for what, state in (("approve", "approved"), ("sign", "signed"), ("disburse", "disbursed")):
            lender.desk(made, what)
            lender.deliver()
            assert state_of(made) != state
            work()
            work()
            assert state_of(made) == state

    def test_a_bank_that_is_down_is_told_later(self, lender: Lender) -> None:
        deal = mortgaged()
        fill(deal)
        lender.faults(outage=True)
        made = asked(deal, bank_of(deal))
        work(1)
        assert lender.book.application(Application.objects.get().number) is None
        lender.faults()
        work()
        assert lender.book.application(Application.objects.get().number) is not None
        lender.say(made, "pre_approve")
        assert state_of(made) == "pre_approved"

    def test_another_amount_changes_nothing_and_is_a_case(self, lender: Lender) -> None:
        lender.faults(wrong_amount=True)
        made = formal(lender, pre=False)
        assert state_of(made) == "submitted"
        assert MortgageCase.objects.get().kind == "wrong_amount"

    def test_less_money_than_owed_is_moneys_case_and_the_loan_stays_owed(self, lender: Lender) -> None:
        made = formal(lender)
        lender.say(made, "approve")
        lender.say(made, "sign")
        lender.faults(short_fen=200_000)
        lender.say(made, "disburse")
        assert state_of(made) == "signed"
        assert list(MoneyCase.objects.values_list("kind", flat=True)) == ["wrong_amount"]
        for tries in (29, 30):
            find_money(made, tries)
        assert [one.kind for one in MortgageCase.objects.all()] == ["money_missing"]

    def test_documents_that_the_bank_wants_again(self, lender: Lender) -> None:
        made = formal(lender)
        deal = Subscription.objects.get()
        lender.say(made, "want", item="income", note="请提供加盖公章的收入证明")
        assert state_of(made) == "documents_wanted"
        paper = Document.objects.get(item="income")
        assert (paper.state, paper.reason) == ("sent_back", "请提供加盖公章的收入证明")
        before = lender.book.papers(Application.objects.get().number)
        hand_in(deal, Item.INCOME, content=PDF + b"%better")
        decide(made, paper.pk)
        work()
        assert state_of(made) == "chosen"
        after = lender.book.papers(Application.objects.get().number)
        assert len(after) == len(before)
        assert after != before
        lender.say(made, "approve")
        assert state_of(made) == "approved"

    def test_nobody_signs_for_the_bank(self, lender: Lender) -> None:
        made = formal(lender)
        number = Application.objects.get().number
        body = {"event_id": "x", "number": number, "bank": "jiangnan", "seq": 9, "word": "approved", "amount_fen": 1}
        told = Client().post("/api/v1/mortgage-notices/sandbox", json.dumps(body), content_type="application/json")
        assert (told.status_code, state_of(made)) == (401, "chosen")
        assert Client().post("/api/v1/mortgage-notices/cowries", "{}", content_type="text/plain").status_code == 404

    def test_the_buyer_takes_it_back_and_the_bank_stops(self, lender: Lender) -> None:
        made = formal(lender)
        act(made, withdraw)
        act(made, withdraw)
        work()
        found = lender.book.application(Application.objects.get().number)
        assert found is not None
        assert (found["word"], state_of(made)) == ("withdrawn", "withdrawn")
        assert "没有需要办理的事项" in lender.desk(made)


def formal(lender: Lender, *, pre: bool = True) -> UUID:
    """An application whose bank was chosen and is formally asked; it heard of nothing after that."""
    faults = lender.book.kept_faults()
    if pre:
        lender.faults()
    deal = mortgaged()
    fill(deal)
    made = asked(deal, bank_of(deal))
    work()
    lender.say(made, "pre_approve")
    if pre:
        accept_offer(made)
        hand_in_all(deal, made)
        contract(deal)
        work()
        lender.faults(**faults)
    return made


def settle_notices(lender: Lender) -> None:
    """What is on its way is due now, in any order."""
    with lender.book._write() as db:
        db.execute("UPDATE notices SET due_at = abs(random() % 1000) / 1000.0 WHERE done_at IS NULL")
