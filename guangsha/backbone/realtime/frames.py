"""What travels on the socket, as JSON text frames. The same types are in the OpenAPI document."""

from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field, TypeAdapter, create_model

from guangsha.backbone.realtime.streams import KEY_LENGTH, StreamEvent, all_streams

MAX_FRAME_BYTES = 4096
MAX_SEQ = 2**53 - 1

Key = Annotated[str, Field(min_length=1, max_length=KEY_LENGTH)]
Name = Annotated[str, Field(min_length=1, max_length=60)]


class SubscribeFrame(Schema):
    """Follow a stream. ``after``: the last number seen; null: from now on."""

    do: Literal["subscribe"]
    stream: Name
    key: Key
    after: Annotated[int, Field(ge=0, le=MAX_SEQ)] | None = None


class UnsubscribeFrame(Schema):
    """Stop following."""

    do: Literal["unsubscribe"]
    stream: Name
    key: Key


class ClientBeatFrame(Schema):
    """A sign of life: the answer to the server's beat, and every few seconds while a stream counts who is present."""

    do: Literal["beat"]


ClientFrame = Annotated[SubscribeFrame | UnsubscribeFrame | ClientBeatFrame, Field(discriminator="do")]
CLIENT_FRAME: TypeAdapter[Any] = TypeAdapter(ClientFrame)


class WelcomeFrame(Schema):
    """The socket is open; ``beat_s`` seconds lie between beats, and silence of three means that it is dead."""

    type: Literal["welcome"]
    beat_s: int


class BeatFrame(Schema):
    """Answer with a beat."""

    type: Literal["beat"]


class SubscribedFrame(Schema):
    """Events behind ``seq`` will follow."""

    type: Literal["subscribed"]
    stream: str
    key: str
    seq: int


class ResyncFrame(Schema):
    """What happened up to ``seq`` is not told one by one: fetch the thing itself, then go on from ``seq``."""

    type: Literal["resync"]
    stream: str
    key: str
    seq: int


class RefusedFrame(Schema):
    """This stream may not be followed, or not any longer. ``code`` as in problems."""

    type: Literal["refused"]
    stream: str
    key: str
    code: str


class MistakeFrame(Schema):
    """The last frame was not understood."""

    type: Literal["mistake"]
    code: str


def _model(name: str, doc: str, **fields: Any) -> type[Schema]:
    definitions: Any = {key: (kind, ...) for key, kind in fields.items()}
    made: type[Schema] = create_model(name, __base__=Schema, __doc__=doc, **definitions)
    return made


def _events() -> Any:
    """A list of any stream's events, told apart by ``kind``."""
    kinds: list[Any] = [event for stream in all_streams() for event in stream.events]
    if not kinds:
        return list[StreamEvent]
    return list[Annotated[reduce(or_, kinds), Field(discriminator="kind")] if len(kinds) > 1 else kinds[0]]  # type: ignore[misc]


def page_schema() -> type[Schema]:
    """The answer of the polling route."""
    doc = "Events behind ``after``; ``resync``: fetch the thing itself and go on from ``seq``; ``more``: ask again at once."
    return _model("StreamPage", doc, stream=str, key=str, seq=int, resync=bool, more=bool, events=_events())


def frame_components() -> dict[str, Any]:
    """JSON Schemas of the frames in both directions, for ``components/schemas`` of the OpenAPI document."""
    kind: Any = Literal["events"]
    events: Any = _model("EventsFrame", "What happened, in order.", type=kind, stream=str, key=str, events=_events())
    known: list[Any] = [WelcomeFrame, BeatFrame, SubscribedFrame, events, ResyncFrame, RefusedFrame, MistakeFrame]
    components: dict[str, Any] = {}
    unions: dict[str, Any] = {
        "ServerFrame": Annotated[reduce(or_, known), Field(discriminator="type")],
        "ClientFrame": ClientFrame,
    }
    for name, union in unions.items():
        adapter: TypeAdapter[Any] = TypeAdapter(union)
        schema = adapter.json_schema(ref_template="#/components/schemas/{model}")
        components.update(schema.pop("$defs", {}))
        components[name] = schema
    return components
