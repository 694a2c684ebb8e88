"""Who else has this open: the stream ``presence/<kind>/<id>``. Following it is being present; nobody is kept longer than that.

Rows live in the database, so that people on different processes see each other. The browser gives a sign of life every
BEAT_S seconds; whoever was not heard for GONE_S is gone, however their connection ended.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal, cast
from uuid import UUID

from django.db.models import Min
from django.db.models.functions import Now
from ninja import Schema

from guangsha.backbone.models import PresenceEntry
from guangsha.backbone.realtime.hints import hint
from guangsha.backbone.realtime.streams import Attendance, Stream, StreamEvent
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound

PRESENCE = "presence"
GONE_S = 15
MOST = 50
LITTER_S = 3600

Authorise = Callable[[Actor, str], None]
"""May this actor know who works on the thing with this id? Raises NotFound or Forbidden."""

_kinds: dict[str, Authorise] = {}


def register_presence(kind: str, authorise: Authorise) -> None:
    """Let things of ``kind`` show who has them open; called in a context's ``apps.py``."""
    if kind in _kinds or "/" in kind:
        raise ValueError(f"presence of {kind} is registered already or misnamed")
    _kinds[kind] = authorise


def _number(person_id: UUID) -> str:
    return f"#{person_id.hex[-4:]}"


_display: list[Callable[[UUID], str]] = [_number]


def register_display_name(name: Callable[[UUID], str]) -> None:
    """Have ``name`` say how a person is shown to colleagues, masked as the register of personal fields asks."""
    _display[0] = name


class PresentPerson(Schema):
    """``display`` is a masked name; ``since``: when the first of their windows was opened."""

    person_id: UUID
    display: str
    since: datetime


class PresenceEvent(StreamEvent):
    """Stream ``presence``: everybody who has it open now, oneself included."""

    kind: Literal["presence"]
    people: list[PresentPerson]


def _authorise(actor: Actor, key: str) -> None:
    kind, _, thing = key.partition("/")
    judge = _kinds.get(kind)
    if judge is None or not thing or actor.person_id is None:
        raise NotFound()
    judge(actor, thing)


def _enter(actor: Actor, key: str, connection_id: str) -> None:
    person_id = cast(UUID, actor.person_id)  # _authorise has refused everybody without
    gone = Now() - timedelta(seconds=GONE_S)
    PresenceEntry.objects.filter(topic=key, seen_at__lt=gone).delete()
    PresenceEntry.objects.update_or_create(
        topic=key, connection_id=connection_id, defaults={"person_id": person_id, "seen_at": Now()}
    )
    hint([(PRESENCE, key)])


def _touch(actor: Actor, key: str, connection_id: str) -> None:
    if not PresenceEntry.objects.filter(topic=key, connection_id=connection_id).update(seen_at=Now()):
        _enter(actor, key, connection_id)


def _leave(actor: Actor, key: str, connection_id: str) -> None:
    PresenceEntry.objects.filter(topic=key, connection_id=connection_id).delete()
    hint([(PRESENCE, key)])


def _present(key: str) -> PresenceEvent:
    fresh = PresenceEntry.objects.filter(topic=key, seen_at__gte=Now() - timedelta(seconds=GONE_S))
    rows = fresh.values_list("person_id").annotate(first=Min("since")).order_by("first", "person_id")[:MOST]
    people = [
        PresentPerson(person_id=person_id, display=_display[0](person_id), since=cast(datetime, first))
        for person_id, first in rows
    ]
    return PresenceEvent(seq=0, kind="presence", people=people)


def sweep_step() -> bool:
    """Delete what killed processes left behind."""
    PresenceEntry.objects.filter(seen_at__lt=Now() - timedelta(seconds=LITTER_S)).delete()
    return False


STREAM = Stream(
    name=PRESENCE,
    events=(PresenceEvent,),
    authorise=_authorise,
    state=_present,
    fades=True,
    attendance=Attendance(_enter, _touch, _leave),
)
