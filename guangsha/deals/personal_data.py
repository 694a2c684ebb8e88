"""What a person's right to a copy and to erasure means for holds and subscriptions.

Who bought what with whose money is kept for ten years after the sale is over: Anti-Money-Laundering Law 反洗钱法 (2024) art. 34,
which names real estate developers in art. 64. So names and numbers in a subscription are sealed with its own key, which a
closed account does not destroy; the sweep does, when the years are over.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now

from guangsha.backbone.public import StampedEvent, audit, command
from guangsha.deals.domain.buyer_changes import Change
from guangsha.deals.domain.states import BuyerChangeState, Ending, ExitState, LinkState, SubscriptionState
from guangsha.deals.models import Buyer, BuyerChange, ChangedBuyer, DealLink, Subscription
from guangsha.deals.services.steps import close_change
from guangsha.deals.services.subscriptions import cancel_unpaid
from guangsha.inventory.public import forget_holder, holds_of
from guangsha.kit.actor import system_actor
from guangsha.vault.public import (
    DataClass,
    LegalBasis,
    PersonalField,
    declare,
    declare_not_personal,
    key_store,
    mask_id_number,
    mask_person_name,
)

MAX_COPIED = 10_000
KEPT = timedelta(days=3_653)
KEPT_UNPAID = timedelta(days=30)
"""Nothing was bought: kept only as long as money may still arrive and ask for it."""
SWEEP = 100
CLERK = system_actor("deals.retention")


def declare_fields() -> None:
    """Called once at start."""
    for label, title, title_zh, mask in (
        ("deals.buyer.full_name", "name of a buyer", "购房人姓名", mask_person_name),
        ("deals.buyer.id_number", "ID number of a buyer", "购房人身份证号码", mask_id_number),
        ("deals.changedbuyer.full_name", "name of a former or coming buyer", "变更前后购房人姓名", mask_person_name),
        (
            "deals.changedbuyer.id_number",
            "ID number of a former or coming buyer",
            "变更前后购房人身份证号码",
            mask_id_number,
        ),
    ):
        declare(
            PersonalField(
                label=label,
                title=title,
                title_zh=title_zh,
                purpose="to subscribe a home and make its contract; kept ten years after the sale is over, by law",
                purpose_zh="用于认购及签订合同；依反洗钱法自交易结束起保存十年",
                basis=LegalBasis.LEGAL_DUTY,
                data_class=DataClass.SENSITIVE,
                mask=mask,
                retention_days=KEPT.days,
            )
        )
    kept = "an opaque id beside a sale that the law makes us keep; it names nobody once its person is erased"
    declare_not_personal("deals.subscription.person_id", kept)
    declare_not_personal("deals.buyer.person_id", kept)
    declare_not_personal("deals.changedbuyer.person_id", kept)
    declare_not_personal("deals.exitagreement.person_id", kept)
    declare_not_personal(
        "deals.deallink.person_id", "an opaque id of who confirmed a link; it is taken away when its person is erased"
    )


def copy_of(person_id: UUID) -> list[dict[str, Any]]:
    """One's holds and subscriptions as plain values; of co-buyers nothing but how many."""
    holds = [
        {
            "hold": str(hold.id),
            "unit": str(hold.unit_id),
            "price_fen": hold.price_fen,
            "from": hold.made_at.isoformat(),
            "until": (hold.ended_at or hold.deadline or hold.made_at).isoformat(),
            "ending": str(hold.ending or ""),
        }
        for hold in holds_of(person_id=person_id, limit=MAX_COPIED)
        if hold.person_id == person_id
    ]
    links = [
        {"link": str(one.pk), "unit": str(one.unit_id), "from": one.made_at.isoformat(), "state": one.state}
        for one in DealLink.objects.filter(Q(person_id=person_id) | Q(advisor_id=person_id)).order_by("pk")[:MAX_COPIED]
    ]
    sales = [_copied(one, person_id) for one in _subscriptions(person_id)]
    return holds + links + sales + _left(person_id)


def _left(person_id: UUID) -> list[dict[str, Any]]:
    """What is kept of somebody who left those who buy a home."""
    rows = ChangedBuyer.objects.select_related("change").filter(person_id=person_id, what=Change.LEAVES)
    return [
        {
            "was_buyer_of": str(one.subscription_id),
            "until": one.change.decided_at.isoformat() if one.change.decided_at else "",
            "full_name": one.full_name.reveal() if one.full_name is not None else "",
            "id_number": one.id_number.reveal() if one.id_number is not None else "",
            "share": one.share_before,
            "kept_by_law": "反洗钱法 art. 34: ten years after the sale is over",
        }
        for one in rows.order_by("pk")[:MAX_COPIED]
    ]


