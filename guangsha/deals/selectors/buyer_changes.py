"""A change of buyers as those of the deal, and its desk, see it."""

from typing import Any

from guangsha.deals.domain.buyer_changes import BuyerChangeFacts, Change, ChangedBuyerFacts
from guangsha.deals.domain.states import BuyerChangeState
from guangsha.vault.public import Secret, mask_person_name


def newest_change(row: Any) -> BuyerChangeFacts | None:
    """The newest that was asked for, of a row with ``buyer_changes__lines`` and ``buyers`` fetched. No query."""
    last = max(row.buyer_changes.all(), key=lambda one: one.pk, default=None)
    if last is None:
        return None
    state = BuyerChangeState(last.state)
    names = {one.line: one.full_name for one in row.buyers.all()}
    lines = last.lines.all() if state is BuyerChangeState.ASKED else ()
    return BuyerChangeFacts(
        id=last.pk,
        state=state,
        asked_at=last.asked_at,
        decided_at=last.decided_at,
        reason=last.reason,
        note=last.note,
        buyers=tuple(
            ChangedBuyerFacts(
                one.line,
                Change(one.what),
                _masked(one.full_name or names.get(one.line)),
                one.share_before,
                one.share,
            )
            for one in sorted(lines, key=lambda one: one.line)
        ),
    )


def _masked(name: Secret | None) -> str:
    return mask_person_name(name.reveal()) if name is not None else ""
