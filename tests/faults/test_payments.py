"""Buyers pay over HTTP while web processes are killed and the provider's notices get lost: two books are one afterwards."""

from bench.pay_proof import prove


def test_no_payment_is_lost_or_made_up_while_web_processes_are_killed() -> None:
    """The short form of `make proof`; `make test-engines` does the same on servers, which are killed too."""
    proof = prove("sqlite", seconds=12, seed=20261201, buyers=20)
    assert proof.wrong == []
    assert "web process killed" in proof.row["what was done"]
    assert int(proof.row["in the ledger"]) > 0
