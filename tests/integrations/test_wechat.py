"""WeChat Pay's adapter against a stand-in that checks the published signature, and signs and encrypts with keys of its own."""

import base64
import gzip
import hashlib
import json
import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from guangsha.integrations.payments.signing import sign
from guangsha.integrations.payments.wechat import WechatAccount, WechatProvider
from guangsha.money.ports import (
    BackState,
    BillKind,
    ChargeState,
    NoticeForged,
    ProviderDown,
    RawNotice,
)
from tests.integrations.stand_in import Asked, Said, standing_in
from tests.integrations.test_alipay import BACK, ORDER, OURS, THEIRS, pem

SECRET = "0123456789abcdef0123456789abcdef"
KEY_ID = "PUB_KEY_ID_0000000000000000000000000000001"
AUTHORIZATION = re.compile(
    r'WECHATPAY2-SHA256-RSA2048 mchid="1900000001",nonce_str="(\w+)",signature="([^"]+)",timestamp="(\d+)",serial_no="SERIAL"'
)
Answers = dict[tuple[str, str], tuple[int, Any]]


def account(gateway: str = "http://127.0.0.1:1", way: str = "native") -> WechatAccount:
    public = THEIRS.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return WechatAccount(
        "1900000001", "wx01", "SERIAL", pem(OURS), SECRET, public.decode(), KEY_ID, way=way, gateway=gateway
    )


def signed(body: bytes, key: Any = THEIRS, *, at: int | None = None) -> dict[str, str]:
    """The headers of an answer or a notice."""
    stamp, nonce = str(at or int(time.time())), secrets.token_hex(8)
    return {
        "Wechatpay-Timestamp": stamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Serial": KEY_ID,
        "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
        "Wechatpay-Signature": sign(key, f"{stamp}\n{nonce}\n{body.decode()}\n".encode()),
        "Content-Type": "application/json",
    }


def check(request: Asked) -> None:
    """By the published rule, written here once more."""
    found = AUTHORIZATION.fullmatch(request.headers["authorization"])
    assert found is not None
    nonce, signature, stamp = found.groups()
    text = f"{request.method}\n{request.path}\n{stamp}\n{nonce}\n{request.body.decode()}\n"
    OURS.public_key().verify(base64.b64decode(signature), text.encode(), padding.PKCS1v15(), hashes.SHA256())


@contextmanager
def wechat(
    answers: Callable[[str], Answers], *, key: Any = THEIRS, way: str = "native"
) -> Iterator[tuple[WechatProvider, list[tuple[str, Any]]]]:
    """The adapter, and the bodies it sent."""
    asked: list[tuple[str, Any]] = []
    address: list[str] = []

    def answer(request: Asked) -> Said:
        check(request)
        asked.append((request.path, json.loads(request.body) if request.body else None))
        status, content = answers(address[0])[request.method, request.path.split("?")[0]]
        if isinstance(content, bytes):
            return Said(status, content, {"Content-Type": "application/octet-stream"})
        body = b"" if content is None else json.dumps(content, ensure_ascii=False).encode()
        return Said(status, body, signed(body, key))

    with standing_in(answer) as url:
        address.append(url)
        yield WechatProvider(account(url, way)), asked


def order(state: str, **more: Any) -> dict[str, Any]:
    return {
        "mchid": "1900000001", "appid": "wx01", "out_trade_no": "n1", "transaction_id": "t1", "trade_state": state,
        "amount": {"total": 5_000_001, "currency": "CNY"}, **more,
    }  # fmt: skip


QUERY = ("GET", "/v3/pay/transactions/out-trade-no/n1")


