"""What staff may do with a deal: end it, by the rules that its buyer accepted and by nothing else, saying why."""

from uuid import UUID

from guangsha.backbone.public import audit, require_command
from guangsha.contracts.public import ContractState, contract_of_subject
from guangsha.deals.domain.errors import BuyerDecides, NotWithdrawable
from guangsha.deals.domain.states import Ending, StepKind, SubscriptionState
from guangsha.deals.domain.subscriptions import subject_of
from guangsha.deals.models import Subscription
from guangsha.deals.policies import SETTLE, require, seen_by
from guangsha.deals.ports import no_fault_of
from guangsha.deals.selectors.withdrawals import returned
from guangsha.deals.services.steps import clock, keep
from guangsha.deals.services.subscriptions import cancel_unpaid
from guangsha.deals.services.withdrawals import withdraw
from guangsha.inventory.public import release_hold
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound


def _seen(actor: Actor, deal_id: UUID) -> Subscription:
    found = Subscription.objects.filter(seen_by(actor), pk=deal_id).first()
    if found is None:
        raise NotFound("deal")
    require(actor, SETTLE, organisation_id=found.organisation_id, project_id=found.project_id)
    return found


def withdraw_on_behalf(*, actor: Actor, deal_id: UUID, amount_fen: int, reason: str) -> None:
    """The buyer asked at the desk to withdraw: the same as withdrawing oneself, while that costs the buyer nothing.

    Also from a contract that is out or signed where the deal ends through no fault of the buyer: then all comes back.
    Raises NotFound, Forbidden, BuyerDecides (something is kept, or a contract is out: then only the buyer withdraws),
    NotWithdrawable, AskTheHouse (it is out for filing), TermsChanged (another amount by now).
    """
    require_command()
    found = _seen(actor, deal_id)
    if found.state == SubscriptionState.WITHDRAWN:
        return
    contract = contract_of_subject(subject_of(deal_id)) if no_fault_of(deal_id) is None else None
    if contract is not None and contract.state not in (ContractState.DRAFT, ContractState.EXPIRED, ContractState.VOID):
        raise BuyerDecides()
    back = returned(found, at=clock(deal_id))
    withdraw(subscription_id=deal_id, person_id=found.person_id, amount_fen=amount_fen)
    if back is None or back.kept_fen or amount_fen < found.deposit_fen:
        raise BuyerDecides()  # the command ends with it: nothing of this is kept
    _keep(actor, found, "withdrawal", reason)


def void_unpaid(*, actor: Actor, deal_id: UUID, reason: str) -> None:
    """A subscription whose deposit is awaited is let go, and the home with it. Raises NotFound, Forbidden, NotWithdrawable."""
    require_command()
    found = _seen(actor, deal_id)
    if found.state == SubscriptionState.CANCELLED:
        return
    if found.state != SubscriptionState.AWAITING_DEPOSIT:
        raise NotWithdrawable(state=found.state)
    release_hold(claim_id=found.claim_id, person_id=found.person_id)
    if not cancel_unpaid(subscription_id=deal_id, ending=Ending.LET_GO):
        raise NotWithdrawable(state=found.state)
    _keep(actor, found, "void", reason)


def _keep(actor: Actor, found: Subscription, act: str, reason: str) -> None:
    keep(found, StepKind.ON_BEHALF, note=act, actor_id=actor.person_id)
    audit(action=f"deals.on_behalf.{act}", target=f"subscription:{found.pk}", data={"reason": reason[:200]})
