"""Background work of watching: matching changes, closing digests, sending mails to addresses without an account."""

from __future__ import annotations

import time
from functools import partial
from typing import Any
from uuid import UUID

from guangsha.accounts.public import send_mail
from guangsha.backbone.public import command
from guangsha.kit.actor import system_actor
from guangsha.kit.clock import utc_now
from guangsha.vault.public import key_store
from guangsha.watching.services import letters
from guangsha.watching.services.digests import close_digest, due_digests
from guangsha.watching.services.matching import ReadMeanwhile, match_changes, newest_change

ACTOR = system_actor("watching")


REST = 9.0
REST_AT_MOST_S = 15.0
"""After a run, before the next, so many times what it took: while a sale is open every project changes all the time, and the
buyers need the processor more than those who wait for news."""
_rest_until = [0.0]


def match(payload: dict[str, Any]) -> None:
    """Match what has changed when this run begins: what changes meanwhile asked for a run of its own.

    Another run that was first only means: read again.
    """
    time.sleep(max(0.0, _rest_until[0] - time.monotonic()))
    began, until = time.monotonic(), newest_change()
    while until is not None:
        try:
            if not match_changes(now=utc_now(), until=until):
                break
        except ReadMeanwhile:
            continue
    ended = time.monotonic()
    _rest_until[0] = ended + min(REST_AT_MOST_S, REST * (ended - began))


def digest_step() -> bool:
    """Tell what is due; True when there may be more."""
    now = utc_now()
    due = due_digests(now=now)
    for owner_id, bucket in due:
        command(partial(close_digest, owner_id=owner_id, bucket=bucket, now=now), actor=ACTOR)
    return bool(due)


def send_confirmation(payload: dict[str, Any]) -> None:
    """Ask an address whether it wants alerts."""
    letters.send_confirmation(search_id=UUID(payload["search_id"]), language=payload["language"])


def send_digest(payload: dict[str, Any]) -> None:
    """Send one digest. Killed between sending and writing it down it is sent again under the same Message-ID."""
    letter = letters.compose_alert(digest_id=UUID(payload["digest_id"]))
    if letter is not None:
        send_mail(letter.mail)
        command(lambda: letters.record_sent(digest_id=letter.digest_id, now=utc_now()), actor=ACTOR)


def forget_key(payload: dict[str, Any]) -> None:
    """Destroy the key of an address that is gone; its rows went before."""
    key_store().destroy(UUID(payload["subscriber_id"]))
