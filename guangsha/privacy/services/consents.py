"""Giving and withdrawing."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from guangsha.backbone.public import audit, emit, require_command
from guangsha.kit.errors import Invalid
from guangsha.privacy.domain.documents import Document, Edition, Language
from guangsha.privacy.domain.errors import TextOutdated
from guangsha.privacy.domain.events import ConsentChanged
from guangsha.privacy.models import AgreementText, Consent
from guangsha.privacy.selectors.consents import Subject
from guangsha.privacy.selectors.documents import current_edition

How = Literal["settings", "registration", "real_name", "form", "unsubscribe", "paper"]
"""Where the box was that the person ticked, or the way the withdrawal came."""


def _keep_text(edition: Edition) -> AgreementText:
    values = {"document": edition.document, "version": edition.version, "language": edition.language}
    return AgreementText.objects.get_or_create(text_hash=edition.text_hash, defaults={**values, "text": edition.text})[
        0
    ]


def record_consent(
    *,
    subject: Subject,
    now: datetime,
    document: Document,
    version: int,
    text_hash: str,
    language: Language,
    how: How,
) -> UUID:
    """The subject agrees to exactly the text shown. Raises TextOutdated when that is not the text in force."""
    edition = current_edition(document=document, language=language, now=now)
    if (edition.version, edition.text_hash) != (version, text_hash):
        raise TextOutdated(version=edition.version)
    return _add(subject, now, edition, given=True, how=how)


def withdraw_consent(
    *, subject: Subject, now: datetime, document: Document, language: Language = "zh-CN", how: How = "settings"
) -> UUID:
    """The subject takes the consent back, whatever version it was given to: one step, no text to confirm."""
    edition = current_edition(document=document, language=language, now=now)
    return _add(subject, now, edition, given=False, how=how)


def _add(subject: Subject, now: datetime, edition: Edition, *, given: bool, how: How) -> UUID:
    require_command()
    if subject.person_id is None and not subject.device_key:
        raise Invalid("a consent belongs to a person or a device")
    row = Consent.objects.create(
        person_id=subject.person_id,
        device_key=None if subject.person_id else subject.device_key,
        document=edition.document,
        version=edition.version,
        language=edition.language,
        text=_keep_text(edition),
        given=given,
        how=how,
        at=now,
    )
    if subject.person_id is not None:
        emit(ConsentChanged(subject.person_id, edition.document.value, edition.version, given))
        audit(
            action="privacy.consent.give" if given else "privacy.consent.withdraw",
            target=f"person:{subject.person_id}",
            data={"document": edition.document.value, "version": edition.version, "text_hash": edition.text_hash},
        )
    return row.id
