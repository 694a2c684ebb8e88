"""What WeChat Pay and Alipay signed and is no notice: refused with what it is about, where it says so."""

from typing import Any
from urllib.parse import urlencode

import pytest

from guangsha.integrations.payments.alipay import AlipayProvider, string_to_sign
from guangsha.integrations.payments.signing import sign
from guangsha.integrations.payments.wechat import WechatProvider
from guangsha.money.ports import ChargeState, NoticeUnreadable, RawNotice
from tests.integrations import test_alipay, test_wechat
from tests.integrations.test_alipay import THEIRS
from tests.integrations.test_wechat import order

WECHAT = test_wechat.TestNotices()
GOOD = {
    "notify_id": "e1", "notify_type": "trade_status_sync", "out_trade_no": "n1", "trade_no": "t1",
    "trade_status": "TRADE_SUCCESS", "total_amount": "50000.01", "app_id": "2021000000000001",
}  # fmt: skip


def wechat(found: Any, kind: str = "TRANSACTION.SUCCESS") -> Any:
    """What is read of a notice."""
    return WechatProvider(test_wechat.account()).read_notice(WECHAT._notice(kind, found))


def alipay(**changed: str | None) -> Any:
    """What is read of one; None takes a field away."""
    fields = {name: value for name, value in {**GOOD, **changed}.items() if value is not None}
    signed = {**fields, "sign": sign(THEIRS, string_to_sign(fields)), "sign_type": "RSA2"}
    notice = RawNotice({}, urlencode(signed).encode(), "/")
    return AlipayProvider(test_alipay.account()).read_notice(notice)


class TestWechat:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"trade_state": "WEIRD"}, {"trade_state": None}, {"trade_state": 5}, {"amount": [1]}, {"amount": None},
            {"amount": {"currency": "CNY"}}, {"amount": {"total": "5", "currency": "CNY"}}, {"mchid": 5},
            {"amount": {"total": 5_000_001, "currency": 5}},
            {"success_time": "soon"}, {"success_time": "2026-12-01T10:00:00"}, {"transaction_id": "\ud800"},
        ],
    )  # fmt: skip
    def test_it_says_what_it_is_about(self, wrong: dict[str, Any]) -> None:
        good = order("SUCCESS")
        with pytest.raises(NoticeUnreadable) as told:
            wechat({**good, **wrong})
        assert told.value.data == {"number": good["out_trade_no"]}

    @pytest.mark.parametrize("found", [[1], "x", 5, {}, {"out_trade_no": ""}, {"out_trade_no": ["n1"]}])
    def test_or_nothing(self, found: Any) -> None:
        with pytest.raises(NoticeUnreadable) as told:
            wechat(found)
        assert told.value.data == {}

    def test_of_a_refund(self) -> None:
        for wrong in ({}, {"refund_status": "GONE"}, {"refund_status": "SUCCESS", "amount": {"refund": 1.5}}):
            with pytest.raises(NoticeUnreadable) as told:
                wechat({"out_refund_no": "r1", **wrong}, "REFUND.SUCCESS")
            assert told.value.data == {"number": "r1"}

    def test_what_it_does_not_say_is_not_taken_for_said_but_for_the_currency(self) -> None:
        good = order("SUCCESS")
        for amount in ({"total": 5_000_001}, {"total": 5_000_001, "currency": None}):
            charge = wechat({**good, "mchid": None, "amount": amount}).charge
            assert (charge.merchant, charge.amount_fen, charge.currency) == ("", 5_000_001, "CNY")
        for currency in ("HKD", ""):
            assert wechat({**good, "amount": {"total": 5_000_001, "currency": currency}}).charge.currency == currency


class TestAlipay:
    def test_a_good_one(self) -> None:
        assert alipay().charge.state is ChargeState.PAID

    @pytest.mark.parametrize(
        "wrong",
        [
            {"trade_status": "WEIRD"}, {"trade_status": None}, {"notify_id": None}, {"total_amount": "much"},
            {"total_amount": None}, {"trade_no": "t\x00"}, {"app_id": "a" * 65},
        ],
    )  # fmt: skip
    def test_it_says_what_it_is_about(self, wrong: dict[str, str | None]) -> None:
        with pytest.raises(NoticeUnreadable) as told:
            alipay(**wrong)
        assert told.value.data == {"number": "n1"}

    def test_or_nothing(self) -> None:
        for number in (None, "", "n" * 65, "n\x00"):
            with pytest.raises(NoticeUnreadable) as told:
                alipay(out_trade_no=number)
            assert told.value.data == {}

    def test_for_nobody_is_for_none_of_us(self) -> None:
        assert alipay(app_id=None).charge.merchant == ""
