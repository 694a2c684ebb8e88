"""What others' faults taught, by name. The first needs processes to kill: `tests/faults/test_holds.py` and `make proof`."""

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
from tests.inventory.support import hold, live_claims, on_sale, refused, status_of
from tests.inventory.test_holds import let_time_pass

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


def test_promise_1_the_last_unit_and_500_attempts_at_once_are_one_claim() -> None:
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


def test_promise_2_a_household_that_asks_twice_at_once_has_one_claim() -> None:
    unit, me = on_sale()[0], buyer()
    with ThreadPoolExecutor(2) as pool:
        answers: list[Any] = list(pool.map(lambda key: _asked(me, unit, key), [uuid4(), uuid4()]))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert live_claims(unit) == 1


def _asked(me: Browser, unit: UUID, key: UUID) -> Any:
    try:
        return ask(me, unit, key)
    finally:
        connection.close()


def test_promise_6_ones_own_hold_does_not_stand_in_ones_way_after_a_reload() -> None:
    unit, me = on_sale()[0], buyer()
    first = ask(me, unit).json()
    again = ask(me, unit).json()  # a new page, a new name for the wish
    assert (again["id"], again["deadline"]) == (first["id"], first["deadline"])


def test_promise_6_a_hold_that_ran_out_is_not_revived() -> None:
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
