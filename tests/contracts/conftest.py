"""Fixtures of contracts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.signing_support import Clockwork, Owner, clockwork, owning


@pytest.fixture
def tsa(tmp_path: Path) -> Iterator[Clockwork]:
    """A timestamp authority that answers."""
    with clockwork(tmp_path) as made:
        yield made


@pytest.fixture
def owner() -> Iterator[Owner]:
    """Whose sales the contracts of a test are."""
    with owning(Owner()) as made:
        yield made
