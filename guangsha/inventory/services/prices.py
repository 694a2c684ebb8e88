"""Publishing price rules: one proposes, another publishes; a published rule is never changed, a new one ends it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.db.models.functions import Now

from guangsha.backbone.public import at_end_of_command, audit, emit, enqueue, require_command
from guangsha.catalog.public import DeskListing, desk_listing, desk_stock, keep_coverage
from guangsha.inventory.domain.errors import (
    OwnRequest,
    PriceOutOfBand,
    RequestClosed,
    RuleOver,
    StatusConflict,
    TimeRefused,
)
from guangsha.inventory.domain.events import PricesChanged
from guangsha.inventory.domain.price_desk import RuleWanted, begins
from guangsha.inventory.domain.steps import AskedState
from guangsha.inventory.models import PublishedRule, RuleProposal
from guangsha.inventory.policies import PROPOSE, PUBLISH, require
from guangsha.inventory.selectors.price_desk import preview_of, wanted_of
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Invalid, NotFound

PRICES_JOB = "inventory.prices_changed"


def tell_prices_changed(project_id: UUID) -> None:
    """One event per project and command."""
    told = PricesChanged(project_id=str(project_id))
    at_end_of_command(f"inventory.prices_changed:{project_id}", lambda: emit(told))


def propose_rule(*, actor: Actor, project_id: UUID, wanted: RuleWanted, reason: str) -> UUID:
    """Propose a rule, or the end of one; the proposal's id. Nothing is asked differently before somebody else publishes it.

    Raises NotFound, Forbidden, TimeRefused, Invalid (buildings or layouts of others), RuleOver, PriceOutOfBand.
    """
    require_command()
    listing = desk_listing(actor=actor, project_id=project_id)
    require(actor, PROPOSE, organisation_id=listing.organisation_id, project_id=project_id)
    _require_possible(listing, wanted)
    if actor.person_id is None:
        raise OwnRequest()
    made = RuleProposal.objects.create(
        project_id=project_id,
        kind=wanted.kind or "",
        value=wanted.value,
        name=wanted.name,
        name_en=wanted.name_en,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        building_ids=sorted(str(one) for one in wanted.building_ids),
        layout_ids=sorted(str(one) for one in wanted.layout_ids),
        replaces_id=wanted.replaces,
        reason=reason[:200],
        asked_by=actor.person_id,
        asked_at=listing.as_of,
    )
    data = {"proposal": str(made.pk), "kind": wanted.kind or "end", "value": wanted.value, "reason": reason[:200]}
    audit(action="inventory.price_rule.propose", target=f"project:{project_id}", data=data)
    return made.pk


def _require_possible(listing: DeskListing, wanted: RuleWanted) -> None:
    """The rule could be published now."""
    start = begins(wanted, now=listing.as_of)
    late = wanted.starts_at is not None and wanted.starts_at <= listing.as_of
    if late or (wanted.ends_at is not None and wanted.ends_at <= start):
        raise TimeRefused()
    buildings, stock = desk_stock(project_id=listing.id)
    foreign = wanted.building_ids - {one.id for one in buildings}
    foreign |= wanted.layout_ids - {one.layout_id for one in stock if one.layout_id is not None}
    if foreign or (wanted.kind is None and wanted.replaces is None):
        raise Invalid(errors=[{"field": str(one), "message": "unknown"} for one in sorted(foreign)])
    if wanted.replaces is not None and not _running(listing.id, wanted.replaces, start).exists():
        raise RuleOver()
    wrong = preview_of(listing, stock, wanted).breaches
    if wrong:
        raise PriceOutOfBand(errors=[{"field": str(one.unit_id), "message": one.why} for one in wrong])


def _running(project_id: UUID, rule_id: UUID, start: datetime) -> Any:
    later = Q(ends_at=None) | Q(ends_at__gt=start)
    return PublishedRule.objects.filter(later, pk=rule_id, project=project_id)


def decide_rule(*, actor: Actor, project_id: UUID, proposal_id: UUID, approve: bool, note: str = "") -> UUID | None:
    """Publish the proposal, or refuse it; the rule's id when there is a new one.

    It begins when it says, and LEAD from now at the earliest. Raises NotFound, Forbidden, OwnRequest, RequestClosed,
    TimeRefused (its end is over), RuleOver, PriceOutOfBand (judged anew), StatusConflict (another rule, or the listing,
    was published in the meantime).
    """
    require_command()
    listing = desk_listing(actor=actor, project_id=project_id)
    row = _proposal(project_id, proposal_id)
    require(actor, PUBLISH, organisation_id=listing.organisation_id, project_id=project_id)
    if row.asked_by == actor.person_id:
        raise OwnRequest()
    state = AskedState.APPROVED if approve else AskedState.REFUSED
    _close(proposal_id, state, decided_by=actor.person_id, note=note[:200])
    rule = _publish(listing, row, actor) if approve else None
    data = {"proposal": str(proposal_id), "rule": rule.number if rule else 0, "reason": note[:200]}
    action = "publish" if approve else "refuse"
    audit(action=f"inventory.price_rule.{action}", target=f"project:{project_id}", data=data)
    return rule.pk if rule else None


def take_back_rule(*, actor: Actor, project_id: UUID, proposal_id: UUID) -> None:
    """Who proposed it does not want it any more. Raises NotFound (also for other people's), RequestClosed."""
    require_command()
    desk_listing(actor=actor, project_id=project_id)
    if _proposal(project_id, proposal_id).asked_by != actor.person_id:
        raise NotFound("proposal")
    _close(proposal_id, AskedState.TAKEN_BACK)
    data = {"proposal": str(proposal_id)}
    audit(action="inventory.price_rule.take_back", target=f"project:{project_id}", data=data)


def _proposal(project_id: UUID, proposal_id: UUID) -> RuleProposal:
    row = RuleProposal.objects.filter(pk=proposal_id, project=project_id).first()
    if row is None:
        raise NotFound("proposal")
    return row


def _close(proposal_id: UUID, state: AskedState, **more: Any) -> None:
    rows = RuleProposal.objects.filter(pk=proposal_id, state=AskedState.ASKED)
    if rows.update(state=state, decided_at=Now(), **more) != 1:
        raise RequestClosed(state=RuleProposal.objects.values_list("state", flat=True).get(pk=proposal_id))


def _publish(listing: DeskListing, row: RuleProposal, actor: Actor) -> PublishedRule | None:
    wanted = wanted_of(row)
    start = begins(wanted, now=listing.as_of)
    number = _edition(listing.id)  # before the rules are read: whatever is published after this takes the same number
    _require_possible(listing, _from(wanted, start))
    if not keep_coverage(project_id=listing.id, revision=listing.revision):
        raise StatusConflict()
    rule = None
    try:
        with transaction.atomic():
            if wanted.kind is not None:
                rule = PublishedRule.objects.create(
                    project_id=listing.id,
                    number=number,
                    kind=wanted.kind,
                    value=wanted.value,
                    name=wanted.name,
                    name_en=wanted.name_en,
                    starts_at=start,
                    ends_at=wanted.ends_at,
                    building_ids=row.building_ids,
                    layout_ids=row.layout_ids,
                    published_by=row.asked_by,
                    approved_by=actor.person_id,
                )
            RuleProposal.objects.filter(pk=row.pk).update(edition=number, rule=rule)
    except IntegrityError as error:
        raise StatusConflict() from error
    if wanted.replaces is not None and _running(listing.id, wanted.replaces, start).update(ends_at=start) != 1:
        raise RuleOver()
    for moment in {start, wanted.ends_at} - {None}:
        enqueue(PRICES_JOB, {"project": str(listing.id)}, after=moment - listing.as_of)  # type: ignore[operator]
    return rule


def _from(wanted: RuleWanted, start: datetime) -> RuleWanted:
    """The same beginning at ``start``: a moment that passed while it waited is made up for."""
    return RuleWanted(
        wanted.kind, wanted.value, wanted.name, wanted.name_en, start, wanted.ends_at, wanted.building_ids,
        wanted.layout_ids, wanted.replaces,
    )  # fmt: skip


def _edition(project_id: UUID) -> int:
    """The number of what is published now; two at once choose the same, and its unique key lets one of them through."""
    rules = PublishedRule.objects.filter(project=project_id).aggregate(last=Max("number"))["last"] or 0
    editions = RuleProposal.objects.filter(project=project_id).aggregate(last=Max("edition"))["last"] or 0
    return max(rules, editions) + 1
