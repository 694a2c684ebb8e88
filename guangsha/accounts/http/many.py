"""Who is behind many sessions at once: the checks of one (Django's ``get_user``), in two queries for all."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from guangsha.accounts.http.middleware import SEEN_EVERY
from guangsha.accounts.http.sessions import PERSON_KEY, opened_session, stored_key
from guangsha.accounts.models import Person, Session
from guangsha.kit.actor import Actor


@dataclass(frozen=True, slots=True)
class Visit:
    """A signed-in person. ``actor`` has no roles: it is for what everybody may who is signed in. ``fresh``: noted as in use."""

    actor: Actor
    person_id: UUID
    phone_verified: bool
    fresh: bool


def visits(session_keys: Collection[str]) -> dict[str, Visit]:
    """The people whose sessions these cookies name; whoever is missing is asked again the ordinary way. Two queries."""
    stored = {stored_key(key): key for key in session_keys}
    now = timezone.now()
    rows = Session.objects.filter(pk__in=stored, expire_date__gt=now).values_list("pk", "session_data", "last_seen_at")
    opened = [(pk, opened_session(data, stored=pk), seen) for pk, data, seen in rows]
    wanted = {content[PERSON_KEY] for _, content, _ in opened if content.get(PERSON_KEY)}
    columns = ("pk", "password", "phone_verified_at")
    people = {str(row[0]): row for row in Person.objects.filter(pk__in=wanted, is_active=True).values_list(*columns)}
    found, stands_for = {}, Person()  # hashes a password as a person does, without opening anybody's fields
    for pk, content, seen in opened:
        person = people.get(content.get(PERSON_KEY, ""))
        if person is None or content.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
            continue
        person_id, stands_for.password, phone_verified_at = person
        if constant_time_compare(content.get(HASH_SESSION_KEY, ""), stands_for.get_session_auth_hash()):
            actor = Actor(person_id=person_id, session_id=pk)
            found[stored[pk]] = Visit(actor, person_id, phone_verified_at is not None, now - seen <= SEEN_EVERY)
    return found


def note_in_use(found: Collection[Visit]) -> None:
    """Note that the sessions are in use, those that were not noted lately. At most one query."""
    stale = {visit.actor.session_id for visit in found if not visit.fresh}
    if stale:
        Session.objects.filter(pk__in=stale).update(last_seen_at=Now())
