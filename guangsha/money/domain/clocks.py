"""How long things of money may take."""

from datetime import timedelta

PAYMENT_FOR = timedelta(minutes=10)
"""How long one attempt stays payable; the ledger of units leaves a hold as long while a payment is under way."""

ASK_FIRST = timedelta(seconds=15)
"""After this a provider that has said nothing is asked; then after as long again, and so on."""
ASK_AT_LEAST = timedelta(hours=1)

REFUND_WITHIN = timedelta(days=7)
"""What the buyer is told at the latest; providers say one to seven working days for cards."""
CASE_WITHIN = timedelta(hours=24)
"""A case has an owner and an answer by then."""
SETTLED_WITHIN = timedelta(days=3)
"""What a provider collected on a day is in the supervised account by then, counted from the end of the day."""
BILL_AGAIN = timedelta(hours=6)
"""The pause before a bill is looked at again that says less than we know, or does not fit."""
BILL_FOR = timedelta(days=30)
"""How long that goes on; providers keep bills about three months."""
BILL_EDGE = timedelta(hours=1)
"""What we heard of this near to the end of a day may stand in the next day's bill."""


def ask_after(age: timedelta) -> timedelta:
    """The pause before a provider is asked again about something of this age: as long as it has been silent, within bounds."""
    return min(max(age, ASK_FIRST), ASK_AT_LEAST)
