"""Addresses of projects, readable in Latin letters."""

import re

from pypinyin import Style, lazy_pinyin

from guangsha.kit.hashing import digest

MAX_LENGTH = 80
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def slug_base(*, name: str, name_en: str) -> str:
    """Lower-case letters, digits and hyphens from the English name, else from the pinyin; "project" when nothing is left."""
    for text in (name_en, " ".join(lazy_pinyin(name, style=Style.NORMAL, errors="default")), name):
        slug = _NOT_SLUG.sub("-", text.lower()).strip("-")[:MAX_LENGTH].strip("-")
        if slug:
            return slug
    return "project"


def slug_candidates(*, name: str, name_en: str, source: str, source_id: str) -> list[str]:
    """The slugs to try in this order: the plain one, then longer and longer tails from the source's id."""
    base = slug_base(name=name, name_en=name_en)
    tail = digest([source, source_id])
    return [base, *(f"{base}-{tail[:length]}" for length in (4, 8, 16))]
