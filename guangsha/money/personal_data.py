"""What a person's right to a copy and to erasure means for money.

Vouchers are kept, as the rules for accounting files ask (会计档案管理办法: 30 years). What is kept names its payer by an opaque
id alone; when the person is erased, nothing says any more who that was.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from guangsha.money.selectors.invoices import own_invoices
from guangsha.money.selectors.own import own_payments, own_refunds
from guangsha.vault.public import (
    DataClass,
    LegalBasis,
    PersonalField,
    declare,
    declare_not_personal,
    mask_all,
    mask_person_name,
)

VOUCHERS_KEPT = timedelta(days=10_958)


def declare_fields() -> None:
    """Called once at start."""
    declare(
        PersonalField(
            label="money.statemententry.text",
            title="text of a transfer on the bank statement, which names who sent it",
            title_zh="银行流水摘要（含付款人）",
            purpose="to find what a transfer was for; a bank statement is an accounting voucher, kept 30 years by law",
            purpose_zh="用于核对转账用途；银行对账单属会计凭证，依会计档案管理办法保存三十年",
            basis=LegalBasis.LEGAL_DUTY,
            data_class=DataClass.SENSITIVE,
            mask=mask_all,
            retention_days=VOUCHERS_KEPT.days,
        )
    )
    for label, title, title_zh in (
        ("money.invoice.title", "name on an e-invoice", "发票抬头"),
        ("money.invoice.tax_no", "tax number on an e-invoice", "发票税号"),
    ):
        declare(
            PersonalField(
                label=label,
                title=title,
                title_zh=title_zh,
                purpose="to issue the e-invoice that was asked for; the tax service keeps the invoice itself",
                purpose_zh="用于开具所申请的电子发票；发票本身由税务服务保存",
                basis=LegalBasis.CONTRACT,
                data_class=DataClass.GENERAL,
                mask=mask_person_name if label.endswith("title") else mask_all,
                retention_days=0,
            )
        )
    declare_not_personal(
        "money.invoice.payer_id",
        "an opaque id beside an invoice; its title is sealed under the key of that person and goes with it",
    )
    declare_not_personal(
        "money.obligation.payer_id",
        "an opaque id beside amounts that the law makes us keep; it names nobody once its person is erased",
    )


def copy_of(person_id: UUID) -> list[dict[str, Any]]:
    """One's payments and refunds as plain values."""
    payments = [
        {
            "payment": str(one.id),
            "for": one.title,
            "amount_fen": one.amount_fen,
            "provider": one.provider,
            "state": str(one.state),
            "made_at": one.made_at.isoformat(),
        }
        for one in own_payments(person_id)
    ]
    refunds = [
        {
            "refund": str(one.id),
            "for": one.title,
            "amount_fen": one.amount_fen,
            "state": str(one.state),
            "made_at": one.asked_at.isoformat(),
        }
        for one in own_refunds(person_id)
    ]
    invoices = [
        {
            "invoice": one.invoice_no or str(one.id),
            "amount_fen": one.amount_fen,
            "state": str(one.state),
            "made_at": one.asked_at.isoformat(),
        }
        for one in own_invoices(person_id)
    ]
    return payments + refunds + invoices
