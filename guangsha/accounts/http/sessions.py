"""Sessions in the database that a copy of the database does not open: keys are hashed, contents sealed."""

import json
from datetime import datetime
from typing import Any

import structlog
from cryptography.exceptions import InvalidTag
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models.functions import Now
from django.utils import timezone

from guangsha.accounts.models import Session
from guangsha.vault.public import KeyMissing, blind_index, open_text, seal_text

log = structlog.get_logger(__name__)
PERSON_KEY = "_auth_user_id"
DEVICE_KEY = "device"


def stored_key(session_key: str) -> str:
    """What the database knows a session by."""
    return blind_index("accounts.session", session_key)


def _context(stored: str) -> str:
    return f"accounts.session:{stored}"


def opened_session(session_data: str, *, stored: str) -> dict[str, Any]:
    """What the session holds that is ``stored`` under this key; one that does not open (moved, altered, a lost key) is none."""
    try:
        content: dict[str, Any] = json.loads(open_text(session_data, context=_context(stored)))
    except (InvalidTag, KeyMissing, ValueError):
        log.warning("session_does_not_open")
        return {}
    return content


class SessionStore(DatabaseStore):
    """Django's database sessions over ``accounts.Session``. A session that was ended meanwhile stays ended."""

    last_seen_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Our table."""
        return Session

    def _own_key(self) -> str:
        key: str = self._get_or_create_session_key()  # type: ignore[attr-defined]
        return key

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Seal the content, bound to this session."""
        return seal_text(json.dumps(session_dict), context=_context(stored_key(self._own_key())))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Open the content; what does not open is no session."""
        return opened_session(str(session_data), stored=stored_key(self._own_key()))

    def _get_session_from_db(self) -> Session | None:
        found = None
        if self.session_key:
            found = Session.objects.filter(pk=stored_key(self.session_key), expire_date__gt=timezone.now()).first()
        if found is None:
            self._session_key = None
        else:
            self.last_seen_at = found.last_seen_at
        return found

    def exists(self, session_key: str) -> bool:
        """Whether the key is taken."""
        return Session.objects.filter(pk=stored_key(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row for ``data``."""
        return Session(
            session_key=stored_key(self._own_key()),
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            person_id=data.get(PERSON_KEY),
            device=data.get(DEVICE_KEY, ""),
        )

    def delete(self, session_key: str | None = None) -> None:
        """End the session."""
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(pk=stored_key(key)).delete()

    def touch(self) -> None:
        """Note that the session is in use."""
        if self.session_key:
            Session.objects.filter(pk=stored_key(self.session_key)).update(last_seen_at=Now())
