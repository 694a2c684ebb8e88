"""Every write to an application's state, and the step that is kept of it."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now

from guangsha.backbone.public import audit, emit
from guangsha.kit.personal import without_personal_numbers
from guangsha.mortgages.domain.errors import OfferTaken
from guangsha.mortgages.domain.events import MortgageChanged
from guangsha.mortgages.domain.states import LIVE, TAKEN, MortgageState, StepWho, before
from guangsha.mortgages.models import Application, Step


def take(application_id: UUID, *states: MortgageState) -> Application | None:
    """The application, written so that nobody else decides about it meanwhile; None when it is in none of ``states``."""
    rows = Application.objects.filter(pk=application_id, state__in=states)
    if rows.update(revision=F("revision") + 1) != 1:
        return None
    return Application.objects.select_related("dossier", "bank").get(pk=application_id)


def move(
    application: Application,
    state: MortgageState,
    *,
    who: StepWho,
    actor_id: UUID | None = None,
    amount_fen: int | None = None,
    note: str = "",
    **values: Any,
) -> bool:
    """Take it to ``state`` where the table of states allows it, and keep the step; False when somebody else was first.

    The accepted offer is guarded by its unique key. Raises OfferTaken.
    """
    kept: dict[str, Any] = {"taken_dossier": application.dossier_id} if state in TAKEN else {}
    if state in {MortgageState.PRE_APPROVED, MortgageState.REFUSED, MortgageState.WITHDRAWN}:
        kept = {"taken_dossier": None}
    if state not in LIVE:
        kept |= {"live_key": None, "ended_at": Now()}
    rows = Application.objects.filter(pk=application.pk, state__in=before(state))
    try:
        with transaction.atomic():
            if rows.update(state=state, revision=F("revision") + 1, **kept, **values) != 1:
                return False
    except IntegrityError as error:
        raise OfferTaken() from error
    application.state = str(state)
    keep(application, str(state), who=who, actor_id=actor_id, amount_fen=amount_fen, note=note)
    return True


def keep(
    application: Application,
    what: str,
    *,
    who: StepWho,
    actor_id: UUID | None = None,
    amount_fen: int | None = None,
    note: str = "",
) -> None:
    """What happened is kept: in the status history, in the audit trail, and told to the others."""
    Step.objects.create(
        application=application,
        state=what,
        who=who,
        actor_id=actor_id,
        amount_fen=amount_fen,
        note=without_personal_numbers(note[:200]),
    )
    data = {"bank": str(application.bank_id), "note": note[:200], "amount_fen": amount_fen}
    audit(action=f"mortgages.application.{what}", target=f"mortgage:{application.pk}", data=data)
    emit(MortgageChanged(application_id=str(application.pk), state=str(application.state)))
