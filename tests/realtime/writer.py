"""Another process on the same database: makes people, sessions and notifications as told by JSON lines on standard input."""

import json
import os
import sys
from typing import Any
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guangsha.config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from guangsha.accounts.models import Person  # noqa: E402
from guangsha.backbone.public import command  # noqa: E402
from guangsha.kit.actor import system_actor  # noqa: E402
from guangsha.kit.clock import utc_now  # noqa: E402
from guangsha.notifications.public import Kind, Words, notify, register_kind  # noqa: E402

register_kind(
    Kind(
        name="test.numbered",
        words={"zh": Words("第 {n} 条", "正文 {n}"), "en": Words("Number {n}", "Body {n}")},
        variables=frozenset({"n"}),
    )
)
ACTOR = system_actor("test")


def person() -> dict[str, Any]:
    someone = Person.objects.create()
    return {"person_id": str(someone.pk), **session(str(someone.pk))}


def session(person_id: str) -> dict[str, Any]:
    client = Client()
    client.force_login(Person.objects.get(pk=person_id))
    name = settings.SESSION_COOKIE_NAME
    return {"cookie": f"{name}={client.cookies[name].value}"}


def tell(person_id: str, numbers: list[int]) -> dict[str, Any]:
    for n in numbers:
        values = {"n": str(n)}
        command(
            lambda n=n, values=values: notify(  # type: ignore[misc]
                person_id=UUID(person_id), kind="test.numbered", data=values, dedupe_key=str(n), now=utc_now()
            ),
            actor=ACTOR,
        )
    return {}


def revoke(cookie: str) -> dict[str, Any]:
    from importlib import import_module

    store = import_module(settings.SESSION_ENGINE).SessionStore(cookie.partition("=")[2])
    store.flush()
    return {}


OPERATIONS = {"person": person, "session": session, "tell": tell, "revoke": revoke}

if __name__ == "__main__":
    for line in sys.stdin:
        call = json.loads(line)
        print(json.dumps(OPERATIONS[call.pop("do")](**call)), flush=True)
