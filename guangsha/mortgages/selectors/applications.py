"""Applications as values, with documents, history and whose turn it is."""

from collections.abc import Sequence
from typing import Any

from django.db.models.functions import Now

from guangsha.deals.public import LoanSale
from guangsha.mortgages.domain.facts import ApplicationFacts, BankFacts, StepFacts
from guangsha.mortgages.domain.states import AT_BANK, MortgageState, RefusalCause, StepWho
from guangsha.mortgages.domain.terms import BankTerms, Product, product_from
from guangsha.mortgages.domain.turns import Situation, turn_of
from guangsha.mortgages.models import Application, Bank, Dossier
from guangsha.mortgages.ports import channel_called
from guangsha.mortgages.selectors.papers import papers_from


def bank_facts(row: Bank) -> BankFacts:
    """A bank as a value."""
    products = tuple(product_from(one) for one in row.products)
    return BankFacts(
        row.pk, row.channel, BankTerms(row.code, row.name, row.name_en, products, row.active), row.revision
    )


def application_rows() -> Any:
    """Applications with all that their facts need. Six queries."""
    return (
        Application.objects.annotate(clock=Now())
        .select_related("bank", "dossier")
        .prefetch_related("steps", "consents", "dossier__applicants", "dossier__documents")
    )


def is_complete(dossier: Dossier) -> bool:
    """Whether every applicant has said everything."""
    applicants = dossier.applicants.all()
    return bool(applicants) and all(
        None not in (one.employer, one.income, one.marital, one.loans) for one in applicants
    )


def application_facts(row: Any, *, sale: LoanSale | None) -> ApplicationFacts:
    """A row of ``application_rows`` as a value; ``sale`` None: it is over. No query."""
    applicants = list(row.dossier.applicants.all())
    documents = tuple(papers_from(row, applicants, list(row.dossier.documents.all())))
    consents = tuple(sorted(one.line for one in row.consents.all()))
    state = MortgageState(row.state)
    offered = state is MortgageState.PRE_APPROVED
    expired = offered and row.valid_until is not None and row.valid_until <= row.clock
    now = Situation(
        state=state,
        complete=is_complete(row.dossier),
        consented={one.line for one in applicants} <= set(consents),
        contracted=sale is not None and sale.contracted,
        formal=row.formal,
        paid_out=row.paid_out_at is not None,
        takeable=not expired and sale is not None and (row.offered_fen or 0) >= sale.loan_fen,
        documents=documents,
    )
    return ApplicationFacts(
        id=row.pk,
        bank=bank_facts(row.bank),
        product=Product(row.product),
        amount_fen=row.amount_fen,
        years=row.years,
        state=state,
        taken=row.taken_dossier is not None,
        formal=row.formal,
        offered_fen=row.offered_fen,
        rate_millionths=row.rate_millionths,
        valid_until=row.valid_until,
        expired=expired,
        cause=RefusalCause(row.cause) if row.cause else None,
        transfer_mark=row.transfer_mark,
        desk_url=_desk_url(row, state),
        submitted_at=row.submitted_at,
        consents=consents,
        documents=documents,
        steps=steps_of(row.steps.all()),
        turn=turn_of(now),
    )


def _desk_url(row: Any, state: MortgageState) -> str:
    channel = channel_called(row.bank.channel)
    return channel.desk_url(row.number) if channel is not None and state in AT_BANK else ""


def steps_of(rows: Sequence[Any]) -> tuple[StepFacts, ...]:
    """The history, oldest first."""
    return tuple(StepFacts(one.at, one.state, StepWho(one.who), one.amount_fen, one.note) for one in rows)
