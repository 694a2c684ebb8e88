"""The deposit on its way and in: the hold is kept while it is paid, and the home subscribed when it is."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from guangsha.backbone.public import require_command
from guangsha.deals.domain.states import IN_FORCE, Ending, StepKind, SubscriptionState
from guangsha.deals.domain.subscriptions import subject_of
from guangsha.deals.models import Due, Subscription
from guangsha.deals.services.steps import keep, move, take
from guangsha.inventory.public import HoldEnded, StatusConflict, extend_hold, restore_unit, subscribe_unit
from guangsha.kit.ids import parse_id
from guangsha.money.public import (
    CaseKind,
    LateAnswer,
    NotKept,
    RefundReason,
    refundable,
    report_case,
    request_refund,
    supersede_requests,
)


def payment_begins(*, subscription_id: UUID) -> datetime:
    """A payment of the deposit begins: leave its hold the time; until when it is held now. Raises NotKept."""
    require_command()
    waiting = Subscription.objects.filter(pk=subscription_id, state=SubscriptionState.AWAITING_DEPOSIT).first()
    if waiting is None:
        raise NotKept()
    try:
        return extend_hold(claim_id=waiting.claim_id)
    except HoldEnded as ended:
        raise NotKept() from ended


def deposit_paid(*, subscription_id: UUID, payment_id: UUID) -> None:
    """The deposit is in, by its event: the home is subscribed. Taking the event again changes nothing.

    When the hold ran out while the money was on its way, the home is taken back if nobody has it; else all of the money goes
    back by rule. Either of these is a case that staff see.
    """
    require_command()
    found = take(subscription_id, SubscriptionState.AWAITING_DEPOSIT)
    if found is None:
        return
    try:
        with transaction.atomic():  # what it wrote before it refused is not to stay
            subscribe_unit(claim_id=found.claim_id)
    except (HoldEnded, StatusConflict):
        _after_the_hold(found, payment_id)
        return
    move(found, SubscriptionState.SUBSCRIBED, subscribed_at=Now())
    keep(found, StepKind.SUBSCRIBED, amount_fen=found.deposit_fen)


def _after_the_hold(found: Subscription, payment_id: UUID) -> None:
    assert found.obligation_id is not None
    cause = f"late-deposit:{found.pk}"
    restored = _restore(found)
    answer = LateAnswer.RESTORE if restored else LateAnswer.REFUND
    told = {"subscription": str(found.pk), "unit": str(found.unit_id), "answer": str(answer)}
    report_case(kind=CaseKind.LATE_MONEY, cause=cause, payment_id=payment_id, details=told)
    if restored:
        return
    supersede_requests(subject=subject_of(found.pk))
    paid = refundable(obligation_id=found.obligation_id)
    if paid:
        request_refund(obligation_id=found.obligation_id, amount_fen=paid, reason=RefundReason.LATE, cause=cause)
    move(found, SubscriptionState.CANCELLED, ending=Ending.UNIT_GONE)
    keep(found, StepKind.LATE_MONEY, note=str(answer), amount_fen=paid)


def _restore(found: Subscription) -> bool:
    """Take the home back for who subscribed it, if nobody has it."""
    claim_id = restore_unit(claim_id=found.claim_id)
    if claim_id is None:
        return False
    values = {"claim_id": claim_id, "active_claim": claim_id, "ending": "", "ended_at": None}
    move(found, SubscriptionState.SUBSCRIBED, subscribed_at=Now(), **values)
    keep(found, StepKind.RESTORED, amount_fen=found.deposit_fen)
    return True


def late_money(*, subscription_id: UUID, amount_fen: int) -> LateAnswer:
    """The deposit of a cancelled subscription has come: the home again, if nobody has it and the buyer did not let it go."""
    require_command()
    found = take(subscription_id, SubscriptionState.CANCELLED, ending=Ending.EXPIRED)
    if found is not None and _restore(found):
        return LateAnswer.RESTORE
    ended = Subscription.objects.filter(pk=subscription_id).first()
    if ended is not None:
        keep(ended, StepKind.LATE_MONEY, note=str(LateAnswer.REFUND), amount_fen=amount_fen)
    return LateAnswer.REFUND


def is_deposit(*, subscription_id: UUID, obligation_id: UUID) -> bool:
    """Whether this is what the subscription's deposit is owed by."""
    return Subscription.objects.filter(pk=subscription_id, obligation_id=obligation_id).exists()


class Hooks:
    """What money asks of subjects that begin with ``deal:``."""

    def payment_begins(self, *, subject: str, obligation_id: UUID) -> datetime | None:
        """Keep the home while the deposit is paid; the deposit is due when that ends. Other payments need nothing kept.

        Raises NotKept.
        """
        subscription_id = deal_of(subject)
        if subscription_id is None or not is_deposit(subscription_id=subscription_id, obligation_id=obligation_id):
            return None
        return payment_begins(subscription_id=subscription_id)

    def late_money(self, *, subject: str, obligation_id: UUID, amount_fen: int) -> LateAnswer:
        """The home again, or the money back."""
        subscription_id = deal_of(subject)
        if subscription_id is None or not is_deposit(subscription_id=subscription_id, obligation_id=obligation_id):
            return LateAnswer.REFUND
        return late_money(subscription_id=subscription_id, amount_fen=amount_fen)

    def may_go_back(self, *, subject: str, obligation_id: UUID) -> bool:
        """Not the deposit and the payments of the plan while the home is being bought: contract and plan count on them.

        Late fees are no part of the price; a deal that is over or handed over counts on nothing.
        """
        key = deal_of(subject)
        if key is None:
            return True
        states = IN_FORCE - {SubscriptionState.HANDED_OVER}
        deal = Subscription.objects.filter(pk=key, state__in=states).first()
        if deal is None:
            return True
        due = Due.objects.filter(subscription=deal, obligation_id=obligation_id)
        return deal.obligation_id != obligation_id and not due.exists()


def deal_of(subject: str) -> UUID | None:
    """The subscription that money's subject names; None: another kind of subject."""
    kind, _, key = subject.partition(":")
    return parse_id(key) if kind == "deal" else None
