"""How a route names a command and the version its sender saw."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Header

from guangsha.backbone.public import Operation, command
from guangsha.kit.actor import Actor
from guangsha.kit.errors import VersionConflict

KeyIn = Annotated[UUID, Header(alias="Idempotency-Key", description="A UUID of the sender's: repeating it is safe.")]
MatchIn = Annotated[str, Header(alias="If-Match", max_length=60, description="The ETag of what the sender saw.")]


def actor_of(request: HttpRequest) -> Actor:
    """Who sends the request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def run_named(
    request: HttpRequest, work: Callable[[], dict[str, Any]], *, key: UUID, name: str, body: Any
) -> dict[str, Any]:
    """Run a command named by its sender; the same name and body again give the same result without working."""
    actor = actor_of(request)
    return command(work, actor=actor, op=Operation.of(key, name=name, body=body))


def quoted(tag: str) -> str:
    """An ETag."""
    return f'"{tag}"'


def matched(header: str) -> str:
    """The tag in an If-Match header. Raises VersionConflict when it is not one of ours."""
    tag = header.strip().removeprefix("W/").strip('"')
    if not tag or any(char not in "0123456789." for char in tag):
        raise VersionConflict()
    return tag
