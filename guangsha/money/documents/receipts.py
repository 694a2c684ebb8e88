"""The receipt of a payment that arrived 收款收据."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from guangsha.accounts.public import organisation_names, verified_identity
from guangsha.kit.actor import Actor
from guangsha.kit.capitals import capital_amount
from guangsha.kit.clock import CHINA
from guangsha.kit.typesetting import typeset
from guangsha.money.domain.errors import NoReceipt
from guangsha.money.domain.facts import PaymentFacts
from guangsha.money.domain.states import PaymentState
from guangsha.money.policies import READ, require
from guangsha.money.selectors.own import own_payment
from guangsha.vault.public import mask_person_name

WAYS = {
    "sandbox": "沙箱支付（演示） Sandbox",
    "alipay": "支付宝 Alipay",
    "wechat": "微信支付 WeChat Pay",
    "bank": "银行转账 Bank transfer",
}
FOOTER = "本收据由系统生成，非发票 · Drawn up by the system; this is no invoice"

TEMPLATE = Path(__file__).with_name("receipt.typ")


@dataclass(frozen=True, slots=True)
class Receipt:
    """A PDF and what it is called."""

    number: str
    content: bytes


def yuan(fen: int) -> str:
    """¥ with separators and two places."""
    return f"¥{fen // 100:,}.{fen % 100:02}"


def receipt_for_buyer(*, payer_id: UUID, payment_id: UUID) -> Receipt:
    """Of one's own payment. Raises NotFound, NoReceipt (it is not paid)."""
    return _receipt(own_payment(payer_id, payment_id))


def receipt_for_staff(*, actor: Actor, payment_id: UUID) -> Receipt:
    """Of a payment to one's company. Raises NotFound, NoReceipt."""
    payment = own_payment(None, payment_id)
    require(actor, READ, organisation_id=payment.organisation_id)
    return _receipt(payment)


def _receipt(payment: PaymentFacts) -> Receipt:
    if payment.state is not PaymentState.PAID or payment.paid_at is None:
        raise NoReceipt()
    at = payment.paid_at.astimezone(CHINA)
    number = f"SJ{at:%Y%m%d}{payment.merchant_no[-12:].upper()}"
    house, _ = organisation_names(payment.organisation_id)
    payer = verified_identity(person_id=payment.payer_id, on=payment.paid_at)
    data = {
        "title": f"收款收据 {number}",
        "number": number,
        "house": house or "—",
        "payer": mask_person_name(payer.full_name.reveal()) if payer else "—",
        "what": payment.title,
        "what_en": payment.title_en,
        "amount": yuan(payment.amount_fen),
        "capitals": capital_amount(payment.amount_fen),
        "at": f"{at:%Y-%m-%d %H:%M:%S} (UTC+8)",
        "way": WAYS.get(payment.provider, payment.provider),
        "merchant_no": payment.merchant_no,
        "refunded": f"{yuan(payment.refunded_fen)} · {capital_amount(payment.refunded_fen)}"
        if payment.refunded_fen
        else "",
        "footer": FOOTER,
    }
    return Receipt(number, typeset(TEMPLATE, data, at=payment.paid_at))
