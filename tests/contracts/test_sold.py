"""The last signature sells the home: contract, subscription, claim and unit in one command, or none of them."""

from typing import Any

import pytest

from guangsha.backbone.public import command
from guangsha.contracts.domain.signing_errors import SealNotReady
from guangsha.contracts.models import Contract
from guangsha.deals.domain.rules import DEFAULT
from guangsha.deals.domain.states import SubscriptionState
from guangsha.deals.models import Subscription
from guangsha.deals.services.signed import SignedHooks
from guangsha.inventory.public import StatusConflict, UnitStatus, contract_unit
from tests.contracts.signing_support import Clockwork, contract_for, newest, owning, seal, sign
from tests.deals.support import named_person, state_of, subscribed, withdrawn
from tests.inventory.support import live_claims, on_sale, refused, status_of
from tests.money.support import TELLER, found_broken, run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


class DealHooks(SignedHooks):
    """The half that hears, with nothing to draw up."""

    def sale(self, *, subject: str) -> None:
        """Nothing."""


def sold_to(person_id: Any) -> tuple[Subscription, Contract]:
    unit = on_sale()[0]
    made = subscribed(unit, person_id)
    return made, contract_for([person_id], subject=f"deal:{made.pk}", unit_id=unit)


class TestSold:
    def test_with_the_last_signature_the_home_is_sold(self, tsa: Clockwork) -> None:
        me = named_person()
        with owning(DealHooks(), "deal"):
            made, contract = sold_to(me)
            sign(contract, me)
            assert (state_of(made), status_of(made.unit_id)) == (SubscriptionState.SUBSCRIBED, UnitStatus.SUBSCRIBED)
            seal(contract)
        assert Contract.objects.get(pk=contract.pk).state == "signed"
        assert (state_of(made), status_of(made.unit_id)) == (SubscriptionState.CONTRACTED, UnitStatus.CONTRACTED)
        assert live_claims(made.unit_id) == 1
        assert found_broken() == set()

    def test_hearing_it_again_changes_nothing(self, tsa: Clockwork) -> None:
        me = named_person()
        hooks = DealHooks()
        with owning(hooks, "deal"):
            made, contract = sold_to(me)
            sign(contract, me)
            seal(contract)
            run(lambda: hooks.contract_signed(subject=contract.subject, contract_id=contract.pk))
        assert state_of(made) == SubscriptionState.CONTRACTED
        assert run(lambda: contract_unit(claim_id=made.claim_id)) is False

    def test_a_subscription_that_was_given_up_refuses_the_last_signature(self, tsa: Clockwork) -> None:
        me = named_person()
        with owning(DealHooks(), "deal"):
            made, contract = sold_to(me)
            sign(contract, me)
            before = newest(contract)
            withdrawn(made, DEFAULT.deposit_fen)
            refused(lambda: seal(contract), SealNotReady)
        assert newest(contract) == before
        assert Contract.objects.get(pk=contract.pk).state == "void"
        assert status_of(made.unit_id) == UnitStatus.AVAILABLE
        assert found_broken() == set()

    def test_a_unit_whose_claim_is_over_is_not_contracted(self) -> None:
        me = named_person()
        made = subscribed(on_sale()[0], me)
        withdrawn(made, DEFAULT.deposit_fen)
        refused(lambda: command(lambda: contract_unit(claim_id=made.claim_id), actor=TELLER), StatusConflict)
