"""What becomes of applications when their sale goes on, or is over."""

from uuid import UUID

from guangsha.backbone.public import require_command
from guangsha.deals.public import loan_sale
from guangsha.mortgages.domain.states import LIVE, MortgageCaseKind, MortgageState, StepWho
from guangsha.mortgages.models import Application
from guangsha.mortgages.services.applications import RETRACTABLE, go_formal, take_back
from guangsha.mortgages.services.cases import open_case
from guangsha.mortgages.services.steps import take


def sale_moved(*, subscription_id: UUID) -> None:
    """The sale took another state: a signed contract lets the chosen bank be asked formally; the end of it ends what was asked.

    What is signed with a bank already is a case: the loan contract is to be ended with the bank. Again changes nothing.
    """
    require_command()
    sale = loan_sale(subscription_id)
    rows = Application.objects.filter(dossier__subscription=subscription_id, state__in=LIVE).order_by("pk")
    if sale is not None:
        for application_id in rows.filter(state=MortgageState.CHOSEN).values_list("pk", flat=True):
            go_formal(application_id=application_id, sale=sale)
        return
    for application_id in list(rows.values_list("pk", flat=True)):
        application = take(application_id, *RETRACTABLE)
        if application is not None:
            take_back(application, who=StepWho.SYSTEM, note="sale_over")
            continue
        signed = take(application_id, MortgageState.SIGNED)
        if signed is not None:
            told = {"state": signed.state, "number": signed.number}
            open_case(kind=MortgageCaseKind.SALE_OVER, cause=f"sale:{application_id}", application=signed, details=told)
