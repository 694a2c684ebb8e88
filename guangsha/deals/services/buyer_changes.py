"""Change of buyers 更名: the buyer asks, the house decides; who joins, or has another share, confirms by an invitation."""

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from guangsha.accounts.public import clean_identity, require_step_up
from guangsha.backbone.public import audit, require_command
from guangsha.contracts.public import contract_of_subject, sale_may_change
from guangsha.deals.domain.buyer_changes import BuyerWanted, Change, require_change
from guangsha.deals.domain.errors import BuyerChangeClosed, BuyersFixed, BuyersSigned, ContractOut, OwnDeal
from guangsha.deals.domain.states import SIGNED, BuyerChangeState, StepKind, SubscriptionState
from guangsha.deals.domain.subscriptions import require_whole, subject_of
from guangsha.deals.models import Buyer, BuyerChange, ChangedBuyer, Subscription
from guangsha.deals.policies import SETTLE, require, seen_by
from guangsha.deals.selectors.households import people_of
from guangsha.deals.selectors.timeline import BEING_READ
from guangsha.deals.services.households import household_changed
from guangsha.deals.services.steps import clock, close_change, keep, take, tell
from guangsha.deals.services.subscriptions import require_adults
from guangsha.kit.actor import Actor
from guangsha.kit.errors import BusinessError, Invalid, NotFound
from guangsha.kit.personal import without_personal_numbers
from guangsha.vault.public import Secret


def ask_buyer_change(
    *,
    subscription_id: UUID,
    person_id: UUID,
    wanted: Sequence[BuyerWanted],
    reason: str,
    proved: Actor | None = None,
) -> None:
    """The subscriber asks that ``wanted`` buy from now on: all of them, oneself included.

    Nothing changes before the house agrees. Asking again while one waits changes nothing. Numbers of people in ``reason`` are
    struck out. ``proved``: who has to have proved presence. Raises NotFound, BuyersFixed, BuyersSigned, ContractOut, Invalid
    (a name or number that is none, who asks is missing, nothing changes), MinorBuyer, SharesRefused, StepUpNeeded.
    """
    require_command()
    mine = Subscription.objects.filter(pk=subscription_id, person_id=person_id).first()
    if mine is None:
        raise NotFound("subscription")
    found = take(subscription_id, SubscriptionState.SUBSCRIBED)
    if found is None:
        raise _fixed(mine.state)
    if BuyerChange.objects.filter(active_subscription=subscription_id).exists():
        return
    contract = contract_of_subject(subject_of(subscription_id))
    if contract is not None and contract.state in BEING_READ:
        raise ContractOut()
    if proved is not None:
        require_step_up(proved, now=clock(subscription_id))
    lines = _lines(found, wanted)
    try:
        with transaction.atomic():
            made = BuyerChange.objects.create(
                subscription=found,
                active_subscription=found.pk,
                asked_by=person_id,
                reason=without_personal_numbers(reason)[:200],
            )
    except IntegrityError:
        return
    for one in lines:
        one.change = made
        one.save(force_insert=True)
    keep(found, StepKind.BUYERS_ASKED, note=str(made.pk), actor_id=person_id)
    tell(found.pk, SubscriptionState.SUBSCRIBED)


def take_back_buyer_change(*, subscription_id: UUID, person_id: UUID) -> None:
    """Everything stays as it is. Raises NotFound, BuyerChangeClosed (nothing waits, or it was decided)."""
    require_command()
    found = Subscription.objects.filter(pk=subscription_id, person_id=person_id).first()
    if found is None:
        raise NotFound("subscription")
    waiting = BuyerChange.objects.filter(active_subscription=subscription_id).first()
    if waiting is None or not close_change(waiting, BuyerChangeState.TAKEN_BACK):
        raise _closed(subscription_id)
    keep(found, StepKind.BUYERS_TAKEN_BACK, note=str(waiting.pk), actor_id=person_id)
    tell(found.pk, SubscriptionState(found.state))


