"""What belongs to the desks of deals: links, proposals, and the bodies of their routes."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from guangsha.catalog.models import Unit
from guangsha.deals.domain.plans import DEFAULT_TERMS
from guangsha.deals.domain.states import SubscriptionState
from guangsha.deals.models import (
    BuyerChange,
    ChangedBuyer,
    DealLink,
    ExitRequest,
    Handover,
    HandoverSlot,
    HandoverVisit,
    Subscription,
    TermsProposal,
)
from guangsha.deals.public import DEFAULT
from guangsha.deals.services.co_buyers import confirm_co_buyer, invite_co_buyer
from guangsha.deals.services.links import fresh_code
from guangsha.deals.services.steps import move
from guangsha.inventory.public import contract_unit
from guangsha.kit.clock import utc_now
from guangsha.kit.ids import new_id
from tests.catalog.support import run
from tests.policy.boards import House

PROJECT, DEAL = "/console/projects/{project_id}", "/console/deals/{deal_id}"
RULES: dict[str, Any] = {
    "deposit_fen": 2_000_000, "rungs": [{"hours": 72, "permille": 1_000}], "afterwards": 0,
}  # fmt: skip
BODIES: dict[str, dict[str, Any]] = {
    f"{DEAL}/withdrawal": {"amount_fen": DEFAULT.deposit_fen, "reason": "客户到场申请"},
    f"{DEAL}/void": {"reason": "客户放弃"},
    f"{DEAL}/handover": {
        "water": "12.5",
        "electricity": "103",
        "gas": "",
        "keys": 3,
        "papers": True,
        "defects": ["窗扇划伤"],
    },
    f"{DEAL}/exit": {"approve": False, "amount_fen": 0, "note": "备案无法撤销"},
    f"{DEAL}/buyer-change": {"change_id": "{change_id}", "approve": False, "note": "材料不齐"},
    "/console/deal-links": {"project_id": "{project_id}", "unit_id": "{free_id}"},
    f"{PROJECT}/deal-terms/preview": {**RULES, "price_fen": 200_000_000},
    f"{PROJECT}/term-proposals": {"rules": RULES, "plans": None, "starts_at": None, "reason": "开盘规则"},
    f"{PROJECT}/term-proposals/{{terms_id}}/decision": {"approve": True},
    f"{PROJECT}/handover-slots": {
        "starts": [(utc_now() + timedelta(days=9)).isoformat()],
        "minutes": 60,
        "places": 4,
    },
}


def belongings(person_id: UUID, organisation_id: UUID) -> list[Any]:
    """Deals, links and proposals of somebody's company."""
    house = {"organisation_id": organisation_id}
    return [
        Subscription.objects.filter(**house).values_list("pk", "state"),
        DealLink.objects.filter(advisor_id=person_id).values_list("pk", "state"),
        HandoverSlot.objects.filter(project__organisation_id=organisation_id).values_list("pk", "closed_at"),
        TermsProposal.objects.filter(project__organisation_id=organisation_id).values_list("pk", "state"),
    ]


def _link(unit_id: UUID, advisor_id: UUID, organisation_id: UUID, **more: Any) -> DealLink:
    project = Unit.objects.get(pk=unit_id).project_id
    ends = utc_now() + timedelta(minutes=30)
    return DealLink.objects.create(
        code=fresh_code(), unit_id=unit_id, project_id=project, organisation_id=organisation_id, advisor_id=advisor_id,
        expires_at=ends, **more,
    )  # fmt: skip


def own_link(house: House | None, advisor_id: UUID, organisation_id: UUID) -> str:
    """A link that somebody made for a customer in the room."""
    unit = house.asked if house is not None else Unit.objects.filter(kind="home").order_by("pk")[0].pk
    return str(_link(unit, advisor_id, organisation_id).pk)


def offered_link(unit_id: UUID, confirmed_by: UUID | None) -> str:
    """The code of a link that waits, or that somebody confirmed."""
    state = "confirmed" if confirmed_by else "open"
    return _link(unit_id, new_id(), new_id(), person_id=confirmed_by, state=state).code


