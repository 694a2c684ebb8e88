"""`make test-engines`: the promises marked `engines`, on every server database installed here."""

import os
import subprocess
import sys
import time

from tests.engines import servers
from tests.engines.servers import NotInstalled, galera, mariadb, postgresql
from tests.environment import in_memory

PROOF_S = 30
PROOF_SIZE = ("--buyers", "60", "--units", "100")
MONEY = ("--seconds", "20", "--buyers", "30")
MONEY_ON = "mariadb"
"""One server stands for all here; `make proof` has each."""
WORKERS = {"postgresql": ("-n", "2"), "mariadb": ("-n", "2"), "galera": ("-n", "0")}
"""Tables are emptied with DDL, which a cluster applies everywhere at once: it ends what another worker is doing."""
ENGINES = {"postgresql": postgresql, "mariadb": mariadb, "galera": galera}


def main(names: list[str]) -> int:
    """Run them; 1 when one failed. An engine that is not installed is said so and fails when CI asks for all."""
    worst = 0
    servers.HOMES = in_memory() or servers.HOMES  # these tests kill the product, not the servers
    for name in names or list(ENGINES):
        started = time.monotonic()
        try:
            with ENGINES[name]() as address:
                print(f"== {name} ({time.monotonic() - started:.0f} s to start)", flush=True)
                done = subprocess.run(
                    [
                        sys.executable,
                        "-m",
                        "pytest",
                        "tests",
                        "-m",
                        "engines",
                        "-q",
                        *WORKERS[name],
                        "-p",
                        "no:cacheprovider",
                    ],
                    env={**os.environ, "GUANGSHA_DATABASE_URL": address},
                    check=False,
                )
                worst = max(worst, done.returncode)
            print(f"== {name}: {PROOF_S} s of attempts under faults", flush=True)
            done = subprocess.run(
                [sys.executable, "-m", "bench.rush_proof", "--engine", name, "--seconds", str(PROOF_S), *PROOF_SIZE],
                check=False,
            )
            worst = max(worst, done.returncode)
            if name != MONEY_ON:
                continue
            print(f"== {name}: {MONEY[1]} s of payments under faults", flush=True)
            done = subprocess.run([sys.executable, "-m", "bench.pay_proof", "--engine", name, *MONEY], check=False)
            worst = max(worst, done.returncode)
        except NotInstalled as missing:
            print(f"== {name}: not installed here ({missing})", flush=True)
            worst = max(worst, 1 if os.environ.get("CI") else 0)
    return 1 if worst else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
