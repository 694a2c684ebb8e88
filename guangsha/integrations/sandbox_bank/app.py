"""The sandbox of banks as an ASGI application: an API signed by the house, a desk where a visitor plays the clerk, and faults.

It keeps names masked and of papers the hash alone: a bank that is played by visitors has no business with more.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qs

from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route

from guangsha.integrations.sandbox_bank.book import BankBook, BankFaults, told
from guangsha.integrations.sandbox_bank.pages import CAUSES, desk, notice_page
from guangsha.integrations.sandbox_notices.book import Refused
from guangsha.integrations.sandbox_notices.http import (
    Answer,
    body_of,
    checked,
    faults_endpoint,
    json_of,
    language_of,
    page,
    signed_endpoint,
)

PREFIX = "/sandbox/bank"
LONGEST_PAPER = 11 * 1024 * 1024
ORDER = {
    "number": str, "bank": str, "stage": str, "product": str, "amount_fen": int, "years": int, "price_fen": int, "home": str,
    "notify_url": str, "mark": str, "borrowers": list,
}  # fmt: skip
BORROWER = {
    "line": int,
    "full_name": str,
    "id_number": str,
    "employer": str,
    "income": str,
    "marital": str,
    "loans": str,
}
STAGES = frozenset({"pre_approval", "formal"})


def _masked(name: str) -> str:
    return name[:1] + "*" * max(1, len(name) - 1)


class SandboxBank:
    """The service."""

    def __init__(self, book: BankBook, *, key: rsa.RSAPrivateKey, house_key: rsa.RSAPublicKey) -> None:
        self.book, self.key, self.house_key = book, key, house_key

    def application(self) -> Starlette:
        """To be served under PREFIX."""
        one = "/v1/applications/{number}"
        routes = [
            Route("/v1/applications", self._signed(self._submit), methods=["POST"]),
            Route(one, self._signed(self._show), methods=["GET"]),
            Route(f"{one}/withdraw", self._signed(self._withdraw), methods=["POST"]),
            Route(f"{one}/papers/{{item}}/{{line:int}}", self._signed(self._paper), methods=["POST"]),
            Route(f"{one}/arrivals", self._signed(self._arrivals), methods=["GET"]),
            Route("/desk/{number}", self._desk, methods=["GET", "POST"]),
            Route(
                "/faults",
                faults_endpoint(lambda: asdict(self.book.notice_faults()), self._set_faults),
                methods=["GET", "PUT"],
            ),
        ]
        return Starlette(routes=[Mount(PREFIX, routes=routes)])

    def _signed(self, act: Callable[[Request, bytes], Answer]) -> Callable[..., Any]:
        down = lambda: self.book.notice_faults().outage  # noqa: E731
        return signed_endpoint(act, key=self.key, caller=self.house_key, is_down=down, longest=LONGEST_PAPER)

    def _set_faults(self, values: Any) -> None:
        self.book.set_faults(BankFaults.of(values))

    def _submit(self, request: Request, body: bytes) -> Answer:
        values = checked(json_of(body), ORDER)
        people = [checked(one, BORROWER) for one in values["borrowers"]]
        if values["stage"] not in STAGES or not people or values["amount_fen"] <= 0:
            raise Refused("bad_request")
        kept = [
            {"line": one["line"], "name": _masked(one["full_name"]), "income": one["income"], "loans": one["loans"]}
            for one in people
        ]
        return 200, told(self.book.submit({**values, "borrowers": json.dumps(kept, ensure_ascii=False)}))

    def _show(self, request: Request, body: bytes) -> Answer:
        found = self.book.application(request.path_params["number"])
        return (200, told(found)) if found else (404, {"error": "no_such_application"})

    def _withdraw(self, request: Request, body: bytes) -> Answer:
        found = self.book.withdraw(request.path_params["number"])
        return (200, told(found)) if found else (404, {"error": "no_such_application"})

    def _paper(self, request: Request, body: bytes) -> Answer:
        at = request.path_params
        kind = request.headers.get("content-type", "")[:40]
        self.book.take_paper(at["number"], at["item"][:40], at["line"], kind, body)
        return 200, {"ok": True}

    def _arrivals(self, request: Request, body: bytes) -> Answer:
        return 200, {"lines": self.book.lines(request.path_params["number"])}

    async def _desk(self, request: Request) -> Response:
        """Where a visitor of the demo plays the bank's clerk; who knows the number of an application may."""
        language = language_of(request)
        form = parse_qs((await body_of(request) or b"").decode(errors="replace"))

        def work() -> Response:
            number = request.path_params["number"]
            if self.book.notice_faults().outage:
                return page(notice_page(language, "down"), 503)
            found = self.book.application(number)
            if found is None:
                return page(notice_page(language, "none"), 404)
            if request.method == "POST":
                act, cause = form.get("act", [""])[0], form.get("cause", ["other"])[0]
                item = form.get("item", ["income"])[0][:40]
                wanted = [{"item": item, "line": 0}] if act == "want" else []
                said = cause if act == "refuse" and cause in CAUSES else ""
                self.book.act(number, act, cause=said, note=form.get("note", [""])[0], wanted=wanted)
                return RedirectResponse(f"{request.url.path}?lang={language}", status_code=303)
            return page(desk(language, found, self.book.papers(number)))

        return await run_in_threadpool(work)
