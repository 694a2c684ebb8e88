"""What the sandboxes' applications have in common: signed endpoints, bodies with an end, pages without script, faults."""

import json
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from guangsha.integrations.sandbox_notices.book import Refused
from guangsha.integrations.sandbox_notices.wire import is_genuine, signed_headers

LONGEST = 16 * 1024
Answer = tuple[int, Any]


def signed_endpoint(
    act: Callable[[Request, bytes], Answer],
    *,
    key: rsa.RSAPrivateKey,
    caller: rsa.RSAPublicKey,
    is_down: Callable[[], bool],
    longest: int = LONGEST,
) -> Callable[..., Any]:
    """An endpoint for the owner of ``caller`` alone, whose answers are signed with ``key``."""

    async def endpoint(request: Request) -> Response:
        body = await body_of(request, longest=longest)
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")

        def work() -> Response:
            if is_down():
                return JSONResponse({"error": "down"}, status_code=503)
            known = is_genuine(caller, request.headers, method=request.method, path=path, body=body or b"")
            if body is None or not known:
                return JSONResponse({"error": "signature"}, status_code=401)
            try:
                status, content = act(request, body)
            except Refused as refusal:
                status, content = 409, {"error": str(refusal)}
            raw = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
            kind = "text/csv" if isinstance(content, bytes) else "application/json"
            headers = signed_headers(key, method=request.method, path=path, body=raw)
            return Response(raw, status_code=status, headers=headers, media_type=kind)

        return await run_in_threadpool(work)

    return endpoint


def faults_endpoint(read: Callable[[], dict[str, Any]], write: Callable[[Any], None]) -> Callable[..., Any]:
    """Read and set what goes wrong on purpose: from this machine only, so that visitors of a demo cannot."""

    async def endpoint(request: Request) -> Response:
        if not is_near(request):
            return JSONResponse({"error": "not_here"}, status_code=403)
        if request.method == "PUT":
            try:
                wanted = json_of(await body_of(request) or b"")
                await run_in_threadpool(write, wanted)
            except Refused as refusal:
                return JSONResponse({"error": str(refusal)}, status_code=422)
        return JSONResponse(await run_in_threadpool(read))

    return endpoint


async def body_of(request: Request, *, longest: int = LONGEST) -> bytes | None:
    """None when it is too long."""
    found = b""
    async for piece in request.stream():
        found += piece
        if len(found) > longest:
            return None
    return found


def json_of(body: bytes) -> Any:
    """Raises Refused."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused("bad_request") from error


def checked(values: Any, shape: dict[str, type]) -> dict[str, Any]:
    """``values`` when it has just these fields, texts of 500 characters at most. Raises Refused."""
    if not isinstance(values, dict) or set(values) != set(shape):
        raise Refused("bad_request")
    for name, kind in shape.items():
        if type(values[name]) is not kind or (kind is str and len(values[name]) > 500):
            raise Refused("bad_request")
    return values


def language_of(request: Request) -> str:
    """``zh`` or ``en``: as asked for, else as the browser prefers."""
    asked = request.query_params.get("lang") or request.headers.get("accept-language", "")
    return "en" if asked.strip().lower().startswith("en") else "zh"


def is_near(request: Request) -> bool:
    """Whether it comes from this machine and through no proxy."""
    if request.client is None or "x-forwarded-for" in request.headers:
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def page(html: str, status: int = 200, *, back: str = "") -> HTMLResponse:
    """Nothing but itself: no script, and a form that leads to itself or back alone."""
    parts = urlsplit(back)
    target = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
    policy = f"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'{target}; frame-ancestors 'none'"
    return HTMLResponse(html, status, headers={"Content-Security-Policy": policy, "Cache-Control": "no-store"})
