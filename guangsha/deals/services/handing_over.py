"""Handing a home over: the house opens it at the visit, the buyer confirms on their own phone, or refuses and comes again."""

from dataclasses import asdict
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from guangsha.accounts.public import require_step_up
from guangsha.backbone.public import require_command
from guangsha.deals.domain.errors import HandoverRefused, NoOpenHandover, NotYetContracted
from guangsha.deals.domain.handover import Sheet
from guangsha.deals.domain.states import ExitState, HandoverState, StepKind, SubscriptionState
from guangsha.deals.domain.subscriptions import subject_of
from guangsha.deals.models import ExitRequest, Handover, HandoverVisit, Subscription
from guangsha.deals.policies import HANDOVER, require, seen_by
from guangsha.deals.services.steps import clock, keep, move, take, tell
from guangsha.inventory.public import hand_over_unit
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound
from guangsha.kit.personal import without_personal_numbers
from guangsha.money.public import ObligationState, Purpose, obligations_of_subject


def open_handover(*, actor: Actor, deal_id: UUID, sheet: Sheet) -> UUID:
    """At the visit: what was read and given is written down, and waits for the buyer; the handover's id.

    Raises NotFound, Forbidden, NotYetContracted, HandoverRefused (nobody has come, something due is not paid, the papers that the
    law asks for were not given, the buyer asked to end the contract, or one waits already).
    """
    require_command()
    seen = Subscription.objects.filter(seen_by(actor), pk=deal_id).first()
    if seen is None:
        raise NotFound("deal")
    require(actor, HANDOVER, organisation_id=seen.organisation_id, project_id=seen.project_id)
    found = take(deal_id, SubscriptionState.CONTRACTED)
    if found is None:
        raise NotYetContracted()
    visit = HandoverVisit.objects.filter(active_subscription=deal_id, slot__starts_at__lte=Now()).first()
    if visit is None:
        raise HandoverRefused(reason="visit")
    if not sheet.papers:
        raise HandoverRefused(reason="papers")
    if ExitRequest.objects.filter(active_subscription=deal_id).exists():
        raise HandoverRefused(reason="exit")
    if due := due_now(found):
        raise HandoverRefused(reason="payments", amount_fen=due)
    defects = tuple(without_personal_numbers(one) for one in sheet.defects)
    try:
        with transaction.atomic():
            made = Handover.objects.create(
                subscription=found,
                active_subscription=deal_id,
                visit=visit,
                sheet={**asdict(sheet), "defects": defects},
                opened_by=actor.person_id,
            )
    except IntegrityError as error:
        raise HandoverRefused(reason="open") from error
    keep(found, StepKind.HANDOVER, note="opened", actor_id=actor.person_id)
    tell(deal_id, SubscriptionState.CONTRACTED)
    return made.pk


def due_now(found: Subscription) -> int:
    """What of the price and of late fees is due by now and has not come, in fen. Fees are due at once."""
    owed = [one for one in obligations_of_subject(subject_of(found.pk)) if one.state is ObligationState.OPEN]
    return sum(one.amount_fen for one in owed if one.due_at <= one.as_of or one.purpose is Purpose.FEE)


def confirm_handover(*, subscription_id: UUID, person_id: UUID, proved: Actor | None = None) -> None:
    """The buyer has the home: from now on it is handed over, and so is the deal. Confirming twice is confirming once.

    ``proved``: who has to have proved presence. Raises NotFound, NoOpenHandover, StepUpNeeded, StatusConflict.
    """
    require_command()
    mine = Subscription.objects.filter(pk=subscription_id, person_id=person_id).first()
    if mine is None:
        raise NotFound("subscription")
    if mine.state == SubscriptionState.HANDED_OVER:
        return
    found = take(subscription_id, SubscriptionState.CONTRACTED)
    if found is None:
        raise NoOpenHandover()
    if proved is not None:
        require_step_up(proved, now=clock(subscription_id))
    _decide(found, HandoverState.CONFIRMED, person_id)
    hand_over_unit(claim_id=found.claim_id)
    move(found, SubscriptionState.HANDED_OVER)
    # What the buyer asked after the handover was opened: before that nothing waited.
    asked = ExitRequest.objects.filter(active_subscription=subscription_id)
    asked.update(state=ExitState.TAKEN_BACK, active_subscription=None, decided_by=person_id, decided_at=Now())
    keep(found, StepKind.HANDOVER, note="confirmed", actor_id=person_id)


def refuse_handover(*, subscription_id: UUID, person_id: UUID, reason: str) -> None:
    """The buyer does not take the home as it is, and says why: the visit is over, and another time can be chosen.

    Raises NotFound, NoOpenHandover.
    """
    require_command()
    if not Subscription.objects.filter(pk=subscription_id, person_id=person_id).exists():
        raise NotFound("subscription")
    found = take(subscription_id, SubscriptionState.CONTRACTED)
    if found is None:
        raise NoOpenHandover()
    _decide(found, HandoverState.REFUSED, person_id, note=without_personal_numbers(reason)[:200])
    keep(found, StepKind.HANDOVER, note="refused", actor_id=person_id)
    tell(subscription_id, SubscriptionState.CONTRACTED)


def _decide(found: Subscription, state: HandoverState, person_id: UUID, **more: object) -> None:
    """By its unique key: decided about once. The visit took place: its place is not given to anybody."""
    rows = Handover.objects.filter(active_subscription=found.pk, state=HandoverState.OPEN)
    if rows.update(state=state, active_subscription=None, decided_by=person_id, decided_at=Now(), **more) != 1:
        raise NoOpenHandover()
    HandoverVisit.objects.filter(active_subscription=found.pk).update(active_subscription=None)
