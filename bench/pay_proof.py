"""The proof of money: people pay while processes are killed, databases fail, answers and notices are lost; two books become one.

    python -m bench.pay_proof --engine mariadb --seconds 300       or sqlite, postgresql, galera

Buyers begin to pay through HTTP, press the button at the cashier of the sandbox (a provider with a book of its own, whose
notices are dropped, doubled, late and out of order here) and wait to be told, while everything is tormented (``torment``). When
the torment has ended and the loops had time, what the provider's book says was paid and given back must be what the ledger says,
number by number and fen by fen; nobody was told of a payment that is not there; `guangsha verify-invariants` must find nothing.
"""

import argparse
import json
import random
import sqlite3
import sys
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass

from bench.pay_buyers import Payers, Told
from bench.results import say
from bench.rush import ENGINES, Opened, invariants_broken, run_python
from bench.torment import Stage, staged

FAULTS = {"drop_percent": 25, "duplicate": 2, "delay_ms": 200, "reorder": True}
HEALS_WITHIN_S = 180.0
DEBTS = 40
"""Of each buyer: more than they have time for."""
Book = Counter[tuple[str, str, int]]


def _set_faults(stage: Stage, values: dict[str, object]) -> None:
    request = urllib.request.Request(
        f"{stage.site.url}/sandbox/pay/faults",
        json.dumps(values).encode(),
        {"Content-Type": "application/json"},
        method="PUT",
    )
    with urllib.request.urlopen(request, timeout=30):
        pass


def provider_book(opened: Opened) -> Book:
    """What the provider says was paid and given back: read from its own file."""
    with sqlite3.connect(f"file:{opened.folder}/sandbox-pay.sqlite3?mode=ro", uri=True) as db:
        paid = db.execute("SELECT number, amount_fen FROM orders WHERE state = 'paid'").fetchall()
        back = db.execute("SELECT number, amount_fen FROM refunds WHERE state = 'completed'").fetchall()
    return Counter([*(("payment", *row) for row in paid), *(("refund", *row) for row in back)])


def ledger_book(opened: Opened) -> Book:
    """What the ledger says."""
    return Counter(tuple(row) for row in json.loads(run_python("bench.pay_stage", "ledger", env=opened.env)))


def _heal(opened: Opened) -> float:
    """Wait until the two are the same; how long it took."""
    began = time.monotonic()
    while time.monotonic() < began + HEALS_WITHIN_S and provider_book(opened) != ledger_book(opened):
        time.sleep(2.0)
    return time.monotonic() - began


def judge(told: Told, provider: Book, ledger: Book) -> list[str]:
    """What is wrong: money that one book knows and the other does not, or that somebody was told of and is not there."""
    wrong = [f"the provider has {one}, the ledger {ledger[one]} times" for one in sorted(provider - ledger)]
    wrong += [f"the ledger has {one}, the provider {provider[one]} times" for one in sorted(ledger - provider)]
    wrong += [
        f"told as paid and not in the ledger: {number}"
        for number, fen in told.paid.items()
        if ledger["payment", number, fen] != 1
    ]
    return wrong


@dataclass(frozen=True, slots=True)
class Proof:
    """What was done and what is wrong."""

    row: dict[str, str]
    wrong: list[str]


def prove(engine: str, *, seconds: float, seed: int, buyers: int) -> Proof:
    """One run."""

    def owe(opened: Opened) -> None:
        run_python("bench.pay_stage", "owe", str(DEBTS), env=opened.env)

    with staged(engine, units=2, buyers=buyers, seed=seed, prepare=owe) as (stage, served):
        _set_faults(stage, FAULTS)
        with stage.tormented():
            told = Payers(stage.site.url, stage.opened.buyers, seconds, seed).run()
        _set_faults(stage, {})
        healed_s = _heal(stage.opened)
        served.close()
        broken = invariants_broken(stage.opened)
        provider, ledger = provider_book(stage.opened), ledger_book(stage.opened)
        lost = stage.proxy.lost if stage.proxy else ""
    failed = {code: n for code, n in told.statuses.items() if not code.startswith(("200", "409", "0", "429", "503"))}
    wrong = [
        *judge(told, provider, ledger),
        *broken,
        *stage.chaos.broken,
        *(f"{n} answers {one}" for one, n in failed.items()),
    ]
    done = stage.chaos.happened
    row = {
        "engine": engine,
        "buttons pressed": ", ".join(f"{act} {n}" for act, n in sorted(told.pressed.items())),
        "in the provider's book": f"{sum(kind == 'payment' for kind, _, _ in provider):,}",
        "in the ledger": f"{sum(kind == 'payment' for kind, _, _ in ledger):,}",
        "given back": str(sum(kind == "refund" for kind, _, _ in ledger)),
        "told as paid": f"{len(told.paid):,}",
        "asked again": f"{told.shed.total():,}",
        "the same after (s)": f"{healed_s:.0f}",
        "faults found": "; ".join(wrong[:5]) or "none",
        "what was done": ", ".join(f"{name} {n}" for name, n in sorted(done.items())),
        "answers of COMMIT lost": str(lost),
        "seed": str(seed),
    }
    return Proof(row, wrong)


def main() -> int:
    """Run; 1 when anything is wrong. With ``--keep`` the figures are appended to RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=["sqlite", *ENGINES], default="sqlite")
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--buyers", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    proof = prove(options.engine, seconds=options.seconds, seed=options.seed, buyers=options.buyers)
    note = (
        f"`python -m bench.pay_proof --engine {options.engine}`, {options.buyers} buyers pay for {options.seconds:.0f} s; "
        f"the provider drops {FAULTS['drop_percent']} % of its notices, sends others three times, late and out of order"
    )
    say("Proof of money", proof.row, note, keep=options.keep)
    sys.stdout.write("\n".join(proof.wrong[:30]) + "\n")
    return 1 if proof.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
