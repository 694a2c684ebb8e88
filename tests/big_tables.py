"""A site with tables of 10,000 rows, and a person at a desk who uses them: for the journey and for the bench.

``python -m tests.big_tables`` fills the data directory it is started for; the site starts over it afterwards.
"""

import contextlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.live import ROOT, Site, demo_template, environment, serving

ROWS = 10_000
TALL = "万户里"
"""The name of the one listing that has ROWS units."""
OPERATIONS = {"email": "operations@demo.example", "password": "a house to look at"}
SIGN_IN = """async (who) => {
  await fetch('/_allauth/browser/v1/config')
  const token = /csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? ''
  const headers = { 'content-type': 'application/json', 'x-csrftoken': token }
  const path = '/_allauth/browser/v1/auth/login'
  return (await fetch(path, { method: 'POST', headers, body: JSON.stringify(who) })).status
}"""
COUNT_NODES = "document.getElementsByTagName('*').length"


@contextlib.contextmanager
def big_site(**more: str) -> Iterator[Site]:
    """The demo with ROWS more listings, one of which has ROWS units."""
    with tempfile.TemporaryDirectory(prefix="guangsha-tables-") as folder:
        directory = Path(folder) / "data"
        shutil.copytree(demo_template(), directory)
        command = [sys.executable, "-m", "tests.big_tables"]
        subprocess.run(command, cwd=ROOT, env=environment(directory), check=True)
        with serving(directory, **more) as site:
            yield site


@contextlib.contextmanager
def desk(browser: Browser, site: Site) -> Iterator[Page]:
    """A page of somebody in operations, signed in."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce", locale="zh-CN")
    page = context.new_page()
    # The screen asks for the configuration too, and its answer may bring another token than the one read below.
    page.goto(site.url + "/account/sign-in", wait_until="networkidle")
    status = page.evaluate(SIGN_IN, OPERATIONS)
    assert status == 200, status
    yield page
    context.close()


def scroll(page: Page, *, step: int, seen: list[int] | None = None) -> None:
    """The table from its top to its end, ``step`` pixels at a time; ``seen`` gets the number of DOM nodes each time."""
    grid = page.get_by_role("grid")
    bottom = grid.evaluate("(it) => it.scrollHeight")
    for top in range(0, bottom + step, step):
        grid.evaluate("(it, top) => { it.scrollTop = top }", top)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        if seen is not None:
            seen.append(page.evaluate(COUNT_NODES))


def fill() -> None:
    """Write the listings and the units."""
    import django

    django.setup()
    from guangsha.accounts.public import organisation_called
    from guangsha.catalog.models import Building, Project, Unit
    from guangsha.config.demo.people import HOUSE

    house = organisation_called(HOUSE)
    cities = ("430100", "370200", "310100", "440300")
    projects = [
        Project(
            organisation_id=house,
            slug=f"table-{number}",
            source="table",
            source_id=str(number),
            name=f"云岭{number:05d}号",
            name_en=f"Cloud Ridge {number}",
            city_code=cities[number % len(cities)],
        )
        for number in range(ROWS - 1)
    ]
    tall = Project(
        organisation_id=house, slug="ten-thousand", source="table", source_id="tall", name=TALL, city_code=cities[0]
    )
    Project.objects.bulk_create([*projects, tall], batch_size=500)
    blocks = [Building(project=tall, ordinal=one + 1, name=f"{one + 1}栋", floors=50, stacks=20) for one in range(10)]
    Building.objects.bulk_create(blocks)
    units = [
        Unit(
            project=tall,
            building=block,
            identity=f"{block.name}-{floor:02d}{stack:02d}",
            number=f"{floor:02d}{stack:02d}",
            floor=floor,
            stack=stack,
            rooms=3,
            halls=2,
            orientation="S",
            built_area=90 + stack,
            filed_price_fen=(90 + stack) * (1_500_000 + floor * 5_000),
        )
        for block in blocks
        for floor in range(1, 51)
        for stack in range(1, 21)
    ]
    Unit.objects.bulk_create(units, batch_size=500)


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guangsha.config.settings")
    fill()
