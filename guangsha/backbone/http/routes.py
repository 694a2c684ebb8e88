"""Routes that name their policy and their errors. A route without a policy answers 403 to everyone."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any, Protocol, TypeVar, cast

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Router
from ninja.renderers import BaseRenderer
from ninja.utils import check_csrf

from guangsha.backbone.http.caching import CACHED_HEADERS
from guangsha.backbone.http.problems import (
    CONTENT_TYPE,
    Problem,
    RequestMalformed,
    RequestTooLarge,
    RequestUnreadable,
    response_for,
)
from guangsha.backbone.realtime.frames import frame_components
from guangsha.kit.actor import Actor
from guangsha.kit.errors import BusinessError, CsrfRefused, Forbidden, OperationalError
from guangsha.vault.public import for_json

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
View = TypeVar("View", bound=Callable[..., Any])
Policy = Callable[[Actor], bool]
"""May this actor use the route at all? Raises Unauthenticated or Forbidden, or returns True. Objects are judged later."""


PROBLEM_ANSWER = {"content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
"""A refusal in the document. Handlers write it, never a view: one model of it per route and status took a fifth of a start."""


class Keep(Protocol):
    """A decorator that leaves the view as typed as it was."""

    def __call__(self, view: View, /) -> View:
        """The view itself."""
        ...


def anyone(actor: Actor) -> bool:
    """Public: visitors too."""
    return True


class PolicyCheck:
    """Asked by the API before anything of the request is parsed: is it from our own page, and may this actor?"""

    def __init__(self, policy: Policy, *, signed_by_sender: bool = False) -> None:
        self.policy = policy
        self.signed_by_sender = signed_by_sender

    def __call__(self, request: HttpRequest) -> bool:
        """True, or the policy's refusal."""
        own_page = request.method not in SAFE and not self.signed_by_sender
        if own_page and check_csrf(request) is not None:
            raise CsrfRefused
        if not self.policy(request.actor):  # type: ignore[attr-defined]
            raise Forbidden()
        return True


def _no_policy(actor: Actor) -> bool:
    raise Forbidden()


class Routes(Router):
    """A context's routes. Each states who may use it and which errors it can answer with."""

    def api_operation(self, methods: list[str], path: str, **options: Any) -> Any:
        """Refuse what does not go through ``get`` and its siblings below."""
        if not isinstance(options.get("auth"), PolicyCheck):
            options["auth"] = PolicyCheck(_no_policy)
        return super().api_operation(methods, path, **options)

    def _declare(
        self,
        method: str,
        path: str,
        *,
        policy: Policy,
        response: Any,
        errors: Sequence[type[BusinessError | OperationalError]] = (),
        status: int = 200,
        cached: bool = False,
        signed_by_sender: bool = False,
        **options: Any,
    ) -> Any:
        answers: dict[Any, Any] = {status: response}
        told: dict[int, Any] = {}
        if cached:
            answers[304] = None
            told = {status: {"headers": CACHED_HEADERS}, 304: {"headers": CACHED_HEADERS}}
        refused = {error.status for error in (*errors, RequestMalformed, RequestUnreadable)}
        if method not in SAFE:
            refused |= {Forbidden.status, RequestTooLarge.status}  # without the token against forged requests; a body
        told |= {one: PROBLEM_ANSWER | {"description": HTTPStatus(one).phrase} for one in refused}
        more = options.get("openapi_extra", {})
        options["openapi_extra"] = {**more, "responses": told | more.get("responses", {})}
        return self.api_operation(
            [method],
            path,
            auth=PolicyCheck(policy, signed_by_sender=signed_by_sender),
            response=answers,
            by_alias=True,
            **options,
        )

    def get(self, path: str, **options: Any) -> Keep:
        """A read. ``policy``, ``response``, ``errors`` as in ``_declare``; ``cached``: sends an ETag, may answer 304."""
        return cast(Keep, self._declare("GET", path, **options))

    def post(self, path: str, **options: Any) -> Keep:
        """A command or creation. ``signed_by_sender``: not from a page of ours; the route itself checks who signed it."""
        return cast(Keep, self._declare("POST", path, **options))

    def put(self, path: str, **options: Any) -> Keep:
        """A replacement."""
        return cast(Keep, self._declare("PUT", path, **options))

    def patch(self, path: str, **options: Any) -> Keep:
        """A partial change."""
        return cast(Keep, self._declare("PATCH", path, **options))

    def delete(self, path: str, **options: Any) -> Keep:
        """A removal."""
        return cast(Keep, self._declare("DELETE", path, **options))


class JsonRenderer(BaseRenderer):
    """UTF-8 JSON by msgspec: Chinese text stays Chinese text (not ``\\uXXXX``)."""

    media_type = "application/json"
    charset = "utf-8"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """The bytes of ``data``."""
        return msgspec.json.encode(data, enc_hook=for_json)


class Api(NinjaAPI):
    """The API; its document holds what is no answer of a view as well: problems, and the frames of sockets."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """The OpenAPI document."""
        document = super().get_openapi_schema(**options)
        problem = Problem.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
        parts = problem.pop("$defs") | {"Problem": problem} | frame_components()
        document["components"]["schemas"].update(parts)
        return document


def build_api(*, title: str, version: str, description: str) -> Api:
    """The API object: problems for every exception, nothing allowed unless a policy says so."""
    api = Api(
        title=title,
        version=version,
        description=description,
        renderer=JsonRenderer(),
        docs_url=None,
        openapi_url=None,
        auth=PolicyCheck(_no_policy),
        urls_namespace="api",
    )
    handle = cast(Callable[[HttpRequest, Any], HttpResponse], response_for)
    for kind in (*api._exception_handlers, Exception):
        api.add_exception_handler(kind, handle)
    return api
