"""Cases: what could not be booked or went another way than usual is somebody's to look at, with a clock."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from guangsha.backbone.public import audit, emit, require_command
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound
from guangsha.money.domain.clocks import CASE_WITHIN
from guangsha.money.domain.errors import CaseResolved, TransferOpen
from guangsha.money.domain.events import CaseOpened
from guangsha.money.domain.facts import CaseKind
from guangsha.money.domain.states import CaseState, LineState
from guangsha.money.models import MoneyCase, Payment, Reconciliation, Refund, StatementEntry
from guangsha.money.policies import RESOLVE, require

UNSETTLED_LINES = (LineState.OPEN, LineState.RETURNING)


def open_case(
    *,
    kind: CaseKind,
    cause: str,
    provider: str,
    payment: Payment | None = None,
    refund: Refund | None = None,
    details: dict[str, str] | None = None,
    again: bool = False,
    run: Reconciliation | None = None,
) -> None:
    """Have somebody look; the same ``cause`` opens one case, however often it comes. ``details``: ids, codes, figures.

    ``again``: it happened once more, so a case that was resolved is open again. With ``run`` (a reconciliation) that is so
    where it had closed by itself or the figures are others now; what somebody closed with a reason stays closed.
    """
    require_command()
    try:
        with transaction.atomic():
            case = MoneyCase.objects.create(
                cause=cause,
                kind=kind,
                provider=provider,
                payment=payment,
                refund=refund,
                run=run,
                organisation_id=payment.obligation.organisation_id if payment else None,
                details=details or {},
                due_at=Now() + CASE_WITHIN,
            )
    except IntegrityError:
        resolved = MoneyCase.objects.filter(cause=cause, state=CaseState.RESOLVED)
        if run is not None:
            known = resolved.values_list("resolved_by", "details").first()
            again = known is not None and (known[0] is None or known[1] != (details or {}))
        anew = {"resolved_at": None, "resolved_by": None, "resolution": "", "details": details or {}}
        if again and resolved.update(state=CaseState.OPEN, due_at=Now() + CASE_WITHIN, **anew) == 1:
            audit(action="money.case.reopen", target=f"money_case:{cause}", data={"kind": str(kind)})
        return
    audit(action="money.case.open", target=f"money_case:{case.pk}", data={"kind": str(kind), **(details or {})})
    emit(CaseOpened(case_id=str(case.pk), kind=str(kind)))


def settle_case(*, cause: str, resolution: str) -> None:
    """What somebody had to see to has come about by itself: the case, if there is one, is closed."""
    require_command()
    waiting = MoneyCase.objects.filter(cause=cause, state=CaseState.OPEN)
    if waiting.update(state=CaseState.RESOLVED, resolved_at=Now(), resolution=resolution) == 1:
        audit(action="money.case.settle", target=f"money_case:{cause}")


def _case(actor: Actor, case_id: UUID) -> MoneyCase:
    case = MoneyCase.objects.filter(pk=case_id).first()
    if case is None:
        raise NotFound("case")
    require(actor, RESOLVE, organisation_id=case.organisation_id)
    return case


def take_case(*, actor: Actor, case_id: UUID) -> None:
    """Become the case's owner. Raises NotFound, Forbidden, CaseResolved."""
    require_command()
    case = _case(actor, case_id)
    if MoneyCase.objects.filter(pk=case.pk, state=CaseState.OPEN).update(owner_id=actor.person_id) != 1:
        raise CaseResolved()
    audit(action="money.case.take", target=f"money_case:{case_id}")


def resolve_case(*, actor: Actor, case_id: UUID, resolution: str) -> None:
    """Close the case with what was done. Raises NotFound, Forbidden, TransferOpen, CaseResolved."""
    require_command()
    case = _case(actor, case_id)
    if case.entry_id and StatementEntry.objects.filter(pk=case.entry_id, state__in=UNSETTLED_LINES).exists():
        raise TransferOpen()
    closed = {"state": CaseState.RESOLVED, "resolved_at": Now(), "resolved_by": actor.person_id}
    if MoneyCase.objects.filter(pk=case.pk, state=CaseState.OPEN).update(**closed, resolution=resolution[:200]) != 1:
        raise CaseResolved()
    audit(action="money.case.resolve", target=f"money_case:{case_id}")
