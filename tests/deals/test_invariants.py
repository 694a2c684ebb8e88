"""Each invariant of sales finds what breaks it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from guangsha.contracts.models import Contract, VoidEntry
from guangsha.deals.models import Buyer, BuyerChange, ChangedBuyer, Due, Subscription
from guangsha.inventory.models import Claim, UnitRecord
from guangsha.kit.clock import utc_now
from guangsha.kit.ids import new_id
from guangsha.money.models import Obligation
from tests.deals.support import named_person, pay, subscribe, subscribed, withdrawn
from tests.inventory.support import on_sale
from tests.money.support import found_broken, owe, paid

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]

KEEPS = "a subscription in force keeps a claim that lives, one that is over keeps none"
ONE = "a unit that a buyer subscribed has exactly one subscription in force"
PAID = "a subscription in force has a deposit that is paid"
BACK = "a deposit that is paid has a subscription, or all of it goes back"
AWAITS = "no subscription awaits what came, or a hold that is over"
WHOLE = "those who buy have the whole together"
OWES = "nobody owes anything for a deal that is over"
WAITS = "a change of buyers waits before the contract only, one at a time, held by the unique key"
OTHERS = "a change of buyers makes one whole of another"
FILED = "a contract that is out for filing is void only by somebody of the house"
HOUSEHOLD = "a buyer's live hold keeps its household from another, what is subscribed does not"
CAP = "no hold is longer than its cap: a buyer's from its beginning, the house's own from now"
LONG_AGO = timedelta(hours=1)


def healthy() -> None:
    """One home subscribed, one given back, one that awaits its deposit."""
    first, second, third, *_ = on_sale()
    subscribed(first, named_person(1))
    given = subscribed(second, named_person(2))
    withdrawn(given, given.deposit_fen)
    subscribe(third, named_person(3))


def in_state(state: str) -> Subscription:
    return Subscription.objects.get(state=state)


def change(state: str, **values: object) -> None:
    Subscription.objects.filter(state=state).update(**values)


def paid_and_unheard() -> None:
    waiting = in_state("awaiting_deposit")
    pay(waiting)
    Obligation.objects.filter(pk=waiting.obligation_id).update(paid_at=utc_now() - LONG_AGO)


def bought_nothing() -> object:
    """A paid deposit whose subject is no subscription."""
    obligation, _ = paid()
    Obligation.objects.filter(pk=obligation).update(subject=f"deal:{new_id()}")
    return obligation


def cancelled_and_kept() -> None:
    Subscription.objects.filter(state="withdrawn").update(state="cancelled", obligation_id=bought_nothing())


def owed_for_nothing() -> None:
    over = in_state("withdrawn")
    rest = over.price_fen - over.deposit_fen
    obligation = owe(rest, subject=f"deal:{over.pk}")
    Due.objects.create(
        subscription=over,
        line=1,
        kind="down_payment",
        amount_fen=rest,
        due_on=utc_now().date(),
        obligation_id=obligation,
    )


def filed_and_void() -> None:
    over = in_state("withdrawn")
    place = {"organisation_id": over.organisation_id, "project_id": over.project_id, "unit_id": over.unit_id}
    contract = Contract.objects.create(subject=f"deal:{over.pk}", state="void", exported_at=utc_now(), **place)
    VoidEntry.objects.create(
        contract=contract, organisation_id=over.organisation_id, state="signed", reason="withdrawal"
    )


def asked(of: str, **values: object) -> BuyerChange:
    """A change of buyers of the subscription that is in that state."""
    one = in_state(of)
    wanted: dict[str, Any] = {"active_subscription": one.pk, "asked_by": one.person_id, "reason": "加名", **values}
    return BuyerChange.objects.create(subscription=one, **wanted)


def half_of_it_is_nobodys() -> None:
    change = asked("subscribed")
    ChangedBuyer.objects.create(
        change=change, subscription=change.subscription, line=0, what="stays", share_before=10_000, share=5_000
    )


FAULTS: dict[str, tuple[Callable[[], object], set[str]]] = {
    "the claim is gone": (lambda: change("subscribed", active_claim=None), {KEEPS, ONE}),
    "over and keeping": (lambda: change("withdrawn", active_claim=new_id()), {KEEPS}),
    "a deadline again": (
        lambda: Claim.objects.filter(pk=in_state("subscribed").claim_id).update(deadline=utc_now() + LONG_AGO),
        {KEEPS, HOUSEHOLD, CAP},
    ),
    "nobody subscribed it": (
        lambda: UnitRecord.objects.filter(pk=in_state("awaiting_deposit").unit_id).update(status="subscribed"),
        {ONE, "a unit's record stands where its last step led"},
    ),
    "never paid": (lambda: change("subscribed", obligation_id=owe()), {PAID, BACK}),
    "another amount": (lambda: change("subscribed", deposit_fen=1), {PAID}),
    "paid for nothing": (bought_nothing, {BACK}),
    "cancelled and kept": (cancelled_and_kept, {BACK}),
    "paid and unheard": (paid_and_unheard, {AWAITS}),
    "owed for nothing": (owed_for_nothing, {OWES}),
    "asked of what is over": (lambda: asked("withdrawn"), {WAITS}),
    "asked and keeping nothing": (lambda: asked("subscribed", active_subscription=None), {WAITS}),
    "decided and waiting": (lambda: asked("subscribed", state="refused"), {WAITS}),
    "half of it goes to nobody": (half_of_it_is_nobodys, {OTHERS}),
    "filed and void": (filed_and_void, {FILED}),
    "half of it is nobody's": (lambda: Buyer.objects.update(share=5_000), {WHOLE}),
}


def test_a_healthy_house_breaks_none() -> None:
    healthy()
    assert found_broken() == set()


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found(name: str) -> None:
    healthy()
    break_it, broken = FAULTS[name]
    break_it()
    assert found_broken() == broken
