"""Telling applicants how their application goes: each change once."""

from uuid import UUID

from guangsha.backbone.public import require_command
from guangsha.deals.public import loan_sale
from guangsha.kit.clock import utc_now
from guangsha.mortgages.domain.states import MortgageState
from guangsha.mortgages.models import Application
from guangsha.notifications.public import notify

S = MortgageState
TOLD = frozenset({S.DOCUMENTS_WANTED, S.PRE_APPROVED, S.REFUSED, S.APPROVED, S.SIGNED, S.DISBURSED})
SENT_BACK = "sent_back"


def tell_step(*, application_id: UUID) -> None:
    """Everything of the history that applicants are told of and have not heard yet."""
    require_command()
    found = Application.objects.select_related("dossier", "bank").filter(pk=application_id).first()
    if found is None:
        return
    sale = loan_sale(found.dossier.subscription_id)
    home = f"{sale.home.project} {sale.home.name}" if sale is not None and sale.home is not None else ""
    data = {"bank": found.bank.name, "home": home, "deal": str(found.dossier.subscription_id)}
    people = {one.person_id for one in found.dossier.applicants.all() if one.person_id is not None}
    people.add(found.dossier.person_id)
    for step in found.steps.filter(state__in=(*TOLD, SENT_BACK)):
        for person_id in sorted(people, key=str):
            kind, key = f"mortgages.{step.state}", f"mortgage:{step.pk}"
            notify(person_id=person_id, kind=kind, data=data, dedupe_key=key, now=utc_now())
