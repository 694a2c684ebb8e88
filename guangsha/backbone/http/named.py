"""How a route names a command, so that its sender can repeat it."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Header

from guangsha.backbone.commands import Operation, command
from guangsha.backbone.http.access import acting

KeyIn = Annotated[UUID, Header(alias="Idempotency-Key", description="A UUID of the sender's: repeating it is safe.")]
ATTEMPT = "Idempotency-Attempt"
"""Sent with a request that got no answer and is sent once more: 2, 3 ... A refusal of the command is final under its key then."""


def sent_again(request: HttpRequest) -> bool:
    """Whether its sender says that this request was sent before and not answered."""
    said = request.headers.get(ATTEMPT, "")
    return said.isascii() and said.isdigit() and int(said[:9]) > 1


def run_named(
    request: HttpRequest, work: Callable[[], dict[str, Any]], *, key: UUID, name: str, body: Any
) -> dict[str, Any]:
    """Run a command named by its sender; the same name and body again give the same result without working."""
    return command(work, actor=acting(request), op=Operation.of(key, name=name, body=body, again=sent_again(request)))
