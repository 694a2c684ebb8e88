"""The form: filled in by who subscribed, saved as it is written, the same for every bank that is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from guangsha.backbone.public import audit, require_command
from guangsha.deals.public import LoanSale, loan_sale
from guangsha.kit.errors import Invalid, NotFound
from guangsha.mortgages.domain.checklist import Marital
from guangsha.mortgages.domain.errors import FormChanged, NoLoan
from guangsha.mortgages.models import Applicant, Dossier
from guangsha.vault.public import Secret


@dataclass(frozen=True, slots=True)
class AnswersWanted:
    """What is said about the buyer of this line; None: left open. Money: yuan a month."""

    line: int
    employer: Secret | None
    income: int | None
    marital: Marital | None
    loans: int | None


def own_sale(*, subscription_id: UUID, person_id: UUID) -> LoanSale:
    """The sale of who subscribed it, with its loan part. Raises NotFound, NoLoan."""
    sale = loan_sale(subscription_id)
    if sale is None or sale.person_id != person_id:
        raise NotFound("subscription")
    if not sale.loan_fen:
        raise NoLoan()
    return sale


def save_form(
    *, subscription_id: UUID, person_id: UUID, revision: int, years: int, answers: Sequence[AnswersWanted]
) -> int:
    """Keep the form as it is now, complete or not; its revision. ``revision``: of what was read, 0: none was kept.

    Who subscribed always borrows; co-buyers do where they are named. Raises NotFound, NoLoan, FormChanged, Invalid.
    """
    require_command()
    sale = own_sale(subscription_id=subscription_id, person_id=person_id)
    lines = [one.line for one in answers]
    known = {one.line: one for one in sale.buyers}
    if 0 not in lines or len(set(lines)) != len(lines) or not set(lines) <= set(known):
        raise Invalid(errors=[{"field": "applicants", "message": "each buyer once, the first one always"}])
    dossier = _take(sale, revision, years)
    Applicant.objects.filter(dossier=dossier).exclude(line__in=lines).delete()
    for one in answers:
        row = Applicant.objects.filter(dossier=dossier, line=one.line).first()
        row = row or Applicant(dossier=dossier, line=one.line)
        row.person_id = known[one.line].person_id
        row.employer = one.employer
        row.income = _said(one.income)
        row.marital = _said(one.marital)
        row.loans = _said(one.loans)
        row.save()
    audit(action="mortgages.form.save", target=f"dossier:{dossier.pk}", data={"applicants": len(lines)})
    return dossier.revision


def _said(value: object) -> Secret | None:
    return None if value is None else Secret(str(value))


def _take(sale: LoanSale, revision: int, years: int) -> Dossier:
    rows = Dossier.objects.filter(subscription=sale.subscription_id)
    if revision == 0:
        try:
            with transaction.atomic():
                return Dossier.objects.create(
                    subscription_id=sale.subscription_id,
                    project_id=sale.project_id,
                    organisation_id=sale.organisation_id,
                    person_id=sale.person_id,
                    years=years,
                )
        except IntegrityError as error:
            raise FormChanged(revision=rows.values_list("revision", flat=True).get()) from error
    if rows.filter(revision=revision).update(revision=F("revision") + 1, years=years) != 1:
        raise FormChanged(revision=rows.values_list("revision", flat=True).first() or 0)
    return rows.get()
