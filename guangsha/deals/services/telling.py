"""Telling people about their deals: one change, one notification to each who is concerned."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from guangsha.backbone.public import require_command
from guangsha.catalog.public import named_homes
from guangsha.deals.domain.states import StepKind, SubscriptionState
from guangsha.deals.models import ChangedBuyer, Due, Subscription, SubscriptionStep
from guangsha.kit.clock import utc_now
from guangsha.money.public import ObligationFacts, ObligationState, obligation_facts
from guangsha.notifications.public import notify

TOLD = frozenset(
    {
        SubscriptionState.SUBSCRIBED,
        SubscriptionState.CANCELLED,
        SubscriptionState.WITHDRAWN,
        SubscriptionState.CONTRACTED,
        SubscriptionState.HANDED_OVER,
    }
)

CHANGES_TOLD = frozenset(
    {StepKind.BUYERS_ASKED, StepKind.BUYERS_CHANGED, StepKind.BUYERS_REFUSED, StepKind.BUYERS_TAKEN_BACK}
)
"""Their note is the change, and who leaves by it hears of it too; none where the buyer named others before paying."""
STEPS_TOLD = (
    frozenset(
        {
            StepKind.EXCHANGED,
            StepKind.EXIT_ASKED,
            StepKind.EXIT_AGREED,
            StepKind.EXIT_DECLINED,
            StepKind.EXIT_REFUSED,
            StepKind.EXIT_TAKEN_BACK,
        }
    )
    | CHANGES_TOLD
)
"""Steps that leave the state as it is and that everybody in the deal hears of."""
VISITS_TOLD = frozenset({"opened", "refused"})


def home_name(unit_id: UUID) -> str:
    """The home by its name; its id where its listing is not public any more."""
    home = named_homes(unit_ids=[unit_id]).get(unit_id)
    return f"{home.project} {home.name}" if home else str(unit_id)


def tell_state(*, subscription_id: UUID, state: SubscriptionState) -> None:
    """The subscription is in ``state``, in which it is once: the buyers and the advisor hear so, however often this is called."""
    require_command()
    found = Subscription.objects.filter(pk=subscription_id).prefetch_related("buyers", "steps").first()
    if found is None:
        return
    now, data = utc_now(), {"home": home_name(found.unit_id)}
    if state in TOLD:
        _tell_all(found, kind=str(state), key=f"{subscription_id}:{state}", now=now)
    for step in found.steps.all():
        if step.kind == StepKind.CO_BUYER:
            notify(person_id=found.person_id, kind="deals.co_buyer", data=data, dedupe_key=str(step.pk), now=now)
        if step.kind == StepKind.HANDOVER and step.note in VISITS_TOLD:
            _tell_all(found, kind=f"handover_{step.note}", key=str(step.pk), now=now)
        if step.kind in STEPS_TOLD:
            _tell_all(found, kind=step.kind, key=str(step.pk), now=now, more=_leaving(step))


def _leaving(step: SubscriptionStep) -> list[UUID | None]:
    """Whose accounts a change of buyers took out, or has to confirm again."""
    if step.kind not in CHANGES_TOLD or not step.note:
        return []
    return list(ChangedBuyer.objects.filter(change=UUID(step.note)).values_list("person_id", flat=True))


def _tell_all(found: Subscription, *, kind: str, key: str, now: datetime, more: Iterable[UUID | None] = ()) -> None:
    """The buyers and ``more``, and the advisor with the way to the deal."""
    data = {"home": home_name(found.unit_id)}
    people = {found.person_id} | {one for one in (*more, *(row.person_id for row in found.buyers.all())) if one}
    for person_id in sorted(people, key=str):
        notify(person_id=person_id, kind=f"deals.{kind}", data=data, dedupe_key=key, now=now)
    if found.advisor_id is not None:
        told = {**data, "deal": str(found.pk)}
        notify(person_id=found.advisor_id, kind=f"deals.staff_{kind}", data=told, dedupe_key=key, now=now)


def tell_gone(found: Subscription, people: Collection[UUID]) -> None:
    """These were buyers until now. Once for each write of the subscription."""
    require_command()
    key, data = f"{found.pk}:{found.revision}:buyers", {"home": home_name(found.unit_id)} if people else {}
    for person_id in sorted(people, key=str):
        notify(person_id=person_id, kind="deals.buyers_changed", data=data, dedupe_key=key, now=utc_now())


def tell_due(*, due_id: UUID, days: int) -> bool:
    """A payment of the plan is due in ``days``: its buyer is reminded, once; False: it has come, or is owed no more."""
    require_command()
    due = Due.objects.select_related("subscription").filter(pk=due_id).first()
    owed = obligation_facts(due.obligation_id) if due is not None else None
    if due is None or owed is None or owed.state is not ObligationState.OPEN:
        return False
    key = f"{due_id}:{days}"
    data = _payment(due, owed)
    notify(person_id=owed.payer_id, kind="deals.payment_due", data=data, dedupe_key=key, now=utc_now())
    return True


def tell_overdue(*, due: Due) -> None:
    """The grace of a payment is over: its buyer and the advisor hear so, once."""
    require_command()
    owed, key, found = obligation_facts(due.obligation_id), f"{due.pk}:late", due.subscription
    data, now = _payment(due, owed), utc_now()
    notify(person_id=owed.payer_id, kind="deals.payment_overdue", data=data, dedupe_key=key, now=now)
    if found.advisor_id is not None:
        told = {"home": home_name(found.unit_id), "deal": str(found.pk)}
        notify(person_id=found.advisor_id, kind="deals.staff_overdue", data=told, dedupe_key=key, now=now)


def _payment(due: Due, owed: ObligationFacts) -> dict[str, str]:
    yuan = f"¥{owed.amount_fen / 100:,.2f}"
    return {"title": owed.title, "day": due.due_on.isoformat(), "amount": yuan, "obligation": str(owed.id)}
