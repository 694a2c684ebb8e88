"""Which text is in force, and which were."""

from __future__ import annotations

from datetime import datetime

from guangsha.accounts.public import day_of
from guangsha.kit.errors import NotFound
from guangsha.privacy.documents import editions
from guangsha.privacy.domain.documents import Document, Edition, Language, in_force


def current_edition(*, document: Document, language: Language, now: datetime) -> Edition:
    """The text in force on the day of ``now`` in China."""
    return in_force(editions(document, language), day_of(now))


def edition_of(*, document: Document, language: Language, version: int | None, now: datetime) -> Edition:
    """The version asked for, else the one in force. Raises NotFound for a version that never was."""
    if version is None:
        return current_edition(document=document, language=language, now=now)
    found = [edition for edition in editions(document, language) if edition.version == version]
    if not found:
        raise NotFound("no such version")
    return found[0]


def known_editions(*, document: Document, language: Language) -> tuple[Edition, ...]:
    """Every version, oldest first."""
    return editions(document, language)
