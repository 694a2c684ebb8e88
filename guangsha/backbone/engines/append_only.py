"""Tables that are only ever added to: triggers that refuse UPDATE and DELETE, in the words of each engine. For migrations."""

from typing import Any

from django.db import connections

REFUSAL = "append-only"


def _statements(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        function, raised = f"{table}_append_only", f"RAISE EXCEPTION '{table} is {REFUSAL}'"
        return [
            f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raised}; END $$",
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
        ]
    act = f"SELECT RAISE(ABORT, '{table} is {REFUSAL}');"
    return [
        f"CREATE TRIGGER {table}_kept_{word} BEFORE {word} ON {table} FOR EACH ROW "
        + (
            f"BEGIN {act} END"
            if vendor == "sqlite"
            else f"SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '{table} is {REFUSAL}'"
        )
        for word in ("UPDATE", "DELETE")
    ]


def _undoing(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [f"DROP TRIGGER {table}_kept ON {table}", f"DROP FUNCTION {table}_append_only()"]
    return [f"DROP TRIGGER {table}_kept_{word}" for word in ("UPDATE", "DELETE")]


def keep(*tables: str) -> Any:
    """The forward step of a migration: nothing in ``tables`` is changed or deleted any more.

    Used as ``RunPython(..., atomic=False)``: MySQL and MariaDB have no transactions around it. Where they keep a binary log they
    also ask for ``log_bin_trust_function_creators = 1``, or a user who may.
    """

    def run(apps: Any, schema_editor: Any) -> None:
        vendor = connections[schema_editor.connection.alias].vendor
        for table in tables:
            for statement in _statements(vendor, table):
                schema_editor.execute(statement)

    return run


def let_go(*tables: str) -> Any:
    """The backward step."""

    def run(apps: Any, schema_editor: Any) -> None:
        vendor = connections[schema_editor.connection.alias].vendor
        for table in tables:
            for statement in _undoing(vendor, table):
                schema_editor.execute(statement)

    return run
