"""The mortgage of a sale as its buyers see it."""

from collections.abc import Sequence
from uuid import UUID

from guangsha.deals.public import LoanBuyer, TimelineEntry, Who, loan_sale
from guangsha.kit.errors import NotFound
from guangsha.mortgages.domain.consent import ConsentText, Language, consent_text
from guangsha.mortgages.domain.facts import Answers, ApplicantFacts, MortgageFacts
from guangsha.mortgages.domain.states import NOBODYS_FAULT, MortgageState, RefusalCause, StepWho
from guangsha.mortgages.models import Applicant, Application, Bank, Dossier, Step
from guangsha.mortgages.selectors.applications import application_facts, application_rows, bank_facts
from guangsha.mortgages.services.applications import bank_name, home_name
from guangsha.vault.public import mask_person_name

DEFAULT_YEARS = 30


def own_mortgage(*, subscription_id: UUID, person_id: UUID) -> MortgageFacts:
    """For each buyer who takes part; what others said about themselves is not theirs to see. Raises NotFound."""
    sale = loan_sale(subscription_id)
    if sale is None or person_id not in {sale.person_id, *(one.person_id for one in sale.buyers)}:
        raise NotFound("subscription")
    dossier = Dossier.objects.filter(subscription=subscription_id).first()
    rows = {one.line: one for one in Applicant.objects.filter(dossier=dossier)} if dossier else {}
    owner = sale.person_id == person_id
    banks = Bank.objects.filter(project=sale.project_id, active=True).order_by("name", "pk")
    applications = application_rows().filter(dossier=dossier).order_by("pk") if dossier else []
    return MortgageFacts(
        sale=sale,
        owner=owner,
        revision=dossier.revision if dossier else 0,
        years=dossier.years if dossier else DEFAULT_YEARS,
        applicants=tuple(_applicant(one, rows.get(one.line), owner, person_id) for one in sale.buyers),
        banks=tuple(bank_facts(one) for one in banks),
        applications=tuple(application_facts(one, sale=sale) for one in applications),
    )


def subscription_of(*, application_id: UUID, person_id: UUID) -> UUID:
    """The sale of an application of which one is a buyer. Raises NotFound."""
    row = Application.objects.select_related("dossier").filter(pk=application_id).first()
    if row is None:
        raise NotFound("mortgage")
    subscription_id = row.dossier.subscription_id
    own_mortgage(subscription_id=subscription_id, person_id=person_id)
    return subscription_id


def _applicant(buyer: LoanBuyer, row: Applicant | None, owner: bool, person_id: UUID) -> ApplicantFacts:
    answers = Answers(row.employer, row.income, row.marital, row.loans) if row is not None else None
    mine = buyer.person_id == person_id
    return ApplicantFacts(
        line=buyer.line,
        name=mask_person_name(buyer.full_name.reveal()) if buyer.full_name is not None else "",
        mine=mine,
        confirmed=buyer.person_id is not None,
        borrows=row is not None,
        complete=answers is not None and answers.complete,
        answers=answers if owner or mine else None,
    )


def consent_of(*, application_id: UUID, person_id: UUID, language: Language) -> ConsentText:
    """The words that an applicant agrees to. Raises NotFound."""
    rows = Application.objects.select_related("bank", "dossier")
    row = rows.filter(pk=application_id, dossier__applicants__person_id=person_id).first()
    if row is None:
        raise NotFound("mortgage")
    return consent_text(language, bank=bank_name(row.bank, language), home=home_name(row, language))


def no_fault(subscription_id: UUID) -> str | None:
    """Why a sale cannot go on for a reason that neither side answers for: every bank that was asked refused, none of them because
    of the buyer; None: there is no such reason. Two queries.
    """
    rows = Application.objects.filter(dossier__subscription=subscription_id)
    if rows.exclude(live_key=None).exists():
        return None
    told = list(rows.filter(state=MortgageState.REFUSED).order_by("-ended_at").values_list("cause", flat=True))
    if not told or rows.filter(state=MortgageState.DISBURSED).exists():
        return None
    if any(RefusalCause(cause or "other") not in NOBODYS_FAULT for cause in told):
        return None
    return f"mortgage_refused:{told[0]}"


TOLD = frozenset(str(one) for one in MortgageState) - {str(MortgageState.DRAFT)}
WHO = {StepWho.BUYER: Who.BUYER, StepWho.HOUSE: Who.HOUSE, StepWho.BANK: Who.PROVIDER, StepWho.SYSTEM: Who.SYSTEM}


def timeline_lines(subscription_ids: Sequence[UUID]) -> dict[UUID, list[TimelineEntry]]:
    """What deals show of mortgages: each change of state, with the bank. One query."""
    rows = Step.objects.filter(application__dossier__subscription__in=list(subscription_ids), state__in=TOLD)
    found: dict[UUID, list[TimelineEntry]] = {}
    for one in rows.select_related("application__bank", "application__dossier"):
        entry = TimelineEntry(
            one.at, f"mortgage_{one.state}", WHO[StepWho(one.who)], one.amount_fen, one.application.bank.name
        )
        found.setdefault(one.application.dossier.subscription_id, []).append(entry)
    return found
