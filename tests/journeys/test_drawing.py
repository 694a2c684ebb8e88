"""Somebody in operations draws a home and a building with the mouse; what they drew is there again after a reload."""

import re
from collections.abc import Iterator
from math import dist
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from shapely import LineString, Point, Polygon, box, unary_union

from tests.journeys.account import at_work
from tests.journeys.drawing import (
    candidate,
    drag,
    draw_two_rooms,
    once,
    outline,
    place_entrances,
    public_listings,
    sheet_of,
    use,
)
from tests.journeys.looks import fits, look_at, no_serious_problem
from tests.live import Site

pytestmark = pytest.mark.journey
WIDE, DEEP = 24, 12
NEAR_M = 1.0
"""A hand on the whole site, and what it snaps to, is not more exact than this."""


@pytest.fixture
def desk(chromium: Browser, live_site: Site) -> Iterator[Page]:
    """The desk of somebody in operations."""
    with at_work(chromium, live_site, "operations") as page:
        yield page


def test_a_home_is_drawn_and_is_there_again(live_site: Site, desk: Page) -> None:
    project = public_listings(desk, live_site)[0]
    desk.goto(f"{live_site.url}/console/projects/{project}/layouts", wait_until="networkidle")
    desk.get_by_role("button", name="新建户型").click()
    expect(desk).to_have_url(re.compile(r"/layouts/[^/]+$"), timeout=30_000)
    code = desk.url.rsplit("/", 1)[1]
    draw_two_rooms(desk)
    expect(desk.get_by_text("图形完整，没有发现问题")).to_be_visible()
    undo, redo = (desk.get_by_role("button", name=re.compile(f"^{word} ")) for word in ("撤销", "重做"))
    listed = outline(desk)
    expect(listed.get_by_text("窗 · 1")).to_be_visible()
    undo.click()
    expect(listed.get_by_text("窗 · 0")).to_be_visible()
    redo.click()
    expect(listed.get_by_text("窗 · 1")).to_be_visible()

    def drawing() -> dict[str, Any]:
        layouts = candidate(desk, live_site, project)["layouts"]
        return dict(next(one for one in layouts if one["code"] == code)["geometry"])

    once(desk, lambda: len(drawing().get("windows", [])) == 1)
    drawn = drawing()
    assert [room["polygon"] for room in drawn["rooms"]] == [
        [[1000, 1000], [5000, 1000], [5000, 6000], [1000, 6000]],
        [[5000, 1000], [8200, 1000], [8200, 4500], [5000, 4500]],
    ]
    assert [door["kind"] for door in drawn["doors"]] == ["entrance", "swing"]
    desk.reload(wait_until="networkidle")
    expect(listed.get_by_text("房间 · 2")).to_be_visible(timeout=30_000)
    listed.get_by_role("button", name="客厅").click()
    width = desk.get_by_label("宽", exact=True)
    expect(width).to_have_value("4000")
    fits(desk)
    no_serious_problem(desk)
    # By numbers: the wall between both rooms goes with the width of one.
    width.fill("4300")
    width.press("Enter")
    expect(listed.get_by_role("button", name="次卧")).to_contain_text("10.15")


def free_ground(found: dict[str, Any]) -> tuple[float, float] | None:
    """The left bottom corner of a place on the site where a building of WIDE by DEEP metres may stand, well apart."""
    site = found["values"]["site_geometry"]
    if not site:
        return None
    taken = unary_union(
        [Polygon(one["footprint"]) for one in found["buildings"] if one["footprint"] and one["kind"] != "garage"]
        + [Polygon(water) for water in site["waters"]]
        + [LineString(road["line"]).buffer(road["width"] / 2) for road in site["roads"]]
    ).buffer(4)
    boundary = Polygon(site["boundary"]).buffer(-4)
    left, bottom, right, top = map(int, boundary.bounds)
    for x in range(left, right - WIDE):
        for y in range(bottom, top - DEEP):
            ground = box(x, y, x + WIDE, y + DEEP)
            if boundary.contains(ground) and not taken.intersects(ground):
                return x, y
    return None


