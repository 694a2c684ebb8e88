"""Co-buyers confirm themselves: each by a link of their own, and only who is the one that was named."""

import hmac
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from guangsha.accounts.public import VerifiedIdentity, verified_identity
from guangsha.backbone.public import require_command
from guangsha.deals.domain.errors import LinkOver, NotTheBuyer, RealNameNeeded
from guangsha.deals.domain.states import IN_FORCE, StepKind, SubscriptionState
from guangsha.deals.models import Buyer, Subscription
from guangsha.deals.services.households import household_changed
from guangsha.deals.services.links import fresh_code
from guangsha.deals.services.steps import keep, tell
from guangsha.inventory.public import HoldsAnother
from guangsha.kit.errors import NotFound

INVITED_FOR = timedelta(days=7)


def invite_co_buyer(*, subscription_id: UUID, person_id: UUID, line: int) -> str:
    """Who subscribed asks a co-buyer to confirm: the code of their link. Asking again ends the link before.

    Raises NotFound (no such subscription in force, no such co-buyer), LinkOver (confirmed already).
    """
    require_command()
    mine = Subscription.objects.filter(pk=subscription_id, person_id=person_id, state__in=IN_FORCE)
    clock = mine.annotate(clock=Now()).values_list("clock", flat=True).first()
    asked = Buyer.objects.filter(subscription=subscription_id, line=line, line__gt=0)
    if clock is None or not asked.exists():
        raise NotFound("co-buyer")
    code = fresh_code()
    if asked.filter(person_id=None).update(invite_code=code, invited_until=clock + INVITED_FOR) != 1:
        raise LinkOver()
    return code


def is_named(buyer: Buyer, identity: VerifiedIdentity) -> bool:
    """Whether this verified name and number are the buyer's; compared in memory, the sealed values go nowhere."""
    if buyer.full_name is None or buyer.id_number is None:
        return False
    pairs = ((buyer.full_name, identity.full_name), (buyer.id_number, identity.id_number))
    return all([hmac.compare_digest(one.reveal().encode(), other.reveal().encode()) for one, other in pairs])


def confirm_co_buyer(*, code: str, person_id: UUID) -> UUID:
    """Whoever is signed in takes part as the buyer the code was made for; the subscription. Again is the same.

    From then on they and the others who buy it are one household. Raises NotFound, LinkOver, RealNameNeeded, NotTheBuyer,
    HoldsAnother (one of them and another of the household hold a home each).
    """
    require_command()
    buyer = Buyer.objects.annotate(clock=Now()).select_related("subscription").filter(invite_code=code).first()
    if buyer is None:
        raise NotFound("invitation")
    if buyer.person_id == person_id:
        return buyer.subscription_id
    in_time = buyer.invited_until is not None and buyer.invited_until > buyer.clock
    if buyer.person_id is not None or not in_time or buyer.subscription.state not in IN_FORCE:
        raise LinkOver()
    identity = verified_identity(person_id=person_id, on=buyer.clock)
    if identity is None:
        raise RealNameNeeded()
    if not is_named(buyer, identity):
        raise NotTheBuyer()
    try:
        with transaction.atomic():
            rows = Buyer.objects.filter(pk=buyer.pk, person_id=None, invite_code=code)
            taken = rows.update(person_id=person_id, confirmed_at=Now())
    except IntegrityError as error:
        raise NotTheBuyer() from error  # somebody takes part once
    if taken != 1:
        raise LinkOver()
    if not household_changed(subscription_id=buyer.subscription_id):
        raise HoldsAnother()
    keep(buyer.subscription, StepKind.CO_BUYER, note=str(buyer.line), actor_id=person_id)
    tell(buyer.subscription_id, SubscriptionState(buyer.subscription.state))
    return buyer.subscription_id
