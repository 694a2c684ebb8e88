"""Alerts by e-mail without an account: nothing is sent before the address said yes, and one click ends it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from guangsha.backbone.public import audit, enqueue, require_command
from guangsha.kit.ids import parse_id
from guangsha.vault.public import Secret, blind_index
from guangsha.watching.domain.errors import AlertLinkInvalid, TooManySaved
from guangsha.watching.domain.rhythm import Cadence
from guangsha.watching.models import Digest, News, SavedSearch, Subscriber
from guangsha.watching.personal_data import UNCONFIRMED_DAYS
from guangsha.watching.services.searches import save_search

CONFIRM_JOB = "watching.send_confirmation"
FORGET_KEY_JOB = "watching.forget_key"
SPEAKS_OTHERWISE = re.compile(r"[:/@\\<>]|\.[A-Za-z]|www", re.IGNORECASE)
"""No name of a search: somebody else's advertisement, to be sent by us to an address of their choice."""
CONFIRM_WITHIN = timedelta(days=2)
_CONFIRM, _MANAGE = "watching.confirm", "watching.manage"
_EMAIL_LABEL = "watching.subscriber.email"


def subscribe(*, email: str, query: str, name: str, cadence: Cadence, language: str, now: datetime) -> None:
    """Save the search for the address and ask it by mail whether it wants this. Says nothing about addresses known already.

    Raises Invalid.
    """
    require_command()
    index = blind_index(_EMAIL_LABEL, email)
    row = Subscriber.objects.filter(email_index=index).first()
    if row is None:
        row = Subscriber(language=language)
        row.email = Secret(email)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            row = Subscriber.objects.get(email_index=index)
    if SPEAKS_OTHERWISE.search(name):
        name = ""
    try:
        search_id = save_search(owner_id=row.pk, query=query, name=name, cadence=cadence, now=now, confirmed=False)
    except TooManySaved:
        return  # an answer of its own would tell that the address is known here
    enqueue(CONFIRM_JOB, {"search_id": str(search_id), "language": language})


def confirm_token(search_id: UUID) -> str:
    """What the link in the question holds; it works for CONFIRM_WITHIN."""
    return signing.dumps(str(search_id), salt=_CONFIRM)


def manage_token(subscriber_id: UUID) -> str:
    """What the links in alerts hold; it works as long as the subscription."""
    return signing.dumps(str(subscriber_id), salt=_MANAGE)


def _read(token: str, salt: str, *, within: timedelta | None = None) -> UUID:
    try:
        found = parse_id(signing.loads(token, salt=salt, max_age=within))
    except signing.BadSignature as error:
        raise AlertLinkInvalid from error
    if found is None:
        raise AlertLinkInvalid
    return found


def subscriber_of(token: str) -> UUID:
    """Who may be changed with this token. Raises AlertLinkInvalid."""
    subscriber_id = _read(token, _MANAGE)
    if not Subscriber.objects.filter(pk=subscriber_id).exists():
        raise AlertLinkInvalid
    return subscriber_id


def confirm(*, token: str, now: datetime) -> UUID:
    """The address said yes to one search; whose it is. Repeating it changes nothing. Raises AlertLinkInvalid."""
    require_command()
    row = SavedSearch.objects.filter(pk=_read(token, _CONFIRM, within=CONFIRM_WITHIN)).first()
    if row is None:
        raise AlertLinkInvalid
    SavedSearch.objects.filter(pk=row.pk, confirmed_at=None).update(confirmed_at=now)
    if Subscriber.objects.filter(pk=row.owner_id, confirmed_at=None).update(confirmed_at=now):
        audit(action="watching.subscriber.confirm", target=f"subscriber:{row.owner_id}")
    return row.owner_id


def stop(*, subscriber_id: UUID, search_id: UUID | None = None) -> None:
    """End one search's alerts, or all. With the last one the address goes, and its key. Repeating it changes nothing."""
    require_command()
    rows = SavedSearch.objects.filter(owner_id=subscriber_id)
    (rows if search_id is None else rows.filter(pk=search_id)).delete()
    if not rows.exclude(confirmed_at=None).exists():
        _forget(subscriber_id)


def _forget(subscriber_id: UUID) -> None:
    SavedSearch.objects.filter(owner_id=subscriber_id).delete()
    News.objects.filter(owner_id=subscriber_id).delete()
    Digest.objects.filter(owner_id=subscriber_id).delete()
    if Subscriber.objects.filter(pk=subscriber_id).delete()[0]:
        audit(action="watching.subscriber.forget", target=f"subscriber:{subscriber_id}")
        enqueue(FORGET_KEY_JOB, {"subscriber_id": str(subscriber_id)})


def adopt(*, token: str, person_id: UUID, now: datetime) -> int:
    """Move the subscription behind ``token`` into the person's account; how many searches came.

    Raises AlertLinkInvalid, TooManySaved.
    """
    require_command()
    subscriber_id = subscriber_of(token)
    rows = list(SavedSearch.objects.filter(owner_id=subscriber_id).exclude(confirmed_at=None))
    for row in rows:
        name = row.name.reveal() if row.name is not None else ""
        save_search(owner_id=person_id, query=row.query, name=name, cadence=Cadence(row.cadence), now=now)
    _forget(subscriber_id)
    return len(rows)


def forget_unconfirmed(*, now: datetime) -> int:
    """Delete addresses that never said yes, and searches they never said yes to; how many."""
    require_command()
    before = now - timedelta(days=UNCONFIRMED_DAYS)
    stale = SavedSearch.objects.filter(confirmed_at=None, created_at__lt=before)
    count: int = stale.delete()[0]
    kept = SavedSearch.objects.filter(owner_id=OuterRef("pk"))
    empty = Subscriber.objects.filter(~Exists(kept), created_at__lt=before)
    for subscriber_id in list(empty.values_list("pk", flat=True)[:200]):
        _forget(subscriber_id)
        count += 1
    return count
