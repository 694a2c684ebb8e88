"""Alipay 支付宝: the open platform's gateway, signed with RSA2 (SHA256withRSA over the sorted parameters).

Protocol: opendocs.alipay.com: the common parameters, the asynchronous notice, ``alipay.trade.page.pay``, ``.wap.pay``,
``.precreate``, ``.query``, ``.close``, ``.refund``, ``.fastpay.refund.query``, and the download address of bills.
Amounts there are yuan with two places.
"""

import csv
import http.client
import io
import json
import urllib.error
import urllib.request
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any
from urllib.parse import parse_qsl, urlencode

from guangsha.integrations.payments.reading import Told
from guangsha.integrations.payments.signing import is_signed, private_key, public_key, sign
from guangsha.kit.clock import CHINA, utc_now
from guangsha.kit.money import NotMoney, fen_from_yuan
from guangsha.money.ports import (
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
    PaymentOrder,
    ProviderDown,
    RawNotice,
    RefundOrder,
)

GATEWAY = "https://openapi.alipay.com/gateway.do"
TIMEOUT_S = 15
LONGEST_EVENT = 1_000
MAX_BILL = 64 * 1024 * 1024
OK = "10000"
STATES = {
    "WAIT_BUYER_PAY": ChargeState.PENDING,
    "TRADE_SUCCESS": ChargeState.PAID,
    "TRADE_FINISHED": ChargeState.PAID,
    "TRADE_CLOSED": ChargeState.CLOSED,
}
NO_TRADE = "ACQ.TRADE_NOT_EXIST"
BUSY = {"ACQ.SYSTEM_ERROR", "aop.ACQ.SYSTEM_ERROR", "isp.unknow-error"}


@dataclass(frozen=True, slots=True)
class AlipayAccount:
    """``way``: ``page`` (a browser goes there), ``wap`` (a phone's browser), ``qr`` (a code). Keys: PEM or bare base64."""

    app_id: str
    private_key: str
    alipay_public_key: str
    way: str = "page"
    gateway: str = GATEWAY


def string_to_sign(parameters: Mapping[str, str]) -> bytes:
    """The sorted parameters that have a value, without ``sign``."""
    return "&".join(
        f"{name}={value}" for name, value in sorted(parameters.items()) if value and name != "sign"
    ).encode()


def yuan(fen: int) -> str:
    """As Alipay writes amounts."""
    return f"{fen // 100}.{fen % 100:02}"