class TestPaying:
    @pytest.mark.parametrize(
        ("way", "path", "field", "kind"),
        [("native", "native", "code_url", "qr"), ("h5", "h5", "h5_url", "redirect")],
    )
    def test_a_payment_is_announced(self, way: str, path: str, field: str, kind: str) -> None:
        made = {("POST", f"/v3/pay/transactions/{path}"): (200, {field: "weixin://x"})}
        with wechat(lambda _: made, way=way) as (provider, asked):
            where = provider.create(ORDER)
        assert (where.kind, where.value) == (kind, "weixin://x")
        sent = asked[0][1]
        assert (sent["out_trade_no"], sent["amount"]) == ("n1", {"total": 5_000_001, "currency": "CNY"})
        assert (sent["time_expire"], sent["notify_url"]) == ("2026-11-30T12:00:00+08:00", ORDER.notify_url)

    @pytest.mark.parametrize(
        ("word", "state"),
        [
            ("SUCCESS", ChargeState.PAID),
            ("REFUND", ChargeState.PAID),
            ("NOTPAY", ChargeState.PENDING),
            ("CLOSED", ChargeState.CLOSED),
            ("PAYERROR", ChargeState.FAILED),
        ],
    )
    def test_what_its_states_mean(self, word: str, state: ChargeState) -> None:
        found = order(word, success_time="2026-11-30T11:58:00+08:00")
        with wechat(lambda _: {QUERY: (200, found)}) as (provider, _):
            charge = provider.query("n1")
        assert (charge.state, charge.amount_fen, charge.currency) == (state, 5_000_001, "CNY")
        assert (charge.merchant, charge.paid_at) == ("1900000001", datetime(2026, 11, 30, 3, 58, tzinfo=UTC))

    def test_a_paid_one_that_names_no_currency_is_in_yuan_and_another_is_told(self) -> None:
        for amount, currency in (({"total": 5_000_001}, "CNY"), ({"total": 5_000_001, "currency": "HKD"}, "HKD")):
            found = order("SUCCESS", success_time="2026-11-30T11:58:00+08:00", amount=amount)
            with wechat(lambda _, found=found: {QUERY: (200, found)}) as (provider, _):  # type: ignore[misc]
                charge = provider.query("n1")
            assert (charge.state, charge.amount_fen, charge.currency) == (ChargeState.PAID, 5_000_001, currency)

    def test_unknown_and_closed(self) -> None:
        close = ("POST", "/v3/pay/transactions/out-trade-no/n1/close")
        missing = (404, {"code": "ORDER_NOT_EXIST"})
        with wechat(lambda _: {QUERY: missing, close: missing}) as (provider, _):
            assert provider.close("n1").state is ChargeState.UNKNOWN
        with wechat(lambda _: {QUERY: (200, order("CLOSED")), close: (204, None)}) as (provider, _):
            assert provider.close("n1").state is ChargeState.CLOSED

    def test_busy_silent_and_signed_by_somebody_else(self) -> None:
        with wechat(lambda _: {QUERY: (500, {"code": "SYSTEM_ERROR"})}) as (provider, _), pytest.raises(ProviderDown):
            provider.query("n1")
        with wechat(lambda _: {QUERY: (200, order("SUCCESS"))}, key=OURS) as (provider, _), pytest.raises(ProviderDown):
            provider.query("n1")
        with pytest.raises(ProviderDown):
            WechatProvider(account()).query("n1")


