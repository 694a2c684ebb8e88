"""Addresses of drawings. They carry a version, so that a browser may keep a drawing for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

import msgspec

from guangsha.pages.domain.wording import Language

DRAWING_VERSION = "3"
"""Raised when the drawing code changes what it draws."""

SiteMode = Literal["card", "hero", "phone", "share"]
"""``phone`` is the hero without hairlines and small parts: a phone draws slowly what its window shows small."""
_WORDS: dict[Language, str] = {"zh-CN": "", "en": "?l=en"}


def site_path(slug: str, revision: int, mode: SiteMode, language: Language = "zh-CN") -> str:
    """A project's site model; ``share`` is a PNG of 1200 x 630."""
    kind = "png" if mode == "share" else "svg"
    return f"/drawings/projects/{slug}/{DRAWING_VERSION}-{revision}/{mode}.{kind}{_WORDS[language]}"


def city_share_path(city: str, language: Language, *, district: str = "") -> str:
    """The share image of a city, or of one of its districts, by their slugs."""
    place = f"{city}/{district}" if district else city
    return f"/drawings/cities/{place}/{DRAWING_VERSION}/share.png{_WORDS[language]}"


def page_share_path(page: str, language: Language) -> str:
    """The share image of a page that shows no listing."""
    return f"/drawings/pages/{page}/{DRAWING_VERSION}/share.png{_WORDS[language]}"


def for_phones(hero: str) -> str:
    """The address of the lighter drawing of the same view."""
    return hero.replace("/hero.svg", "/phone.svg")


def geometry_key(geometry: Mapping[str, Any]) -> str:
    """Changes with the geometry."""
    return hashlib.sha256(msgspec.json.encode(dict(geometry), order="sorted")).hexdigest()[:10]


def plan_path(layout_id: UUID, key: str, language: Language, *, compact: bool = True) -> str:
    """A layout's floor plan."""
    mode = "card" if compact else "plan"
    return f"/drawings/layouts/{layout_id}/{DRAWING_VERSION}-{key}/{mode}.svg{_WORDS[language]}"