def with_room(page: Page, site: Site) -> tuple[str, dict[str, Any], tuple[float, float]]:
    """A listing with room for one more building: its id, what the server has of it, and where the room is."""
    for project in public_listings(page, site):
        found = candidate(page, site, project)
        ground = free_ground(found)
        if ground:
            return project, found, ground
    pytest.fail("no site of the demo has room")


def closer(page: Page, x: float, y: float) -> None:
    """Take hold of the sheet at a point, pull it to the middle, and turn the wheel there until a metre is ten pixels."""
    sheet = page.locator("[data-sheet=site]")
    here = sheet_of(page, "site")(x, y)
    ground = sheet.bounding_box()
    assert ground
    middle = (ground["x"] + ground["width"] / 2, ground["y"] + ground["height"] / 2)
    use(page, "移动画布")
    drag(page, here, middle)
    for _ in range(40):
        if float(sheet.get_attribute("data-scale") or 0) > 10:
            return
        page.mouse.wheel(0, -120)
        page.wait_for_timeout(50)
    pytest.fail("the wheel does not bring the drawing closer")


def test_a_building_is_drawn_with_its_entrances_where_they_were_put(live_site: Site, desk: Page) -> None:
    project, before, (left, bottom) = with_room(desk, live_site)
    desk.goto(f"{live_site.url}/console/projects/{project}/site", wait_until="networkidle")
    closer(desk, left + WIDE / 2, bottom + DEEP / 2)
    at = sheet_of(desk, "site")
    use(desk, "矩形楼栋")
    drag(desk, at(left, bottom), at(left + WIDE, bottom + DEEP))
    # One door at the front, one at the end: neither at the back, where doors nobody placed are shown.
    doors = [(left + 6, bottom), (left + WIDE, bottom + 4)]
    place_entrances(desk, at, *doors)
    names = {one["name"] for one in before["buildings"]}

    def added() -> dict[str, Any]:
        fresh = [one for one in candidate(desk, live_site, project)["buildings"] if one["name"] not in names]
        return dict(fresh[0]) if fresh else {"entrances": []}

    once(desk, lambda: len(added()["entrances"]) == 2)
    building = added()
    drawn = Polygon(building["footprint"])
    assert drawn.hausdorff_distance(box(left, bottom, left + WIDE, bottom + DEEP)) <= NEAR_M
    for entrance, door in zip(building["entrances"], doors, strict=True):
        assert dist(entrance["place"], door) <= NEAR_M
        assert drawn.exterior.distance(Point(entrance["place"])) < 0.05

    desk.reload(wait_until="networkidle")
    expect(outline(desk).get_by_role("button", name=building["name"])).to_be_visible()

    def drawn_again() -> bool:
        at = sheet_of(desk, "site")
        for entrance in building["entrances"]:
            mark = desk.locator(f'[data-hit="entrance:{building["name"]}:{entrance["ordinal"]}"]').bounding_box()
            assert mark
            seen = (mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
            if dist(seen, at(*entrance["place"])) >= 3:
                return False
        return True

    # The sheet is fitted to the site once that has been read: what is measured before is of the sheet before.
    once(desk, drawn_again, "the entrances are not drawn where they were put")
    at = sheet_of(desk, "site")
    look_at(desk, "journey-entrances")

    # A door is dragged along the front, and goes with its building.
    drag(desk, at(*building["entrances"][0]["place"]), at(left + 14, bottom))
    once(desk, lambda: dist(added()["entrances"][0]["place"], (left + 14, bottom)) <= NEAR_M)

    # Off the site the building is not sent, only told; one step back and all is well.
    outside = Polygon(before["values"]["site_geometry"]["boundary"]).bounds[2]
    outline(desk).get_by_role("button", name=building["name"]).click()
    desk.get_by_label("左 x", exact=True).fill(str(round(outside)))
    desk.get_by_label("左 x", exact=True).press("Enter")
    expect(desk.get_by_text("超出用地红线")).to_be_visible()
    expect(desk.get_by_text("图还不完整，先存在本浏览器")).to_be_visible()
    assert added()["footprint"] == building["footprint"]
    desk.get_by_role("button", name=re.compile("^撤销 ")).click()
    expect(desk.get_by_text("图形完整，没有发现问题")).to_be_visible()
    expect(desk.get_by_text("已保存", exact=True)).to_be_visible()
