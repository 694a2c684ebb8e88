"""Fixtures that several folders share."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.live import Site, demo_site

settings.register_profile("house", deadline=None)  # no timing assertion in tests
settings.load_profile("house")


@pytest.fixture(scope="session")
def live_site() -> Iterator[Site]:
    """The real product serving the demo cities, one per test process."""
    with demo_site() as site:
        yield site
