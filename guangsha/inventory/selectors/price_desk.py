"""What staff read of price rules: those published, those proposed, and what one would change."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from guangsha.accounts.public import masked_names
from guangsha.catalog.public import DeskListing, UnitFacts, desk_listing, desk_stock
from guangsha.inventory.domain.price import PricedUnit, PriceRule, RuleKind, asked
from guangsha.inventory.domain.price_desk import (
    PriceDesk,
    PriceMove,
    ProposalFacts,
    RulePreview,
    RuleWanted,
    begins,
    breaches,
    with_rule,
)
from guangsha.inventory.domain.steps import AskedState
from guangsha.inventory.models import PublishedRule, RuleProposal
from guangsha.inventory.policies import PROPOSE, PUBLISH
from guangsha.inventory.selectors.prices import priced, rule_facts
from guangsha.kit.actor import Actor
from guangsha.kit.ids import new_id
from guangsha.vault.public import Masked

LATEST = 50
LAST_NUMBER = 2_147_483_647


def published_rules(*, project_id: UUID) -> list[PriceRule]:
    """All published rules of a project, by number. One query."""
    return [rule_facts(row) for row in PublishedRule.objects.filter(project=project_id).order_by("number")]


def wanted_of(row: RuleProposal) -> RuleWanted:
    """A proposal as the price function would take it."""
    return RuleWanted(
        kind=RuleKind(row.kind) if row.kind else None,
        value=row.value,
        name=row.name,
        name_en=row.name_en,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        building_ids=frozenset(UUID(one) for one in row.building_ids),
        layout_ids=frozenset(UUID(one) for one in row.layout_ids),
        replaces=row.replaces_id,
    )


def price_desk(*, actor: Actor, project_id: UUID) -> PriceDesk:
    """The price rules of a listing. Raises NotFound. Ten queries."""
    listing = desk_listing(actor=actor, project_id=project_id)
    rows = RuleProposal.objects.filter(project=project_id)
    waiting = list(rows.filter(state=AskedState.ASKED).order_by("asked_at"))
    decided = list(rows.exclude(state=AskedState.ASKED).order_by("-decided_at")[:LATEST])
    people = {one for row in (*waiting, *decided) for one in (row.asked_by, row.decided_by) if one is not None}
    names = masked_names(people)
    buildings, units = desk_stock(project_id=project_id)
    layouts = {unit.layout_id: unit.layout_code for unit in units if unit.layout_id is not None}
    place = {"organisation_id": listing.organisation_id, "project_id": project_id}
    return PriceDesk(
        project_id=project_id,
        name=listing.name,
        name_en=listing.name_en,
        as_of=listing.as_of,
        below_percent=listing.below_percent,
        rules=tuple(published_rules(project_id=project_id)),
        proposals=tuple(_proposal(row, names, actor) for row in (*waiting, *decided)),
        buildings=tuple((one.id, one.name, one.name_en) for one in buildings),
        layouts=tuple(sorted(layouts.items(), key=lambda one: one[1])),
        may_propose=actor.may(PROPOSE, **place),
        may_publish=actor.may(PUBLISH, **place),
    )


def _proposal(row: RuleProposal, names: Mapping[UUID, Masked], actor: Actor) -> ProposalFacts:
    return ProposalFacts(
        id=row.pk,
        wanted=wanted_of(row),
        reason=row.reason,
        state=AskedState(row.state),
        asked_name=names.get(row.asked_by),
        asked_at=row.asked_at,
        decided_name=names.get(row.decided_by) if row.decided_by else None,
        decided_at=row.decided_at,
        note=row.note,
        mine=row.asked_by == actor.person_id,
    )


def preview_rule(*, actor: Actor, project_id: UUID, wanted: RuleWanted) -> RulePreview:
    """What the rule would change if it were published now. Raises NotFound. Eight queries."""
    listing = desk_listing(actor=actor, project_id=project_id)
    return preview_of(listing, desk_stock(project_id=project_id)[1], wanted)


def preview_of(listing: DeskListing, stock: list[UnitFacts], wanted: RuleWanted) -> RulePreview:
    """The same for units that were read. One query."""
    start = begins(wanted, now=listing.as_of)
    rules = published_rules(project_id=listing.id)
    after = with_rule(rules, wanted, number=LAST_NUMBER, start=start, rule_id=new_id())
    known: list[tuple[UnitFacts, PricedUnit]] = [(unit, one) for unit in stock if (one := priced(unit)) is not None]
    moves = [_move(unit, one, rules, after, start) for unit, one in known]
    changed = [one for one in moves if one.before_fen != one.after_fen]
    wrong = breaches([one for _, one in known], after, start=start, below_percent=listing.below_percent)
    return RulePreview(
        start=start,
        units=len(moves),
        changed=len(changed),
        before_fen=sum(one.before_fen for one in moves),
        after_fen=sum(one.after_fen for one in moves),
        moves=tuple(changed[:LATEST]),
        breaches=tuple(wrong[:LATEST]),
    )


def _move(
    unit: UnitFacts, known: PricedUnit, before: list[PriceRule], after: list[PriceRule], start: datetime
) -> PriceMove:
    return PriceMove(
        unit_id=unit.id,
        number=unit.number,
        building_name=unit.building_name,
        building_name_en=unit.building_name_en,
        filed_price_fen=known.filed_price_fen,
        before_fen=asked(known, before, at=start),
        after_fen=asked(known, after, at=start),
    )
