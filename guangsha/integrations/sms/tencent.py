"""Tencent Cloud SMS 腾讯云短信: ``SendSms`` of version 2021-01-11, signed with TC3-HMAC-SHA256."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime

from guangsha.accounts.ports import SendFailed, Sms
from guangsha.integrations.calls import post_json
from guangsha.kit.clock import utc_now

HOST = "sms.tencentcloudapi.com"
SERVICE = "sms"
ACTION = "SendSms"
VERSION = "2021-01-11"
REGION = "ap-guangzhou"
ALGORITHM = "TC3-HMAC-SHA256"
JSON = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class TencentAccount:
    """``templates`` maps our purposes to the provider's template ids."""

    key_id: str
    key_secret: str
    app_id: str
    sign_name: str
    templates: dict[str, str]


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def authorization(
    *, key_id: str, key_secret: str, service: str, host: str, action: str, body: bytes, at: datetime
) -> str:
    """The Authorization header of a POST of ``body`` at ``at`` (UTC)."""
    signed = "content-type;host;x-tc-action"
    head = f"content-type:{JSON}\nhost:{host}\nx-tc-action:{action.lower()}\n"
    canonical = f"POST\n/\n\n{head}\n{signed}\n{hashlib.sha256(body).hexdigest()}"
    day = at.strftime("%Y-%m-%d")
    scope = f"{day}/{service}/tc3_request"
    to_sign = f"{ALGORITHM}\n{int(at.timestamp())}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = _hmac(_hmac(_hmac(f"TC3{key_secret}".encode(), day), service), "tc3_request")
    signature = _hmac(key, to_sign).hex()
    return f"{ALGORITHM} Credential={key_id}/{scope}, SignedHeaders={signed}, Signature={signature}"


class TencentSms:
    """The adapter."""

    def __init__(self, account: TencentAccount) -> None:
        self.account = account

    def __call__(self, sms: Sms, /) -> None:
        """Send ``sms``. Raises SendFailed."""
        account, now = self.account, utc_now()
        body = json.dumps(
            {
                "PhoneNumberSet": [sms.phone],
                "SmsSdkAppId": account.app_id,
                "SignName": account.sign_name,
                "TemplateId": account.templates[sms.template],
                "TemplateParamSet": list(sms.params.values()),
            }
        ).encode()
        headers = {
            "Authorization": authorization(
                key_id=account.key_id,
                key_secret=account.key_secret,
                service=SERVICE,
                host=HOST,
                action=ACTION,
                body=body,
                at=now,
            ),
            "Content-Type": JSON,
            "Host": HOST,
            "X-TC-Action": ACTION,
            "X-TC-Timestamp": str(int(now.timestamp())),
            "X-TC-Version": VERSION,
            "X-TC-Region": REGION,
        }
        answer = post_json(f"https://{HOST}/", headers=headers, body=body).get("Response", {})
        statuses = [item.get("Code") for item in answer.get("SendStatusSet") or []]
        if statuses != ["Ok"]:
            raise SendFailed(f"the provider said {answer.get('Error', {}).get('Code') or statuses}")
