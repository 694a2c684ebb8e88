"""The terms of a project as staff keep them, and what rules would give back day by day."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from guangsha.accounts.public import masked_names
from guangsha.catalog.public import desk_listing
from guangsha.deals.domain.plans import PlanTerms
from guangsha.deals.domain.rules import Rules, given_back
from guangsha.deals.domain.states import ProposalState
from guangsha.deals.domain.terms import ProposedTerms, PublishedTerms, TermsDesk, TermsKind, read_terms
from guangsha.deals.models import PlanSet, RuleSet, TermsProposal
from guangsha.deals.policies import PROPOSE, PUBLISH
from guangsha.deals.selectors.plans import terms_in_force, terms_of
from guangsha.deals.selectors.rules import rules_in_force, rules_of
from guangsha.kit.actor import Actor

LATEST = 50
PREVIEW_DAYS = 60


def terms_desk(*, actor: Actor, project_id: UUID) -> TermsDesk:
    """Rules and plans in force, all that were published, and the proposals. Raises NotFound. A fixed number of queries."""
    listing = desk_listing(actor=actor, project_id=project_id)
    now = listing.as_of
    rules, plans = rules_in_force(project_id=project_id, at=now), terms_in_force(project_id=project_id, at=now)
    place = {"organisation_id": listing.organisation_id, "project_id": project_id}
    return TermsDesk(
        project_id=project_id,
        name=listing.name,
        name_en=listing.name_en or listing.name,
        rules=rules,
        plans=plans,
        published=tuple(_published(project_id, rules, plans)),
        proposals=tuple(_proposals(actor, project_id)),
        may_propose=actor.may(PROPOSE, **place),
        may_publish=actor.may(PUBLISH, **place),
        as_of=now,
    )


def _published(project_id: UUID, rules: Rules, plans: PlanTerms) -> Iterable[PublishedTerms]:
    found = []
    for row in RuleSet.objects.filter(project=project_id).order_by("-number")[:LATEST]:
        terms = rules_of(row)
        found.append(PublishedTerms(terms, row.starts_at, row.published_at, terms == rules))
    for edition in PlanSet.objects.filter(project=project_id).order_by("-number")[:LATEST]:
        offered = terms_of(edition)
        found.append(PublishedTerms(offered, edition.starts_at, edition.published_at, offered == plans))
    return sorted(found, key=lambda one: one.published_at, reverse=True)


def _proposals(actor: Actor, project_id: UUID) -> list[ProposedTerms]:
    rows = list(TermsProposal.objects.filter(project=project_id).order_by("-pk")[:LATEST])
    people = {one for row in rows for one in (row.asked_by, row.decided_by) if one is not None}
    names = masked_names(people)
    return [
        ProposedTerms(
            id=row.pk,
            kind=TermsKind(row.kind),
            terms=read_terms(TermsKind(row.kind), row.body),
            starts_at=row.starts_at,
            reason=row.reason,
            state=ProposalState(row.state),
            asked_name=names.get(row.asked_by),
            asked_at=row.asked_at,
            decided_name=names.get(row.decided_by) if row.decided_by else None,
            decided_at=row.decided_at,
            note=row.note,
            mine=row.asked_by == actor.person_id,
        )
        for row in rows
    ]


def days_of(rules: Rules, *, paid_fen: int, paid_at: datetime) -> list[tuple[int, int, int]]:
    """For each day after paying: the day, what withdrawing at its end gives back in fen, and how many permille that is.

    Ends where the ladder has ended, after PREVIEW_DAYS at the latest.
    """
    last = min(PREVIEW_DAYS, -(-rules.rungs[-1].hours // 24) + 1)
    found = []
    for day in range(1, last + 1):
        at = paid_at + timedelta(days=day) - timedelta(microseconds=1)
        back = given_back(rules, paid_fen=paid_fen, paid_at=paid_at, at=at)
        found.append((day, back.amount_fen, back.permille))
    return found
