"""What is due by the clock is done one by one, and one that cannot be done keeps no other waiting."""

from collections.abc import Callable, Collection
from functools import partial
from uuid import UUID

import structlog

from guangsha.backbone.commands import command
from guangsha.kit.actor import Actor

SWEEP = 200
"""Rows that one look for what is due gives at most."""

log = structlog.get_logger(__name__)


def sweep(
    due: Callable[[Collection[UUID]], Collection[UUID]], work: Callable[[UUID], bool], *, actor: Actor, what: str
) -> int:
    """Do ``work`` for all that is due, each in a command of its own; how many were done.

    ``due(passing)`` gives SWEEP of them at most, none of ``passing``. ``work(id)`` is False when there was nothing to do. What
    fails is told under ``what`` and passed by, however many of them there are; the next sweep tries it again.
    """
    passing: set[UUID] = set()
    done = 0
    while found := due(passing):
        for one in found:
            try:
                moved = command(partial(work, one), actor=actor)
            except Exception:
                log.exception(what, id=str(one))
                moved = False
            done += moved
            if not moved:
                passing.add(one)
        if len(found) < SWEEP:
            break
    return done
