"""A site with a board of 2,000 units, for the bench; ``python -m tests.big_board`` fills the data directory it is started for."""

import contextlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.live import ROOT, Site, demo_template, environment, serving

UNITS = 2_000
SLUG = "two-thousand"


@contextlib.contextmanager
def board_site() -> Iterator[Site]:
    """The demo with one more public listing: ten buildings of 50 floors and four columns, half of it on sale."""
    with tempfile.TemporaryDirectory(prefix="guangsha-board-") as folder:
        directory = Path(folder) / "data"
        shutil.copytree(demo_template(), directory)
        subprocess.run([sys.executable, "-m", "tests.big_board"], cwd=ROOT, env=environment(directory), check=True)
        with serving(directory) as site:
            yield site


def fill() -> None:
    """Write the listing, its units, and a step of every other one."""
    import django

    django.setup()
    from decimal import Decimal

    from guangsha.accounts.public import organisation_called
    from guangsha.catalog.models import Building, Project, Unit
    from guangsha.config.demo.people import HOUSE
    from guangsha.inventory.models import UnitEvent, UnitRecord
    from guangsha.kit.clock import utc_now

    now = utc_now()
    project = Project.objects.create(
        organisation_id=organisation_called(HOUSE),
        slug=SLUG,
        source="board",
        source_id=SLUG,
        name="两千户",
        name_en="Two Thousand",
        city_code="430100",
        state="published",
        first_published_at=now,
        published_at=now,
    )
    blocks = [Building(project=project, ordinal=one + 1, name=f"{one + 1}栋", floors=50, stacks=4) for one in range(10)]
    Building.objects.bulk_create(blocks)
    units = [
        Unit(
            project=project,
            building=block,
            identity=f"{block.name}-{floor:02d}{stack:02d}",
            number=f"{floor:02d}{stack:02d}",
            floor=floor,
            stack=stack,
            built_area=Decimal("100.00"),
            filed_price_fen=200_000_000 + floor * 1_000_000,
        )
        for block in blocks
        for floor in range(1, 51)
        for stack in range(1, 5)
    ]
    Unit.objects.bulk_create(units, batch_size=500)
    released = units[::2]
    UnitRecord.objects.bulk_create(
        [UnitRecord(unit=one, project=project, status="available", changed_at=now) for one in released], batch_size=500
    )
    UnitEvent.objects.bulk_create(
        [
            UnitEvent(unit=one, project=project, revision=1, before="unreleased", after="available", changed_at=now)
            for one in released
        ],
        batch_size=500,
    )


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guangsha.config.settings")
    fill()
