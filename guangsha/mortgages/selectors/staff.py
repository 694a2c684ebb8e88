"""Mortgages as staff see them: of the companies and projects they work for, masked."""

from typing import Any
from uuid import UUID

from guangsha.catalog.public import desk_listing
from guangsha.deals.public import LoanSale, loan_sales
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound
from guangsha.kit.ids import parse_id
from guangsha.kit.paging import BadCursor, Page, decode_cursor, encode_cursor
from guangsha.mortgages.domain.facts import (
    BankFacts,
    CaseFacts,
    DeskApplicant,
    DeskApplication,
    DeskFilter,
    EventFacts,
)
from guangsha.mortgages.domain.states import EventOutcome, MortgageCaseKind
from guangsha.mortgages.models import Applicant, Bank, Dossier, MortgageCase
from guangsha.mortgages.policies import BANKS, HANDLE, READ, require, seen_by
from guangsha.mortgages.selectors.applications import application_facts, application_rows, bank_facts
from guangsha.vault.public import Masked, mask_person_name

SCANNED = 400
"""Whose turn it is follows from documents and contract: so many applications at most are looked through for one page."""


def applications_seen(*, actor: Actor, wanted: DeskFilter, cursor: str | None, limit: int) -> Page[DeskApplication]:
    """Applications, newest first. A fixed number of queries. Raises BadCursor."""
    rows = application_rows().filter(seen_by(actor, at="dossier__"))
    if wanted.state is not None:
        rows = rows.filter(state=wanted.state)
    if wanted.project_id is not None:
        rows = rows.filter(dossier__project=wanted.project_id)
    if cursor is not None:
        last = parse_id(str(decode_cursor(cursor, kinds=[str])[0]))
        if last is None:
            raise BadCursor
        rows = rows.filter(pk__lt=last)
    found = list(rows.order_by("-pk")[: SCANNED if wanted.turn is not None else limit + 1])
    sales = loan_sales([row.dossier.subscription_id for row in found])
    desk = [_desk(actor, row, sales.get(row.dossier.subscription_id)) for row in found]
    if wanted.turn is not None:
        desk = [one for one in desk if one.facts.turn is not None and one.facts.turn.who is wanted.turn]
    more = encode_cursor([str(desk[limit - 1].facts.id)]) if len(desk) > limit else None
    return Page(desk[:limit], more)


def application_seen(*, actor: Actor, application_id: UUID) -> DeskApplication:
    """One application with its applicants, what the bank told, and cases. Raises NotFound."""
    rows = application_rows().prefetch_related("events", "cases")
    row = rows.filter(seen_by(actor, at="dossier__"), pk=application_id).first()
    if row is None:
        raise NotFound("mortgage")
    return _desk(actor, row, loan_sales([row.dossier.subscription_id]).get(row.dossier.subscription_id), whole=True)


def _desk(actor: Actor, row: Any, sale: LoanSale | None, *, whole: bool = False) -> DeskApplication:
    dossier = row.dossier
    home = sale.home if sale is not None else None
    names = {
        one.line: mask_person_name(one.full_name.reveal()) if one.full_name is not None else ""
        for one in (sale.buyers if sale is not None else ())
    }
    applicants = sorted(dossier.applicants.all(), key=lambda one: one.line) if whole else []
    house, project = dossier.organisation_id, dossier.project_id
    return DeskApplication(
        facts=application_facts(row, sale=sale),
        deal_id=dossier.subscription_id,
        project_id=project,
        home=f"{home.project} {home.name}" if home else "",
        home_en=f"{home.project_en} {home.name_en}" if home else "",
        buyers=tuple(name for _, name in sorted(names.items())),
        loan_fen=sale.loan_fen if sale is not None else 0,
        may_handle=actor.may(HANDLE, organisation_id=house, project_id=project),
        applicants=tuple(_applicant(one, names.get(one.line, "")) for one in applicants),
        events=tuple(
            EventFacts(one.at, one.word, EventOutcome(one.outcome))
            for one in (sorted(row.events.all(), key=lambda one: one.pk) if whole else ())
        ),
        cases=tuple(_case(one) for one in (sorted(row.cases.all(), key=lambda one: one.pk) if whole else ())),
    )


def _applicant(one: Applicant, name: str) -> DeskApplicant:
    def shown(field: str) -> Masked:
        return Masked(getattr(one, field), label=f"mortgages.applicant.{field}")

    return DeskApplicant(
        one.pk, one.line, name, shown("employer"), shown("income"), shown("marital"), shown("loans")
    )  # fmt: skip


def _case(row: MortgageCase) -> CaseFacts:
    return CaseFacts(
        row.pk, row.application_id, MortgageCaseKind(row.kind), row.details, row.opened_at, row.resolved_at, row.resolution
    )  # fmt: skip


def cases_seen(*, actor: Actor) -> list[CaseFacts]:
    """Open cases, oldest first; those that belong to no company are seen by who sees all of them."""
    rows = MortgageCase.objects.filter(seen_by(actor), resolved_at=None)
    return [_case(one) for one in rows.order_by("pk")[:200]]


def banks_of_project(*, actor: Actor, project_id: UUID) -> list[BankFacts]:
    """All banks of a project, also those that are not offered now. Raises NotFound, Forbidden."""
    listing = desk_listing(actor=actor, project_id=project_id)
    require(actor, READ, organisation_id=listing.organisation_id, project_id=project_id)
    return [bank_facts(one) for one in Bank.objects.filter(project=project_id).order_by("name", "pk")]


def may_keep_banks(actor: Actor, project_id: UUID) -> bool:
    """Whether the reader may change them; the caller has checked that they may see them."""
    listing = desk_listing(actor=actor, project_id=project_id)
    return actor.may(BANKS, organisation_id=listing.organisation_id, project_id=project_id)


def serves(actor: Actor, person_id: UUID) -> bool:
    """Privacy asks whether the actor serves the subject of a sealed value: here, the dossier whose key seals it."""
    return Dossier.objects.filter(seen_by(actor), pk=person_id).exists()


def may_read_papers(actor: Actor, person_id: UUID) -> bool:
    """Privacy asks whether the actor may open documents that this person handed in."""
    return Dossier.objects.filter(seen_by(actor, HANDLE), person_id=person_id).exists()


def owner_of_applicant(row_id: UUID) -> UUID | None:
    """Whose answers stand in this row: the applicant's, or in the care of who subscribed."""
    row = Applicant.objects.select_related("dossier").filter(pk=row_id).first()
    return None if row is None else row.person_id or row.dossier.person_id
