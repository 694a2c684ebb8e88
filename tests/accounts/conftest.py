"""Cheap proofs of work and cheap hashes for the tests of accounts."""

from typing import Any

import pytest

from guangsha.accounts import proofs


@pytest.fixture(autouse=True)
def cheap_work(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(proofs, "COST", 10)
