"""Which adapter serves, by the typed settings."""

from typing import Any

from guangsha.accounts.ports import MailSender, SmsSender
from guangsha.contracts.ports import CertificateAuthority, TimestampAuthority
from guangsha.integrations.banks.sandbox import SandboxBanks
from guangsha.integrations.esign.local_ca import LocalAuthority
from guangsha.integrations.esign.timestamps import HttpTimestamps
from guangsha.integrations.mail.smtp import send_by_smtp
from guangsha.integrations.payments.alipay import AlipayAccount, AlipayProvider
from guangsha.integrations.payments.bank import BankTransfer
from guangsha.integrations.payments.sandbox import SandboxInvoices, SandboxProvider
from guangsha.integrations.payments.signing import kept_key, public_key
from guangsha.integrations.payments.wechat import WechatAccount, WechatProvider
from guangsha.integrations.sandbox import keep_mail, keep_sms
from guangsha.integrations.sms.aliyun import AliyunAccount, AliyunSms
from guangsha.integrations.sms.tencent import TencentAccount, TencentSms
from guangsha.money.ports import InvoiceIssuer, Provider
from guangsha.mortgages.ports import BankPort

SANDBOX_MERCHANT_KEY = "payments/sandbox-merchant.pem"
SANDBOX_KEY = "payments/sandbox-provider.pem"
SANDBOX_LENDING_KEY = "banks/sandbox-house.pem"
SANDBOX_BANK_KEY = "banks/sandbox-bank.pem"
"""Within the keys directory. Each side makes its own and reads the public half of the other's."""


SIGNING_KEYS = "signing"
SANDBOX_TSA = "signing/sandbox-tsa"
"""Within the keys directory: of the local certificate authority, and of the sandbox timestamp authority."""


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


def payment_providers(env: Any) -> list[Provider]:
    """The adapters of what ``env`` offers, with their accounts."""
    makers = {"sandbox": _sandbox_pay, "alipay": _alipay, "wechat": _wechat, "bank": _bank}
    return [makers[name](env) for name in env.ways_to_pay]


def house_account(env: Any) -> Provider | None:
    """The supervised account where lenders pay into it and buyers are offered no transfers; None: there is none, or they are."""
    if "bank" in env.ways_to_pay or not (env.bank_account or env.demo):
        return None
    return BankTransfer(env.bank_account or "沙箱监管账户")


def lenders(env: Any) -> list[BankPort]:
    """The channels by which banks are asked for mortgages: the sandbox in demo mode; no bank's own protocol is written yet."""
    if not env.demo:
        return []
    theirs = (env.keys / SANDBOX_BANK_KEY).with_suffix(".pub.pem")
    return [
        SandboxBanks(
            env.sandbox_bank_base,
            key=lambda: kept_key(env.keys / SANDBOX_LENDING_KEY),
            bank_key=lambda: public_key(theirs.read_bytes()),
        )
    ]


def invoice_issuer(providers: list[Provider]) -> InvoiceIssuer | None:
    """The sandbox's where its payments are offered; no other is written yet."""
    return next((SandboxInvoices(one) for one in providers if isinstance(one, SandboxProvider)), None)


def certificates(env: Any) -> CertificateAuthority | None:
    """The certificate authority ``env`` names. None: nobody signs here."""
    named = env.certificate_authority or ("" if env.production else "local")
    return LocalAuthority(env.keys / SIGNING_KEYS) if named == "local" else None


def timestamps(env: Any) -> TimestampAuthority | None:
    """The timestamp authorities ``env`` names, else the sandbox outside production. None: nothing is ever timestamped."""
    if env.timestamp_urls:
        return HttpTimestamps(env.timestamp_urls, roots=env.timestamp_roots_file.read_bytes)
    if env.production:
        return None
    return HttpTimestamps([env.sandbox_tsa_url], roots=(env.keys / SANDBOX_TSA / "tsa.pem").read_bytes)


def _sandbox_pay(env: Any) -> Provider:
    theirs = (env.keys / SANDBOX_KEY).with_suffix(".pub.pem")
    return SandboxProvider(
        env.sandbox_pay_base,
        key=lambda: kept_key(env.keys / SANDBOX_MERCHANT_KEY),
        provider_key=lambda: public_key(theirs.read_bytes()),
    )


def _alipay(env: Any) -> Provider:
    return AlipayProvider(
        AlipayAccount(
            app_id=env.alipay_app_id,
            private_key=env.alipay_private_key_file.read_text(),
            alipay_public_key=env.alipay_public_key_file.read_text(),
            way=env.alipay_way,
        )
    )


def _wechat(env: Any) -> Provider:
    return WechatProvider(
        WechatAccount(
            mchid=env.wechat_mchid,
            appid=env.wechat_appid,
            serial_no=env.wechat_serial_no,
            private_key=env.wechat_private_key_file.read_text(),
            apiv3_key=env.wechat_apiv3_key.get_secret_value(),
            public_key=env.wechat_public_key_file.read_text(),
            public_key_id=env.wechat_public_key_id,
            way=env.wechat_way,
        )
    )


def _bank(env: Any) -> Provider:
    return BankTransfer(env.bank_account)
