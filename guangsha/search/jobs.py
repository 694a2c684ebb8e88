"""Background work of search: one step of following the change log."""

from __future__ import annotations

from guangsha.kit.clock import utc_now
from guangsha.search.services.indexing import follow_changes


def follow_step() -> bool:
    """Index what changed since the last step; True when there is more."""
    return follow_changes(now=utc_now())