def _fen(text: str) -> int | None:
    try:
        return fen_from_yuan(text)
    except NotMoney:
        return None


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.strptime(text or "", "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
    except ValueError:
        return None


class AlipayProvider:
    """The adapter of ``money.ports.Provider``."""

    name = "alipay"
    payable_for = PAYMENT_FOR
    arrives_within = timedelta(0)
    calendar: tzinfo = CHINA
    bill_after = timedelta(hours=10)
    by_hand = False

    def __init__(self, account: AlipayAccount) -> None:
        self.account, self.merchant = account, account.app_id
        self._key, self._their_key = private_key(account.private_key), public_key(account.alipay_public_key)

    def _signed(self, method: str, content: dict[str, Any], **more: str) -> dict[str, str]:
        parameters = {
            "app_id": self.account.app_id,
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": utc_now().astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"),
            "version": "1.0",
            "biz_content": json.dumps(content, ensure_ascii=False),
            **more,
        }
        return {**parameters, "sign": sign(self._key, string_to_sign(parameters))}

    def _call(self, method: str, content: dict[str, Any], **more: str) -> dict[str, Any]:
        """The answer's node, its signature checked. Raises ProviderDown."""
        data = urlencode(self._signed(method, content, **more)).encode()
        text = self._fetch(f"{self.account.gateway}?charset=utf-8", data).decode(errors="replace")
        node = f"{method.replace('.', '_')}_response"
        start = text.find(f'"{node}":')
        try:
            begin = text.index("{", start + len(node))
            found, end = json.JSONDecoder().raw_decode(text, begin)
            given = json.loads(text).get("sign", "")
        except ValueError as error:
            raise ProviderDown("no sense") from error
        if start < 0 or not is_signed(self._their_key, text[begin:end].encode(), given):
            raise ProviderDown("unsigned")
        if found.get("sub_code") in BUSY:
            raise ProviderDown(found["sub_code"])
        return dict(found)

    def _fetch(self, url: str, data: bytes | None = None) -> bytes:
        try:
            request = urllib.request.Request(url, data=data)  # noqa: S310 - from settings, or signed by Alipay
            with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
                return bytes(answer.read(MAX_BILL))
        except urllib.error.HTTPError as error:
            with error:
                raise ProviderDown(f"answered {error.code}") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise ProviderDown(type(error).__name__) from error

    def create(self, order: PaymentOrder) -> Destination:
        """An address whose parameters are signed, or a code that Alipay makes."""
        content = {
            "out_trade_no": order.merchant_no,
            "total_amount": yuan(order.amount_fen),
            "subject": order.title[:128],
            "time_expire": order.expires_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"),
        }
        if self.account.way == "qr":
            found = self._call("alipay.trade.precreate", content, notify_url=order.notify_url)
            if found.get("code") != OK:
                raise ProviderDown(f"refused: {found.get('sub_code')}")
            return Destination("qr", found["qr_code"])
        wap = self.account.way == "wap"
        content["product_code"] = "QUICK_WAP_WAY" if wap else "FAST_INSTANT_TRADE_PAY"
        method = "alipay.trade.wap.pay" if wap else "alipay.trade.page.pay"
        signed = self._signed(method, content, notify_url=order.notify_url, return_url=order.return_url)
        return Destination("redirect", f"{self.account.gateway}?{urlencode(signed)}")

    def read_notice(self, notice: RawNotice) -> Notice:
        """A form signed over its sorted fields, without ``sign`` and ``sign_type``. Raises NoticeForged, NoticeUnreadable."""
        try:
            fields = dict(parse_qsl(notice.body.decode(), keep_blank_values=True, strict_parsing=True))
        except ValueError as error:
            raise NoticeForged("no form") from error
        unsigned = {name: value for name, value in fields.items() if name != "sign_type"}
        if fields.get("sign_type") != "RSA2" or not is_signed(
            self._their_key, string_to_sign(unsigned), fields.get("sign", "")
        ):
            raise NoticeForged()
        told = Told(fields)
        number, event = told.about("out_trade_no"), told.text("notify_id", longest=LONGEST_EVENT)
        told.one_of(STATES, fields.get("trade_status"))
        told.text("trade_no", empty=True)
        charge = self._charge(number, fields, told.text("app_id", empty=True))
        if charge.state is ChargeState.PAID and charge.amount_fen is None:
            raise told.refused("total_amount")
        return Notice(event, charge=charge)

    def _charge(self, merchant_no: str, found: Mapping[str, str], merchant: str) -> Charge:
        """Alipay closes a trade that was refunded whole as well: one that has a time of payment was paid."""
        state = STATES.get(found.get("trade_status", ""), ChargeState.PENDING)
        paid_at = _moment(found.get("gmt_payment") or found.get("send_pay_date"))
        if state is ChargeState.CLOSED and paid_at is not None:
            state = ChargeState.PAID
        return Charge(
            merchant_no=merchant_no,
            state=state,
            amount_fen=_fen(found.get("total_amount", "")),
            currency=found.get("trans_currency") or found.get("charge_currency") or "CNY",
            merchant=merchant,
            provider_no=found.get("trade_no", ""),
            paid_at=paid_at,
        )

    def thanks(self) -> Answer:
        """The word it waits for."""
        return Answer("text/plain", "success")

    def query(self, merchant_no: str) -> Charge:
        """As it has it."""
        found = self._call("alipay.trade.query", {"out_trade_no": merchant_no})
        if found.get("sub_code") == NO_TRADE:
            return Charge(merchant_no, ChargeState.UNKNOWN)
        if found.get("code") != OK:
            raise ProviderDown(f"refused: {found.get('sub_code')}")
        return self._charge(merchant_no, found, self.merchant)

    def close(self, merchant_no: str) -> Charge:
        """What it refuses to close was paid or does not exist: the query says which."""
        self._call("alipay.trade.close", {"out_trade_no": merchant_no})
        return self.query(merchant_no)

    def refund(self, order: RefundOrder) -> Back:
        """Done at once when it says so; the same ``out_request_no`` again gives back nothing more."""
        found = self._call(
            "alipay.trade.refund",
            {
                "out_trade_no": order.merchant_no,
                "refund_amount": yuan(order.amount_fen),
                "out_request_no": order.refund_no,
                "refund_reason": order.reason,
            },
        )
        if found.get("code") != OK:
            return Back(order.refund_no, BackState.FAILED, merchant=self.merchant)
        if found.get("fund_change") == "Y":
            return Back(order.refund_no, BackState.COMPLETED, order.amount_fen, merchant=self.merchant)
        back = self.query_refund(order.refund_no, merchant_no=order.merchant_no)
        if back.state is BackState.UNKNOWN:
            return Back(order.refund_no, BackState.PROCESSING, merchant=self.merchant)
        return back

    def query_refund(self, refund_no: str, *, merchant_no: str) -> Back:
        """As it has it: it knows only refunds that succeeded."""
        found = self._call(
            "alipay.trade.fastpay.refund.query", {"out_trade_no": merchant_no, "out_request_no": refund_no}
        )
        if found.get("code") != OK or found.get("refund_status") != "REFUND_SUCCESS":
            return Back(refund_no, BackState.UNKNOWN)
        return Back(refund_no, BackState.COMPLETED, _fen(found.get("refund_amount", "")), merchant=self.merchant)

    def bill(self, day: date) -> Sequence[BillLine]:
        """Of a day in China: a ZIP with a GBK table, made by the next morning. No bill: no lines."""
        found = self._call(
            "alipay.data.dataservice.bill.downloadurl.query", {"bill_type": "trade", "bill_date": day.isoformat()}
        )
        if found.get("code") != OK:
            if found.get("sub_code") == "isp.bill_not_exist":
                return []
            raise ProviderDown(f"refused: {found.get('sub_code')}")
        return bill_lines(self._fetch(found["bill_download_url"]))


def bill_lines(packed: bytes) -> list[BillLine]:
    """The lines of a trade bill (业务明细). Raises ProviderDown when it is no such file."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as folder:
            entries = [one for one in folder.infolist() if one.file_size <= MAX_BILL]
            tables = [folder.read(one).decode("gb18030") for one in entries]
    except (zipfile.BadZipFile, UnicodeDecodeError) as error:
        raise ProviderDown("no bill") from error
    table = next(
        (text for text in tables if "商户订单号" in text and "业务类型" in text and "支付宝交易号" in text), ""
    )
    rows = [line for line in table.splitlines() if line and not line.startswith("#")]
    found = []
    for row in csv.DictReader(rows):
        values = {(name or "").strip(): (value or "").strip() for name, value in row.items() if isinstance(value, str)}
        back = values.get("业务类型") == "退款"
        number = values.get("退款批次号/请求号", "") if back else values.get("商户订单号", "")
        amount = _fen(values.get("订单金额（元）", "").lstrip("-"))
        if number and amount is not None:
            kind, state = (BillKind.REFUND, "completed") if back else (BillKind.PAYMENT, "paid")
            found.append(BillLine(kind, number, amount, state, _moment(values.get("完成时间"))))
    return found
