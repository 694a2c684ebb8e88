"""Passwords that others know: an offline list of the most common ones from breaches, and what people make of them."""

import re
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator

AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
"""Figures and signs that people put before or behind a known word to make it long enough."""
TWICE = re.compile(r"^(.+?)\1+$")


def cores(password: str) -> set[str]:
    """The password, and what is left of it without figures and signs around it, said once."""
    whole = password.strip().lower()
    bare = AROUND.sub("", whole)
    return {found for one in (whole, bare) for found in (one, TWICE.sub(r"\1", one)) if found}


class KnownPasswordValidator(CommonPasswordValidator):
    """Refuses a known password, also with figures around it (``password2026!``) or said twice."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError ``password_too_common``."""
        for core in cores(password):
            super().validate(core, user)
