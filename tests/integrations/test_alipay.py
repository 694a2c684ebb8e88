"""Alipay's adapter against a stand-in that checks RSA2 as the platform documents it, and signs with a key of its own."""

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from guangsha.integrations.payments.alipay import AlipayAccount, AlipayProvider, bill_lines
from guangsha.integrations.payments.signing import WrongKey, private_key, public_key, sign
from guangsha.money.ports import (
    BackState,
    BillKind,
    ChargeState,
    NoticeForged,
    PaymentOrder,
    ProviderDown,
    RawNotice,
    RefundOrder,
)
from tests.integrations.stand_in import Asked, Said, standing_in

OURS = rsa.generate_private_key(public_exponent=65537, key_size=2048)
THEIRS = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EXPIRES = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
ORDER = PaymentOrder("n1", 5_000_001, "定金 & 云麓里", EXPIRES, "https://us/notices/alipay", "https://us/back")
BACK = RefundOrder("r1", "n1", 100, 5_000_001, "withdrawal", "https://us/notices/alipay")


def pem(key: rsa.RSAPrivateKey) -> str:
    coded = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return coded.decode()


def bare(key: rsa.RSAPrivateKey) -> str:
    """A public key as the platform shows it: base64 without lines around it."""
    coded = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return "".join(coded.decode().splitlines()[1:-1])


def account(gateway: str = "https://gateway.invalid/gateway.do", way: str = "page") -> AlipayAccount:
    return AlipayAccount("2021000000000001", pem(OURS), bare(THEIRS), way, gateway)


def checked(fields: dict[str, str]) -> dict[str, Any]:
    """The content of a request whose signature holds by the published rule, written here once more."""
    import base64

    text = "&".join(f"{name}={fields[name]}" for name in sorted(fields) if name != "sign" and fields[name])
    OURS.public_key().verify(base64.b64decode(fields["sign"]), text.encode(), padding.PKCS1v15(), hashes.SHA256())
    assert (fields["app_id"], fields["sign_type"], fields["version"]) == ("2021000000000001", "RSA2", "1.0")
    return dict(json.loads(fields["biz_content"]))


@contextmanager
def alipay(answers: dict[str, dict[str, Any]], *, key: rsa.RSAPrivateKey = THEIRS, way: str = "page") -> Iterator[Any]:
    """The adapter, and what it asked: [(method, content)]."""
    asked: list[tuple[str, dict[str, Any]]] = []

    def answer(request: Asked) -> Said:
        if request.method == "GET":
            return Said(200, packed(), {"Content-Type": "application/zip"})
        fields = dict(parse_qsl(request.body.decode()))
        asked.append((fields["method"], checked(fields)))
        node = json.dumps(answers[fields["method"]], ensure_ascii=False)
        name = fields["method"].replace(".", "_")
        text = f'{{"{name}_response":{node},"sign":"{sign(key, node.encode())}"}}'
        return Said(200, text.encode(), {"Content-Type": "application/json"})

    with standing_in(answer) as url:
        yield AlipayProvider(account(f"{url}/gateway.do", way)), asked, url


def packed() -> bytes:
    table = (
        "#支付宝业务明细查询\n#账号：[20880000]\n支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,订单金额（元）,退款批次号/请求号\n"
        "2026113022001,n1\t,交易,定金,2026-11-29 23:59:00,2026-11-29 23:59:30,50000.01,\t\n"
        "2026113022001,n1\t,退款,定金,2026-11-29 23:59:50,2026-11-29 23:59:55,-1.00,r1\t\n#合计\n"
    )
    folder = io.BytesIO()
    with zipfile.ZipFile(folder, "w") as archive:
        archive.writestr("20880000_20261129_业务明细.csv", table.encode("gb18030"))
        archive.writestr("20880000_20261129_业务明细(汇总).csv", "#汇总\n门店编号,交易订单总笔数\n".encode("gb18030"))
    return folder.getvalue()


class TestPaying:
    def test_the_page_s_address_is_signed_and_says_all(self) -> None:
        where = AlipayProvider(account()).create(ORDER)
        fields = dict(parse_qsl(urlsplit(where.value).query))
        content = checked(fields)
        assert where.kind == "redirect"
        assert content == {
            "out_trade_no": "n1", "total_amount": "50000.01", "subject": ORDER.title,
            "time_expire": "2026-11-30 12:00:00", "product_code": "FAST_INSTANT_TRADE_PAY",
        }  # fmt: skip
        assert (fields["notify_url"], fields["return_url"]) == (ORDER.notify_url, ORDER.return_url)

    def test_a_code_is_made_by_alipay(self) -> None:
        made = {"code": "10000", "qr_code": "https://qr.alipay.com/x"}
        with alipay({"alipay.trade.precreate": made}, way="qr") as (provider, _, _):
            assert provider.create(ORDER).value == made["qr_code"]

    @pytest.mark.parametrize(
        ("status", "paid_at", "state"),
        [
            ("WAIT_BUYER_PAY", None, ChargeState.PENDING),
            ("TRADE_SUCCESS", "2026-11-30 11:58:00", ChargeState.PAID),
            ("TRADE_FINISHED", "2026-11-30 11:58:00", ChargeState.PAID),
            ("TRADE_CLOSED", None, ChargeState.CLOSED),
            ("TRADE_CLOSED", "2026-11-30 11:58:00", ChargeState.PAID),
        ],
    )
    def test_what_its_states_mean(self, status: str, paid_at: str | None, state: ChargeState) -> None:
        found = {"code": "10000", "trade_status": status, "total_amount": "50000.01", "trade_no": "t"}
        with alipay({"alipay.trade.query": {**found, **({"send_pay_date": paid_at} if paid_at else {})}}) as (
            one,
            _,
            _,
        ):
            charge = one.query("n1")
        assert (charge.state, charge.amount_fen, charge.merchant) == (state, 5_000_001, one.merchant)
        assert (charge.paid_at == datetime(2026, 11, 30, 3, 58, tzinfo=UTC)) is (paid_at is not None)

    def test_unknown_closed_and_busy(self) -> None:
        missing = {"code": "40004", "sub_code": "ACQ.TRADE_NOT_EXIST"}
        with alipay({"alipay.trade.query": missing, "alipay.trade.close": missing}) as (provider, asked, _):
            assert provider.close("n1").state is ChargeState.UNKNOWN
            assert [method for method, _ in asked] == ["alipay.trade.close", "alipay.trade.query"]
        busy = {"code": "40004", "sub_code": "ACQ.SYSTEM_ERROR"}
        with alipay({"alipay.trade.query": busy}) as (provider, _, _), pytest.raises(ProviderDown):
            provider.query("n1")

    def test_an_answer_that_somebody_else_signed_is_none(self) -> None:
        with alipay({"alipay.trade.query": {"code": "10000"}}, key=OURS) as (provider, _, _):  # noqa: SIM117
            with pytest.raises(ProviderDown, match="unsigned"):
                provider.query("n1")

    def test_no_answer(self) -> None:
        with pytest.raises(ProviderDown):
            AlipayProvider(account("http://127.0.0.1:1/gateway.do")).query("n1")
        with pytest.raises(WrongKey):
            private_key("no key")
        with pytest.raises(WrongKey):
            public_key("no key")


