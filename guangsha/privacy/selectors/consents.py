"""Who agreed to what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guangsha.privacy.domain.documents import Document
from guangsha.privacy.models import Consent
from guangsha.privacy.selectors.documents import current_edition


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose consent: a person's, or a device's without an account."""

    person_id: UUID | None = None
    device_key: str | None = None

    @property
    def lookup(self) -> dict[str, object]:
        """The filter of this subject's rows."""
        return {"person_id": self.person_id} if self.person_id else {"person_id": None, "device_key": self.device_key}


@dataclass(frozen=True, slots=True)
class ConsentState:
    """The last word on a document. ``stands``: given, and to the version in force. ``asked``: there was a word at all."""

    document: Document
    asked: bool
    given: bool
    stands: bool
    version: int | None
    current_version: int
    at: datetime | None


def consent_states(*, subject: Subject, now: datetime) -> list[ConsentState]:
    """One state per document; a new version in force makes an older consent stand no more."""
    last: dict[str, Consent] = {}
    for row in Consent.objects.filter(**subject.lookup).order_by("at", "id"):
        last[row.document] = row
    states = []
    for document in Document:
        current = current_edition(document=document, language="zh-CN", now=now).version
        said = last.get(document.value)
        states.append(
            ConsentState(
                document=document,
                asked=said is not None,
                given=said is not None and said.given,
                stands=said is not None and said.given and said.version == current,
                version=None if said is None else said.version,
                current_version=current,
                at=None if said is None else said.at,
            )
        )
    return states


def consent_stands(*, subject: Subject, document: Document, now: datetime) -> bool:
    """Whether the subject's consent to the version in force stands now."""
    return next(state.stands for state in consent_states(subject=subject, now=now) if state.document is document)


def consent_history(*, subject: Subject) -> list[dict[str, object]]:
    """Every giving and withdrawing, newest first, as plain values."""
    fields = ("document", "version", "language", "text_id", "given", "how", "at")
    rows = Consent.objects.filter(**subject.lookup).order_by("-at", "-id").values(*fields)
    return [{**row, "text_hash": row.pop("text_id"), "at": row.pop("at").isoformat()} for row in rows]
