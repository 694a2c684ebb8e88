"""The negative control of the rush: the product with every guard of a hold off, two web processes. It must sell homes twice.

A wish is decided by what was read before, the record is written whatever it says by now, claims do not name the unit that they
keep, and no step is kept whose number could be taken. ``python -m bench.rush_guardless serve --port N`` serves it.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from types import ModuleType
from typing import Any
from unittest.mock import patch

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guangsha.config.settings")
PROCESSES = 2
THINKING_S = 0.05
"""Between reading and writing: what a slow machine does by itself."""


def _guards_off() -> None:
    from guangsha.deals import window
    from guangsha.inventory.models import Claim, UnitRecord
    from guangsha.inventory.selectors.wishes import Verdict, Wish, judged
    from guangsha.inventory.services import hold_many, holds

    readings: dict[int, Verdict] = {}

    def read_once(wishes: Sequence[Wish]) -> list[Verdict]:
        if wishes and all(id(wish) in readings for wish in wishes):
            found = [readings.pop(id(wish)) for wish in wishes]
            readings.clear()
            time.sleep(THINKING_S)
            return found
        found = judged(wishes)
        readings.update({id(wish): verdict for wish, verdict in zip(wishes, found, strict=True)})
        return found

    def write(projects: Any, known: Any, status: Any, *, now: Any) -> None:
        UnitRecord.objects.filter(pk__in=projects).update(status=status, changed_at=now)

    claim_of = holds.buyers_claim

    def claim_without_key(*given: Any, **named: Any) -> Claim:
        made = claim_of(*given, **named)
        made.active_unit = None
        return made

    guards: list[tuple[ModuleType, str, Any]] = [(window, "judged", read_once)]
    for module in (hold_many, holds):
        guards += [
            (module, "write_records", write),
            (module, "keep_steps", lambda *_, **__: None),
            (module, "buyers_claim", claim_without_key),
        ]
    for module, name, nothing in guards:
        patch.object(
            module, name, nothing
        ).start()  # refuses a name that is not there: a guard cannot stay on unnoticed


def main(words: list[str]) -> None:
    """Serve until told to stop."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    parser = argparse.ArgumentParser()
    parser.add_argument("serve")
    parser.add_argument("--port", type=int)
    options = parser.parse_args(words)
    os.environ["_GUANGSHA_LOOPS"] = "1"
    Granian(
        "bench.rush_guardless:application",
        port=options.port,
        interface=Interfaces.ASGI,
        workers=PROCESSES,
        log_level=LogLevels.error,
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1:])
else:
    from guangsha.config.asgi import application

    _guards_off()
    __all__ = ["application"]
