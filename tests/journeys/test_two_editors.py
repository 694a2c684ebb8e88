"""Two people change one listing at the same time: what both wrote is kept, and where both wrote one thing somebody chooses."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.account import at_work
from tests.journeys.drawing import candidate, once, outline, public_listings
from tests.journeys.looks import look_at
from tests.live import Site

pytestmark = pytest.mark.journey
Desks = tuple[Page, Page]


@pytest.fixture
def desks(chromium: Browser, live_site: Site) -> Iterator[Desks]:
    """Two colleagues in operations, each in a browser of their own."""
    with at_work(chromium, live_site, "operations") as one, at_work(chromium, live_site, "operations2") as two:
        yield one, two


@pytest.fixture
def listing(desks: Desks, live_site: Site) -> str:
    """A public listing; what is changed of it waits beside what is public."""
    return public_listings(desks[0], live_site)[0]


def values(page: Page, site: Site, listing: str) -> dict[str, Any]:
    return dict(candidate(page, site, listing)["values"])


def test_fields_of_both_are_kept_and_one_chooses_where_they_meet(live_site: Site, desks: Desks, listing: str) -> None:
    one, two = desks
    for page in desks:
        page.goto(f"{live_site.url}/console/projects/{listing}", wait_until="networkidle")
    for page in desks:
        expect(page.get_by_role("status").filter(has_text="也在编辑")).to_be_visible(timeout=30_000)
    phone, hours, headline = (
        [page.get_by_label(label, exact=True) for page in desks] for label in ("售楼电话", "接待时间", "主题语")
    )

    # Different fields, the second one without having seen the first: both stay.
    phone[0].fill("0731-8888 0001")
    once(one, lambda: values(one, live_site, listing)["sales_phone"] == "0731-8888 0001")
    hours[1].fill("每日 8:30 至 20:30")
    once(two, lambda: values(two, live_site, listing)["sales_hours"] == "每日 8:30 至 20:30")
    assert values(two, live_site, listing)["sales_phone"] == "0731-8888 0001"
    expect(phone[1]).to_have_value("0731-8888 0001")
    expect(two.get_by_text("已并入他人对 售楼电话 的修改")).to_be_visible()

    # One field: the second is shown both texts and what stood there; nothing is written before they choose.
    headline[0].fill("第一位写的话")
    once(one, lambda: values(one, live_site, listing)["headline"] == "第一位写的话")
    headline[1].fill("第二位写的话")
    expect(two.get_by_text("他人也改了这里，请选择")).to_be_visible(timeout=30_000)
    mine, theirs = (two.get_by_role("button", name=re.compile(f"^{side}")) for side in ("我的", "对方的"))
    expect(mine).to_contain_text("第二位写的话")
    expect(theirs).to_contain_text("第一位写的话")
    look_at(two, "journey-conflict")
    assert values(two, live_site, listing)["headline"] == "第一位写的话"
    mine.click()
    once(two, lambda: values(two, live_site, listing)["headline"] == "第二位写的话")

    # The other way round: the first is asked now, and takes what the second wrote; what else they typed stays.
    headline[0].fill("第一位又写的话")
    expect(one.get_by_text("他人也改了这里，请选择")).to_be_visible(timeout=30_000)
    phone[0].fill("0731-8888 0002")
    one.get_by_role("button", name=re.compile("^对方的")).click()
    once(one, lambda: values(one, live_site, listing)["sales_phone"] == "0731-8888 0002")
    stored = values(one, live_site, listing)
    assert (stored["headline"], stored["sales_hours"]) == ("第二位写的话", "每日 8:30 至 20:30")
    expect(headline[0]).to_have_value("第二位写的话")


def write_cell(page: Page, row: int, column: int, text: str) -> None:
    """Type into a cell of the sheet as people do."""
    page.locator(f"#unit-{row}-{column}").click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_cells_of_both_are_kept_and_one_chooses_where_they_meet(live_site: Site, desks: Desks, listing: str) -> None:
    one, two = desks
    for page in desks:
        page.goto(f"{live_site.url}/console/projects/{listing}/units", wait_until="networkidle")
        expect(page.locator("#unit-0-8")).to_be_visible(timeout=30_000)
    names = one.get_by_role("grid").get_by_role("columnheader").all_inner_texts()[1:]
    price, day, inner = (names.index(name) for name in ("备案总价(元)", "备案日期", "套内面积"))

    def first() -> dict[str, Any]:
        return dict(candidate(one, live_site, listing)["units"][0])

    area = first()["inner_area"]
    write_cell(one, 0, price, "1888000")
    once(one, lambda: first()["filed_price_fen"] == 188_800_000)
    write_cell(two, 0, day, "2026-11-18")
    once(two, lambda: first()["filed_on"] == "2026-11-18")
    assert (first()["filed_price_fen"], first()["inner_area"]) == (188_800_000, area)
    expect(two.locator(f"#unit-0-{price}")).to_have_text("1888000")

    write_cell(one, 0, inner, str(area - 1))
    once(one, lambda: first()["inner_area"] == area - 1)
    write_cell(two, 0, inner, str(area - 2))
    expect(two.get_by_text("他人也改了这里，请选择")).to_be_visible(timeout=30_000)
    expect(two.get_by_role("button", name=re.compile("^对方的"))).to_contain_text("㎡")
    look_at(two, "journey-conflict-units")
    assert first()["inner_area"] == area - 1
    two.get_by_role("button", name=re.compile("^我的")).click()
    once(two, lambda: first()["inner_area"] == area - 2)
    assert (first()["filed_price_fen"], first()["filed_on"]) == (188_800_000, "2026-11-18")


def set_number(page: Page, building: str, label: str, value: float) -> None:
    """A number of a building, written beside the drawing."""
    outline(page).get_by_role("button", name=re.compile(f"^{building}")).click()
    field = page.get_by_label(label, exact=True)
    field.fill(str(value))
    field.press("Enter")


def test_buildings_of_both_are_kept_and_one_chooses_by_picture_where_they_meet(
    live_site: Site, desks: Desks, listing: str
) -> None:
    one, two = desks
    for page in desks:
        page.goto(f"{live_site.url}/console/projects/{listing}/site", wait_until="networkidle")
        expect(page.get_by_text("已保存", exact=True)).to_be_visible(timeout=30_000)
    expect(two.get_by_role("status").filter(has_text="也在编辑")).to_be_visible(timeout=30_000)

    def building(index: int) -> dict[str, Any]:
        return dict(candidate(one, live_site, listing)["buildings"][index])

    first, second = building(0), building(1)
    left = round(min(x for x, _ in first["footprint"]), 1)

    def left_now() -> float:
        return round(min(x for x, _ in building(0)["footprint"]), 1)

    set_number(one, first["name"], "地上层数", first["floors"] + 1)
    once(one, lambda: building(0)["floors"] == first["floors"] + 1)
    set_number(two, second["name"], "地上层数", second["floors"] + 2)
    once(two, lambda: building(1)["floors"] == second["floors"] + 2)
    assert building(0)["floors"] == first["floors"] + 1

    ones, twos = round(left + 0.5, 1), round(left - 0.5, 1)
    set_number(one, first["name"], "左 x", ones)
    once(one, lambda: left_now() == ones)
    set_number(two, first["name"], "左 x", twos)
    asked = two.get_by_role("alert").filter(has_text="他人也改了这里，请选择")
    expect(asked.locator("svg")).to_have_count(2, timeout=30_000)
    look_at(two, "journey-conflict-site")
    assert left_now() == ones
    asked.get_by_role("button", name="对方的").click()
    expect(asked).to_have_count(0)
    expect(two.get_by_label("左 x", exact=True)).to_have_value(str(ones).removesuffix(".0"))
    expect(two.get_by_text("已保存", exact=True)).to_be_visible()
    assert (left_now(), building(1)["floors"]) == (ones, second["floors"] + 2)
