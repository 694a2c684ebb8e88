"""WeChat Pay 微信支付, API v3, by the library ``wechatpayv3``: it signs, checks and decrypts; this says what things mean.

Protocol: pay.weixin.qq.com/doc/v3. Needs the merchant's certificate key and WeChat Pay's public key (微信支付公钥).
"""

import csv
import gzip
import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from wechatpayv3 import WeChatPay, WeChatPayType

from guangsha.integrations.payments.reading import Told
from guangsha.kit.clock import CHINA
from guangsha.kit.money import NotMoney, fen_from_yuan
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
    Notice,
    NoticeForged,
    NoticeUnreadable,
    PaymentOrder,
    ProviderDown,
    RawNotice,
    RefundOrder,
)

TIMEOUT_S = 15
SKEW_S = 300
CHARGES = {
    "SUCCESS": ChargeState.PAID,
    "REFUND": ChargeState.PAID,  # paid, and since then given back in part or whole
    "NOTPAY": ChargeState.PENDING,
    "USERPAYING": ChargeState.PENDING,
    "ACCEPT": ChargeState.PENDING,
    "CLOSED": ChargeState.CLOSED,
    "REVOKED": ChargeState.CLOSED,
    "PAYERROR": ChargeState.FAILED,
}
BACKS = {
    "SUCCESS": BackState.COMPLETED,
    "PROCESSING": BackState.PROCESSING,
    "ABNORMAL": BackState.FAILED,
    "CLOSED": BackState.FAILED,
}


@dataclass(frozen=True, slots=True)
class WechatAccount:
    """``way``: ``native`` (shown as a code) or ``h5`` (a phone's browser goes there)."""

    mchid: str
    appid: str
    serial_no: str
    private_key: str
    apiv3_key: str
    public_key: str
    public_key_id: str
    way: str = "native"
    gateway: str = ""


