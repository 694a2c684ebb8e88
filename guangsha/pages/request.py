"""What a loader is asked for, and what it answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ninja import Schema

from guangsha.pages.domain.wording import Language


@dataclass(frozen=True, slots=True)
class PageRequest:
    """One asking for one page. ``params`` come from the address, ``query`` from behind the question mark (last wins)."""

    page: str
    language: Language
    params: Mapping[str, str]
    query: Mapping[str, str]
    now: datetime

    def text(self, *, zh: str, en: str) -> str:
        """The words for the page's language."""
        return en if self.language == "en" else zh

    def get(self, name: str) -> str:
        """A parameter from the address or the query; empty when missing. Cut to a sane length."""
        return (self.params.get(name) or self.query.get(name) or "")[:2_000]


def own_query(asked: Mapping[str, str], names: Collection[str]) -> dict[str, str]:
    """Those of the parameters that a page knows, in a fixed order, so that equal questions are equal."""
    return {name: asked[name] for name in sorted(names) if asked.get(name)}


@dataclass(frozen=True, slots=True)
class LoadedPage:
    """What a loader found. Paths are without language prefix; the frame is put around it by ``assembly``.

    ``summary`` are lines of plain text that stand in for the page when nothing renders it. ``city`` is a city code.
    ``share`` is the path of the share image; a page without one has that of its name. ``indexed`` is False for pages that
    search engines should leave alone.
    ``feed`` is the path of an Atom feed of what the page lists.
    """

    data: Schema
    title: str
    description: str
    path: str
    city: str = ""
    query: str = ""
    og_type: str = "website"
    json_ld: Sequence[dict[str, object]] = ()
    summary: Sequence[str] = ()
    share: str = ""
    hero: str = ""
    feed: str = ""
    indexed: bool = True
    status: int = 200
    links: Mapping[str, str] = field(default_factory=dict)
