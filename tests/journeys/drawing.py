"""What journeys of the console share: the pointer on a drawing, and what the server has of a listing."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.live import Site

At = Callable[[float, float], tuple[float, float]]
PATIENCE_S = 30


def candidate(page: Page, site: Site, project: str) -> dict[str, Any]:
    """What the server has of a listing."""
    answer = page.request.get(f"{site.url}/api/v1/console/listings/{project}/candidate")
    assert answer.ok
    return dict(answer.json())


def once(page: Page, read: Callable[[], bool], otherwise: str = "not saved") -> None:
    """Wait until something holds, such as that the server has what was done: forms save themselves, in their own time."""
    for _ in range(PATIENCE_S * 4):
        if read():
            return
        page.wait_for_timeout(250)
    pytest.fail(f"{otherwise} within {PATIENCE_S} s")


def public_listings(page: Page, site: Site) -> list[str]:
    """The public listings that this person may edit, those first that were public first: the demo's own before all others."""
    answer = page.request.get(f"{site.url}/api/v1/console/listings?state=published")
    assert answer.ok
    rows = sorted(answer.json()["items"], key=lambda one: (one["published_at"], one["slug"]))
    return [str(one["id"]) for one in rows]


def outline(page: Page) -> Locator:
    """The list of what is on the drawing."""
    return page.get_by_role("navigation", name="图上内容")


def sheet_of(page: Page, name: str) -> At:
    """Where a point of the drawing is on the screen now."""
    sheet = page.locator(f"[data-sheet={name}]")
    expect(sheet).to_be_visible(timeout=30_000)
    expect(sheet).not_to_have_attribute("data-scale", "1")
    box = sheet.bounding_box()
    assert box
    scale = float(sheet.get_attribute("data-scale") or 0)
    left, top = map(float, (sheet.get_attribute("data-origin") or "").split(","))

    def at(x: float, y: float) -> tuple[float, float]:
        across, down = left + x * scale, top - y * scale
        beside = f"({x}, {y}) lies beside the sheet"
        assert 0 < across < box["width"], beside
        assert 0 < down < box["height"], beside
        return box["x"] + across, box["y"] + down

    return at


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Press, move in two steps, let go."""
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    page.mouse.move(*end)
    page.mouse.up()


def use(page: Page, tool: str) -> None:
    """Take a tool of the rail in hand."""
    page.get_by_role("button", name=re.compile(f"^{tool} ")).click()


def draw_two_rooms(page: Page) -> None:
    """A living room, a bedroom beside it, an entrance, a door between, a window; hands are not exact, the grid is."""
    at = sheet_of(page, "layout")
    use(page, "矩形房间")
    drag(page, at(1020, 985), at(5030, 6020))
    use(page, "矩形房间")
    drag(page, at(5020, 1010), at(8230, 4490))
    use(page, "门")
    page.mouse.click(*at(1000, 3000))
    page.mouse.click(*at(5000, 2000))
    use(page, "窗")
    page.mouse.click(*at(6600, 1000))
    use(page, "选择")


def draw_slab(page: Page, at: At, left: float, bottom: float) -> None:
    """A building of forty by fourteen metres; the rectangle snaps to whole metres."""
    use(page, "矩形楼栋")
    drag(page, at(left + 0.2, bottom - 0.2), at(left + 40.2, bottom + 14.1))


def place_entrances(page: Page, at: At, *places: tuple[float, float]) -> None:
    """An entrance at each point."""
    use(page, "单元门")
    for place in places:
        page.mouse.click(*at(*place))
    use(page, "选择")