def asked_co_buyer(made: Subscription, confirmed_by: UUID | None) -> str:
    """The code by which a co-buyer confirms; somebody's who did."""
    code = run(lambda: invite_co_buyer(subscription_id=made.pk, person_id=made.person_id, line=1))
    if confirmed_by is not None:
        run(lambda: confirm_co_buyer(code=code, person_id=confirmed_by))
    return code


def proposal(project_id: UUID, asked_by: UUID) -> str:
    """Rules that somebody proposed; beside them plans and rules that were published and decided."""
    made = TermsProposal.objects.create(
        project_id=project_id, kind="rules", body=DEFAULT.plain(), reason="开盘规则", asked_by=asked_by
    )
    TermsProposal.objects.create(
        project_id=project_id, kind="plans", body=DEFAULT_TERMS.plain(), reason="开盘", asked_by=asked_by
    )
    return str(made.pk)


def slot(project_id: UUID, sold: UUID | None = None) -> str:
    """A time at which homes of the project are handed over; somebody comes where a deal is named."""
    made = HandoverSlot.objects.create(
        project_id=project_id, starts_at=utc_now() + timedelta(days=3, seconds=HandoverSlot.objects.count()), minutes=60,
        places=4,
    )  # fmt: skip
    if sold is not None:
        HandoverVisit.objects.update(active_subscription=None)
        HandoverVisit.objects.create(slot=made, subscription_id=sold, active_subscription=sold, seat=1)
    return str(made.pk)


def sign(made: Subscription) -> None:
    """Its contract is signed."""
    run(lambda: move(Subscription.objects.get(pk=made.pk), SubscriptionState.CONTRACTED))


def has_come(made: Subscription) -> HandoverVisit:
    """Its contract is signed, the home is sold, and the buyer has come to take it."""
    sign(made)
    run(lambda: contract_unit(claim_id=made.claim_id))
    begun = HandoverSlot.objects.create(
        project_id=made.project_id, starts_at=utc_now() - timedelta(hours=1, seconds=HandoverSlot.objects.count()),
        minutes=60, places=4,
    )  # fmt: skip
    return HandoverVisit.objects.create(slot=begun, subscription=made, active_subscription=made.pk, seat=1)


def handing_over(made: Subscription) -> None:
    """The house opened the handover, and waits for the buyer."""
    visit = has_come(made)
    sheet = {**BODIES[f"{DEAL}/handover"]}
    Handover.objects.create(subscription=made, active_subscription=made.pk, visit=visit, sheet=sheet)


def ask_to_end(made: Subscription) -> None:
    """Its contract is signed, and its buyer asked the house to end it."""
    sign(made)
    ExitRequest.objects.create(subscription=made, active_subscription=made.pk, asked_by=made.person_id)


def ask_the_house(made: Subscription) -> None:
    """The same when the buyers' own days for it are over: only with the house."""
    ask_to_end(made)
    Subscription.objects.filter(pk=made.pk).update(contracted_at=utc_now() - timedelta(days=400))


def ask_to_change(made: Subscription) -> str:
    """Its buyer asked for somebody else beside them, who has half; the request."""
    change = BuyerChange.objects.create(
        subscription=made, active_subscription=made.pk, asked_by=made.person_id, reason="配偶加名"
    )
    shares = {one.line: one.share for one in made.buyers.all()}
    for line, share in shares.items():
        ChangedBuyer.objects.create(
            change=change, subscription=made, line=line, what="leaves" if line else "stays", share_before=share,
            share=0 if line else 5_000,
        )  # fmt: skip
    line = max(shares) + 1
    ChangedBuyer.objects.create(change=change, subscription=made, line=line, what="joins", share_before=0, share=5_000)
    return str(change.pk)


def ask_before(made: Subscription, method: str, route: str, co_buyer: UUID) -> None:
    """What is taken back, or answered by a co-buyer, was asked for."""
    if "/exit/" in route:
        asked_co_buyer(made, co_buyer)
    if "/exit/" in route or (method, route.rpartition("/")[2]) == ("DELETE", "exit"):
        ask_to_end(made)
    if (method, route.rpartition("/")[2]) == ("DELETE", "buyer-change"):
        ask_to_change(made)
