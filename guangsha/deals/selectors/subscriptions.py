"""Subscriptions as their buyers see them, with home, money, steps and what comes next."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import Now

from guangsha.backbone.public import SWEEP
from guangsha.catalog.public import NamedHome, named_homes
from guangsha.contracts.public import ContractFacts, ContractState, contracts_of_subjects, sent_steps
from guangsha.deals.domain.handover import HandoverFacts, HandoverPlanned, Sheet
from guangsha.deals.domain.rules import GivenBack, ladder, rules_from
from guangsha.deals.domain.states import IN_FORCE, BuyerChangeState, Ending, ExitState, HandoverState, SubscriptionState
from guangsha.deals.domain.subscriptions import BuyerFacts, ExitFacts, SubscriptionFacts, TimelineEntry, subject_of
from guangsha.deals.models import Buyer, Subscription
from guangsha.deals.ports import entries_elsewhere
from guangsha.deals.selectors.buyer_changes import newest_change
from guangsha.deals.selectors.handover import planned, projects_with_times
from guangsha.deals.selectors.plans import chosen_plan
from guangsha.deals.selectors.timeline import next_step, timeline
from guangsha.deals.selectors.withdrawals import returned
from guangsha.kit.errors import NotFound
from guangsha.money.public import ObligationState, SubjectMoney, money_of_subjects
from guangsha.vault.public import mask_person_name

LISTED = 20


def own_subscriptions(person_id: UUID) -> list[SubscriptionFacts]:
    """One's subscriptions, newest first, also those in which one takes part as a co-buyer. A fixed number of queries."""
    return facts_of(subscription_rows().filter(_of(person_id)).order_by("-made_at", "-pk")[:LISTED])


def own_subscription(person_id: UUID, subscription_id: UUID) -> SubscriptionFacts:
    """One of them. Raises NotFound: not there, or somebody else's."""
    found = facts_of(subscription_rows().filter(_of(person_id), pk=subscription_id))
    if not found:
        raise NotFound("subscription")
    return found[0]


def lapsed_subscriptions(passing: Collection[UUID] = ()) -> list[UUID]:
    """SWEEP at most, not of ``passing``, that await a deposit and whose hold has ended, oldest first. One query."""
    rows = Subscription.objects.filter(state=SubscriptionState.AWAITING_DEPOSIT, claim__active_unit=None)
    return list(rows.exclude(pk__in=passing).order_by("pk").values_list("pk", flat=True)[:SWEEP])


def _of(person_id: UUID) -> Q:
    """Whose it is: who subscribed, and co-buyers who confirmed."""
    shared = Buyer.objects.filter(person_id=person_id).values("subscription_id")
    return Q(person_id=person_id) | Q(pk__in=shared)


def subscription_rows() -> Any:
    """Subscriptions with what their facts need."""
    return (
        Subscription.objects.annotate(clock=Now(), hold_until=F("claim__deadline"))
        .select_related("claim")
        .prefetch_related(
            "buyers", "steps", "dues", "exits__agreements", "handovers", "visits__slot", "buyer_changes__lines"
        )
    )


def facts_of(rows: Sequence[Any], *, in_list: bool = False) -> list[SubscriptionFacts]:
    """The facts of rows of ``subscription_rows``. ``in_list``: without what a withdrawal gives back."""
    found = list(rows)
    homes = named_homes(unit_ids=[row.unit_id for row in found])
    subjects = [subject_of(row.pk) for row in found]
    money, contracts, steps = money_of_subjects(subjects), contracts_of_subjects(subjects), sent_steps(subjects)
    elsewhere = entries_elsewhere([row.pk for row in found])
    times = projects_with_times({row.project_id for row in found if row.state == SubscriptionState.CONTRACTED})
    return [
        _fact(
            row,
            homes.get(row.unit_id),
            money.get(one, SubjectMoney()),
            contracts.get(one),
            timeline(
                list(row.steps.all()), money.get(one, SubjectMoney()), steps.get(one, []), elsewhere.get(row.pk, [])
            ),
            planned=planned(row, times),
            returns=None if in_list else returned(row, at=row.clock),
        )
        for row, one in zip(found, subjects, strict=True)
    ]


