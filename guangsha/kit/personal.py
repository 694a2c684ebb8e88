"""Numbers that lead to a person. Words that stay in the open have no place for them."""

import re

PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
IDENTITY_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
MASK = "***"


def holds_personal_number(text: str) -> bool:
    """Whether ``text`` has something in it that reads like a mobile or an identity number."""
    return bool(PHONE.search(text) or IDENTITY_NUMBER.search(text))


def without_personal_numbers(text: str) -> str:
    """``text`` with ``***`` in the place of each such number: never longer, and holding none."""
    while holds_personal_number(text):  # what stood beside one that is gone may read like one now
        text = IDENTITY_NUMBER.sub(MASK, PHONE.sub(MASK, text))
    return text
