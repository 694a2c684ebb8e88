"""What a buyer writes for an e-invoice, checked."""

from stdnum.cn import uscc

from guangsha.money.domain.states import InvoiceKind

TITLE_AT_MOST = 100


def invoice_errors(*, kind: InvoiceKind, title: str, tax_no: str) -> list[dict[str, str]]:
    """What is wrong, by field, in stable words. A company has a unified social credit code 统一社会信用代码 (GB 32100-2015) with
    its check character; a person has none."""
    wrong = []
    if not title.strip() or len(title.strip()) > TITLE_AT_MOST or not title.isprintable():
        wrong.append({"field": "title", "message": "not_valid"})
    if kind is InvoiceKind.COMPANY and not uscc.is_valid(tax_no.strip().upper()):
        wrong.append({"field": "tax_no", "message": "not_valid"})
    if kind is InvoiceKind.PERSONAL and tax_no.strip():
        wrong.append({"field": "tax_no", "message": "not_asked"})
    return wrong
