"""The sandbox as an ASGI application: an API signed by the merchant, the hosted payment page, and a switch for faults.

The API: orders, refunds, and a bill per day (UTC) as CSV. Everything it answers is signed with the sandbox's own key.
"""

import csv
import io
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route

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
from guangsha.integrations.sandbox_pay.book import Book, Faults
from guangsha.integrations.sandbox_pay.pages import cashier, notice_page

PREFIX = "/sandbox/pay"
MAX_FEN = 10**15
ORDER = {"number": str, "merchant": str, "amount_fen": int, "currency": str, "title": str, "notify_url": str,
         "return_url": str, "expires_at": float}  # fmt: skip
REFUND = {"number": str, "order_number": str, "amount_fen": int, "notify_url": str}
INVOICE = {"number": str, "order_number": str, "amount_fen": int, "title": str, "tax_no": str, "item": str}
ACTS = {"pay": "paid", "fail": "failed", "cancel": "closed"}


def _checked(values: Any, shape: dict[str, type]) -> dict[str, Any]:
    """``values`` when it has just these fields, and an amount. Raises Refused."""
    found = checked(values, shape)
    if not 0 < found["amount_fen"] <= MAX_FEN:
        raise Refused("bad_request")
    return found


class SandboxPay:
    """The service. ``public_url``: how browsers and the merchant reach it, without a slash at the end."""

    def __init__(
        self, book: Book, *, key: rsa.RSAPrivateKey, merchant: str, merchant_key: rsa.RSAPublicKey, public_url: str
    ) -> None:
        self.book, self.key = book, key
        self.merchant, self.merchant_key = merchant, merchant_key
        self.public_url = public_url

    def application(self) -> Starlette:
        """To be served under PREFIX."""
        routes = [
            Route("/v1/orders", self._signed(self._open_order), methods=["POST"]),
            Route("/v1/orders/{number}", self._signed(self._show_order), methods=["GET"]),
            Route("/v1/orders/{number}/close", self._signed(self._close_order), methods=["POST"]),
            Route("/v1/refunds", self._signed(self._open_refund), methods=["POST"]),
            Route("/v1/refunds/{number}", self._signed(self._show_refund), methods=["GET"]),
            Route("/v1/invoices", self._signed(self._open_invoice), methods=["POST"]),
            Route("/v1/invoices/{number}", self._signed(self._show_invoice), methods=["GET"]),
            Route("/v1/bill", self._signed(self._bill), methods=["GET"]),
            Route("/cashier/{provider_no}", self._cashier, methods=["GET", "POST"]),
            Route(
                "/faults", faults_endpoint(lambda: asdict(self.book.faults()), self._set_faults), methods=["GET", "PUT"]
            ),
        ]
        return Starlette(routes=[Mount(PREFIX, routes=routes)])

    def _signed(self, act: Callable[[Request, bytes], Answer]) -> Callable[..., Any]:
        """An endpoint for the merchant alone, whose answers are signed."""
        down = lambda: self.book.faults().outage  # noqa: E731
        return signed_endpoint(act, key=self.key, caller=self.merchant_key, is_down=down)

    def _set_faults(self, values: Any) -> None:
        self.book.set_faults(Faults.of(values))

    def _told(self, order: dict[str, Any]) -> dict[str, Any]:
        names = ("number", "provider_no", "merchant", "amount_fen", "currency", "state", "paid_at")
        return {
            **{name: order[name] for name in names},
            "pay_url": f"{self.public_url}/cashier/{order['provider_no']}",
        }

    def _open_order(self, request: Request, body: bytes) -> Answer:
        values = _checked(json_of(body), ORDER)
        if values["merchant"] != self.merchant or values["currency"] != "CNY":
            raise Refused("not_your_merchant")
        return 200, self._told(self.book.open_order(values))

    def _show_order(self, request: Request, body: bytes) -> Answer:
        order = self.book.order(request.path_params["number"])
        return (200, self._told(order)) if order else (404, {"error": "no_such_order"})

    def _close_order(self, request: Request, body: bytes) -> Answer:
        order = self.book.order(request.path_params["number"])
        if order is None:
            return 404, {"error": "no_such_order"}
        self.book.end_order(order["provider_no"], "closed")
        return self._show_order(request, body)

    def _open_refund(self, request: Request, body: bytes) -> Answer:
        return 200, _refund(self.book.open_refund(_checked(json_of(body), REFUND)))

    def _show_refund(self, request: Request, body: bytes) -> Answer:
        refund = self.book.refund(request.path_params["number"])
        return (200, _refund(refund)) if refund else (404, {"error": "no_such_refund"})

    def _open_invoice(self, request: Request, body: bytes) -> Answer:
        return 200, self.book.open_invoice(_checked(json_of(body), INVOICE))

    def _show_invoice(self, request: Request, body: bytes) -> Answer:
        invoice = self.book.invoice(request.path_params["number"])
        return (200, invoice) if invoice else (404, {"error": "no_such_invoice"})

    def _bill(self, request: Request, body: bytes) -> Answer:
        try:
            day = date.fromisoformat(request.query_params.get("day", ""))
        except ValueError as error:
            raise Refused("bad_day") from error
        begin = datetime(day.year, day.month, day.day, tzinfo=UTC)
        sheet = io.StringIO()
        writer = csv.DictWriter(sheet, ["kind", "number", "amount_fen", "state", "at"], lineterminator="\n")
        writer.writeheader()
        for line in self.book.lines(begin.timestamp(), (begin + timedelta(days=1)).timestamp()):
            writer.writerow({**line, "at": datetime.fromtimestamp(line["at"], UTC).isoformat()})
        return 200, sheet.getvalue().encode()

    async def _cashier(self, request: Request) -> Response:
        language = language_of(request)
        form = parse_qs((await body_of(request) or b"").decode(errors="replace"))

        def work() -> Response:
            order = self.book.order_at(request.path_params["provider_no"])
            if self.book.faults().outage:
                return page(notice_page(language, "down"), 503)
            if order is None:
                return page(notice_page(language, "none"), 404)
            act = ACTS.get(form.get("act", [""])[0])
            if request.method == "POST" and act is not None:
                self.book.end_order(order["provider_no"], act)
                return RedirectResponse(order["return_url"], status_code=303)
            expired = order["expires_at"] <= time.time()
            return page(cashier(language, order, expired=expired), back=order["return_url"])

        return await run_in_threadpool(work)


def _refund(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("number", "order_number", "amount_fen", "state", "done_at")}
