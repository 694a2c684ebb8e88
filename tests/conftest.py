"""Fixtures that several folders share."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes
from django.db import connection
from django.db.models.signals import post_migrate
from hypothesis import settings

from tests.live import Site, demo_site

# No timing assertion in tests. In CI the same examples each time: a red run must be about the change it judges; new
# examples are looked for on every other machine.
settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")


def pytest_configure() -> None:
    """Emptying the tables after a test makes the framework write its permissions and content types anew: a quarter of a
    second per test, for rows that nothing here reads (roles are our own)."""
    post_migrate.disconnect(create_permissions, dispatch_uid="django.contrib.auth.management.create_permissions")
    post_migrate.disconnect(create_contenttypes)
    _empty_what_is_full()


TRIGGERS = {
    "sqlite": "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'",
    "mysql": "SELECT event_object_table, trigger_name, CONCAT('CREATE TRIGGER ', trigger_name, ' ', action_timing, ' ',"
    " event_manipulation, ' ON ', event_object_table, ' FOR EACH ROW ', action_statement) FROM information_schema.triggers"
    " WHERE trigger_schema = DATABASE()",
}


def _empty_what_is_full() -> None:
    """After a test only the tables it wrote to are emptied: there are two hundred, and a test fills a dozen.

    They are emptied by DELETE, which the triggers of append-only ones refuse: those are away meanwhile. PostgreSQL truncates,
    which triggers on rows do not see; with a table go those that refer to it, which are empty or emptied as well.
    """
    operations = type(connection.ops)
    flush = operations.sql_flush

    def sql_flush(self: Any, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        vendor, quoted = self.connection.vendor, self.quote_name
        full = " UNION ALL ".join(f"SELECT '{one}' WHERE EXISTS (SELECT 1 FROM {quoted(one)})" for one in tables)
        with self.connection.cursor() as cursor:
            cursor.execute(full)
            written = {name for (name,) in cursor.fetchall()}
            triggers = []
            if vendor in TRIGGERS:
                cursor.execute(TRIGGERS[vendor])
                triggers = [(name, sql) for table, name, sql in cursor.fetchall() if table in written]
        if vendor == "postgresql":
            options["allow_cascade"] = True
        statements = flush(self, style, sorted(written), **options)
        return [*(f"DROP TRIGGER {name}" for name, _ in triggers), *statements, *(sql for _, sql in triggers)]

    operations.sql_flush = sql_flush  # type: ignore[method-assign]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser journeys last: Playwright keeps an event loop running in its process, beside which no other can start."""
    items.sort(key=lambda item: item.get_closest_marker("journey") is not None)


@pytest.fixture(autouse=True)
def _no_heads_of_other_tests() -> None:
    """The transparency log refuses to go on from a database that lacks what was signed, as each test's would."""
    (Path(os.environ["GUANGSHA_DATA_DIR"]) / "ledger" / "heads.jsonl").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def live_site() -> Iterator[Site]:
    """The real product serving the demo cities, one per test process."""
    with demo_site() as site:
        yield site
