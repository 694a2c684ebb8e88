"""Request signing against the examples the providers publish, and what the adapters make of answers."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from guangsha.accounts.ports import SendFailed, Sms
from guangsha.integrations.sms import aliyun, tencent
from guangsha.integrations.sms.aliyun import AliyunAccount, AliyunSms
from guangsha.integrations.sms.tencent import TencentAccount, TencentSms

SMS = Sms("+8613800138000", "sign_in", {"code": "123456"}, "text")


def test_aliyun_signs_like_the_example_of_its_documentation() -> None:
    """Request structure and signature, version 3: ``RunInstances``."""
    headers = aliyun.signed_headers(
        key_id="YourAccessKeyId",
        key_secret="YourAccessKeySecret",
        host="ecs.cn-shanghai.aliyuncs.com",
        action="RunInstances",
        version="2014-05-26",
        query={"RegionId": "cn-shanghai", "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"},
        at=datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC),
        nonce="3156853299f313e23d1673dc12e1703d",
    )
    assert headers["Authorization"] == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,"
        "SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_tencent_signs_like_the_example_of_its_documentation() -> None:
    """Signature v3: ``DescribeInstances``; the payload holds the escapes as written, the key is masked as published."""
    body = b'{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}'
    header = tencent.authorization(
        key_id="AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******",
        key_secret="Gu5t9xGARNpq86cd98joQYCN3*******",
        service="cvm",
        host="cvm.tencentcloudapi.com",
        action="DescribeInstances",
        body=body,
        at=datetime.fromtimestamp(1551113065, UTC),
    )
    assert header == (
        "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******/2019-02-25/cvm/tc3_request, "
        "SignedHeaders=content-type;host;x-tc-action, "
        "Signature=be4f67d323c78ab9acb7395e43c0dbcf822a9cfac32fea2449a7bc7726b770a3"
    )


class TestAnswers:
    def _aliyun(self, monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any]) -> list[str]:
        asked: list[str] = []
        monkeypatch.setattr(aliyun, "post_json", lambda url, **_: asked.append(url) or answer)
        AliyunSms(AliyunAccount("id", "secret", "广厦", {"sign_in": "SMS_1"}))(SMS)
        return asked

    def test_aliyun_takes_ok_and_nothing_else(self, monkeypatch: pytest.MonkeyPatch) -> None:
        (url,) = self._aliyun(monkeypatch, {"Code": "OK"})
        assert "PhoneNumbers=13800138000" in url
        assert "SignName=%E5%B9%BF%E5%8E%A6" in url
        with pytest.raises(SendFailed, match="BUSINESS_LIMIT_CONTROL"):
            self._aliyun(monkeypatch, {"Code": "isv.BUSINESS_LIMIT_CONTROL"})

    def _tencent(self, monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any]) -> list[bytes]:
        sent: list[bytes] = []
        monkeypatch.setattr(tencent, "post_json", lambda url, *, headers, body: sent.append(body) or answer)
        TencentSms(TencentAccount("id", "secret", "1400", "广厦", {"sign_in": "77"}))(SMS)
        return sent

    def test_tencent_takes_ok_and_nothing_else(self, monkeypatch: pytest.MonkeyPatch) -> None:
        (body,) = self._tencent(monkeypatch, {"Response": {"SendStatusSet": [{"Code": "Ok"}]}})
        assert json.loads(body)["TemplateParamSet"] == ["123456"]
        with pytest.raises(SendFailed, match="LimitExceeded"):
            self._tencent(monkeypatch, {"Response": {"SendStatusSet": [{"Code": "LimitExceeded.Phone"}]}})
        with pytest.raises(SendFailed, match="AuthFailure"):
            self._tencent(monkeypatch, {"Response": {"Error": {"Code": "AuthFailure.SignatureFailure"}}})
