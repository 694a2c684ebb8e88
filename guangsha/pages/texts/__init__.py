"""Help and legal articles, written by us, in both languages. One TOML file each."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from guangsha.pages.domain.wording import Language

FOLDER = Path(__file__).resolve().parent
SHELVES = ("help", "legal")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One article in one language. ``words`` are what people may type to find it."""

    shelf: str
    slug: str
    title: str
    summary: str
    updated_on: date
    sections: tuple[Section, ...]
    words: tuple[str, ...]

    @property
    def body(self) -> str:
        """Everything it says, as one text."""
        return " ".join([self.summary, *(line for part in self.sections for line in (part.heading, *part.paragraphs))])

    @property
    def path(self) -> str:
        """Its address without language prefix."""
        return f"/{self.shelf}/{self.slug}"


def _article(path: Path, language: Language) -> Article:
    raw: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    side = raw["en" if language == "en" else "zh"]
    return Article(
        shelf=path.parent.name,
        slug=path.stem,
        title=side["title"],
        summary=side["summary"],
        updated_on=raw["updated_on"],
        sections=tuple(Section(part["heading"], tuple(part["paragraphs"])) for part in side["sections"]),
        words=tuple(side.get("words", ())),
    )


@lru_cache(maxsize=4)
def articles(shelf: str, language: Language) -> tuple[Article, ...]:
    """The articles of a shelf in their order."""
    files = sorted((FOLDER / shelf).glob("*.toml"))
    order = {path.stem: tomllib.loads(path.read_text("utf-8"))["order"] for path in files}
    return tuple(_article(path, language) for path in sorted(files, key=lambda path: int(order[path.stem])))


def find_article(shelf: str, slug: str, language: Language) -> Article | None:
    """The article called ``slug``, or None."""
    return next((article for article in articles(shelf, language) if article.slug == slug), None)


def says(names: Iterable[str], asked: str) -> bool:
    """Whether what was asked holds one of the names or begins inside one; Latin names are met as whole words."""
    return any(_meets(name.lower(), asked) for name in names)


def _meets(name: str, asked: str) -> bool:
    if name.isascii():
        inside = re.search(rf"(?<![a-z0-9]){re.escape(name)}s?(?![a-z0-9])", asked)
        return inside is not None or re.search(rf"(?<![a-z0-9]){re.escape(asked)}", name) is not None
    return name in asked or asked in name


def articles_about(text: str, language: Language, *, deep: bool = False) -> list[Article]:
    """Articles whose title or words are part of ``text`` or the other way round; at most three.

    ``deep`` also reads the articles themselves, for where nothing else is found.
    """
    asked = text.strip().lower()
    if len(asked) < 2:
        return []
    every = [article for shelf in SHELVES for article in articles(shelf, language)]
    found = [article for article in every if says((article.title, *article.words), asked)]
    if deep and not found:
        found = [article for article in every if asked in article.body.lower()]
    return found[:3]