def decide_buyer_change(*, actor: Actor, deal_id: UUID, change_id: UUID, approve: bool, note: str) -> None:
    """Somebody of the house who may settle deals, neither their advisor nor one of their buyers, agrees or refuses, and why.

    ``change_id``: the request that was read. A draft of the contract is made anew from the buyers when it is offered. Numbers of
    people in ``note`` are struck out. Approving twice is approving once. Raises NotFound, Forbidden, OwnDeal, BuyerChangeClosed,
    BuyersFixed, BuyersSigned, ContractOut.
    """
    require_command()
    seen = Subscription.objects.filter(seen_by(actor), pk=deal_id).first()
    asked = BuyerChange.objects.filter(pk=change_id, subscription=deal_id).first()
    if seen is None or asked is None:
        raise NotFound("deal")
    require(actor, SETTLE, organisation_id=seen.organisation_id, project_id=seen.project_id)
    if actor.person_id in (
        seen.advisor_id,
        *Buyer.objects.filter(subscription=seen).values_list("person_id", flat=True),
    ):
        raise OwnDeal()
    said = without_personal_numbers(note)[:200]
    if approve:
        if asked.state == BuyerChangeState.DONE:
            return
        found = take(deal_id, SubscriptionState.SUBSCRIBED)
        if found is None:
            raise _fixed(Subscription.objects.values_list("state", flat=True).get(pk=deal_id))
        if not sale_may_change(subject=subject_of(deal_id)):
            raise ContractOut()
        before = people_of(deal_id)
        people = _apply(found, asked)
        household_changed(subscription_id=deal_id, also=before)
        if not close_change(asked, BuyerChangeState.DONE, decided_by=actor.person_id, note=said):
            raise _closed(deal_id)
    else:
        found, people = seen, 0
        if not close_change(asked, BuyerChangeState.REFUSED, decided_by=actor.person_id, note=said):
            raise _closed(deal_id)
    step = StepKind.BUYERS_CHANGED if approve else StepKind.BUYERS_REFUSED
    keep(found, step, note=str(asked.pk), actor_id=actor.person_id)
    tell(deal_id, SubscriptionState(found.state))
    told = {"change": str(asked.pk), "approve": approve, "reason": said, "people": people}
    audit(action="deals.buyers.decide", target=f"subscription:{deal_id}", data=told)


def _lines(found: Subscription, wanted: Sequence[BuyerWanted]) -> list[ChangedBuyer]:
    """What becomes of each, those who leave included."""
    buyers = {one.line: one for one in Buyer.objects.filter(subscription=found).order_by("line")}
    require_change({line: one.share for line, one in buyers.items()}, wanted)
    known = {one.line: one for one in wanted if one.line is not None}
    lines = [_line(found, line, one, known.get(line)) for line, one in buyers.items()]
    named = []
    numbers = [one.id_number.reveal() for line, one in buyers.items() if line in known and one.id_number is not None]
    latest = ChangedBuyer.objects.filter(subscription=found).aggregate(most=Max("line"))["most"] or 0
    free, now, wrong = max(latest, *buyers) + 1, clock(found.pk), []
    for index, one in enumerate(wanted):
        if one.line is not None:
            continue
        name, number = one.full_name or Secret(""), one.id_number or Secret("")
        identity = clean_identity(full_name=name, id_number=number, on=now)
        if identity is None:
            wrong.append({"field": f"buyers.{index}", "message": "not_valid"})
            continue
        named.append((f"buyers.{index}", identity))
        joins = ChangedBuyer(subscription=found, line=free, what=Change.JOINS, share_before=0, share=one.share)
        joins.full_name, joins.id_number = identity.full_name, identity.id_number
        lines.append(joins)
        numbers.append(identity.id_number.reveal())
        free += 1
    if wrong:
        raise Invalid(errors=wrong)
    require_adults(named)
    require_whole([one.share for one in wanted], numbers)
    return lines


def _line(found: Subscription, line: int, buyer: Buyer, wanted: BuyerWanted | None) -> ChangedBuyer:
    if wanted is not None:
        return ChangedBuyer(
            subscription=found, line=line, what=Change.STAYS, share_before=buyer.share, share=wanted.share
        )
    leaves = ChangedBuyer(subscription=found, line=line, what=Change.LEAVES, share_before=buyer.share, share=0)
    leaves.full_name, leaves.id_number = buyer.full_name, buyer.id_number
    return leaves


def _apply(found: Subscription, asked: BuyerChange) -> int:
    """The buyers are who was asked for; how many lines changed. A co-buyer who has another share now confirms that one again."""
    lines = list(ChangedBuyer.objects.filter(change=asked).order_by("line"))
    changed = [one for one in lines if one.share != one.share_before]
    touched = Buyer.objects.filter(subscription=found, line__in=[one.line for one in changed])
    # Written before it is read: who confirms at this moment is either seen here, or finds an invitation that is over.
    touched.update(invite_code=None, invited_until=None)
    people = dict(touched.values_list("line", "person_id"))
    for one in changed:
        row = Buyer.objects.filter(subscription=found, line=one.line)
        if one.what != Change.JOINS and one.line > 0:
            ChangedBuyer.objects.filter(pk=one.pk).update(person_id=people.get(one.line))
        if one.what == Change.LEAVES:
            row.delete()
        elif one.what == Change.STAYS:
            again = {"person_id": None, "confirmed_at": None} if one.line > 0 else {}
            row.update(share=one.share, **again)
        else:
            buyer = Buyer(subscription=found, line=one.line, share=one.share)
            buyer.full_name, buyer.id_number = one.full_name, one.id_number
            buyer.save(force_insert=True)
    return len(changed)


def _fixed(state: str) -> BusinessError:
    return BuyersSigned() if state in SIGNED else BuyersFixed(state=state)


def _closed(subscription_id: UUID) -> BuyerChangeClosed:
    rows = BuyerChange.objects.filter(subscription=subscription_id).order_by("-pk")
    return BuyerChangeClosed(state=rows.values_list("state", flat=True).first() or "")
