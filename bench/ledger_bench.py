"""The transparency log at 100,000 leaves: what sealing 1,000 more and a proof cost, beside a bare insert of as many rows."""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable

LEAVES, BATCH, TURNS = 100_000, 1_000, 5


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def main() -> None:
    """Print the figures as JSON."""
    os.environ.setdefault("GUANGSHA_DATA_DIR", tempfile.mkdtemp(prefix="guangsha-bench-"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "guangsha.config.settings"
    os.environ["GUANGSHA_LOG_LEVEL"] = "ERROR"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from guangsha.backbone.models import OutboxEvent
    from guangsha.inventory.models import UnitEvent
    from guangsha.kit.clock import utc_now
    from guangsha.transparency.models import Leaf
    from guangsha.transparency.selectors.tree import consistency_proof, inclusion_proofs
    from guangsha.transparency.services.sealing import seal_step
    from tests.inventory.support import on_sale

    call_command("migrate", verbosity=0)
    unit = on_sale()[0]
    project_id = UnitEvent.objects.filter(unit=unit).values_list("project_id", flat=True)[0]
    revision = [1]

    def take_steps(count: int) -> None:
        rows = []
        for _ in range(count):
            revision[0] += 1
            after, before = ("held", "available") if revision[0] % 2 else ("available", "held")
            step = {"before": before, "after": after, "changed_at": utc_now(), "revision": revision[0]}
            rows.append(UnitEvent(unit_id=unit, project_id=project_id, **step))
        with transaction.atomic():
            UnitEvent.objects.bulk_create(rows, batch_size=90)
            position = (OutboxEvent.objects.order_by("-position").values_list("position", flat=True).first() or 0) + 1
            payload = {"project_id": str(project_id)}
            OutboxEvent.objects.create(
                position=position, name="inventory.units_changed", aggregate="project", payload=payload
            )

    take_steps(LEAVES)
    filling = timed(lambda: [None for _ in iter(seal_step, False)])
    sealing, bare = [], []
    for _ in range(TURNS):
        take_steps(BATCH)
        sealing.append(timed(lambda: [None for _ in iter(seal_step, False)]))
        rows = [(str(number), "x" * 300, "0" * 64) for number in range(BATCH)]
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS bare (a TEXT, b TEXT, c TEXT)")
            bare.append(
                timed(
                    lambda rows=rows: transaction.atomic()(  # type: ignore[misc]
                        lambda: cursor.executemany("INSERT INTO bare VALUES (%s, %s, %s)", rows)
                    )()
                )
            )
    size = Leaf.objects.count()
    inclusion = [timed(lambda at=at: inclusion_proofs(indexes=[at], size=size)) for at in range(0, size, size // 200)]  # type: ignore[misc]
    growth = [timed(lambda at=at: consistency_proof(old=at, size=size)) for at in range(1, size, size // 200)]  # type: ignore[misc]
    figures = {
        "leaves": size,
        "filling_100000_ms": round(filling),
        "sealing_1000_ms": round(statistics.median(sealing), 1),
        "bare_insert_of_1000_rows_ms": round(statistics.median(bare), 1),
        "inclusion_proof_ms": round(statistics.median(inclusion), 2),
        "consistency_proof_ms": round(statistics.median(growth), 2),
    }
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
