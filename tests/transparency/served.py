"""A served site with a small log."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.live import ROOT, Site, empty, environment, serving

SELL = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "guangsha.config.settings"
import django; django.setup()
from tests.inventory.support import on_sale
from tests.transparency.support import move
from guangsha.inventory.public import UnitStatus
units = on_sale()
for status in ("held", "subscribed", "contracted", "handed_over"): move(units[:1], UnitStatus(status))
print(units[0])
"""


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    """A served site whose own loops have sealed ten steps, and the unit that took five of them."""
    directory = empty(tmp_path_factory.mktemp("ledger") / "data")
    done = subprocess.run(
        [sys.executable, "-c", SELL], cwd=ROOT, env=environment(directory), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    with serving(directory) as site:
        yield site, done.stdout.strip()