def _subscriptions(person_id: UUID) -> list[Subscription]:
    shared = Buyer.objects.filter(person_id=person_id).values("subscription_id")
    rows = Subscription.objects.filter(Q(person_id=person_id) | Q(pk__in=shared)).prefetch_related(
        "buyers", "exits__agreements", "handovers", "buyer_changes"
    )
    return list(rows.order_by("pk")[:MAX_COPIED])


def _copied(sale: Subscription, person_id: UUID) -> dict[str, Any]:
    buyers = sorted(sale.buyers.all(), key=lambda buyer: buyer.line)
    me = next((buyer for buyer in buyers if buyer.person_id == person_id), None)
    return {
        "subscription": str(sale.pk),
        "unit": str(sale.unit_id),
        "price_fen": sale.price_fen,
        "deposit_fen": sale.deposit_fen,
        "state": sale.state,
        "rules": sale.rules,
        "plan": sale.plan["code"] if sale.plan else "",
        "handovers": [
            {"at": one.opened_at.isoformat(), "state": one.state, "note": one.note} for one in sale.handovers.all()
        ],
        "asked_to_end": [
            {"at": asked.asked_at.isoformat(), "state": asked.state}
            for asked in sale.exits.all()
            if asked.asked_by == person_id
        ],
        "agreed_to_end": [
            one.agreed_at.isoformat()
            for asked in sale.exits.all()
            for one in asked.agreements.all()
            if one.person_id == person_id
        ],
        "declined_to_end": [
            {"at": asked.decided_at.isoformat() if asked.decided_at else "", "note": asked.note}
            for asked in sale.exits.all()
            if asked.state == ExitState.DECLINED and asked.decided_by == person_id
        ],
        "asked_to_change_buyers": [
            {"at": one.asked_at.isoformat(), "state": one.state, "reason": one.reason, "note": one.note}
            for one in sale.buyer_changes.all()
            if one.asked_by == person_id
        ],
        "from": sale.made_at.isoformat(),
        "full_name": me.full_name.reveal() if me is not None and me.full_name is not None else "",
        "id_number": me.id_number.reveal() if me is not None and me.id_number is not None else "",
        "share": me.share if me is not None else 0,
        "buyers": len(buyers),
        "kept_by_law": "反洗钱法 art. 34: ten years after the sale is over",
    }


def forget_person(person_id: UUID, kept: frozenset[str] = frozenset()) -> None:
    """Live holds and unpaid subscriptions are let go; ended holds are nobody's, and no
    change of buyers is asked for any more. Subscriptions stay, by law. Idempotent."""
    waiting = Subscription.objects.filter(person_id=person_id, state=SubscriptionState.AWAITING_DEPOSIT)
    for subscription_id in waiting.values_list("pk", flat=True):
        cancel_unpaid(subscription_id=subscription_id, ending=Ending.LET_GO)
    for change in BuyerChange.objects.filter(asked_by=person_id, state=BuyerChangeState.ASKED):
        close_change(change, BuyerChangeState.LAPSED)
    Buyer.objects.filter(person_id=person_id, account_closed_at=None).update(account_closed_at=Now())
    DealLink.objects.filter(person_id=person_id).update(person_id=None)
    DealLink.objects.filter(advisor_id=person_id, state=LinkState.OPEN).update(state=LinkState.CANCELLED)
    if rows := forget_holder(person_id=person_id):
        audit(action="deals.forget", target=f"person:{person_id}", data={"rows": rows})


def person_erased(event: StampedEvent) -> None:
    """Somebody's account was closed for good."""
    forget_person(UUID(event.payload["person_id"]))


def sweep(now: datetime) -> int:
    """Take away who bought what, once the law does not ask for it any more; how many subscriptions."""
    sold = Q(subscription__ended_at__lt=now - KEPT)
    never = Q(subscription__ended_at__lt=now - KEPT_UNPAID, subscription__ending__in=(Ending.EXPIRED, Ending.LET_GO))
    over = Buyer.objects.filter(sold | never).exclude(full_name__isnull=True)
    found = list(over.values_list("subscription_id", flat=True).distinct()[:SWEEP])
    if not found:
        return 0

    def work() -> None:
        for model in (Buyer, ChangedBuyer):
            model.objects.filter(subscription__in=found).update(full_name=None, id_number=None)
        audit(action="deals.retention", target="subscriptions", data={"subscriptions": len(found)})

    for subscription_id in found:
        key_store().destroy(subscription_id)  # first: a sweep that is killed here finds the rows again
    command(work, actor=CLERK)
    return len(found)
