"""The purchase contract of a subscription is signed, or is over: what contracts tell the owner of the sale."""

from uuid import UUID

from django.db.models.functions import Now

from guangsha.backbone.public import audit, require_command
from guangsha.contracts.public import agreed_in
from guangsha.deals.domain.errors import NotContractable
from guangsha.deals.domain.states import SIGNED, SubscriptionState
from guangsha.deals.models import Subscription
from guangsha.deals.selectors.plans import deposit_credit
from guangsha.deals.services.deposits import deal_of
from guangsha.deals.services.plans import drop_plan, owe_plan
from guangsha.deals.services.steps import move, take
from guangsha.inventory.public import contract_unit


class SignedHooks:
    """The half of contracts' hooks that hears what became of the contract. Inside contracts' command."""

    def contract_signed(self, *, subject: str, contract_id: UUID) -> None:
        """The home is sold. Hearing it again changes nothing. Raises NotContractable: the sale is over, or not paid for."""
        require_command()
        key = deal_of(subject)
        if key is None:
            raise NotContractable(state="")
        found = take(key, SubscriptionState.SUBSCRIBED)
        if found is None:
            state = Subscription.objects.filter(pk=key).values_list("state", flat=True).first()
            if state in SIGNED:
                return
            raise NotContractable(state=state or "")
        agreed = agreed_in(contract_id=contract_id)
        if agreed.unit_id != found.unit_id or agreed.price_fen not in (None, found.price_fen):
            raise NotContractable(state="changed")  # what was signed is not what is sold
        planned = sum(one.amount_fen for one in agreed.plan)
        if agreed.plan and planned + deposit_credit(found) != found.price_fen:
            raise NotContractable(state="changed")  # it counts on a deposit that is not there any more
        contract_unit(claim_id=found.claim_id)
        move(found, SubscriptionState.CONTRACTED, contracted_at=Now())
        owe_plan(subscription_id=found.pk, agreed=agreed.plan)
        data = {"unit": str(found.unit_id), "contract": str(contract_id)}
        audit(action="deals.subscription.contracted", target=f"subscription:{found.pk}", data=data)

    def contract_ended(self, *, subject: str, contract_id: UUID) -> None:
        """The offer is over; the subscription stands as it did, and another contract can be drawn up for it.

        What a signed contract made due and was not paid is owed no more.
        """
        require_command()
        key = deal_of(subject)
        if key is not None:
            drop_plan(subscription_id=key, reason="contract_ended")
