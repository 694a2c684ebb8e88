"""News that fits nothing is kept where somebody sees it, until that one has dealt with it."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from guangsha.backbone.public import audit, require_command
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound
from guangsha.kit.personal import without_personal_numbers
from guangsha.mortgages.domain.errors import CaseClosed
from guangsha.mortgages.domain.states import MortgageCaseKind
from guangsha.mortgages.models import Application, MortgageCase
from guangsha.mortgages.policies import HANDLE, require, seen_by


def open_case(*, kind: MortgageCaseKind, cause: str, application: Application | None, details: dict[str, str]) -> bool:
    """Somebody has to look; the same ``cause`` again is the same case, and False."""
    require_command()
    dossier = application.dossier if application is not None else None
    try:
        with transaction.atomic():
            MortgageCase.objects.create(
                application=application,
                organisation_id=dossier.organisation_id if dossier else None,
                project_id=dossier.project_id if dossier else None,
                kind=kind,
                cause=cause[:120],
                details=details,
            )
    except IntegrityError:
        return False
    target = f"mortgage:{application.pk}" if application else "mortgage:unknown"
    audit(action="mortgages.case.open", target=target, data={"kind": str(kind), **details})
    return True


def resolve_case(*, actor: Actor, case_id: UUID, resolution: str) -> None:
    """Say how it was dealt with. Raises NotFound, Forbidden, CaseClosed."""
    require_command()
    case = MortgageCase.objects.filter(seen_by(actor), pk=case_id).first()
    if case is None:
        raise NotFound("case")
    require(actor, HANDLE, organisation_id=case.organisation_id, project_id=case.project_id)
    resolution = without_personal_numbers(resolution[:200])
    values = {"resolved_at": Now(), "resolved_by": actor.person_id, "resolution": resolution}
    if MortgageCase.objects.filter(pk=case_id, resolved_at=None).update(**values) != 1:
        raise CaseClosed()
    audit(action="mortgages.case.resolve", target=f"mortgage_case:{case_id}", data={"resolution": resolution})


def money_missing(*, application_id: UUID) -> None:
    """The bank said that it had paid, and nothing came for a day."""
    require_command()
    application = Application.objects.select_related("dossier").get(pk=application_id)
    cause = f"money:{application_id}"
    details = {"mark": application.transfer_mark, "amount_fen": str(application.amount_fen)}
    open_case(kind=MortgageCaseKind.MONEY_MISSING, cause=cause, application=application, details=details)