class WechatProvider:
    """The adapter of ``money.ports.Provider``."""

    name = "wechat"
    payable_for = PAYMENT_FOR
    arrives_within = timedelta(0)
    calendar: tzinfo = CHINA
    bill_after = timedelta(hours=10)
    by_hand = False

    def __init__(self, account: WechatAccount) -> None:
        self.account, self.merchant = account, account.mchid
        self._library = WeChatPay(
            wechatpay_type=WeChatPayType.H5 if account.way == "h5" else WeChatPayType.NATIVE,
            mchid=account.mchid,
            private_key=account.private_key,
            cert_serial_no=account.serial_no,
            appid=account.appid,
            apiv3_key=account.apiv3_key,
            notify_url="",
            timeout=TIMEOUT_S,
            public_key=account.public_key,
            public_key_id=account.public_key_id,
        )
        if account.gateway:
            self._library._core._gate_way = account.gateway

    def _ask(self, call: Callable[[], tuple[int, Any]]) -> tuple[int, dict[str, Any]]:
        """Status and answer. The library raises bare exceptions, also when an answer is not signed. Raises ProviderDown."""
        try:
            status, text = call()
        except Exception as error:
            raise ProviderDown(type(error).__name__) from error
        try:
            found = json.loads(text) if text else {}
        except ValueError as error:
            raise ProviderDown("no sense") from error
        if status >= 500 or status == 429 or found.get("code") in {"SYSTEM_ERROR", "FREQUENCY_LIMITED"}:
            raise ProviderDown(f"answered {status}")
        return status, found

    def create(self, order: PaymentOrder) -> Destination:
        """A code (Native), or an address for a phone's browser (H5)."""
        h5 = self.account.way == "h5"
        scene = {"payer_client_ip": order.client_ip or "127.0.0.1", "h5_info": {"type": "Wap"}} if h5 else None
        status, found = self._ask(
            lambda: self._library.pay(
                description=order.title[:127],
                out_trade_no=order.merchant_no,
                amount={"total": order.amount_fen, "currency": "CNY"},
                time_expire=order.expires_at.astimezone(CHINA).replace(microsecond=0).isoformat(),
                notify_url=order.notify_url,
                scene_info=scene,
            )
        )
        if status != 200:
            raise ProviderDown(f"refused: {found.get('code')}")
        return Destination("redirect", found["h5_url"]) if h5 else Destination("qr", found["code_url"])

    def read_notice(self, notice: RawNotice) -> Notice:
        """Signed over time, nonce and body; encrypted with our APIv3 key. Raises NoticeForged, also when it is old, and
        NoticeUnreadable.
        """
        at = notice.headers.get("wechatpay-timestamp", "")
        if not at.isascii() or not at.isdigit() or len(at) > 12 or abs(int(at) - time.time()) > SKEW_S:
            raise NoticeForged("not of now")
        if notice.headers.get("wechatpay-serial") != self.account.public_key_id:
            raise NoticeForged("another key")
        try:
            told = self._library.callback(dict(notice.headers), notice.body)
        except Exception as error:
            raise NoticeForged(type(error).__name__) from error
        if not told:
            raise NoticeForged()
        fields = told.get("resource")
        if not isinstance(fields, dict):
            raise NoticeUnreadable("resource")
        found = Told(fields)
        if str(told.get("event_type", "")).startswith("REFUND."):
            number = found.about("out_refund_no")
            state = found.one_of(BACKS, fields.get("refund_status"))
            # Its amounts name no currency: they are of the payment's.
            back = Back(number, state, found.part("amount").fen("refund"), merchant=found.text("mchid", empty=True))
            return Notice(self._event(found, told), back=back)
        return Notice(self._event(found, told), charge=self._told_charge(found, fields))

    def _event(self, found: Told, told: dict[str, Any]) -> str:
        event = Told(told)
        event.number = found.number
        return event.text("id")

    def _told_charge(self, found: Told, fields: dict[str, Any]) -> Charge:
        """What it does not say is not taken for said, but for the currency: that is optional, and CNY where it is missing
        (WeChat Pay APIv3 documentation, field amount.currency, default CNY).
        """
        number = found.about("out_trade_no")
        state, amount = found.one_of(CHARGES, fields.get("trade_state")), found.part("amount")
        return Charge(
            merchant_no=number,
            state=state,
            amount_fen=amount.fen("total") if state is ChargeState.PAID or "total" in amount else None,
            currency=amount.text("currency", empty=True) if "currency" in amount else CURRENCY,
            merchant=found.text("mchid", empty=True),
            provider_no=found.text("transaction_id", empty=True),
            paid_at=found.moment("success_time"),
        )

    def _charge(self, found: dict[str, Any]) -> Charge:
        """What it answers. Raises ProviderDown where that is no answer."""
        try:
            return self._told_charge(Told(found), found)
        except NoticeUnreadable as error:
            raise ProviderDown(f"no sense: {error}") from error

    def _back(self, refund_no: str, found: dict[str, Any], status: str) -> Back:
        """What it answers to us: nobody else's refunds."""
        amount = found.get("amount", {})
        state = BACKS.get(status, BackState.PROCESSING)
        return Back(refund_no, state, amount.get("refund"), amount.get("currency", "CNY"), self.merchant)

    def thanks(self) -> Answer:
        """What it waits for."""
        return Answer("application/json", '{"code": "SUCCESS"}')

    def query(self, merchant_no: str) -> Charge:
        """As it has it."""
        status, found = self._ask(lambda: self._library.query(out_trade_no=merchant_no))
        if status == 404:
            return Charge(merchant_no, ChargeState.UNKNOWN)
        if status != 200:
            raise ProviderDown(f"refused: {found.get('code')}")
        return self._charge(found)

    def close(self, merchant_no: str) -> Charge:
        """What it refuses to close was paid, or does not exist: the query says which."""
        self._ask(lambda: self._library.close(out_trade_no=merchant_no))
        return self.query(merchant_no)

    def refund(self, order: RefundOrder) -> Back:
        """Asked for under our number. What it refuses for good is FAILED."""
        status, found = self._ask(
            lambda: self._library.refund(
                out_refund_no=order.refund_no,
                out_trade_no=order.merchant_no,
                reason=order.reason,
                amount={"refund": order.amount_fen, "total": order.paid_fen, "currency": "CNY"},
                notify_url=order.notify_url,
            )
        )
        if status in {401, 408}:
            raise ProviderDown(f"answered {status}")
        if status != 200:
            return Back(order.refund_no, BackState.FAILED)
        return self._back(order.refund_no, found, found["status"])

    def query_refund(self, refund_no: str, *, merchant_no: str) -> Back:
        """As it has it."""
        status, found = self._ask(lambda: self._library.query_refund(out_refund_no=refund_no))
        if status == 404:
            return Back(refund_no, BackState.UNKNOWN)
        if status != 200:
            raise ProviderDown(f"refused: {found.get('code')}")
        return self._back(refund_no, found, found["status"])

    def bill(self, day: date) -> Sequence[BillLine]:
        """Of a day in China, made by the next morning; its hash is checked. No bill: no lines."""
        status, found = self._ask(lambda: self._library.trade_bill(bill_date=day.isoformat()))
        if status != 200:
            if found.get("code") == "NO_STATEMENT_EXIST":
                return []
            raise ProviderDown(f"refused: {found.get('code')}")
        try:
            _, raw = self._library.download_bill(found["download_url"])
            packed = raw if isinstance(raw, bytes) else str(raw).encode()
            table = gzip.decompress(packed) if packed[:2] == b"\x1f\x8b" else packed
        except Exception as error:
            raise ProviderDown(type(error).__name__) from error
        if hashlib.sha1(table).hexdigest() != found["hash_value"].lower():  # noqa: S324 - the provider's choice
            raise ProviderDown("the bill is not the one that was announced")
        return bill_lines(table.decode("utf-8-sig"))


def bill_lines(text: str) -> list[BillLine]:
    """The lines of a trade bill (ALL): every value has a backtick in front; the last two lines are sums."""
    rows = [line.replace("`", "") for line in text.splitlines() if line.strip()]
    table = rows[: next((index for index, row in enumerate(rows) if row.startswith("总交易单数")), len(rows))]
    found = []
    for row in csv.DictReader(table):
        back = row.get("交易状态") == "REFUND"
        number = row.get("商户退款单号") if back else row.get("商户订单号")
        text_amount = (
            row.get("申请退款金额") or row.get("退款金额") if back else row.get("订单金额") or row.get("应结订单金额")
        )
        try:
            amount = fen_from_yuan(text_amount or "")
            at = datetime.strptime(row.get("交易时间") or "", "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
        except (NotMoney, ValueError):
            continue
        kind = BillKind.REFUND if back else BillKind.PAYMENT
        state = str(BACKS.get(row.get("退款状态") or "", BackState.PROCESSING)) if back else "paid"
        if number:
            found.append(BillLine(kind, number, amount, state, at))
    return found
