"""What a rush needs, made through the services: homes on sale, and buyers who are signed in. Run as a process of its own.

``stage UNITS BUYERS`` prints JSON: units (ids), buyers (session and token cookies). ``claims`` prints all holds
there ever were, by a plain query: id, unit, whether it is live. ``settle`` does what waits in
the background, as the loops of a server would.
"""

import json
import os
import sys
from uuid import UUID

FLOORS = 100
"""Two homes on each: a project of the rush has two hundred on sale."""
PEOPLE = 200


def _units(count: int) -> list[str]:
    from guangsha.catalog.models import Unit
    from guangsha.inventory.public import UnitStatus, set_unit_statuses
    from tests.catalog.support import EDITOR, NOW, public_project, run

    found: list[str] = []
    while len(found) < count:
        project = public_project(f"rush-{len(found)}", floors=min(FLOORS, (count + 1) // 2))
        homes = list(
            Unit.objects.filter(project=project, building__name="1栋", kind="home").values_list("pk", flat=True)
        )
        run(
            lambda homes=homes: set_unit_statuses(  # type: ignore[misc]
                actor=EDITOR, now=NOW, unit_ids=homes, status=UnitStatus.AVAILABLE
            )
        )
        found += map(str, homes)
    return found[:count]


def _buyers(count: int) -> list[dict[str, str]]:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.utils.crypto import get_random_string

    from guangsha.accounts.http.sessions import SessionStore
    from guangsha.accounts.models import Person
    from guangsha.accounts.public import ensure_demo_person
    from guangsha.backbone.public import command
    from guangsha.config.settings import AUTHENTICATION_BACKENDS
    from guangsha.kit.actor import system_actor

    found = []
    for start in range(0, count, PEOPLE):
        phones = [f"+86138{number:08}" for number in range(start, min(start + PEOPLE, count))]
        people = command(
            lambda phones=phones: [ensure_demo_person(phone=phone) for phone in phones],  # type: ignore[misc]
            actor=system_actor("rush"),
        )
        hashes = {person.pk: person.get_session_auth_hash() for person in Person.objects.filter(pk__in=people)}
        for person_id in people:
            session = SessionStore()
            session[SESSION_KEY] = str(person_id)
            session[BACKEND_SESSION_KEY] = AUTHENTICATION_BACKENDS[0]
            session[HASH_SESSION_KEY] = hashes[person_id]
            session.create()
            found.append({"session": str(session.session_key), "csrftoken": get_random_string(32)})
    return found


def _claims() -> list[list[object]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT id, unit_id, ended_at FROM inventory_claim")
        return [[str(UUID(str(hold))), str(UUID(str(unit))), ended is None] for hold, unit, ended in cursor.fetchall()]


def _settle() -> None:
    """Everything that follows the ledger catches up: the log, the audit chain, handlers, jobs."""
    from guangsha.backbone.auditing import seal_step as seal_audit
    from guangsha.backbone.handlers import handlers_step
    from guangsha.backbone.jobs import jobs_step
    from guangsha.backbone.outbox import relay_step
    from guangsha.transparency.services.sealing import seal_step as seal_log

    steps = (relay_step, handlers_step, jobs_step, lambda: jobs_step(slow=True), seal_audit, seal_log)
    while any([step() for step in steps]):
        pass


def main(words: list[str]) -> None:
    """Print what was asked for."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "guangsha.config.settings"
    import django

    django.setup()
    if words[0] == "stage":
        print(json.dumps({"units": _units(int(words[1])), "buyers": _buyers(int(words[2]))}))
    elif words[0] == "settle":
        _settle()
    else:
        print(json.dumps(_claims()))


if __name__ == "__main__":
    main(sys.argv[1:])
