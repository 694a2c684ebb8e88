"""Aliyun SMS 阿里云短信: ``SendSms`` of version 2017-05-25, signed with ACS3-HMAC-SHA256."""

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from guangsha.accounts.ports import SendFailed, Sms
from guangsha.integrations.calls import post_json
from guangsha.kit.clock import utc_now

HOST = "dysmsapi.aliyuncs.com"
ACTION = "SendSms"
VERSION = "2017-05-25"
ALGORITHM = "ACS3-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class AliyunAccount:
    """``templates`` maps our purposes to the provider's template codes."""

    key_id: str
    key_secret: str
    sign_name: str
    templates: dict[str, str]


def canonical_query(query: dict[str, str]) -> str:
    """Sorted, RFC 3986."""
    return "&".join(f"{quote(name, safe='~')}={quote(query[name], safe='~')}" for name in sorted(query))


def signed_headers(
    *,
    key_id: str,
    key_secret: str,
    host: str,
    action: str,
    version: str,
    query: dict[str, str],
    at: datetime,
    nonce: str,
) -> dict[str, str]:
    """The headers of a POST without body whose parameters are in the query."""
    empty = hashlib.sha256(b"").hexdigest()
    headers = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": empty,
        "x-acs-date": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = f"POST\n/\n{canonical_query(query)}\n{lines}\n{names}\n{empty}"
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(key_secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return {**headers, "Authorization": f"{ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={signature}"}


class AliyunSms:
    """The adapter."""

    def __init__(self, account: AliyunAccount) -> None:
        self.account = account

    def __call__(self, sms: Sms, /) -> None:
        """Send ``sms``. Raises SendFailed."""
        account = self.account
        query = {
            "PhoneNumbers": sms.phone.removeprefix("+86") if sms.phone.startswith("+86") else sms.phone.lstrip("+"),
            "SignName": account.sign_name,
            "TemplateCode": account.templates[sms.template],
            "TemplateParam": json.dumps(sms.params),
        }
        headers = signed_headers(
            key_id=account.key_id,
            key_secret=account.key_secret,
            host=HOST,
            action=ACTION,
            version=VERSION,
            query=query,
            at=utc_now(),
            nonce=secrets.token_hex(16),
        )
        answer = post_json(f"https://{HOST}/?{canonical_query(query)}", headers=headers, body=b"")
        if answer.get("Code") != "OK":
            raise SendFailed(f"the provider said {answer.get('Code')}")
