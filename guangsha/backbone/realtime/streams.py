"""The register of streams: what events one has, who may follow it, and how it is read again from any number."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ninja import Schema

from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound, Unauthenticated

BATCH = 100
"""Events in one frame or page."""
MAX_BEHIND = 1000
"""A reader further behind than this fetches afresh instead of being sent everything it missed."""
NEWEST = 2**62
KEY_LENGTH = 150

Topic = tuple[str, str]
"""A stream's name and key."""


class StreamEvent(Schema):
    """The base of every event of a stream; subclasses set ``kind: Literal[...]`` and their own values.

    ``seq`` counts 1, 2, 3 within one key of a stream that keeps its events; it is 0 in a stream that tells a state.
    """

    seq: int


@dataclass(frozen=True, slots=True)
class Replay:
    """Events behind a number, in order; ``head`` is the newest number of the key, ``oldest`` the first still kept."""

    events: Sequence[StreamEvent]
    head: int
    oldest: int = 1


@dataclass(frozen=True, slots=True)
class Attendance:
    """For streams that want to know who follows: called with actor, key and the id of the subscription, in a thread.

    ``touch`` is called with each sign of life of the browser, ``leave`` when it goes properly; one that is killed does neither.
    """

    enter: Callable[[Actor, str, str], None]
    touch: Callable[[Actor, str, str], None]
    leave: Callable[[Actor, str, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One kind of stream.

    ``authorise(actor, key)`` raises NotFound, Unauthenticated or Forbidden; it is asked at the start and every few seconds after.
    Either ``replay(key, after, limit)`` reads kept events from the database, or ``state(key)`` tells how things are now.
    ``fades``: the state can end silently (somebody was cut off), so it is looked at every two seconds while followed.
    ``wakes``: outbox event name -> payload -> key whose readers should look.
    """

    name: str
    events: tuple[type[StreamEvent], ...]
    authorise: Callable[[Actor, str], None]
    replay: Callable[[str, int, int], Replay] | None = None
    state: Callable[[str], StreamEvent] | None = None
    wakes: Mapping[str, Callable[[dict[str, Any]], str]] = field(default_factory=dict)
    anonymous: bool = False
    fades: bool = False
    attendance: Attendance | None = None


_streams: dict[str, Stream] = {}


def register_stream(stream: Stream) -> None:
    """Make ``stream`` known to sockets and to the polling route. Called in ``apps.py``."""
    if stream.name in _streams:
        raise ValueError(f"stream {stream.name} is registered already")
    if (stream.replay is None) == (stream.state is None):
        raise ValueError(f"stream {stream.name} needs either replay or state")
    _streams[stream.name] = stream


def all_streams() -> list[Stream]:
    """Every registered stream, by name."""
    return [_streams[name] for name in sorted(_streams)]


def admit(actor: Actor, name: str, key: str) -> Stream:
    """The stream, when ``actor`` may follow its ``key``. Raises NotFound (also for unknown names), Unauthenticated, Forbidden."""
    stream = _streams.get(name)
    if stream is None or not key or len(key) > KEY_LENGTH:
        raise NotFound()
    if actor.is_visitor and not stream.anonymous:
        raise Unauthenticated()
    stream.authorise(actor, key)
    return stream


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader at ``after`` gets: events up to ``seq``; ``resync``: what it missed is not told, it fetches afresh."""

    seq: int
    events: Sequence[StreamEvent]
    resync: bool = False
    more: bool = False


def read_stream(stream: Stream, key: str, after: int | None) -> Reading:
    """Events of ``key`` behind ``after``; None: none of the past, only the number to go on from."""
    if stream.state is not None:
        return Reading(0, [stream.state(key)])
    if stream.replay is None:
        raise TypeError(stream.name)
    if after is None:
        return Reading(stream.replay(key, NEWEST, 1).head, [])
    found = stream.replay(key, after, BATCH)
    if after > found.head or after < found.oldest - 1 or found.head - after > MAX_BEHIND:
        return Reading(found.head, [], resync=True)
    seq = found.events[-1].seq if found.events else after
    return Reading(seq, found.events, more=seq < found.head)


def topics_of(event_name: str, payload: dict[str, Any]) -> list[Topic]:
    """Whose readers should look because of this event."""
    return [
        (stream.name, stream.wakes[event_name](payload)) for stream in _streams.values() if event_name in stream.wakes
    ]


def waking_events() -> set[str]:
    """The names of all events that wake a stream."""
    return {name for stream in _streams.values() for name in stream.wakes}
