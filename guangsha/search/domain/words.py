"""How text becomes search words: one way for what is indexed, one for what is asked.

Indexed text gives dictionary words (rjieba), single characters and pairs of neighbouring characters, so that a word
the dictionary does not know (an estate's invented name) is still found by any part of it.
"""

from __future__ import annotations

import re
import unicodedata

import rjieba

_RUN = re.compile(r"[㐀-䶿一-鿿]+|[0-9a-z]+(?:\.[0-9]+)?")
_HAN = re.compile(r"[㐀-䶿一-鿿]")
_UNIT_PARTS = re.compile(r"(?<=[栋幢楼座])(?=[0-9a-z])|(?<=单元)(?=[0-9a-z])")
MAX_WORDS = 8


def normal(text: str) -> str:
    """Full-width to half-width, lower case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def runs(text: str) -> list[str]:
    """Runs of Chinese characters and runs of Latin letters and digits, in order."""
    return _RUN.findall(normal(text))


def is_han(word: str) -> bool:
    """Whether the word holds a Chinese character."""
    return bool(_HAN.search(word))


def grams(run: str) -> list[str]:
    """Pairs of neighbouring characters; the character itself where there is only one."""
    return [run[n : n + 2] for n in range(len(run) - 1)] or [run]


def index_words(text: str) -> list[str]:
    """Every word under which `text` should be found (with repeats)."""
    out: list[str] = []
    for run in runs(text):
        if is_han(run):
            out.extend(run)
            out.extend(grams(run))
            out.extend(word for word in rjieba.cut_for_search(run) if len(word) > 2)
        else:
            out.append(run)
    return out


def asked_words(text: str) -> list[str]:
    """The words of a question, at most eight: split at spaces, punctuation and script changes.

    A unit address such as 3栋1203 falls into 3栋 and 1203; digits stay with the 栋 or 号楼 behind them.
    """
    out: list[str] = []
    for chunk in re.split(r"[^0-9a-z.㐀-䶿一-鿿-]+", normal(text)):
        for part in _UNIT_PARTS.split(chunk):
            if re.fullmatch(r"[0-9a-z-]{1,6}(?:栋|幢|号楼|座|单元|室|户型)", part):
                out.append(part)
            else:
                out.extend(runs(part))
    return list(dict.fromkeys(word for word in out if word))[:MAX_WORDS]


def cut(run: str) -> list[str]:
    """Dictionary words of a run of Chinese characters, in order, without overlap."""
    return [word for word in rjieba.cut(run) if word.strip()]
