"""Lines of the supervised account's statement: each once, matched by reference and amount, or somebody's to decide about."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from django.db import IntegrityError, transaction

from guangsha.backbone.public import audit, require_command
from guangsha.money.domain.facts import CaseKind
from guangsha.money.domain.statements import (
    FORMER_DIGITS,
    KEPT,
    StatementLine,
    known_formerly,
    references_in,
    settlement_in,
)
from guangsha.money.domain.states import BookingState, LineState
from guangsha.money.models import Booking, MoneyCase, Payment, Refund, StatementEntry
from guangsha.money.ports import Back, BackState, Charge, ChargeState, Notice, Provider
from guangsha.money.services.bill_days import ask_reconciliation
from guangsha.money.services.cases import open_case, settle_case
from guangsha.money.services.notices import take_notice
from guangsha.vault.public import Secret

KEYS_TOGETHER = 500


@dataclass(frozen=True, slots=True)
class _Match:
    """What a reference in a line names. ``fits``: in amount and direction."""

    notice: Notice
    payment: Payment
    refund: Refund | None
    fits: bool


def take_line(*, provider: Provider, line: StatementLine) -> bool:
    """Keep the line and book what it says; False when it was taken before.

    One that names one payment or refund with its amount is booked. A provider's settlement waits for that provider's bill.
    Anything else is a case, and stays open until somebody books it or sends it back.
    """
    require_command()
    settles = None if references_in(line.text) else settlement_in(line.text)
    if settles is not None and settles.provider == provider.name:
        settles = None
    entry = _keep(provider, line)
    if entry is None:
        return False
    if settles is not None:
        entry.settles, entry.settles_on, entry.state = settles.provider, settles.day, LineState.BOOKED
        entry.save(update_fields=["settles", "settles_on", "state"])
        return take_notice(provider=provider, notice=Notice(line.key), body=line.key.encode())
    found = [_matched(provider, line, refund, end) for refund, end in sorted(set(references_in(line.text)))]
    matches = [one for one in found if one is not None]
    only = matches[0] if len(matches) == 1 else None
    fits = only is not None and only.fits
    notice = only.notice if only is not None and fits else Notice(line.key)
    new = take_notice(provider=provider, notice=notice, body=line.key.encode())
    if new and only is not None and fits:
        entry.state, entry.payment, entry.refund = LineState.BOOKED, only.payment, only.refund
        entry.save(update_fields=["state", "payment", "refund"])
    elif new and not _returned(entry, line):
        _ask_somebody(provider, line, entry, only)
    return new


def match_days(*, provider: Provider, lines: Sequence[StatementLine]) -> None:
    """Have the days matched that the lines are of, and those of providers that they settle."""
    require_command()
    days = {(provider.name, line.at.astimezone(provider.calendar).date()) for line in lines}
    settled = {one for one in (settlement_in(line.text) for line in lines) if one is not None}
    for name, day in sorted(days | {(one.provider, one.day) for one in settled}):
        ask_reconciliation(provider=name, day=day)


def _keep(provider: Provider, line: StatementLine) -> StatementEntry | None:
    """The line as it is kept; None: it is known already."""
    if _known_formerly(provider, line):
        return None
    month = uuid5(NAMESPACE_URL, f"guangsha:statement:{provider.name}:{provider.merchant}:{line.at:%Y-%m}")
    entry = StatementEntry(
        provider=provider.name,
        key=line.key,
        number=line.line,
        at=line.at,
        amount_fen=line.amount_fen,
        sealed_under=month,
    )
    entry.text = Secret(line.text[:KEPT])
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:
        return None
    return entry


def _known_formerly(provider: Provider, line: StatementLine) -> bool:
    """Whether it was taken while less of a line counted: then it has another key, with colons in it."""
    rows = StatementEntry.objects.filter(
        provider=provider.name, at=line.at, amount_fen=line.amount_fen, key__contains=":"
    )
    if line.serial:
        rows = rows.filter(number=line.line[:FORMER_DIGITS])
    texts = [row.text.reveal() for row in rows if row.text is not None]
    if not texts:
        return False
    alike = line.alike or (line,)
    # Lines that have a key of today are none of those of former times.
    kept = {
        key
        for start in range(0, len(alike), KEYS_TOGETHER)
        for key in StatementEntry.objects.filter(
            provider=provider.name, key__in=[one.key for one in alike[start : start + KEYS_TOGETHER]]
        ).values_list("key", flat=True)
    }
    return line in known_formerly([one for one in alike if one.key not in kept], texts)


def _ask_somebody(provider: Provider, line: StatementLine, entry: StatementEntry, only: _Match | None) -> None:
    told = {"line": line.line, "amount_fen": str(line.amount_fen), "at": line.at.isoformat()}
    kind = CaseKind.UNMATCHED_TRANSFER
    if only is not None:
        expected = only.refund.amount_fen if only.refund else only.payment.amount_fen
        kind = CaseKind.DUPLICATE_CHARGE if expected == abs(line.amount_fen) else CaseKind.WRONG_AMOUNT
        told["expected_fen"] = str(expected)
    cause = f"{kind}:{provider.name}:{line.key}"
    open_case(
        kind=kind, cause=cause, provider=provider.name, details=told,
        payment=only.payment if only else None, refund=only.refund if only else None,
    )  # fmt: skip
    MoneyCase.objects.filter(cause=cause).update(entry=entry)


def _returned(out: StatementEntry, line: StatementLine) -> bool:
    """Whether the line is a transfer that somebody sent back, going out: then both of its lines are done with."""
    for refund, end in references_in(line.text):
        if not refund or line.amount_fen >= 0:
            continue
        booking = (
            Booking.objects.select_related("entry", "case")
            .filter(return_no__endswith=end, state=BookingState.APPROVED, entry__amount_fen=-line.amount_fen)
            .first()
        )
        if booking is None:
            continue
        back = StatementEntry.objects.filter(pk=booking.entry_id, state=LineState.RETURNING)
        if back.update(state=LineState.RETURNED) == 1:
            StatementEntry.objects.filter(pk=out.pk).update(state=LineState.BOOKED)
            settle_case(cause=booking.case.cause, resolution=str(LineState.RETURNED))
            audit(action="money.line.returned", target=f"statement_entry:{booking.entry_id}", data={"line": line.line})
            return True
    return False


def _matched(provider: Provider, line: StatementLine, refund: bool, end: str) -> _Match | None:
    """What a reference in the line names: a payment for what came in, a refund for what went out."""
    if refund != (line.amount_fen < 0):
        return None
    if refund:
        refunds = Refund.objects.select_related("payment__obligation")
        back = refunds.filter(refund_no__endswith=end, payment__provider=provider.name).first()
        if back is None:
            return None
        told = Back(back.refund_no, BackState.COMPLETED, -line.amount_fen, merchant=provider.merchant)
        return _Match(Notice(line.key, back=told), back.payment, back, back.amount_fen == -line.amount_fen)
    payments = Payment.objects.select_related("obligation")
    payment = payments.filter(merchant_no__endswith=end, provider=provider.name).first()
    if payment is None:
        return None
    charge = Charge(
        payment.merchant_no,
        ChargeState.PAID,
        line.amount_fen,
        merchant=provider.merchant,
        provider_no=line.line,
        paid_at=line.at,
    )
    taken = StatementEntry.objects.filter(payment=payment, state=LineState.BOOKED).exists()
    return _Match(Notice(line.key, charge=charge), payment, None, payment.amount_fen == line.amount_fen and not taken)
