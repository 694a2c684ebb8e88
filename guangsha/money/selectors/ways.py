"""How what is owed can be paid now."""

from datetime import datetime, timedelta

from guangsha.money.domain.facts import ObligationFacts
from guangsha.money.domain.states import LAPSING, Purpose
from guangsha.money.ports import offered


def time_left(*, purpose: str, due_at: datetime, now: datetime) -> timedelta | None:
    """Until what is owed lapses; None: it does not, and is owed still when it is overdue."""
    return due_at - now if Purpose(purpose) in LAPSING else None


def ways_for(owed: ObligationFacts) -> list[str]:
    """The providers that bring the money while it is still owed; by name, sorted."""
    return offered(time_left=time_left(purpose=owed.purpose, due_at=owed.due_at, now=owed.as_of))
