"""People, commands and requests for the tests of privacy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.test import Client
from stdnum.cn import ric

from guangsha.accounts.models import Person
from guangsha.backbone.public import command
from guangsha.kit.actor import Actor, system_actor
from guangsha.kit.clock import utc_now
from guangsha.privacy.public import Document, Subject, current_edition, record_consent
from guangsha.vault.public import Secret
from tests.actors import acting_as, holder

T = TypeVar("T")
TESTER = system_actor("tester")


def now() -> datetime:
    return utc_now()


def run(work: Callable[[], T], actor: Actor = TESTER) -> T:
    return command(work, actor=actor)


def make_person(email: str = "li.lei@example.com", name: str = "李雷霆") -> UUID:
    person = Person(password="!")
    person.email, person.display_name = Secret(email), Secret(name)
    person.save(force_insert=True)
    return person.pk


def member(person_id: UUID, *roles: str, stepped: bool = True, ago_s: int = 10) -> Actor:
    """Somebody signed in, who proved presence ``ago_s`` seconds ago."""
    at = utc_now() - timedelta(seconds=ago_s) if stepped else None
    return holder(*roles, person_id=person_id, stepped_up_at=at)


def id_number(code: str = "123", *, born: str = "19900307", county: str = "430104") -> str:
    """A made-up ID number with a right check digit; ``code`` chooses the sandbox's answer."""
    body = f"{county}{born}{code}"
    return body + ric.calc_check_digit(body + "0")


def consent(person_id: UUID, document: Document = Document.REAL_NAME) -> None:
    shown = current_edition(document=document, language="zh-CN", now=now())
    run(
        lambda: record_consent(
            subject=Subject(person_id=person_id), now=now(), document=document, version=shown.version,
            text_hash=shown.text_hash, language="zh-CN", how="real_name",
        )
    )  # fmt: skip


def ask(actor: Actor, method: str, path: str, body: Any = None, **headers: str) -> Any:
    """One request of ``actor`` to the API."""
    with acting_as(actor):
        client = Client(headers=headers)
        return client.generic(
            method, f"/api/v1{path}", data=b"" if body is None else _json(body), content_type="application/json"
        )


def _json(body: Any) -> bytes:
    import msgspec

    return msgspec.json.encode(body)


SOON = datetime(2031, 1, 1, tzinfo=UTC)
