"""Agreements and policies as versions of exact text."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

Language = Literal["zh-CN", "en"]


class Document(StrEnum):
    """What can be shown or consented to. The value is the address of its page below ``/legal``."""

    PRIVACY = "privacy"
    TERMS = "terms"
    REAL_NAME = "real-name"
    SHARING = "sharing"
    MARKETING = "marketing"


SEPARATE = frozenset({Document.REAL_NAME, Document.SHARING, Document.MARKETING})
"""Consents of their own, never bundled with another (PIPL art. 14, 23, 29)."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a document in one language."""

    document: Document
    version: int
    language: Language
    effective_on: date
    title: str
    summary: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The exact text: title, summary, headings and paragraphs, an empty line between them."""
        lines = [self.title, self.summary]
        for part in self.parts:
            lines += [part.heading, *part.paragraphs]
        return "\n\n".join(lines) + "\n"

    @property
    def text_hash(self) -> str:
        """SHA-256 (hex) of the UTF-8 bytes of ``text``: anyone can compute it again."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def in_force(editions: Sequence[Edition], day: date) -> Edition:
    """The newest edition in effect on ``day``; the first one before any was. Raises ValueError when there is none."""
    if not editions:
        raise ValueError("a document without an edition")
    begun = [edition for edition in editions if edition.effective_on <= day]
    return max(begun, key=lambda edition: edition.version) if begun else min(editions, key=lambda one: one.version)
