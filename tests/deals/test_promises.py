"""Acceptance tests taken from faults of other products, by number; the others are where their subject is.

The first is here through the services only: ``tests/faults/test_acceptance_1.py`` is over HTTP with processes that are killed.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from guangsha.backbone.public import command
from guangsha.inventory.domain.claims import HOLD_FOR
from guangsha.inventory.jobs import expire_step
from guangsha.inventory.models import Claim
from guangsha.inventory.public import HoldEnded, UnitTaken, extend_hold
from guangsha.kit.ids import new_id
from tests.accounts.support import Browser
from tests.catalog.support import EDITOR
from tests.deals.test_holding import ask, buyer
from tests.deals.test_households import couple, signed_in_as
from tests.deals.test_window import Ways
from tests.inventory.support import hold, homes, live_claims, on_sale, refused, status_of
from tests.inventory.test_holds import let_time_pass

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


def _asked(me: Browser, unit: UUID, key: UUID) -> Any:
    try:
        return ask(me, unit, key)
    finally:
        connection.close()


class TestAcceptance1TheLastHome:
    def test_the_last_unit_and_500_attempts_at_once_are_one_claim(self) -> None:
        unit, people = on_sale()[0], [new_id(), new_id()]

        def attempt(number: int) -> UUID | None:
            try:
                return hold(unit, people[number % 2])
            except UnitTaken:
                return None

        def attempts(first: int) -> list[UUID | None]:
            try:
                return [attempt(number) for number in range(first, 500, 8)]
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            won = {claim for claims in pool.map(attempts, range(8)) for claim in claims if claim is not None}
        assert len(won) == 1  # the winner asked again and again and was told the same
        assert (Claim.objects.count(), live_claims(unit), status_of(unit)) == (1, 1, "held")


class TestAcceptance2OneHousehold:
    def test_a_household_that_asks_twice_at_once_has_one_claim(self) -> None:
        unit, me = on_sale()[0], buyer()
        with ThreadPoolExecutor(2) as pool:
            answers: list[Any] = list(pool.map(lambda key: _asked(me, unit, key), [uuid4(), uuid4()]))
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.json()["id"] for answer in answers}) == 1
        assert live_claims(unit) == 1

    @pytest.mark.parametrize("lane", [True, False], ids=["in the lane", "in the ordinary way"])
    @pytest.mark.parametrize("same", [True, False], ids=["the same home", "two homes"])
    def test_two_people_of_one_household_in_one_moment_have_one_claim(self, lane: bool, same: bool) -> None:
        her, him = couple()[1:]
        units = homes()[1:3]
        wanted = [units[0], units[0] if same else units[1]]
        people = [signed_in_as(her), signed_in_as(him)]
        if lane:
            ways = Ways()
            try:
                told = ways.ask([(one, unit, uuid4()) for one, unit in zip(people, wanted, strict=True)])
            finally:
                ways.close()
            answers = [(status, body) for status, _, body in told]
        else:
            with ThreadPoolExecutor(2) as pool:
                said = list(pool.map(_asked, people, wanted, [uuid4(), uuid4()]))
            answers = [(one.status_code, one.json()) for one in said]
        assert sum(live_claims(unit) for unit in units) == 1
        if same:
            assert [status for status, _ in answers] == [200, 200]
            assert len({body["id"] for _, body in answers}) == 1
        else:
            assert sorted(status for status, _ in answers) == [200, 409]
            assert {body.get("code") for status, body in answers if status == 409} == {"inventory.holds_another"}


class TestAcceptance6ReloadedPage:
    def test_ones_own_hold_does_not_stand_in_ones_way_after_a_reload(self) -> None:
        unit, me = on_sale()[0], buyer()
        first = ask(me, unit).json()
        again = ask(me, unit).json()  # a new page, a new name for the wish
        assert (again["id"], again["deadline"]) == (first["id"], first["deadline"])

    def test_a_hold_that_ran_out_is_not_revived(self) -> None:
        unit, me = on_sale()[0], buyer()
        key = uuid4()
        held = UUID(ask(me, unit, key).json()["id"])
        let_time_pass(held, HOLD_FOR)
        refused(lambda: command(lambda: extend_hold(claim_id=held), actor=EDITOR), HoldEnded)
        expire_step()
        refused(lambda: command(lambda: extend_hold(claim_id=held), actor=EDITOR), HoldEnded)
        told = ask(me, unit, key).json()  # the old wish tells how it ended, and does nothing
        assert (told["id"], told["ending"], told["deadline"]) == (str(held), "expired", None)
        assert ask(me, unit).json()["code"] == "inventory.cooling_down"
        assert (live_claims(unit), status_of(unit)) == (0, "available")
