"""The adapter of the sandbox provider: speaks to it over HTTP alone, as to any other."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric import rsa

from guangsha.integrations.payments.reading import Told, object_in
from guangsha.integrations.sandbox_notices.caller import Unanswered, ask_sandbox
from guangsha.integrations.sandbox_notices.wire import is_genuine
from guangsha.money.ports import (
    CURRENCY,
    PAYMENT_FOR,
    Answer,
    Back,
    BackState,
    BillKind,
    BillLine,
    Charge,
    ChargeState,
    Destination,
    InvoiceOrder,
    Issue,
    IssueState,
    Notice,
    NoticeForged,
    PaymentOrder,
    ProviderDown,
    RawNotice,
    RefundOrder,
)

MERCHANT = "guangsha-demo"
LONGEST_EVENT = 10_000
CHARGES = {state.value: state for state in ChargeState}
BACKS = {state.value: state for state in BackState}


class SandboxProvider:
    """``url``: where the sandbox answers. The keys are read when they are first needed: both sides make theirs at start."""

    name = "sandbox"
    payable_for = PAYMENT_FOR
    arrives_within = timedelta(0)
    calendar: tzinfo = UTC
    bill_after = timedelta(0)
    by_hand = False
    merchant = MERCHANT

    def __init__(
        self, url: str, *, key: Callable[[], rsa.RSAPrivateKey], provider_key: Callable[[], rsa.RSAPublicKey]
    ) -> None:
        self.url = url.rstrip("/")
        self._key, self._read_provider_key = key, provider_key

    def _provider_key(self) -> rsa.RSAPublicKey:
        """Raises ProviderDown: the sandbox has never run here."""
        try:
            return self._read_provider_key()
        except OSError as error:
            raise ProviderDown("no key of the sandbox") from error

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, bytes]:
        """Status and body of an answer that the sandbox signed. Raises ProviderDown."""
        raw = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        try:
            return ask_sandbox(
                f"{self.url}{path}", method=method, raw=raw, key=self._key(), their_key=self._provider_key, headers={}
            )
        except Unanswered as error:
            raise ProviderDown(str(error)) from error

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any] | None:
        """The answer; None when the sandbox does not know the number. Raises ProviderDown (also when it refuses)."""
        status, raw = self._call(method, path, body)
        found = json.loads(raw)
        if status == 404:
            return None
        if status != 200:
            raise ProviderDown(f"refused: {found.get('error')}")
        return dict(found)

    def create(self, order: PaymentOrder) -> Destination:
        """Its hosted page."""
        found = self._ask(
            "POST",
            "/v1/orders",
            {
                "number": order.merchant_no,
                "merchant": self.merchant,
                "amount_fen": order.amount_fen,
                "currency": CURRENCY,
                "title": order.title,
                "notify_url": order.notify_url,
                "return_url": order.return_url,
                "expires_at": order.expires_at.timestamp(),
            },
        )
        if found is None:
            raise ProviderDown("no order")
        return Destination("redirect", found["pay_url"])

    def read_notice(self, notice: RawNotice) -> Notice:
        """Signed by the sandbox's key over the address it was sent to. Raises NoticeForged, NoticeUnreadable."""
        try:
            key = self._provider_key()
        except ProviderDown as error:
            raise NoticeForged("no key to judge it by") from error
        genuine = is_genuine(key, notice.headers, method="POST", path=notice.path, body=notice.body)
        if not genuine:
            raise NoticeForged()
        fields = object_in(notice.body)
        told = Told(fields)
        refund = str(fields.get("type")).startswith("refund.")
        number = told.about("refund" if refund else "order")
        about, _, state = told.text("type").partition(".")
        event = told.text("event_id", longest=LONGEST_EVENT)
        amount, currency = told.fen("amount_fen"), told.text("currency", empty=True)
        merchant = told.text("merchant", empty=True)
        if refund:
            return Notice(event, back=Back(number, told.one_of(BACKS, state), amount, currency, merchant))
        charged = told.one_of(CHARGES if about == "payment" else {}, state)
        charge = Charge(
            merchant_no=number,
            state=charged,
            amount_fen=amount,
            currency=currency,
            merchant=merchant,
            provider_no=told.text("provider_no", empty=True),
            paid_at=told.seconds("at") if charged is ChargeState.PAID else None,
        )
        return Notice(event, charge=charge)

    def thanks(self) -> Answer:
        """Any 2xx will do."""
        return Answer("application/json", '{"ok": true}')

    def _charge(self, merchant_no: str, found: dict[str, Any] | None) -> Charge:
        if found is None:
            return Charge(merchant_no, ChargeState.UNKNOWN)
        return Charge(
            merchant_no=found["number"],
            state=CHARGES[found["state"]],
            amount_fen=found["amount_fen"],
            currency=found["currency"],
            merchant=found["merchant"],
            provider_no=found["provider_no"],
            paid_at=datetime.fromtimestamp(found["paid_at"], UTC) if found["paid_at"] else None,
        )

    def query(self, merchant_no: str) -> Charge:
        """As it has it."""
        return self._charge(merchant_no, self._ask("GET", f"/v1/orders/{quote(merchant_no)}"))

    def close(self, merchant_no: str) -> Charge:
        """As it is afterwards."""
        return self._charge(merchant_no, self._ask("POST", f"/v1/orders/{quote(merchant_no)}/close", {}))

    def refund(self, order: RefundOrder) -> Back:
        """Asked for under our number. What it refuses for good is FAILED."""
        status, raw = self._call(
            "POST",
            "/v1/refunds",
            {
                "number": order.refund_no,
                "order_number": order.merchant_no,
                "amount_fen": order.amount_fen,
                "notify_url": order.notify_url,
            },
        )
        if status == 409:
            return Back(order.refund_no, BackState.FAILED)
        if status != 200:
            raise ProviderDown(f"answered {status}")
        found = json.loads(raw)
        return Back(found["number"], BACKS[found["state"]], found["amount_fen"], merchant=self.merchant)

    def query_refund(self, refund_no: str, *, merchant_no: str) -> Back:
        """As it has it."""
        found = self._ask("GET", f"/v1/refunds/{quote(refund_no)}")
        if found is None:
            return Back(refund_no, BackState.UNKNOWN)
        return Back(found["number"], BACKS[found["state"]], found["amount_fen"], merchant=self.merchant)

    def issue(self, order: InvoiceOrder) -> Issue:
        """Its invoice service, under our number."""
        asked = {
            "number": order.request_no,
            "order_number": order.merchant_no,
            "amount_fen": order.amount_fen,
            "title": order.title,
            "tax_no": order.tax_no,
            "item": order.item,
        }
        status, raw = self._call("POST", "/v1/invoices", asked)
        if status == 409:
            return Issue(order.request_no, IssueState.REFUSED, reason=json.loads(raw)["error"])
        if status != 200:
            raise ProviderDown(f"answered {status}")
        return self._issue(order.request_no, json.loads(raw))

    def query_issue(self, request_no: str) -> Issue:
        """The invoice as it has it."""
        return self._issue(request_no, self._ask("GET", f"/v1/invoices/{quote(request_no)}"))

    def _issue(self, request_no: str, found: dict[str, Any] | None) -> Issue:
        if found is None:
            return Issue(request_no, IssueState.UNKNOWN)
        return Issue(request_no, IssueState(found["state"]), found["invoice_no"], found["reason"])

    def bill(self, day: date) -> Sequence[BillLine]:
        """Of a day in UTC."""
        status, raw = self._call("GET", f"/v1/bill?day={day.isoformat()}")
        if status != 200:
            raise ProviderDown(f"answered {status}")
        return [
            BillLine(
                kind=BillKind(row["kind"]),
                number=row["number"],
                amount_fen=int(row["amount_fen"]),
                state=row["state"],
                at=datetime.fromisoformat(row["at"]),
            )
            for row in csv.DictReader(io.StringIO(raw.decode()))
        ]


class SandboxInvoices:
    """The sandbox's invoice service: the same address and the same keys."""

    name = "sandbox"

    def __init__(self, provider: SandboxProvider) -> None:
        self._provider = provider

    def issue(self, order: InvoiceOrder) -> Issue:
        """Ask for it, or say how far it is."""
        return self._provider.issue(order)

    def query(self, request_no: str) -> Issue:
        """As it has it."""
        return self._provider.query_issue(request_no)
