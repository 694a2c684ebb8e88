"""The last thing that happens to a log line or a problem: what looks like a phone, ID or card number or an e-mail address goes.

Personal values travel as Secrets and do not print. This is for what came in from outside where nobody expected it: an address,
a header, the message of an error. Digits are any script's digits, plain or percent-encoded, with the usual separators.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

MASK = "***"
_DIGIT = r"(?:\d|%3\d|%EF%BC%9\d)"
_START = r"(?:(?<!\d)|(?<=%[0-9A-F]{2}))"
_GAP = r"(?:[ \-.+_/]|%20|%2D|%2B)?"


def _digit(plain: str) -> str:
    """One of the digits ``plain`` in any spelling; other scripts than the full-width one are left to ``_DIGIT``."""
    wide = "".join(chr(0xFF10 + int(digit)) for digit in plain)
    return f"(?:[{plain}{wide}]|(?:%3|%EF%BC%9)[{plain}])"


_COUNTRY = rf"(?:\+|%2B)?(?:{_digit('0')}{{2}})?{_digit('8')}{_digit('6')}{_GAP}"
_SHAPES = (
    # ID numbers: region, birth date, order and check character
    rf"{_START}{_DIGIT}{{6}}{_GAP}{_DIGIT}{{8}}{_GAP}{_DIGIT}{{3}}(?:{_DIGIT}|[XＸ]|%58|%78)(?!\d)",
    # bank cards, in groups or not
    rf"{_START}{_DIGIT}{{4}}(?P<gap>{_GAP}){_DIGIT}{{4}}(?P=gap){_DIGIT}{{4}}(?P=gap){_DIGIT}{{3,7}}(?!\d)",
    # mobile numbers, with or without the country's code
    rf"{_START}(?:{_COUNTRY})?{_digit('1')}{_digit('3456789')}{_DIGIT}{_GAP}{_DIGIT}{{4}}{_GAP}{_DIGIT}{{4}}(?!\d)",
    r"[\w.+\-]{1,64}(?:@|%40)[\w\-]{1,63}(?:\.[\w\-]{1,63})+",
)
PERSONAL = re.compile("|".join(_SHAPES), re.IGNORECASE)


def mask_text(text: str) -> str:
    """``text`` with everything that looks like a personal number or address replaced by ``***``."""
    return PERSONAL.sub(MASK, text)


def mask_line(logger: Any, name: str, line: str | MutableMapping[str, Any]) -> Any:
    """structlog processor behind the renderer: masks the finished line, so no field and no traceback is forgotten."""
    return mask_text(line) if isinstance(line, str) else line