class TestRefunds:
    @pytest.mark.parametrize(
        ("word", "state"),
        [
            ("SUCCESS", BackState.COMPLETED),
            ("PROCESSING", BackState.PROCESSING),
            ("ABNORMAL", BackState.FAILED),
            ("CLOSED", BackState.FAILED),
        ],
    )
    def test_what_its_states_mean(self, word: str, state: BackState) -> None:
        found = {"out_refund_no": "r1", "status": word, "amount": {"refund": 100, "currency": "CNY"}}
        paths: Answers = {
            ("POST", "/v3/refund/domestic/refunds"): (200, found),
            ("GET", "/v3/refund/domestic/refunds/r1"): (200, found),
        }
        with wechat(lambda _: paths) as (provider, asked):
            for back in (provider.refund(BACK), provider.query_refund("r1", merchant_no="n1")):
                assert (back.state, back.amount_fen) == (state, 100)
            assert asked[0][1]["amount"] == {"refund": 100, "total": 5_000_001, "currency": "CNY"}

    def test_refused_and_unknown(self) -> None:
        paths: Answers = {
            ("POST", "/v3/refund/domestic/refunds"): (403, {"code": "NOT_ENOUGH"}),
            ("GET", "/v3/refund/domestic/refunds/r1"): (404, {"code": "RESOURCE_NOT_EXISTS"}),
        }
        with wechat(lambda _: paths) as (provider, _):
            assert provider.refund(BACK).state is BackState.FAILED
            assert provider.query_refund("r1", merchant_no="n1").state is BackState.UNKNOWN

    @pytest.mark.parametrize("changed", [False, True])
    def test_the_bill_and_its_hash(self, changed: bool) -> None:
        head = (
            "交易时间,公众账号ID,商户号,微信订单号,商户订单号,交易状态,货币种类,"
            "应结订单金额,微信退款单号,商户退款单号,退款金额,退款状态,订单金额,申请退款金额"
        )
        paid = "`2026-11-29 23:59:30,`wx01,`1900000001,`t1,`n1,`SUCCESS,`CNY,`50000.01,`0,`0,`0.00,`,`50000.01,`0.00"
        back = "`2026-11-29 23:59:55,`wx01,`1900000001,`t1,`n1,`REFUND,`CNY,`0.00,`x,`r1,`1.00,`PROCESSING,`0.00,`1.00"
        table = f"\ufeff{head}\r\n{paid}\r\n{back}\r\n总交易单数,应结订单总金额\r\n`2,`50000.01\r\n".encode()
        known = hashlib.sha1(table + b"x" * changed).hexdigest()

        def paths(url: str) -> Answers:
            where = {"download_url": f"{url}/v3/billdownload/file?token=x", "hash_type": "SHA1", "hash_value": known}
            return {
                ("GET", "/v3/bill/tradebill"): (200, where),
                ("GET", "/v3/billdownload/file"): (200, gzip.compress(table)),
            }

        with wechat(paths) as (provider, _):
            if changed:
                with pytest.raises(ProviderDown):
                    provider.bill(date(2026, 11, 29))
                return
            lines = provider.bill(date(2026, 11, 29))
        assert [(line.kind, line.number, line.amount_fen, line.state) for line in lines] == [
            (BillKind.PAYMENT, "n1", 5_000_001, "paid"), (BillKind.REFUND, "r1", 100, "processing"),
        ]  # fmt: skip


class TestNotices:
    def _notice(
        self, kind: str, found: dict[str, Any], *, key: Any = THEIRS, at: int | None = None, **more: str
    ) -> RawNotice:
        nonce, about = secrets.token_hex(6), "transaction"
        sealed = AESGCM(SECRET.encode()).encrypt(nonce.encode(), json.dumps(found).encode(), about.encode())
        body = json.dumps(
            {
                "id": "e1", "event_type": kind, "resource_type": "encrypt-resource",
                "resource": {
                    "algorithm": "AEAD_AES_256_GCM", "nonce": nonce, "associated_data": about,
                    "ciphertext": base64.b64encode(sealed).decode(),
                },
            }
        ).encode()  # fmt: skip
        headers = {name.lower(): value for name, value in signed(body, key, at=at).items()}
        return RawNotice({**headers, **more}, body, "/")

    def test_paid(self) -> None:
        told = WechatProvider(account()).read_notice(self._notice("TRANSACTION.SUCCESS", order("SUCCESS")))
        assert told.charge is not None
        assert (told.event_id, told.charge.state, told.charge.amount_fen) == ("e1", ChargeState.PAID, 5_000_001)

    def test_given_back(self) -> None:
        found = {"mchid": "1900000001", "out_refund_no": "r1", "refund_status": "SUCCESS", "amount": {"refund": 100}}
        told = WechatProvider(account()).read_notice(self._notice("REFUND.SUCCESS", found))
        assert told.back is not None
        assert (told.back.state, told.back.amount_fen, told.back.merchant) == (BackState.COMPLETED, 100, "1900000001")

    def test_forged_old_and_nonsense(self) -> None:
        provider, kind = WechatProvider(account()), "TRANSACTION.SUCCESS"
        good = self._notice(kind, order("SUCCESS"))
        bad = [
            self._notice(kind, order("SUCCESS"), key=OURS),
            self._notice(kind, order("SUCCESS"), at=int(time.time()) - 3_600),
            RawNotice({**good.headers, "wechatpay-serial": "ffff"}, good.body, "/"),
            RawNotice({**good.headers, "wechatpay-timestamp": "soon"}, good.body, "/"),
            RawNotice(good.headers, good.body + b" ", "/"),
            RawNotice(good.headers, b"\xff", "/"),
            RawNotice({}, b"", "/"),
        ]
        for notice in bad:
            with pytest.raises(NoticeForged):
                provider.read_notice(notice)
