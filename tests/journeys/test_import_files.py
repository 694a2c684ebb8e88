"""Somebody in operations imports a file: sees which rows are wrong and why, puts one right, and finds the drafts in the list."""

import csv
import io
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.big_tables import desk
from tests.journeys.test_find_a_home import no_serious_problem
from tests.live import Site

pytestmark = pytest.mark.journey
HEADING = ("楼盘编号", "楼盘名称", "城市", "区县", "经度", "纬度")
RIGHT = ("J1", "云栖山居", "长沙市", "岳麓区", "112.88", "28.18")
WRONG = ("J2", "云栖水岸", "亚特兰蒂斯", "岳麓区", "112.89", "28.19")
LEFT = ("J3", "云栖远郊", "长沙市", "岳麓区", "28.18", "112.88")


def table(*rows: tuple[str, ...]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("gb18030")


@pytest.fixture
def page(chromium: Browser, live_site: Site) -> Iterator[Page]:
    """Somebody in operations; what the browser complains about fails the journey."""
    with desk(chromium, live_site) as page:
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        yield page
    assert complaints == []


def listed(page: Page, site: Site, word: str) -> set[str]:
    found = page.request.get(f"{site.url}/api/v1/console/listings", params={"q": word, "state": "draft"}).json()
    return {one["name"] for one in found["items"]}


def test_a_file_becomes_drafts_after_a_row_was_put_right_on_screen(page: Page, live_site: Site) -> None:
    page.goto(live_site.url + "/console")
    page.get_by_role("link", name="导入").first.click()
    no_serious_problem(page)
    file = FilePayload(name="projects.csv", mimeType="text/csv", buffer=table(HEADING, RIGHT, WRONG, LEFT))
    page.get_by_label("选择文件").set_input_files(file)
    page.get_by_role("button", name="上传并检查").click()
    page.get_by_role("button", name="写入 1 条").wait_for()
    rows = page.get_by_role("region", name="未采用的行").locator("ol > li")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("没有这个城市")
    expect(rows.nth(1)).to_contain_text("经纬度颠倒")
    no_serious_problem(page)
    assert listed(page, live_site, "云栖") == set()
    with page.expect_download() as report:
        page.get_by_role("link", name="下载报告").click()
    assert report.value.suggested_filename.endswith(".csv")
    rows.nth(0).get_by_label("城市").fill("长沙市")
    rows.nth(0).get_by_label("城市").press("Tab")
    page.get_by_role("button", name="用改好的 1 行重新检查").click()
    page.get_by_role("button", name="写入 2 条").click()
    expect(page.get_by_text("已写入 2 条。")).to_be_visible(timeout=30_000)
    assert listed(page, live_site, "云栖") == {"云栖山居", "云栖水岸"}
    page.get_by_role("link", name="导入记录").click()
    expect(page.get_by_role("grid").get_by_role("row").nth(1)).to_contain_text("已导入")