def _fact(
    row: Any,
    home: NamedHome | None,
    money: SubjectMoney,
    contract: ContractFacts | None,
    told: tuple[TimelineEntry, ...],
    *,
    planned: HandoverPlanned,
    returns: GivenBack | None,
) -> SubscriptionFacts:
    state, rules = SubscriptionState(row.state), rules_from(row.rules)
    plan = chosen_plan(row, at=row.clock, owed=money.obligations)
    buyers = tuple(_buyer(one) for one in sorted(row.buyers.all(), key=lambda one: one.line))
    ending = _exit(row, kept_fen=returns.kept_fen if returns is not None else 0)
    handover, change = _handover(row), newest_change(row)
    asked_to_end = ending is not None and ending.state is ExitState.ASKED
    waits = any(not one.subscriber and one.confirmed_at is None for one in buyers)
    return SubscriptionFacts(
        id=row.pk,
        hold_id=row.claim_id,
        unit_id=row.unit_id,
        home=home,
        state=state,
        ending=Ending(row.ending) if row.ending else None,
        price_fen=row.price_fen,
        deposit_fen=row.deposit_fen,
        rules=rules,
        ladder=ladder(rules, paid_fen=row.deposit_fen, paid_at=row.subscribed_at or row.clock),
        obligation_id=row.obligation_id,
        deadline=row.hold_until if state is SubscriptionState.AWAITING_DEPOSIT else None,
        made_at=row.made_at,
        subscribed_at=row.subscribed_at,
        ended_at=row.ended_at,
        contracted_at=row.contracted_at,
        returns=returns,
        exit=ending,
        buyer_change=change,
        handover=handover,
        next=next_step(
            state,
            row.hold_until,
            money,
            waits_for_buyers=waits,
            plan=plan,
            contract=contract,
            ending=asked_to_end,
            agreeing=ending is not None and bool(ending.awaited),
            changing=change is not None and change.state is BuyerChangeState.ASKED,
            handing_over=handover is not None and handover.state is HandoverState.OPEN,
            planned=planned,
            now=row.clock,
        ),
        buyers=buyers,
        plan=plan,
        paid_fen=_paid(money, in_force=state in IN_FORCE),
        project_id=row.project_id,
        organisation_id=row.organisation_id,
        person_id=row.person_id,
        advisor_id=row.advisor_id,
        timeline=told,
        contract_id=contract.id if contract is not None and contract.state is not ContractState.DRAFT else None,
        as_of=row.clock,
    )


def _paid(money: SubjectMoney, *, in_force: bool) -> int:
    """All that was paid for it; while it is in force, less what has gone back."""
    paid = [one for one in money.obligations if one.state is ObligationState.PAID]
    return sum(one.standing_fen if in_force else one.amount_fen for one in paid)


def _exit(row: Any, *, kept_fen: int) -> ExitFacts | None:
    asked = max(row.exits.all(), key=lambda one: one.pk, default=None)
    if asked is None:
        return None
    people = {one.person_id for one in asked.agreements.all() if one.kept_fen >= kept_fen}
    askable = [one for one in row.buyers.all() if one.line and one.person_id and one.account_closed_at is None]
    lines = {one.line: one.person_id for one in askable}
    agreed = tuple(sorted(line for line, person in lines.items() if person in people))
    awaited = tuple(sorted(lines.keys() - set(agreed))) if asked.state == ExitState.ASKED else ()
    return ExitFacts(ExitState(asked.state), asked.asked_at, asked.decided_at, asked.note, agreed, awaited)


def _handover(row: Any) -> HandoverFacts | None:
    last = max(row.handovers.all(), key=lambda one: one.pk, default=None)
    if last is None:
        return None
    sheet = Sheet(**{**last.sheet, "defects": tuple(last.sheet["defects"])})
    return HandoverFacts(last.pk, HandoverState(last.state), sheet, last.opened_at, last.decided_at, last.note)


def _buyer(one: Buyer) -> BuyerFacts:
    name = mask_person_name(one.full_name.reveal()) if one.full_name else ""
    confirmed = one.confirmed_at if one.line else one.subscription.made_at
    person_id = one.person_id if one.line else one.subscription.person_id
    return BuyerFacts(one.pk, one.line, name, one.share, one.line == 0, confirmed, person_id)
