"""Everything about the money of several subjects at once, for lists of them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from guangsha.money.domain.facts import ObligationFacts, PaymentFacts, RefundFacts
from guangsha.money.selectors.own import (
    obligation_of,
    obligation_rows,
    payment_of,
    payment_rows,
    refund_of,
    refund_rows,
)


@dataclass(slots=True)
class SubjectMoney:
    """What was owed, paid and given back for a subject; each oldest first."""

    obligations: list[ObligationFacts] = field(default_factory=list)
    payments: list[PaymentFacts] = field(default_factory=list)
    refunds: list[RefundFacts] = field(default_factory=list)


def money_of_subjects(subjects: Collection[str]) -> Mapping[str, SubjectMoney]:
    """The money of each of ``subjects``; nothing for one that money does not know. Three queries."""
    found: dict[str, SubjectMoney] = defaultdict(SubjectMoney)
    for owed in obligation_rows().filter(subject__in=subjects).order_by("made_at", "pk"):
        found[owed.subject].obligations.append(obligation_of(owed))
    for paid in payment_rows().filter(obligation__subject__in=subjects).order_by("made_at", "pk"):
        found[paid.obligation.subject].payments.append(payment_of(paid))
    for back in refund_rows().filter(payment__obligation__subject__in=subjects).order_by("asked_at", "pk"):
        found[back.payment.obligation.subject].refunds.append(refund_of(back))
    return found
