"""Lines of the bank's statement: each once, matched by reference and amount, or a case."""

from guangsha.backbone.public import require_command
from guangsha.money.domain.facts import CaseKind
from guangsha.money.domain.statements import StatementLine, references_in
from guangsha.money.models import Payment, Refund
from guangsha.money.ports import Back, BackState, Charge, ChargeState, Notice, Provider
from guangsha.money.services.cases import open_case
from guangsha.money.services.notices import take_notice


def take_line(*, provider: Provider, line: StatementLine) -> bool:
    """Book what a line says; False when it was taken before. One that matches nothing, or more than one thing, is a case."""
    require_command()
    found = [_matched(provider, line, refund, end) for refund, end in set(references_in(line.text))]
    matches = [one for one in found if one is not None]
    notice = matches[0] if len(matches) == 1 else Notice(line.key)
    new = take_notice(provider=provider, notice=notice, body=line.key.encode())
    if new and len(matches) != 1:
        kind = CaseKind.UNMATCHED_TRANSFER
        told = {"line": line.line, "amount_fen": str(line.amount_fen), "at": line.at.isoformat()}
        open_case(kind=kind, cause=f"{kind}:{provider.name}:{line.key}", provider=provider.name, details=told)
    return new


def _matched(provider: Provider, line: StatementLine, refund: bool, end: str) -> Notice | None:
    """What a reference in the line names: a payment for what came in, a refund for what went out."""
    if refund != (line.amount_fen < 0):
        return None
    if refund:
        numbers = Refund.objects.filter(refund_no__endswith=end, payment__provider=provider.name)
        number = numbers.values_list("refund_no", flat=True).first()
        back = Back(number or "", BackState.COMPLETED, -line.amount_fen, merchant=provider.merchant)
        return Notice(line.key, back=back) if number else None
    payments = Payment.objects.filter(merchant_no__endswith=end, provider=provider.name)
    number = payments.values_list("merchant_no", flat=True).first()
    if number is None:
        return None
    charge = Charge(
        number, ChargeState.PAID, line.amount_fen, merchant=provider.merchant, provider_no=line.line, paid_at=line.at
    )
    return Notice(line.key, charge=charge)
