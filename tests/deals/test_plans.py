"""The payment plan: chosen, owed from the contract on, reminded of, dearer when late."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db.models import F

from guangsha.backbone.models import Job
from guangsha.contracts.models import Contract, Document
from guangsha.deals.domain.errors import NoSuchPlan, PlanFixed, PlansChanged
from guangsha.deals.domain.plans import DEFAULT_TERMS, PlanTerms, due_at
from guangsha.deals.domain.states import SubscriptionState
from guangsha.deals.domain.subscriptions import subject_of
from guangsha.deals.jobs import overdue, remind
from guangsha.deals.models import Due, Subscription
from guangsha.deals.public import drop_plan, owe_plan, plan_of
from guangsha.deals.selectors.plans import plans_offered
from guangsha.deals.selectors.subscriptions import own_subscription
from guangsha.deals.services.plans import choose_plan
from guangsha.deals.services.steps import move
from guangsha.deals.services.terms import publish_terms
from guangsha.inventory.public import contract_unit
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import NotFound
from guangsha.money.models import Obligation, Payment
from guangsha.money.public import ObligationState, Purpose
from guangsha.notifications.models import Notification
from tests.deals.support import as_person, hear, named_person, subscribe, subscribed
from tests.inventory.support import on_sale, refused
from tests.money.support import begin, found_broken, run, tell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


def choose(deal: Subscription, code: str, terms_hash: str = DEFAULT_TERMS.hash) -> None:
    """The buyer chooses."""
    me = deal.person_id
    as_person(me, lambda: choose_plan(subscription_id=deal.pk, person_id=me, code=code, terms_hash=terms_hash))


def contract(deal: Subscription) -> None:
    """The contract is signed: the home is sold, and the plan is owed."""
    run(
        lambda: (
            contract_unit(claim_id=deal.claim_id),
            move(deal, SubscriptionState.CONTRACTED),
            owe_plan(subscription_id=deal.pk),
        )
    )
    subject = subject_of(deal.pk)
    place = {"organisation_id": deal.organisation_id, "project_id": deal.project_id, "unit_id": deal.unit_id}
    made = Contract.objects.create(subject=subject, active_subject=subject, state="signed", **place)
    Document.objects.create(contract=made, number=1, sha256=made.pk.hex, size=1)
    hear()


def contracted(code: str) -> Subscription:
    """A home whose contract is signed, paid for by this plan."""
    deal = subscribed(on_sale()[0], named_person())
    choose(deal, code)
    contract(deal)
    return deal


def settle(obligation_id: UUID, payer_id: UUID) -> None:
    """It is paid and everybody hears so."""
    tell(begin(obligation_id, payer_id=payer_id))
    hear()


def kinds() -> list[str]:
    return list(Notification.objects.filter(kind__startswith="deals.pay").order_by("pk").values_list("kind", flat=True))


def test_a_chosen_plan_is_shown_and_replaced_until_the_contract() -> None:
    deal = subscribed(on_sale()[0], named_person())
    offered = plans_offered(person_id=deal.person_id, subscription_id=deal.pk)
    assert (offered.chosen, [one.plan.code for one in offered.plans]) == (None, ["lump", "thirds", "mortgage"])
    assert plan_of(deal.pk) == ()
    choose(deal, "lump")
    choose(deal, "thirds")
    choose(deal, "thirds")
    shown = own_subscription(deal.person_id, deal.pk)
    assert shown.plan is not None
    assert shown.next is not None
    assert (shown.plan.plan.code, shown.next.what) == ("thirds", "sign")
    assert [one.obligation_id for one in shown.plan.payments] == [None, None, None]
    assert sum(one.amount_fen for one in shown.plan.payments) == deal.price_fen - deal.deposit_fen
    assert plan_of(deal.pk) == offered.plans[1].payments
    assert [one.note for one in shown.timeline if one.kind == "plan_chosen"] == ["lump", "thirds"]
    contract(deal)
    refused(lambda: choose(deal, "lump"), PlanFixed)


def test_only_plans_that_were_read_and_exist_by_who_subscribed() -> None:
    units, her = on_sale(), named_person()
    waiting = subscribe(units[0], her)
    refused(lambda: choose(waiting, "lump"), PlanFixed)
    deal = subscribed(units[1], named_person(2))
    refused(lambda: choose(deal, "gold"), NoSuchPlan)
    refused(lambda: choose(deal, "lump", "0" * 64), PlansChanged)
    own = PlanTerms(0, DEFAULT_TERMS.plans[:1], 0, 5)
    run(lambda: publish_terms(project_id=deal.project_id, terms=own, starts_at=utc_now(), published_by=None))
    told = refused(lambda: choose(deal, "lump"), PlansChanged)
    offered = plans_offered(person_id=deal.person_id, subscription_id=deal.pk)
    assert told.data == {"terms_hash": offered.terms.hash}  # type: ignore[attr-defined]
    choose(deal, "lump", offered.terms.hash)
    refused(lambda: plans_offered(person_id=her, subscription_id=deal.pk), NotFound)


def test_the_contract_makes_the_plan_owed_once() -> None:
    deal = contracted("thirds")
    assert run(lambda: owe_plan(subscription_id=deal.pk)) == 0
    owed = Obligation.objects.exclude(purpose=Purpose.DEPOSIT).order_by("due_at")
    assert [one.purpose for one in owed] == ["down_payment", "instalment", "instalment"]
    assert sum(one.amount_fen for one in owed) + deal.deposit_fen == deal.price_fen
    assert [one.due_at for one in owed] == [due_at(one.due_on) for one in Due.objects.order_by("line")]
    assert owed[1].title.startswith("第1期分期款 · 云麓里")
    shown = own_subscription(deal.person_id, deal.pk)
    assert shown.next is not None
    assert (shown.next.what, shown.next.until) == ("pay_plan", owed[0].due_at)
    for one in owed:
        settle(one.pk, deal.person_id)
    done = own_subscription(deal.person_id, deal.pk)
    assert done.next is not None
    assert (done.paid_fen, done.next.what, done.state) == (deal.price_fen, "book_handover", "contracted")
    assert found_broken() == set()


def test_who_chose_nothing_pays_by_the_first_plan() -> None:
    deal = subscribed(on_sale()[0], named_person())
    contract(deal)
    assert [one.amount_fen for one in Due.objects.all()] == [deal.price_fen - deal.deposit_fen]


def test_a_payment_is_reminded_of_until_it_comes() -> None:
    deal = contracted("lump")
    due = Due.objects.get()
    jobs = Job.objects.filter(name__in=("deals.remind", "deals.overdue")).order_by("due_at")
    assert [(one.name, one.payload.get("days")) for one in jobs] == [
        ("deals.remind", 7), ("deals.remind", 1), ("deals.overdue", None),
    ]  # fmt: skip
    for _ in range(2):
        remind({"due": str(due.pk), "days": 7})
    assert kinds() == ["deals.payment_due"]
    settle(due.obligation_id, deal.person_id)
    remind({"due": str(due.pk), "days": 1})
    overdue({"due": str(due.pk)})
    assert kinds() == ["deals.payment_due"]


def test_a_payment_that_is_late_is_told_once_and_costs_when_it_comes() -> None:
    deal = contracted("lump")
    due = Due.objects.get()
    ago = timedelta(days=45)
    Due.objects.update(due_on=due.due_on - ago)
    Obligation.objects.filter(pk=due.obligation_id).update(due_at=F("due_at") - ago)
    for _ in range(2):
        overdue({"due": str(due.pk)})
    hear()
    assert kinds() == ["deals.payment_overdue"]
    shown = own_subscription(deal.person_id, deal.pk)
    assert shown.plan is not None
    late = shown.plan.payments[0]
    days = 45 - 15 - 1  # the plan's fifteen days; the day on which it was due was not over yet
    assert (late.overdue, late.late_fen) == (True, late.amount_fen * 10 * days // 100_000)
    settle(due.obligation_id, deal.person_id)
    fee = Obligation.objects.get(purpose=Purpose.FEE)
    assert (fee.amount_fen, fee.state) == (late.late_fen, ObligationState.OPEN)
    hear()
    settle(fee.pk, deal.person_id)
    assert Obligation.objects.filter(purpose=Purpose.FEE).count() == 1
    following = own_subscription(deal.person_id, deal.pk).next
    assert following is not None
    assert following.what == "book_handover"
    assert found_broken() == set()


def test_a_contract_that_is_over_ends_what_is_owed_by_its_plan() -> None:
    deal = contracted("thirds")
    first = Due.objects.order_by("line")[0]
    settle(first.obligation_id, deal.person_id)
    assert run(lambda: drop_plan(subscription_id=deal.pk, reason="void")) == 2
    states = [Obligation.objects.get(pk=one.obligation_id).state for one in Due.objects.order_by("line")]
    assert states == ["paid", "cancelled", "cancelled"]


def test_money_for_a_dropped_payment_goes_back_and_restores_nothing() -> None:
    deal = contracted("lump")
    due = Due.objects.get()
    under_way = begin(due.obligation_id, payer_id=deal.person_id)
    run(lambda: drop_plan(subscription_id=deal.pk, reason="void"))
    tell(under_way)
    hear()
    assert Payment.objects.get(pk=under_way).refunds.count() == 1
    assert found_broken() == set()
