"""Buyers over HTTP while web processes are killed: what they were told is what the ledger holds. And without guards it is not."""

import argparse

import pytest

from bench.rush import run
from bench.rush_history import holds_in, sold_twice
from bench.rush_proof import prove


def test_nothing_is_sold_twice_or_lost_while_web_processes_are_killed() -> None:
    """The short form of `make proof`; `make test-engines` does the same on servers, which are killed too."""
    proof = prove("sqlite", attempts=None, seconds=12, seed=20261130, buyers=20, units=40)
    assert proof.wrong == []
    assert "web process killed" in proof.row["what was done"]


@pytest.mark.parametrize("guards_off", [False, True])
def test_the_rush_without_its_guards_sells_homes_twice_and_with_them_does_not(guards_off: bool) -> None:
    options = argparse.Namespace(
        engine="sqlite",
        units=40,
        buyers=120,
        lines=40,
        seconds=3.0,
        seed=1,
        churn=False,
        kill=False,
        guards_off=guards_off,
        peer=False,
    )
    outcome = run(options)
    assert bool(sold_twice(holds_in(outcome.said.calls))) is guards_off
    assert bool(outcome.found) is guards_off
