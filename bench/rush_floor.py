"""The bare SQL transaction with the writes of a hold: the floor that the product is measured against. A process of its own.

``rush_floor SECONDS`` holds every unit of the database in turn, over the driver's own cursor, and prints holds per second
and the milliseconds of processor time that each took.
No checks, no events read back, no HTTP: the same rows, the same commits.
"""

import os
import sys
import time
import uuid
from datetime import UTC, datetime
from typing import Any


def _statements(mark: str, id_of: Any) -> Any:
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    digest = "0" * 64

    def rows(unit: Any, project: Any) -> list[tuple[str, list[Any]]]:
        op, claim, event, outbox, audit = (id_of(uuid.uuid4()) for _ in range(5))

        def insert(table: str, **columns: Any) -> tuple[str, list[Any]]:
            names, marks = ", ".join(columns), ", ".join([mark] * len(columns))
            return f"INSERT INTO {table} ({names}) VALUES ({marks})", list(columns.values())

        return [
            insert("backbone_operationrecord", id=op, owner="person:floor", name="deals.hold", request_hash=digest, result="{}"),
            (
                f"UPDATE inventory_unitrecord SET revision = revision + 1, changed_at = {mark} WHERE unit_id = {mark}",
                [now, unit],
            ),
            insert(
                "inventory_claim", id=claim, unit_id=unit, project_id=project, kind="buyer", household="", person_id=op,
                price_fen=1, receipt_hash=digest, made_at=now, deadline=now, ended_at=now, ending="released",
            ),
            insert(
                "inventory_unitevent", id=event, unit_id=unit, project_id=project, before_="available", after_="held",
                reason="", changed_at=now,
            ),
            insert(
                "backbone_outboxevent", id=outbox, name="inventory.units_changed", aggregate="project:floor", payload="{}",
            ),
            insert(
                "backbone_auditentry", id=audit, actor="person:floor", action="inventory.hold", target="unit:floor",
                data="{}", request_id="floor", entry_hash="",
            ),
            (f"UPDATE backbone_operationrecord SET result = {mark} WHERE id = {mark}", ["{}", op]),
        ]  # fmt: skip

    return rows


def main(seconds: float) -> None:
    """Measure and print."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "guangsha.config.settings"
    import django

    django.setup()
    from django.db import connection

    from guangsha.inventory.models import UnitRecord

    units = list(UnitRecord.objects.values_list("pk", "project_id"))
    connection.ensure_connection()
    raw: Any = connection.connection
    sqlite, mysql = connection.vendor == "sqlite", connection.vendor == "mysql"
    if sqlite:
        raw.isolation_level = None
    else:
        raw.autocommit(False) if mysql else setattr(raw, "autocommit", False)
    quote = "`" if mysql else '"'
    rows = _statements("?" if sqlite else "%s", (lambda one: one.hex) if sqlite or mysql else (lambda one: one))
    plain = (lambda one: one.hex) if sqlite or mysql else (lambda one: one)
    cursor, done, failed, started, cpu = raw.cursor(), 0, 0, time.monotonic(), time.process_time()
    while (passed := time.monotonic() - started) < seconds:
        unit, project = units[(done + failed + os.getpid()) % len(units)]
        try:
            if sqlite:
                cursor.execute("BEGIN IMMEDIATE")
            for sql, values in rows(plain(unit), plain(project)):
                text = sql.replace("before_", f"{quote}before{quote}").replace("after_", f"{quote}after{quote}")
                cursor.execute(text, values)
            cursor.execute("COMMIT") if sqlite else raw.commit()
            done += 1
        except Exception as conflict:
            if not sqlite:
                raw.rollback()
            elif raw.in_transaction:
                cursor.execute("ROLLBACK")
            failed += 1
            if failed > done + 1000:
                raise conflict
    print(f"{done / passed:.1f} {1000 * (time.process_time() - cpu) / max(1, done):.3f}")


if __name__ == "__main__":
    main(float(sys.argv[1]))
