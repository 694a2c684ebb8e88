"""Subscribing a held home, and what becomes of a subscription whose deposit never comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from guangsha.accounts.public import VerifiedIdentity, clean_identity, verified_identity
from guangsha.backbone.public import audit, require_command
from guangsha.catalog.public import named_homes
from guangsha.deals.domain.errors import (
    AdultNeeded,
    BuyersFixed,
    DepositPaid,
    MinorBuyer,
    RealNameNeeded,
    RulesChanged,
    SubscribedAlready,
)
from guangsha.deals.domain.rules import deposit_of, rules_from
from guangsha.deals.domain.states import Ending, StepKind, SubscriptionState
from guangsha.deals.domain.subscriptions import require_whole, subject_of
from guangsha.deals.models import Buyer, Subscription
from guangsha.deals.selectors.households import people_of
from guangsha.deals.selectors.links import link_of_claim
from guangsha.deals.selectors.rules import live_hold, organisation_of, rules_in_force
from guangsha.deals.services.co_buyers import is_named
from guangsha.deals.services.households import household_changed
from guangsha.deals.services.steps import keep, move, take, tell
from guangsha.deals.services.telling import tell_gone
from guangsha.inventory.public import HoldEnded, HoldFacts, hand_hold_to
from guangsha.kit.errors import Invalid
from guangsha.money.public import ObligationState, Purpose, cancel_obligation, obligation_facts, open_obligation
from guangsha.vault.public import Secret


@dataclass(frozen=True, slots=True)
class CoBuyer:
    """Somebody who buys together with who subscribes. ``share``: hundredths of a percent."""

    full_name: Secret
    id_number: Secret
    share: int


def open_subscription(
    *, person_id: UUID, hold_id: UUID, rules_hash: str, share: int, others: Sequence[CoBuyer] = ()
) -> UUID:
    """Subscribe the home of one's live hold by the rules that were read; the subscription, which awaits its deposit.

    A hold of another of the household is one's own from then on, unless they have it by an advisor's link.
    ``share``: one's own, hundredths of a percent. The deposit is owed by the hold's deadline. Subscribing the same hold again
    gives the same subscription, which until its deposit is paid has the buyers that were named last. Raises NotFound, HoldEnded,
    RealNameNeeded, AdultNeeded, RulesChanged, Invalid (a name or number that is none), MinorBuyer, SharesRefused,
    SubscribedAlready, BuyersFixed (others were named, and the deposit is paid).
    """
    require_command()
    hold = live_hold(person_id=person_id, hold_id=hold_id)
    identity = verified_identity(person_id=person_id, on=hold.as_of)
    if identity is None:
        raise RealNameNeeded()
    if not identity.adult:
        raise AdultNeeded()
    known = Subscription.objects.filter(active_claim=hold_id).first()
    rules = rules_from(known.rules) if known is not None else rules_in_force(project_id=hold.project_id, at=hold.as_of)
    if rules.hash != rules_hash:
        raise RulesChanged(rules_hash=rules.hash)
    people = [(identity, share), *_read(others, hold)]
    require_whole([part for _, part in people], [one.id_number.reveal() for one, _ in people])
    if known is not None:
        return _same(known, person_id, people)
    link = link_of_claim(hold_id)
    try:
        with transaction.atomic():
            made = Subscription.objects.create(
                claim_id=hold_id,
                active_claim=hold_id,
                unit_id=hold.unit_id,
                project_id=hold.project_id,
                organisation_id=organisation_of(hold.unit_id),
                person_id=person_id,
                price_fen=hold.price_fen,
                receipt_hash=hold.receipt_hash,
                deposit_fen=deposit_of(rules, price_fen=hold.price_fen),
                rules=rules.plain(),
                rules_hash=rules.hash,
                link_id=link[0] if link else None,
                advisor_id=link[1] if link else None,
            )
    except IntegrityError:
        return _same(Subscription.objects.get(active_claim=hold_id), person_id, people)
    if hold.person_id != person_id and link is None:
        hand_hold_to(claim_id=hold_id, person_id=person_id)
    for line, (one, part) in enumerate(people):
        _name(made, line, one, part, person_id=person_id if line == 0 else None)
    _owe(made, hold)
    tell(made.pk, SubscriptionState.AWAITING_DEPOSIT)
    keep(made, StepKind.OPENED, amount_fen=made.deposit_fen, actor_id=person_id)
    return made.pk


def _same(known: Subscription, person_id: UUID, people: Sequence[tuple[VerifiedIdentity, int]]) -> UUID:
    """The subscription there is, with ``people`` as its buyers. Who was named with the same share stays, confirmed or not."""
    if known.person_id != person_id:
        raise SubscribedAlready()
    found = take(known.pk, SubscriptionState.AWAITING_DEPOSIT)
    if found is None:
        raise HoldEnded()
    (_, own_share), *others = people
    buyers = list(Buyer.objects.filter(subscription=found).order_by("line"))
    joining, staying = [], {buyers[0].pk}
    for one, part in others:
        row = next((row for row in buyers[1:] if row.share == part and is_named(row, one)), None)
        if row is None:
            joining.append((one, part))
        else:
            staying.add(row.pk)
    if not joining and len(staying) == len(buyers) and buyers[0].share == own_share:
        return found.pk
    if found.obligation_id is None or obligation_facts(found.obligation_id).state != ObligationState.OPEN:
        raise BuyersFixed(state=found.state)
    before = people_of(found.pk)
    Buyer.objects.filter(subscription=found).exclude(pk__in=staying).delete()
    Buyer.objects.filter(pk=buyers[0].pk).update(share=own_share)
    free = buyers[-1].line + 1
    for line, (one, part) in enumerate(joining, start=free):
        _name(found, line, one, part)
    household_changed(subscription_id=found.pk, also=before)
    audit(action="deals.subscription.buyers", target=f"subscription:{found.pk}", data={"people": len(people)})
    keep(found, StepKind.BUYERS_CHANGED, actor_id=person_id)
    tell(found.pk, SubscriptionState.AWAITING_DEPOSIT)
    tell_gone(found, before - people_of(found.pk))
    return found.pk


def _name(made: Subscription, line: int, one: VerifiedIdentity, part: int, *, person_id: UUID | None = None) -> None:
    buyer = Buyer(subscription=made, line=line, share=part, person_id=person_id)
    buyer.full_name, buyer.id_number = one.full_name, one.id_number
    buyer.save(force_insert=True)


def _read(others: Sequence[CoBuyer], hold: HoldFacts) -> list[tuple[VerifiedIdentity, int]]:
    found, wrong = [], []
    for index, one in enumerate(others):
        identity = clean_identity(full_name=one.full_name, id_number=one.id_number, on=hold.as_of)
        if identity is None:
            wrong.append({"field": f"others.{index}", "message": "not_valid"})
        else:
            found.append((identity, one.share))
    if wrong:
        raise Invalid(errors=wrong)
    require_adults([(f"others.{index}", one) for index, (one, _) in enumerate(found)])
    return found


def require_adults(named: Sequence[tuple[str, VerifiedIdentity]]) -> None:
    """``named``: by which field. Raises MinorBuyer."""
    young = [{"field": field, "message": "minor"} for field, one in named if not one.adult]
    if young:
        raise MinorBuyer(errors=young)


def _owe(made: Subscription, hold: HoldFacts) -> None:
    """The deposit is owed until the hold's time is up."""
    home = named_homes(unit_ids=[hold.unit_id]).get(hold.unit_id)
    zh, en = (f" · {home.project} {home.name}", f" · {home.project_en} {home.name_en}") if home else ("", "")
    assert hold.deadline is not None
    made.obligation_id = open_obligation(
        subject=subject_of(made.pk),
        payer_id=made.person_id,
        organisation_id=made.organisation_id,
        purpose=Purpose.DEPOSIT,
        amount_fen=made.deposit_fen,
        due_at=hold.deadline,
        title=f"定金{zh}"[:120],
        title_en=f"Deposit{en}"[:120],
        cause=f"{subject_of(made.pk)}:deposit",
    )
    made.save(update_fields=["obligation_id"])


def cancel_unpaid(*, subscription_id: UUID, ending: Ending) -> bool:
    """The hold is over and the deposit has not come: nobody owes it any more. False: it has come, or this was decided already."""
    require_command()
    found = take(subscription_id, SubscriptionState.AWAITING_DEPOSIT)
    if found is None or found.obligation_id is None:
        return False
    if not cancel_obligation(obligation_id=found.obligation_id, reason=str(ending)):
        return False
    move(found, SubscriptionState.CANCELLED, ending=ending)
    keep(found, StepKind.CANCELLED, note=str(ending))
    return True


def let_go(*, hold_id: UUID, person_id: UUID) -> None:
    """The buyer lets the home of a hold go: its subscription is over with it. Raises DepositPaid, SubscribedAlready (by another
    of the household, who alone lets it go)."""
    require_command()
    waiting = Subscription.objects.filter(active_claim=hold_id, state=SubscriptionState.AWAITING_DEPOSIT).first()
    if waiting is not None and waiting.person_id != person_id:
        raise SubscribedAlready()
    if waiting is not None and not cancel_unpaid(subscription_id=waiting.pk, ending=Ending.LET_GO):
        raise DepositPaid()