class TestRefunds:
    @pytest.mark.parametrize(
        ("answer", "later", "state"),
        [
            ({"code": "10000", "fund_change": "Y"}, {}, BackState.COMPLETED),
            (
                {"code": "10000", "fund_change": "N"},
                {"code": "10000", "refund_status": "REFUND_SUCCESS", "refund_amount": "1.00"},
                BackState.COMPLETED,
            ),
            ({"code": "10000", "fund_change": "N"}, {"code": "10000"}, BackState.PROCESSING),
            ({"code": "40004", "sub_code": "ACQ.SELLER_BALANCE_NOT_ENOUGH"}, {}, BackState.FAILED),
        ],
    )
    def test_what_its_answers_mean(self, answer: dict[str, Any], later: dict[str, Any], state: BackState) -> None:
        answers = {"alipay.trade.refund": answer, "alipay.trade.fastpay.refund.query": later}
        with alipay(answers) as (provider, asked, _):
            assert provider.refund(BACK).state is state
            sent = {
                "out_trade_no": "n1",
                "refund_amount": "1.00",
                "out_request_no": "r1",
                "refund_reason": "withdrawal",
            }
            assert asked[0] == ("alipay.trade.refund", sent)

    def test_the_bill(self) -> None:
        answers: dict[str, dict[str, Any]] = {"alipay.data.dataservice.bill.downloadurl.query": {}}
        with alipay(answers) as (provider, _, url):
            answers["alipay.data.dataservice.bill.downloadurl.query"] = {
                "code": "10000",
                "bill_download_url": f"{url}/bill",
            }
            lines = provider.bill(date(2026, 11, 29))
        assert [(line.kind, line.number, line.amount_fen) for line in lines] == [
            (BillKind.PAYMENT, "n1", 5_000_001), (BillKind.REFUND, "r1", 100),
        ]  # fmt: skip
        with pytest.raises(ProviderDown):
            bill_lines(b"no zip")


class TestNotices:
    def _notice(self, key: rsa.RSAPrivateKey = THEIRS, **changed: str) -> RawNotice:
        fields = {
            "notify_id": "e1", "notify_time": "2026-11-30 11:58:01", "app_id": "2021000000000001", "charset": "utf-8",
            "out_trade_no": "n1", "trade_no": "t1", "trade_status": "TRADE_SUCCESS", "total_amount": "50000.01",
            "subject": "定金 & 云麓里", "gmt_payment": "2026-11-30 11:58:00", "empty": "",
        }  # fmt: skip
        text = "&".join(f"{name}={fields[name]}" for name in sorted(fields) if fields[name])
        signed = {**fields, "sign_type": "RSA2", "sign": sign(key, text.encode()), **changed}
        return RawNotice({}, urlencode(signed).encode(), "/")

    def test_a_good_one(self) -> None:
        told = AlipayProvider(account()).read_notice(self._notice())
        assert told.charge is not None
        assert (told.event_id, told.charge.state, told.charge.amount_fen) == ("e1", ChargeState.PAID, 5_000_001)
        assert (told.charge.merchant, told.charge.merchant_no) == ("2021000000000001", "n1")
        assert AlipayProvider(account()).thanks().body == "success"

    @pytest.mark.parametrize(
        "changed",
        [{"total_amount": "0.01"}, {"out_trade_no": "n2"}, {"sign": "x"}, {"sign_type": "RSA"}, {"more": "1"}],
    )
    def test_one_letter_changed_is_forged(self, changed: dict[str, str]) -> None:
        with pytest.raises(NoticeForged):
            AlipayProvider(account()).read_notice(self._notice(**changed))

    def test_nonsense_and_somebody_else(self) -> None:
        for notice in (
            self._notice(OURS),
            RawNotice({}, b"\xff\xfe", "/"),
            RawNotice({}, b"", "/"),
            RawNotice({}, b"{", "/"),
        ):
            with pytest.raises(NoticeForged):
                AlipayProvider(account()).read_notice(notice)
