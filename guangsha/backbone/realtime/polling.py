"""The same streams over HTTP, for browsers without a socket: same policy, same numbers."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query

from guangsha.backbone.http.access import acting
from guangsha.backbone.http.routes import Routes, anyone
from guangsha.backbone.realtime.frames import MAX_SEQ, Key, Name, page_schema
from guangsha.backbone.realtime.streams import admit, read_stream
from guangsha.kit.errors import Forbidden, NotFound, Unauthenticated


def build_stream_routes() -> Routes:
    """The polling route; its answer names every event of every stream registered by now."""
    routes = Routes()

    @routes.get(
        "/streams/{name}/{path:key}",
        policy=anyone,  # each stream decides, key by key
        response=page_schema(),
        errors=[Unauthenticated, Forbidden, NotFound],
        tags=["realtime"],
        summary="Events of a stream behind a number",
    )
    def stream_events(
        request: HttpRequest,
        response: HttpResponse,
        name: Annotated[Name, Path()],
        key: Annotated[Key, Path()],
        after: Annotated[int | None, Query(ge=0, le=MAX_SEQ)] = None,
    ) -> dict[str, Any]:
        stream = admit(acting(request), name, key)
        reading = read_stream(stream, key, after)
        response["Cache-Control"] = "no-store"
        return {
            "stream": name,
            "key": key,
            "seq": reading.seq,
            "resync": reading.resync,
            "more": reading.more,
            "events": list(reading.events),
        }

    return routes
