"""Applying: the form, consent by bank, one accepted offer, documents, and what a refusal means for the sale."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.db import connection
from django.db.models.functions import Now

from guangsha.deals.domain.plans import Part, PartKind, Plan, PlanKind, PlanTerms
from guangsha.deals.models import Subscription
from guangsha.deals.public import drop_plan
from guangsha.deals.services.terms import publish_terms
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Invalid, NotFound
from guangsha.kit.ids import new_id
from guangsha.kit.states import state_diagram
from guangsha.mortgages import ports
from guangsha.mortgages.domain.checklist import Item, Marital
from guangsha.mortgages.domain.errors import (
    AppliedAlready,
    BankNotOffered,
    ConsentMissing,
    ConsentOutdated,
    DocumentMoved,
    FormChanged,
    FormIncomplete,
    NoLoan,
    NotWanted,
    OfferExpired,
    OfferTaken,
    OfferTooSmall,
    StateMoved,
)
from guangsha.mortgages.domain.facts import TurnWhat
from guangsha.mortgages.domain.states import (
    DOCUMENTS,
    TRANSITIONS,
    BankWord,
    EventOutcome,
    MortgageState,
    StepWho,
    road_to,
)
from guangsha.mortgages.domain.terms import Product, ProductTerms
from guangsha.mortgages.models import Applicant, Application, BankConsent, Document, MortgageCase
from guangsha.mortgages.ports import BankNews, RefusalCause
from guangsha.mortgages.public import no_fault
from guangsha.mortgages.selectors.own import own_mortgage
from guangsha.mortgages.services import steps
from guangsha.mortgages.services.applications import choose, give_consent, submit, think_again, withdraw
from guangsha.mortgages.services.dossiers import AnswersWanted
from guangsha.mortgages.services.news import take_news
from guangsha.mortgages.services.sales import sale_moved
from guangsha.mortgages.services.steps import take
from guangsha.privacy.models import PrivateFile
from guangsha.vault.public import Secret
from tests.deals.support import as_person, hear, named_person, pay, subscribe_with, subscribed
from tests.deals.test_plans import choose as choose_plan
from tests.inventory.support import homes, on_sale, refused
from tests.money.support import found_broken, run
from tests.mortgages.support import (
    CASH,
    FUND,
    accept_offer,
    act,
    agree,
    asked,
    bank_of,
    begun,
    decide,
    fill,
    hand_in,
    mortgaged,
    state_of,
)
from tests.policy.loans import open_channel

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def channel() -> object:
    open_channel()
    yield
    ports._channels.pop("sandbox")


def news(application_id: UUID, word: BankWord, seq: int, **values: object) -> EventOutcome | None:
    """The bank tells."""
    row = Application.objects.select_related("bank").get(pk=application_id)
    told = {"number": row.number, "bank": row.bank.code, "event_id": str(new_id()), "seq": seq, "word": word, **values}
    return run(lambda: take_news(channel="sandbox", news=BankNews(**told)))  # type: ignore[arg-type]


def offered(deal: Subscription, code: str, *, short: int = 0) -> UUID:
    """An application that a bank pre-approved."""
    made = asked(deal, bank_of(deal, code))
    amount = Application.objects.get(pk=made).amount_fen - short
    assert news(made, BankWord.PRE_APPROVED, 2, amount_fen=amount) is EventOutcome.APPLIED
    return made


def turn(deal: Subscription) -> tuple[StepWho, TurnWhat] | None:
    """Who has to act about the only application, and how, as its buyer reads it."""
    found = own_mortgage(subscription_id=deal.pk, person_id=deal.person_id).applications[0].turn
    return None if found is None else (found.who, found.what)


class TestStates:
    def test_every_pair_moves_or_does_not_as_the_table_says_and_docs_draw_it(self) -> None:
        deal = mortgaged()
        fill(deal)
        made = begun(deal, bank_of(deal))
        for before in MortgageState:
            for after in MortgageState:
                rows = Application.objects.filter(pk=made)
                rows.update(state=before, taken_dossier=None, live_key="x")
                row = rows.select_related("dossier", "bank").get()
                moved = run(lambda row=row, after=after: steps.move(row, after, who=StepWho.BANK))  # type: ignore[misc]
                assert moved is (after in TRANSITIONS[before]), (before, after)
        page = Path("docs/states/mortgage.md").read_text("utf-8")
        assert state_diagram(TRANSITIONS) in page
        assert state_diagram(DOCUMENTS) in page

    def test_a_later_word_walks_the_road_and_nothing_else_does(self) -> None:
        state = MortgageState
        assert road_to(state.CHOSEN, state.SIGNED) == (state.APPROVED, state.SIGNED)
        assert road_to(state.SIGNED, state.SIGNED) == ()
        assert road_to(state.PRE_APPROVED, state.SIGNED) is None
        assert road_to(state.SIGNED, state.APPROVED) is None


class TestTerms:
    def test_terms_that_could_not_be_offered(self) -> None:
        wrong = (
            {"rate_millionths": 0},
            {"years_max": 31},
            {"ltv_permille": 1_001},
            {"cap_fen": 0},
            {"rate_text_en": ""},
        )
        for one in wrong:
            with pytest.raises(ValueError, match=r"\w"):
                replace(CASH, **one)
        with pytest.raises(ValueError, match="source"):
            replace(FUND, source="")
        assert (CASH.most_fen(199_999_999), FUND.most_fen(10**9)) == (159_000_000, 90_000_000)


class TestForm:
    def test_it_saves_itself_and_two_phones_do_not_overwrite_each_other(self) -> None:
        deal = mortgaged()
        half = AnswersWanted(0, Secret("长河机械"), None, None, None)
        assert fill(deal, half) == 1
        refused(lambda: fill(deal, half), FormChanged)
        assert fill(deal, half, revision=1) == 2
        found = own_mortgage(subscription_id=deal.pk, person_id=deal.person_id)
        assert (found.revision, found.applicants[0].complete) == (2, False)
        made = begun(deal, bank_of(deal))
        agree(made, deal.person_id)
        refused(lambda: act(made, submit), FormIncomplete)

    def test_who_may_and_what_for(self) -> None:
        deal, other = mortgaged(), named_person(7)
        with pytest.raises(NotFound):
            own_mortgage(subscription_id=deal.pk, person_id=other)
        fill(deal)
        refused(lambda: begun(deal, bank_of(deal, "b"), Product.COMBINATION), BankNotOffered)
        mixed = ProductTerms(
            Product.COMBINATION, 28_500, "3.05% / 2.6%", "3.05% / 2.6%", 30, 800, source="测试政策 2026-1"
        )
        both = bank_of(deal, "c", CASH, mixed)
        begun(deal, both)
        assert begun(deal, both) == Application.objects.get(bank=both).pk
        refused(lambda: begun(deal, both, Product.COMBINATION), AppliedAlready)
        small = bank_of(deal, "d", FUND)
        refused(lambda: begun(deal, small, Product.PROVIDENT_FUND), BankNotOffered)
        lump = subscribed(homes()[1], named_person(8))
        choose_plan(lump, "lump")
        refused(lambda: fill(lump), NoLoan)
        with pytest.raises(Invalid):
            fill(deal, AnswersWanted(3, None, None, None, None), revision=1)


class TestConsent:
    def test_nothing_goes_without_the_words_of_every_applicant(self) -> None:
        me, spouse = named_person(1), named_person(2)
        deal = subscribe_with(on_sale()[0], me, spouse)
        pay(deal)
        hear()
        choose_plan(deal, "mortgage")
        line = deal.buyers.get(line=1)
        line.person_id = spouse
        line.save(update_fields=["person_id"])
        each = [AnswersWanted(one, Secret("单位"), 9_000, Marital.MARRIED, 0) for one in (0, 1)]
        fill(deal, *each)
        made = begun(deal, bank_of(deal))
        agree(made, me)
        refused(lambda: act(made, submit), ConsentMissing)
        other = lambda: give_consent(  # noqa: E731
            application_id=made, person_id=spouse, language="zh-CN", text_hash="0" * 64
        )
        refused(lambda: as_person(spouse, other), ConsentOutdated)
        agree(made, spouse, "en")
        act(made, submit)
        act(made, submit)
        texts = {one.wording.language: one.wording.text for one in BankConsent.objects.select_related("wording")}
        assert "江南银行" in texts["zh-CN"]
        assert "Jiangnan Bank" in texts["en"]
        assert (state_of(made), found_broken()) == ("submitted", set())
        mine = own_mortgage(subscription_id=deal.pk, person_id=spouse)
        assert [one.answers is not None for one in mine.applicants] == [False, True]
        BankConsent.objects.filter(line=1).delete()
        assert found_broken() == {"nothing was sent to a bank that an applicant had not agreed to"}


class TestOffers:
    def test_one_is_accepted_and_another_after_thinking_again(self) -> None:
        deal = mortgaged()
        fill(deal)
        first, second = offered(deal, "a"), offered(deal, "b")
        accept_offer(first)
        accept_offer(first)
        refused(lambda: accept_offer(second), OfferTaken)
        act(first, think_again)
        accept_offer(second)
        assert (state_of(first), state_of(second), found_broken()) == ("pre_approved", "chosen", set())
        Application.objects.filter(pk=first).update(state="chosen")
        assert "a sale has at most one accepted offer of a bank, held by the unique key" in found_broken()

    def test_two_at_once(self) -> None:
        deal = mortgaged()
        fill(deal)
        both = [offered(deal, "a"), offered(deal, "b")]
        together, told = Barrier(2), []

        def pick(one: UUID) -> None:
            try:
                together.wait()
                as_person(deal.person_id, lambda: choose(application_id=one, person_id=deal.person_id))
                told.append("chosen")
            except OfferTaken as error:
                told.append(error.code)
            finally:
                connection.close()

        threads = [Thread(target=pick, args=(one,)) for one in both]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert sorted(told) == ["chosen", OfferTaken.code]
        assert (sorted(map(state_of, both)), found_broken()) == (["chosen", "pre_approved"], set())

    def test_less_than_the_plan_needs_cannot_be_taken(self) -> None:
        deal = mortgaged()
        fill(deal)
        made = offered(deal, "a", short=1_000_000)
        refused(lambda: accept_offer(made), OfferTooSmall)
        assert turn(deal) == (StepWho.BUYER, TurnWhat.OTHER_WAY)

    def test_a_plan_with_a_smaller_loan_makes_a_small_offer_enough(self) -> None:
        deal = mortgaged()
        fill(deal)
        loan = own_mortgage(subscription_id=deal.pk, person_id=deal.person_id).sale.loan_fen
        made = offered(deal, "a", short=loan // 3)
        refused(lambda: accept_offer(made), OfferTooSmall)
        parts = (Part(PartKind.DOWN_PAYMENT, 6_000, 7), Part(PartKind.LOAN, 4_000, 60))
        own = PlanTerms(1, (Plan("small", PlanKind.MORTGAGE, "六成首付", "60 % down", parts),), 7, 10)
        run(lambda: publish_terms(project_id=deal.project_id, terms=own, starts_at=utc_now(), published_by=None))
        choose_plan(deal, "small", own.hash)
        assert turn(deal) == (StepWho.BUYER, TurnWhat.CHOOSE)
        accept_offer(made)
        row = Application.objects.get(pk=made)
        assert (row.state, row.amount_fen < loan * 2 // 3) == ("chosen", True)

    def test_the_offer_is_good_until_its_moment_by_the_clock_of_the_database(self) -> None:
        deal = mortgaged()
        fill(deal)
        made = offered(deal, "a")
        rows = Application.objects.filter(pk=made)
        rows.update(valid_until=Now() - timedelta(seconds=1))
        refused(lambda: accept_offer(made), OfferExpired)
        assert (state_of(made), turn(deal)) == ("pre_approved", (StepWho.BUYER, TurnWhat.OTHER_WAY))
        rows.update(valid_until=Now() + timedelta(minutes=1))
        assert turn(deal) == (StepWho.BUYER, TurnWhat.CHOOSE)
        accept_offer(made)
        rows.update(valid_until=Now() - timedelta(seconds=1))
        accept_offer(made)  # accepted in time: it stays accepted
        assert (state_of(made), found_broken()) == ("chosen", set())
        act(made, think_again)
        refused(lambda: accept_offer(made), OfferExpired)
        act(made, withdraw)
        assert state_of(asked(deal, Application.objects.get().bank_id)) == "submitted"


class TestNews:
    def test_late_and_contradictory_news_is_a_case_and_never_an_effect(self) -> None:
        deal = mortgaged()
        fill(deal)
        made = offered(deal, "a")
        amount = Application.objects.get(pk=made).amount_fen
        assert news(made, BankWord.RECEIVED, 1) is EventOutcome.OLD
        assert news(made, BankWord.APPROVED, 3, amount_fen=amount) is EventOutcome.CASE  # nobody chose it
        assert news(made, BankWord.PRE_APPROVED, 4, amount_fen=amount, bank="b") is EventOutcome.CASE
        act(made, withdraw)
        assert news(made, BankWord.PRE_APPROVED, 5, amount_fen=amount) is EventOutcome.CASE
        assert news(made, BankWord.WITHDRAWN, 6) is EventOutcome.APPLIED
        unknown = BankNews("0" * 32, "a", "e", 1, BankWord.APPROVED)
        assert run(lambda: take_news(channel="sandbox", news=unknown)) is EventOutcome.CASE
        assert run(lambda: take_news(channel="sandbox", news=unknown)) is None
        assert state_of(made) == "withdrawn"
        assert sorted(MortgageCase.objects.values_list("kind", flat=True)) == [
            "contradiction", "contradiction", "contradiction", "unknown_application",
        ]  # fmt: skip
        refused(lambda: act(made, submit), StateMoved)

    def test_the_end_of_the_sale_ends_what_was_asked(self) -> None:
        deal = mortgaged()
        fill(deal)
        open_one, signed = offered(deal, "a"), offered(deal, "b")
        accept_offer(signed)
        for state in (MortgageState.APPROVED, MortgageState.SIGNED):
            run(lambda state=state: steps.move(take(signed, *MortgageState), state, who="bank"))  # type: ignore[misc,arg-type]
        run(lambda: drop_plan(subscription_id=deal.pk, reason="test"))
        Subscription.objects.filter(pk=deal.pk).update(state="withdrawn")
        for _ in range(2):
            run(lambda: sale_moved(subscription_id=deal.pk))
        assert (state_of(open_one), state_of(signed)) == ("withdrawn", "signed")
        assert [one.kind for one in MortgageCase.objects.all()] == ["sale_over"]


class TestNoFault:
    def test_only_where_every_bank_refused_and_none_because_of_the_buyer(self) -> None:
        deal = mortgaged()
        fill(deal)
        assert no_fault(deal.pk) is None
        first, second = offered(deal, "a"), offered(deal, "b")
        news(first, BankWord.REFUSED, 9, cause=RefusalCause.POLICY)
        assert no_fault(deal.pk) is None  # another bank may still lend
        news(second, BankWord.REFUSED, 9, cause=RefusalCause.QUOTA)
        assert no_fault(deal.pk) == "mortgage_refused:quota"
        third = offered(deal, "c")
        news(third, BankWord.REFUSED, 9, cause=RefusalCause.CREDIT)
        assert no_fault(deal.pk) is None
        assert found_broken() == set()


class TestDocuments:
    def test_uploaded_replaced_sent_back_accepted(self) -> None:
        deal = mortgaged()
        fill(deal)
        made = begun(deal, bank_of(deal))
        first = hand_in(deal, Item.INCOME)
        file = Document.objects.get().file_id
        assert hand_in(deal, Item.INCOME) == first
        assert PrivateFile.objects.get(pk=file).expires_at is not None
        refused(lambda: hand_in(deal, Item.MARRIAGE), NotWanted)  # never married
        with pytest.raises(Invalid):
            decide(made, first, accept=False)
        decide(made, first, accept=False, reason="看不清，请致电 13800138000")
        assert Document.objects.get().reason == "看不清，请致电 ***"
        hand_in(deal, Item.INCOME)
        decide(made, first)
        refused(lambda: hand_in(deal, Item.INCOME), DocumentMoved)
        refused(lambda: decide(made, first), DocumentMoved)
        assert Applicant.objects.get().employer is not None
