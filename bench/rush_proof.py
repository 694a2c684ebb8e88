"""The proof of holds: many attempts for few homes while processes are killed, databases fail and answers are lost.

    python -m bench.rush_proof --engine mariadb --attempts 100000      or sqlite, postgresql, galera
    python -m bench.rush_proof --engine galera --seconds 45            the short form of `make test-engines`

While buyers rush, everything is tormented (``torment``). What the buyers wrote down themselves is then held against the ledger
by a judge that imports no application code, and `guangsha verify-invariants` must find nothing.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.results import say
from bench.rush import ENGINES, invariants_broken, kept_in
from bench.rush_buyers import Rush
from bench.rush_history import faults, holds_in, sold_twice
from bench.torment import staged


@dataclass(frozen=True, slots=True)
class Proof:
    """What was asked, what happened, what is wrong."""

    row: dict[str, str]
    wrong: list[str]
    history: list[dict[str, Any]]
    server_log: bytes


def prove(engine: str, *, attempts: int | None, seconds: float, seed: int, buyers: int, units: int) -> Proof:
    """One run."""
    began = time.monotonic()
    with staged(engine, units=units, buyers=buyers, seed=seed) as (stage, served):
        opened, chaos, proxy = stage.opened, stage.chaos, stage.proxy
        rush = Rush(stage.site.url, opened.units, opened.buyers, seconds, len(opened.buyers), seed, keeping=False)
        rush.most = attempts
        with stage.tormented():
            said = rush.run()
        served.close()
        kept, broken = kept_in(opened), invariants_broken(opened)
        server_log = stage.told_by_server()
    failed = {
        code: n
        for code, n in said.statuses.items()
        if not code.startswith(("200", "409", "0", "429", "503")) and code != "409 on letting go"
    }
    wrong = [*faults(said.calls, kept), *broken, *chaos.broken, *(f"{n} answers {code}" for code, n in failed.items())]
    unsure = sum(call.answer == "unknown" for call in said.calls)
    row = {
        "engine": engine,
        "attempts": f"{said.statuses.total():,}",
        "holds": f"{sum(call.what == 'hold' and call.answer == 'ok' for call in said.calls):,}",
        "never answered": str(unsure),
        "asked again": f"{said.shed.total():,}",
        "sold twice": str(len(sold_twice(holds_in(said.calls)))),
        "other faults": "; ".join(wrong[:5]) or "none",
        "what was done": ", ".join(f"{name} {n}" for name, n in sorted(chaos.happened.items())),
        "answers of COMMIT lost": str(proxy.lost if proxy else ""),
        "s": f"{time.monotonic() - began:.0f}",
        "seed": str(seed),
    }
    named = [asdict(call) for call in said.calls if any(call.unit in one or (call.hold or "-") in one for one in wrong)]
    return Proof(
        row, wrong, named + [asdict(one) for one in kept if any(one.unit in fault for fault in wrong)], server_log
    )


def main() -> int:
    """Run; 1 when anything is wrong. With ``--keep`` the figures are appended to RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=["sqlite", *ENGINES], default="sqlite")
    parser.add_argument("--attempts", type=int, default=None)
    parser.add_argument("--seconds", type=float, default=3600.0, help="at most")
    parser.add_argument("--buyers", type=int, default=400)
    parser.add_argument("--units", type=int, default=400)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    proof = prove(
        options.engine,
        attempts=options.attempts,
        seconds=options.seconds,
        seed=options.seed,
        buyers=options.buyers,
        units=options.units,
    )
    if proof.wrong:
        told = Path(tempfile.gettempdir()) / f"rush-{options.engine}-{options.seed}.json"
        told.write_text(json.dumps(proof.history))
        told.with_suffix(".log").write_bytes(proof.server_log)
        print(f"what the buyers wrote down about it, and beside it what the servers did: {told}", flush=True)
    note = (
        f"`make proof ENGINE={options.engine}`, {options.buyers} buyers who want {options.units} homes by Zipf's law, hold "
        "them for a moment and let go; two web processes"
    )
    say("Proof of holds", proof.row, note, keep=options.keep)
    sys.stdout.write("\n".join(proof.wrong[:30]) + "\n")
    return 1 if proof.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
