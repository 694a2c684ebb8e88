"""Fixtures that several folders share."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.live import Site, demo_site

# No timing assertion in tests. In CI the same examples each time: a red run must be about the change it judges; new
# examples are looked for on every other machine.
settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser journeys last: Playwright keeps an event loop running in its process, beside which no other can start."""
    items.sort(key=lambda item: item.get_closest_marker("journey") is not None)


@pytest.fixture(scope="session")
def live_site() -> Iterator[Site]:
    """The real product serving the demo cities, one per test process."""
    with demo_site() as site:
        yield site
