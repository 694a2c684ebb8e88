"""Codes sent to phones: six digits, one purpose, ten minutes, five tries, once.

What is scarce here is guarded by a write: a try by a conditional increment, the code by a conditional mark.
"""

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Now

from guangsha.accounts.models import PhoneCode
from guangsha.accounts.ports import Sms
from guangsha.accounts.services.messages import queue_sms
from guangsha.backbone.public import require_command
from guangsha.kit.ids import new_id
from guangsha.vault.public import blind_index, open_text, seal_text

VALID = timedelta(minutes=10)
MAX_TRIES = 5
SIGN_IN = "sign_in"
STEP_UP = "step_up"
CHANGE_PHONE = "change_phone"
TEXTS = {
    SIGN_IN: "您的登录验证码是 {code}，10 分钟内有效，请勿告诉任何人。Sign-in code: {code}",
    STEP_UP: "您正在进行重要操作，验证码 {code}，10 分钟内有效，请勿告诉任何人。Security code: {code}",
    CHANGE_PHONE: "您正在验证新手机号，验证码 {code}，10 分钟内有效，请勿告诉任何人。Code for your new number: {code}",
}


def _hash(code_id: UUID, code: str) -> str:
    return blind_index("accounts.phonecode", f"{code_id}:{code}")


def _context(code_id: UUID) -> str:
    return f"accounts.phonecode:{code_id}"


def send_code(*, phone: str, purpose: str, person_id: UUID | None = None) -> UUID:
    """Make a code for ``phone`` (E.164) and have it sent; the id under which it is checked. Limits are the caller's."""
    require_command()
    code_id = new_id()
    code = f"{secrets.randbelow(1_000_000):06d}"
    PhoneCode.objects.create(
        id=code_id,
        purpose=purpose,
        phone_sealed=seal_text(phone, context=_context(code_id)),
        code_hash=_hash(code_id, code),
        person_id=person_id,
        expires_at=Now() + VALID,
    )
    queue_sms(Sms(phone, purpose, {"code": code}, TEXTS[purpose].format(code=code)))
    return code_id


def spend_code(*, code_id: UUID, code: str, purpose: str, person_id: UUID | None = None) -> str | None:
    """The phone the code was sent to, exactly once; None for anything else. Every call costs a try, so let it commit."""
    require_command()
    whose: dict[str, Any] = {"person_id": person_id}
    live = PhoneCode.objects.filter(pk=code_id, purpose=purpose, used_at=None, **whose)
    live = live.filter(expires_at__gt=Now())
    if not live.filter(tries__lt=MAX_TRIES).update(tries=F("tries") + 1):
        return None
    if not live.filter(code_hash=_hash(code_id, code)).update(used_at=Now()):
        return None
    sealed = PhoneCode.objects.values_list("phone_sealed", flat=True).get(pk=code_id)
    return open_text(sealed, context=_context(code_id))


def forget_codes() -> None:
    """Delete codes that are over."""
    PhoneCode.objects.filter(expires_at__lt=Now()).delete()
