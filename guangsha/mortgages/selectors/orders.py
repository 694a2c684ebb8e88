"""What goes to a bank about an application, read for the job that sends it."""

from uuid import UUID

from django.conf import settings

from guangsha.deals.public import loan_sale
from guangsha.mortgages.domain.states import AT_BANK, DocumentState
from guangsha.mortgages.models import Applicant, Application, BankConsent
from guangsha.mortgages.ports import Borrower, LoanOrder, Stage
from guangsha.mortgages.selectors.papers import papers_of
from guangsha.vault.public import Secret

NOTHING = Secret("")


def notify_url(channel: str) -> str:
    """Where a channel tells us what banks decided."""
    return f"{settings.PUBLIC_URL}/api/v1/mortgage-notices/{channel}"


def channel_of(application_id: UUID) -> tuple[str, str]:
    """The channel and the number of an application. Raises DoesNotExist."""
    row = Application.objects.select_related("bank").get(pk=application_id)
    return row.bank.channel, row.number


def is_at_bank(application_id: UUID) -> bool:
    """Whether the bank has still something to say."""
    return Application.objects.filter(pk=application_id, state__in=AT_BANK).exists()


def awaits_money(application_id: UUID) -> bool:
    """Whether the bank says that it has paid, and nothing has come."""
    rows = Application.objects.filter(pk=application_id, state__in=AT_BANK)
    return rows.exclude(paid_out_at=None).exists()


def order_of(application_id: UUID) -> LoanOrder | None:
    """What the bank is asked; None: nothing any more. Only of applicants who agreed to this bank."""
    row = Application.objects.select_related("bank", "dossier").filter(pk=application_id, state__in=AT_BANK).first()
    sale = loan_sale(row.dossier.subscription_id) if row is not None else None
    if row is None or sale is None:
        return None
    agreed = set(BankConsent.objects.filter(application=row).values_list("line", flat=True))
    named = {one.line: one for one in sale.buyers}
    borrowers = tuple(
        Borrower(
            line=one.line,
            full_name=named[one.line].full_name or NOTHING,
            id_number=named[one.line].id_number or NOTHING,
            employer=one.employer or NOTHING,
            income=one.income or NOTHING,
            marital=one.marital or NOTHING,
            loans=one.loans or NOTHING,
        )
        for one in Applicant.objects.filter(dossier=row.dossier_id).order_by("line")
        if one.line in agreed and one.line in named
    )
    home = f"{sale.home.project} {sale.home.name}" if sale.home is not None else str(sale.unit_id)
    return LoanOrder(
        number=row.number,
        bank=row.bank.code,
        stage=Stage.FORMAL if row.formal else Stage.PRE_APPROVAL,
        product=row.product,
        amount_fen=row.amount_fen,
        years=row.years,
        price_fen=sale.price_fen,
        home=home,
        notify_url=notify_url(row.bank.channel),
        transfer_mark=row.transfer_mark,
        borrowers=borrowers,
    )


def accepted_files(application_id: UUID) -> list[tuple[str, int, UUID]]:
    """Item, line and file of what was accepted, of applicants who agreed to this bank."""
    row = Application.objects.get(pk=application_id)
    agreed = set(BankConsent.objects.filter(application=row).values_list("line", flat=True))
    return [
        (str(one.item), one.line, one.file_id)
        for one in papers_of(row)
        if one.state is DocumentState.ACCEPTED and one.file_id is not None and one.line in agreed
    ]
