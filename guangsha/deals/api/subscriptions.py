"""The buyer's own routes: read the rules, subscribe, follow, withdraw."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from guangsha.accounts.public import StepUpNeeded
from guangsha.backbone.public import (
    DatabaseBusy,
    KeyIn,
    OperationMismatch,
    Routes,
    acting_person,
    run_named,
    signed_in,
)
from guangsha.deals.api.answers import PRIVATE, by_amount, own_deal
from guangsha.deals.domain.errors import (
    AdultNeeded,
    AskTheHouse,
    BuyersFixed,
    ExchangeRefused,
    MinorBuyer,
    NotWithdrawable,
    RealNameNeeded,
    RulesChanged,
    SharesRefused,
    SubscribedAlready,
    TermsChanged,
)
from guangsha.deals.schemas.subscriptions import (
    ExchangeIn,
    RulesOut,
    SubscribeIn,
    SubscriptionOut,
    SubscriptionsOut,
    WithdrawIn,
)
from guangsha.deals.selectors.rules import rules_for_hold
from guangsha.deals.selectors.subscriptions import own_subscription, own_subscriptions
from guangsha.deals.services.exchange import exchange_home
from guangsha.deals.services.subscriptions import CoBuyer, open_subscription
from guangsha.deals.services.withdrawals import withdraw
from guangsha.inventory.public import (
    CoolingDown,
    HoldEnded,
    HoldingTooFast,
    HoldsAnother,
    NotOffered,
    PriceChanged,
    UnitTaken,
)
from guangsha.kit.errors import Invalid, NotFound, Unauthenticated
from guangsha.vault.public import Secret, blind_index

routes = Routes(tags=["buying"])


@routes.get(
    "/me/holds/{hold_id}/rules",
    policy=signed_in,
    response=RulesOut,
    errors=[Unauthenticated, NotFound, HoldEnded],
    operation_id="get_hold_rules",
)
def rules(request: HttpRequest, response: HttpResponse, hold_id: UUID) -> RulesOut:
    """The rules for subscribing a home that one holds: the deposit, and what of it comes back when."""
    response["Cache-Control"] = PRIVATE
    return RulesOut.of(rules_for_hold(person_id=acting_person(request)[1], hold_id=hold_id))


@routes.post(
    "/me/holds/{hold_id}/subscription",
    policy=signed_in,
    response=SubscriptionOut,
    errors=[
        Unauthenticated,
        NotFound,
        HoldEnded,
        RealNameNeeded,
        AdultNeeded,
        RulesChanged,
        Invalid,
        MinorBuyer,
        SharesRefused,
        SubscribedAlready,
        BuyersFixed,
        OperationMismatch,
        DatabaseBusy,
    ],
    operation_id="subscribe",
)
def subscribe(
    request: HttpRequest, response: HttpResponse, hold_id: UUID, body: SubscribeIn, key: KeyIn
) -> SubscriptionOut:
    """Subscribe a home that one holds, by the rules that were read. Its deposit is owed until the hold's time is up."""
    _, me = acting_person(request)
    others = [CoBuyer(Secret(one.full_name), Secret(one.id_number), one.share) for one in body.others]

    def work() -> dict[str, Any]:
        made = open_subscription(
            person_id=me, hold_id=hold_id, rules_hash=body.rules_hash, share=body.share, others=others
        )
        return {"subscription": str(made)}

    # What was asked is kept to be compared: people in it by their index only.
    people = [{"who": blind_index("deals.subscribe", f"{one.full_name}:{one.id_number}")} for one in body.others]
    shares = [body.share, *(one.share for one in body.others)]
    asked = {"hold": str(hold_id), "rules_hash": body.rules_hash, "shares": shares, "people": people}
    done = run_named(request, work, key=key, name="deals.subscribe", body=asked)
    response["Cache-Control"] = PRIVATE
    return SubscriptionOut.of(own_subscription(me, UUID(done["subscription"])), reader=me)


@routes.get(
    "/me/subscriptions",
    policy=signed_in,
    response=SubscriptionsOut,
    errors=[Unauthenticated],
    operation_id="list_own_subscriptions",
)
def list_subscriptions(request: HttpRequest, response: HttpResponse) -> SubscriptionsOut:
    """One's subscriptions, newest first."""
    response["Cache-Control"] = PRIVATE
    me = acting_person(request)[1]
    return SubscriptionsOut(items=[SubscriptionOut.of(one, reader=me) for one in own_subscriptions(me)])


@routes.get(
    "/me/subscriptions/{subscription_id}",
    policy=signed_in,
    response=SubscriptionOut,
    errors=[Unauthenticated, NotFound],
    operation_id="get_own_subscription",
)
def get_subscription(request: HttpRequest, response: HttpResponse, subscription_id: UUID) -> SubscriptionOut:
    """One of one's subscriptions: ``returns`` says what withdrawing now would give back, and until when."""
    response["Cache-Control"] = PRIVATE
    me = acting_person(request)[1]
    return SubscriptionOut.of(own_subscription(me, subscription_id), reader=me)


@routes.post(
    "/me/subscriptions/{subscription_id}/withdrawal",
    policy=signed_in,
    response=SubscriptionOut,
    errors=[
        Unauthenticated,
        NotFound,
        NotWithdrawable,
        AskTheHouse,
        TermsChanged,
        StepUpNeeded,
        OperationMismatch,
        DatabaseBusy,
    ],
    operation_id="withdraw",
)
def withdraw_from(
    request: HttpRequest, response: HttpResponse, subscription_id: UUID, body: WithdrawIn, key: KeyIn
) -> SubscriptionOut:
    """Withdraw: the home is free for others, and what was read to come back is owed to the buyer, with a due date.

    From a signed contract too, while the buyer may end it alone; presence is proved for that.
    """
    return by_amount(request, response, subscription_id, body, key=key, name="deals.withdraw", service=withdraw)


@routes.post(
    "/me/subscriptions/{subscription_id}/exchange",
    policy=signed_in,
    response=SubscriptionOut,
    errors=[
        Unauthenticated,
        NotFound,
        ExchangeRefused,
        UnitTaken,
        HoldsAnother,
        CoolingDown,
        HoldingTooFast,
        NotOffered,
        PriceChanged,
        OperationMismatch,
        DatabaseBusy,
    ],
    operation_id="exchange_home",
)
def exchange(
    request: HttpRequest, response: HttpResponse, subscription_id: UUID, body: ExchangeIn, key: KeyIn
) -> SubscriptionOut:
    """Buy another home of the project instead: the deposit is carried over, the first home is free at the same moment."""
    _, me = acting_person(request)

    def work() -> dict[str, Any]:
        exchange_home(
            subscription_id=subscription_id, person_id=me, unit_id=body.unit_id, receipt_hash=body.receipt_hash
        )
        return {}

    asked = {"subscription": str(subscription_id), **body.model_dump(mode="json")}
    run_named(request, work, key=key, name="deals.exchange", body=asked)
    return own_deal(response, me, subscription_id)
