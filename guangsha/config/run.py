"""What the words of the `guangsha` command do."""

import argparse
import fcntl
import getpass
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from guangsha.backbone.public import Runner, health_answers, remarks, run_until_idle, verify_audit
from guangsha.vault.public import keys_exist


def _pending() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def prepare() -> None:
    """Create what an empty data directory lacks: folders, keys, tables. A grown server database is migrated by hand.

    Two processes starting at once do it one after the other.
    """
    for folder in (settings.DATA_DIR, settings.INDEX_DIR, settings.MEDIA_ROOT):
        Path(folder).mkdir(parents=True, exist_ok=True)
    with (Path(settings.DATA_DIR) / ".prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _refuse_without_keys()
        if not _pending():
            return
        empty = not MigrationExecutor(connection).loader.applied_migrations
        if connection.vendor != "sqlite" and not empty:
            print("The database is older than this version: run `guangsha migrate` first.", file=sys.stderr)
            raise SystemExit(2)
        call_command("migrate", verbosity=0, interactive=False)
        if empty:
            call_command("index_rebuild", verbosity=0)


def _refuse_without_keys() -> None:
    """Never make new keys beside a database that was sealed with others: nobody could read either any more."""
    from guangsha.accounts.public import somebody_is_known

    if keys_exist():
        return
    tables = connection.introspection.table_names()
    if "accounts_person" in tables and somebody_is_known():
        print(
            f"The keys are missing: the database holds people whose data was sealed with keys that {settings.KEYS_DIR} lacks. "
            "Put back the copy of that directory that belongs to this database (docs/operations.md, Keys).",
            file=sys.stderr,
        )
        raise SystemExit(2)


def migrate(options: argparse.Namespace) -> int:
    """Bring the database to this version."""
    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False)
    return 0


BACKLOG = 4096
"""Lines that the system holds while a process has no time to take them."""
MOST_LINES = 20_000
"""Lines that a process keeps open at the same time: browsers keep theirs, and every socket is one."""
OTHER_FILES = 512


def _lines() -> int:
    """How many lines a process may keep open, after raising its limit of open files as far as the system allows.

    The server stops taking lines at this number, and who comes after that waits without an answer: so it is far above what is
    answered at once (GUANGSHA_HTTP_WAITING), beyond which everybody hears 503.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_LINES + OTHER_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_LINES + OTHER_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return max(BACKLOG // 4, most - OTHER_FILES)


def serve(options: argparse.Namespace) -> int:
    """Serve HTTP and sockets until SIGTERM or Ctrl-C; one process also runs the loops unless told otherwise."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    connection.close()
    if not options.no_loops:
        os.environ["_GUANGSHA_LOOPS"] = "1"
    print(f"Guangsha serves on http://{options.host}:{options.port}", flush=True)
    Granian(
        "guangsha.config.asgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.ASGI,
        workers=options.processes,
        backlog=BACKLOG,
        backpressure=_lines(),
        workers_kill_timeout=5,
        respawn_failed_workers=True,
        log_level=LogLevels.error,
    ).serve()
    return 0


def worker(options: argparse.Namespace) -> int:
    """Run the background loops until SIGTERM or Ctrl-C."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    runner = Runner()
    runner.start()
    print("Guangsha worker runs", flush=True)
    stop.wait()
    runner.stop()
    return 0


def doctor(options: argparse.Namespace) -> int:
    """Print what is well, what is not, and what to look at; 1 when something is not well."""
    call_command("check", verbosity=0)
    fine = True
    for name, answer in health_answers().items():
        fine &= answer.ok
        print(f"{'ok ' if answer.ok else 'BAD'} {name}: {answer.detail}")
    verdict = verify_audit()
    fine &= verdict.holds
    print(f"{'ok ' if verdict.holds else 'BAD'} audit: {verdict.summary()}")
    for remark in remarks():
        print(f"see {remark}")
    return 0 if fine else 1


def verify_invariants(options: argparse.Namespace) -> int:
    """Print which invariants of the database hold and the first rows that break the others; 1 when one is broken."""
    from guangsha.config.invariants import NAMES, broken
    from guangsha.kit.clock import utc_now

    with connection.cursor() as cursor:
        found = {one.name: one for one in broken(cursor, now=utc_now())}
    for name in NAMES:
        print(f"{'BAD' if name in found else 'ok '} {name}")
        if name in found:
            print(f"    {found[name].count} rows, the first of them:")
            for row in found[name].rows:
                print("    ", *row)
    return 1 if found else 0


def create_admin(options: argparse.Namespace) -> int:
    """Create one of the three administrators; the password is asked for, or read from standard input when not a terminal."""
    from guangsha.accounts.public import AccountRefused, create_administrator

    password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    try:
        person_id = create_administrator(email=options.email, password=password, role=options.role)
    except AccountRefused as refusal:
        print(refusal.detail, file=sys.stderr)
        return 1
    print(f"created {person_id}")
    return 0


def openapi(options: argparse.Namespace) -> int:
    """Print the OpenAPI document, formatted for a readable diff."""
    import json

    from allauth.headless.spec.internal.schema import get_schema

    from guangsha.config.api import api

    document = get_schema() if options.login else api.get_openapi_schema(path_prefix="/api/v1/")
    print(json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True))
    return 0


def demo(options: argparse.Namespace) -> int:
    """Load the demo cities and index them; doing it twice changes nothing."""
    from guangsha.config.demo.banks import load_banks
    from guangsha.config.demo.load import load_demo
    from guangsha.config.demo.papers import load_papers
    from guangsha.config.demo.people import load_logins
    from guangsha.config.demo.prices import load_prices

    logins = load_logins()
    load_papers()
    summary = load_demo()
    load_banks()
    load_prices()
    run_until_idle()
    print(
        f"demo: {summary.projects} projects new, {summary.unchanged} unchanged; "
        f"{summary.units} units new, {summary.released} of them released"
    )
    if not settings.ENV.demo:
        print(
            "serve it with GUANGSHA_DEMO=1: the sandboxes, where codes and payments appear, are part of demo mode only"
        )
    print("demo logins (codes appear at /sandbox/outbox in demo mode):")
    for login in logins:
        print(f"  {login}")
    return 0


WORDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "serve": serve,
    "worker": worker,
    "migrate": migrate,
    "demo": demo,
    "doctor": doctor,
    "verify-invariants": verify_invariants,
    "create-admin": create_admin,
    "openapi": openapi,
}
