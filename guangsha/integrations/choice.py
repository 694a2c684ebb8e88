"""Which adapter serves, by the typed settings."""

from typing import Any

from guangsha.accounts.ports import MailSender, SmsSender
from guangsha.integrations.mail.smtp import send_by_smtp
from guangsha.integrations.sandbox import keep_mail, keep_sms
from guangsha.integrations.sms.aliyun import AliyunAccount, AliyunSms
from guangsha.integrations.sms.tencent import TencentAccount, TencentSms


def sms_sender(env: Any) -> SmsSender:
    """The adapter ``env.sms_provider`` names, with its account."""
    if env.sms_provider == "sandbox":
        return keep_sms
    secret = env.sms_key_secret.get_secret_value()
    if env.sms_provider == "aliyun":
        return AliyunSms(AliyunAccount(env.sms_key_id, secret, env.sms_sign_name, env.sms_templates))
    return TencentSms(TencentAccount(env.sms_key_id, secret, env.sms_app_id, env.sms_sign_name, env.sms_templates))


def mail_sender(env: Any) -> MailSender:
    """The adapter ``env.mail_provider`` names."""
    return keep_mail if env.mail_provider == "sandbox" else send_by_smtp
