"""The shipped texts, and an operator's own from ``<data>/agreements/<document>/<version>.toml``, which win."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from guangsha.privacy.domain.documents import Document, Edition, Language, Part

SHIPPED = Path(__file__).resolve().parent
LANGUAGES: dict[Language, str] = {"zh-CN": "zh", "en": "en"}
UNNAMED = {
    "zh-CN": ("本站经营者", "尚未填写，经营者上线前必须填写"),
    "en": ("the operator of this site", "not filled in yet; the operator must do so before going live"),
}


def _filled(text: str, language: Language) -> str:
    name, contact = UNNAMED[language]
    env = settings.ENV
    named = env.operator_name if language == "zh-CN" else env.operator_name_en or env.operator_name
    return text.replace("{operator}", named or name).replace("{contact}", env.operator_contact or contact)


def read_edition(path: Path, document: Document, language: Language) -> Edition:
    """The edition in the TOML file ``path``. Raises KeyError, TypeError or tomllib's error when it is not whole."""
    raw: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    side, effective_on = raw[LANGUAGES[language]], raw["effective_on"]
    if not isinstance(effective_on, date):
        raise TypeError(f"{path.name}: effective_on is not a date")

    def words(text: str) -> str:
        return _filled(text, language)

    return Edition(
        document=document,
        version=int(path.stem),
        language=language,
        effective_on=effective_on,
        title=words(side["title"]),
        summary=words(side["summary"]),
        parts=tuple(
            Part(words(part["heading"]), tuple(words(line) for line in part["paragraphs"])) for part in side["sections"]
        ),
    )


@lru_cache(maxsize=32)
def editions(document: Document, language: Language) -> tuple[Edition, ...]:
    """Every version of the document, oldest first. Read once: a process keeps the texts it started with."""
    files: dict[int, Path] = {}
    for folder in (SHIPPED, Path(settings.DATA_DIR) / "agreements"):
        files |= {int(path.stem): path for path in (folder / document.value).glob("[0-9]*.toml")}
    return tuple(read_edition(files[number], document, language) for number in sorted(files))
