"""A listing's whole way: drawn, filled with 120 homes, priced from a file, sent back over one field, mended, approved by
two, published, and found by visitors within five seconds."""

import re
import secrets
import time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.account import at_work, opened
from tests.journeys.drawing import candidate, draw_slab, draw_two_rooms, once, outline, place_entrances, sheet_of
from tests.journeys.looks import look_at
from tests.live import Site

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]
FLOORS, DOORS = 30, 4
UNITS = FLOORS * DOORS
FOUND_WITHIN_S = 5.0
POLL_S = 0.1
NOTE = "主题语与现场不符：项目不临江，请按实际写。"
FIRST, MENDED = "一线临江，推窗见水", "步行五分钟到湘江边的社区"


def field(page: Page, label: str, text: str) -> None:
    """Write into a field of a form, whatever its unit, and leave it."""
    one = page.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*(\(.*\))?\s*$"))
    one.fill(text)
    one.press("Tab")


def section(page: Page, name: str) -> None:
    """Go to a part of the editor as people do: by its name at the left, from a drawing by way of the head."""
    sections = page.get_by_role("navigation", name="楼盘内容")
    if not sections.count():
        page.get_by_role("link", name=re.compile("^回到 ")).click()
    sections.get_by_role("link", name=re.compile(f"^{name}")).click()


def make_listing(page: Page, site: Site, name: str) -> str:
    """A new draft with its facts; its id."""
    page.goto(site.url + "/console", wait_until="networkidle")
    page.get_by_role("navigation", name="导航").get_by_role("link", name="楼盘").click()
    page.get_by_role("button", name="新建楼盘").click()
    panel = page.get_by_role("dialog", name="新建楼盘")
    panel.get_by_label("楼盘名", exact=True).fill(name)
    panel.get_by_label("城市", exact=True).fill("长沙")
    panel.get_by_role("button", name="创建").click()
    page.wait_for_url(re.compile(r"/console/projects/[0-9a-f-]{36}$"))
    project = page.url.rsplit("/", 1)[1]
    field(page, "主题语", FIRST)
    field(page, "区县代码", "430104")
    field(page, "地址", "潇湘南路 88 号")
    field(page, "经度", "112.9405")
    field(page, "纬度", "28.1702")
    page.get_by_label("销售状态", exact=True).select_option("on_sale")
    page.get_by_label("物业类型", exact=True).select_option("residential")
    stated = {"headline": FIRST, "district_code": "430104", "lat": 28.1702, "property_type": "residential"}
    once(page, lambda: stated.items() <= candidate(page, site, project)["values"].items())
    expect(page.get_by_text("已保存", exact=True)).to_be_visible()
    return project


def draw_building(page: Page, site: Site, project: str) -> str:
    """A slab of thirty floors with two entrances; its name."""
    section(page, "楼栋")
    at = sheet_of(page, "site")
    draw_slab(page, at, -20, -7)
    place_entrances(page, at, (-10, 7), (10, 7))
    field(page, "地上层数", str(FLOORS))

    def drawn() -> list[dict[str, Any]]:
        return list(candidate(page, site, project)["buildings"])

    once(page, lambda: len(drawn()) == 1 and drawn()[0]["floors"] == FLOORS and len(drawn()[0]["entrances"]) == 2)
    [building] = drawn()
    assert building["footprint"] == [[-20, -7], [20, -7], [20, 7], [-20, 7]]
    assert [(one["place"], one["first_stack"], one["last_stack"]) for one in building["entrances"]] == [
        ([-10, 7], 1, 2),
        ([10, 7], 3, 4),
    ]
    look_at(page, "journey-site")
    return str(building["name"])


def finish_layout(page: Page, *, name: str, built: str, faces: str) -> None:
    """The numbers of a layout, with the inner area and the rooms as drawn."""
    page.get_by_role("application").press("Escape")
    field(page, "中文名", name)
    field(page, "建筑面积", built)
    page.get_by_role("button", name="按图填写套内面积和室厅卫").click()
    page.get_by_label("主要朝向").select_option(faces)


def draw_layouts(page: Page, site: Site, project: str) -> None:
    """One layout drawn by hand; a second one as its copy with a wider living room."""
    page.get_by_role("navigation", name="图纸").get_by_role("link", name="户型图").click()
    page.get_by_role("button", name="新建户型").click()
    expect(page).to_have_url(re.compile(r"/layouts/A$"), timeout=30_000)
    draw_two_rooms(page)
    expect(page.get_by_text("图形完整，没有发现问题")).to_be_visible()
    finish_layout(page, name="南向一室", built="40", faces="S")

    def stored(code: str) -> dict[str, Any]:
        return {one["code"]: one for one in candidate(page, site, project)["layouts"]}.get(code, {})

    once(page, lambda: stored("A").get("orientation") == "S" and stored("A")["inner_area"] == 31.2)
    page.get_by_role("button", name="复制户型").click()
    expect(page).to_have_url(re.compile(r"/layouts/A-2$"), timeout=30_000)
    outline(page).get_by_role("button", name="客厅").click()
    field(page, "宽", "4600")
    finish_layout(page, name="东向一室", built="42", faces="E")
    once(page, lambda: stored("A-2").get("orientation") == "E" and stored("A-2")["built_area"] == 42)
    assert stored("A-2")["inner_area"] > stored("A-2")["rooms"] > 0
    assert stored("A")["geometry"] != stored("A-2")["geometry"]
    look_at(page, "journey-layout")


def add_permit(page: Page, site: Site, project: str, building: str) -> None:
    """The permit that covers the building."""
    section(page, "预售许可")
    page.get_by_label("许可证编号").fill("长房售许字（2026）第 0188 号")
    page.get_by_role("button", name="添加许可证").click()
    expect(page.get_by_role("checkbox", name=building)).to_be_checked()
    once(page, lambda: [one["building_names"] for one in candidate(page, site, project)["permits"]] == [[building]])


def generate_units(page: Page, site: Site, project: str) -> None:
    """Thirty floors of four doors, with prices that rise by floor and by the side a home faces."""
    section(page, "房源")
    page.get_by_role("button", name="按规则生成").click()
    dialog = page.get_by_role("dialog", name="按规则生成")
    field(page, "首层单价", "11000")
    field(page, "逐层加价", "40")
    field(page, "朝向加价：南", "300")
    expect(dialog.get_by_role("status")).to_have_text(f"将生成 {UNITS} 套")
    look_at(page, "journey-generate")
    dialog.get_by_role("button", name=f"放入 {UNITS} 套").click()
    once(page, lambda: len(candidate(page, site, project)["units"]) == UNITS)
    units = {one["number"]: one for one in candidate(page, site, project)["units"]}
    assert {one["layout_code"] for one in units.values()} == {"A", "A-2"}
    # First floor of the rule, facing south: 11,300 a square metre; nine floors up and east: 11,360.
    assert units["101"]["filed_price_fen"] == 11_300 * 40 * 100
    assert units["1002"]["filed_price_fen"] == 11_360 * 42 * 100


def price_file(folder: Path, building: str, prices: dict[str, int]) -> Path:
    """Filed prices as an authority gives them out: one row a home, one of them not a number."""
    path = folder / "一房一价备案表.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["楼栋", "房号", "备案总价(元)", "备案日期"])
        for row, (number, yuan) in enumerate(prices.items(), start=1):
            sheet.write_row(row, 0, [building, number, "面议" if number == "101" else yuan, "2026-11-20"])
    return path


def import_prices(page: Page, site: Site, project: str, path: Path, prices: dict[str, int]) -> None:
    """The file's prices take the place of the rule's; the row that is wrong is put right on the screen."""
    page.get_by_role("button", name="导入文件").click()
    dialog = page.get_by_role("dialog", name="导入文件")
    dialog.get_by_label("选择 CSV 或 XLSX 文件").set_input_files(path)
    status = dialog.get_by_role("status")
    expect(status).to_contain_text(f"更新 {UNITS - 1}", timeout=30_000)
    expect(status).to_contain_text("1 处问题")
    look_at(page, "journey-import")
    dialog.get_by_role("region", name="未采用的行").get_by_label("备案总价(元)").fill(str(prices["101"]))
    dialog.get_by_role("button", name="重新试算").click()
    expect(status).to_contain_text(f"更新 {UNITS}")
    dialog.get_by_role("button", name=f"写入 {UNITS} 行").click()
    expect(status).to_contain_text(f"已新增 0、更新 {UNITS}")
    dialog.get_by_role("button", name="回到表格").click()
    stored = {one["number"]: one["filed_price_fen"] for one in candidate(page, site, project)["units"]}
    assert stored == {number: yuan * 100 for number, yuan in prices.items()}


def hand_in(page: Page) -> None:
    """Submit what is on the desk."""
    section(page, "提交审核")
    expect(page.get_by_text(re.compile(r"有 \d+ 项检查会阻止发布"))).to_have_count(0)
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_text("已提交，正在等待审核")).to_be_visible(timeout=30_000)


def open_submission(page: Page, site: Site, name: str) -> None:
    """From the queue of the reviewer to what was handed in."""
    page.goto(site.url + "/console/review", wait_until="networkidle")
    page.get_by_role("grid").get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible(timeout=30_000)


def card(page: Page, path: str) -> Locator:
    """The card of one field."""
    return page.locator(f'[data-path="{path}"]')


def approve_all(page: Page) -> None:
    """Everything that waits for this reviewer, at once."""
    page.get_by_role("button", name=re.compile(r"^选择全部 \d+ 项")).click()
    page.get_by_role("button", name=re.compile(r"^通过所选 \d+ 项")).click()
    expect(page.get_by_role("button", name=re.compile("^(选择全部|通过所选)"))).to_have_count(0, timeout=30_000)


def send_back(page: Page, site: Site, name: str) -> None:
    """One field is not true: it goes back with a note, the rest is approved as far as one person may."""
    open_submission(page, site, name)
    headline = card(page, "project.headline")
    headline.get_by_role("button", name="退回").click()
    headline.get_by_label("退回原因，作者会在该字段看到").fill(NOTE)
    headline.get_by_role("button", name="退回", exact=True).click()
    expect(headline.get_by_text(NOTE)).to_be_visible()
    approve_all(page)
    expect(card(page, "layouts[A].area").get_by_text("已有一人通过", exact=True)).to_be_visible()
    look_at(page, "journey-review")
    page.get_by_role("button", name="交还作者").click()
    expect(page.get_by_role("main").get_by_text("已退回", exact=True)).to_be_visible()


def mend(page: Page, site: Site, project: str, name: str) -> None:
    """The author finds what came back among today's tasks, reads the note at the field itself, and writes it anew."""
    page.goto(site.url + "/console", wait_until="networkidle")
    page.get_by_role("main").get_by_role("link", name=name).click()
    card(page, "project.headline").get_by_role("link", name="去修改").click()
    page.wait_for_url(re.compile(rf"/console/projects/{project}\?field="))
    headline = page.get_by_label("主题语", exact=True)
    expect(headline).to_be_focused()
    expect(headline).to_have_accessible_description(re.compile(re.escape(NOTE)))
    expect(page.locator("[data-field=headline]").get_by_text(NOTE)).to_be_visible()
    look_at(page, "journey-note-at-the-field")
    headline.fill(MENDED)
    once(page, lambda: candidate(page, site, project)["values"]["headline"] == MENDED)
    hand_in(page)


def is_found(visitor: Page, site: Site, name: str) -> bool:
    """Whether the public search gives the project to somebody who asks for its name."""
    answer = visitor.request.get(f"{site.url}/api/v1/search", params={"kind": "projects", "q": name})
    assert answer.ok, answer.text()
    return name in [one["name"] for one in answer.json()["projects"]]


def publish(page: Page, site: Site, name: str) -> None:
    """Make it public; back when the server has answered."""
    page.goto(site.url + "/console/review?tab=ready", wait_until="networkidle")
    page.get_by_role("grid").get_by_role("link", name=name).click()
    page.get_by_role("button", name="立即发布").click()
    with page.expect_response(re.compile("/publish$")) as answered:
        page.get_by_role("dialog").get_by_role("button", name="立即发布").click()
    assert answered.value.ok, answered.value.text()


def test_a_listing_from_draft_to_search(live_site: Site, chromium: Browser, tmp_path: Path) -> None:
    name = "云汀" + "".join(secrets.choice("松竹梅兰荷菊桂枫柏樟") for _ in range(3)) + "苑"
    with at_work(chromium, live_site, "operations") as author:
        project = make_listing(author, live_site, name)
        building = draw_building(author, live_site, project)
        draw_layouts(author, live_site, project)
        add_permit(author, live_site, project, building)
        generate_units(author, live_site, project)
        numbers = [f"{floor}{door:02d}" for floor in range(1, FLOORS + 1) for door in range(1, DOORS + 1)]
        prices = {number: 450_000 + 1_000 * index for index, number in enumerate(numbers)}
        import_prices(author, live_site, project, price_file(tmp_path, building, prices), prices)
        hand_in(author)
    with at_work(chromium, live_site, "reviewer") as reviewer:
        send_back(reviewer, live_site, name)
    with at_work(chromium, live_site, "operations") as author:
        mend(author, live_site, project, name)
    with at_work(chromium, live_site, "reviewer") as reviewer:
        open_submission(reviewer, live_site, name)
        card(reviewer, "project.headline").get_by_role("button", name="通过").click()
        expect(card(reviewer, "project.headline").get_by_text("通过", exact=True)).to_be_visible()
    with at_work(chromium, live_site, "pricing") as second:
        open_submission(second, live_site, name)
        approve_all(second)
        expect(second.get_by_text("全部字段已通过，等待发布人发布")).to_be_visible()
    with opened(chromium) as visitor, at_work(chromium, live_site, "publisher") as publisher:
        assert not is_found(visitor, live_site, name)
        publish(publisher, live_site, name)
        public_at = time.monotonic()
        while not is_found(visitor, live_site, name):
            assert time.monotonic() - public_at < FOUND_WITHIN_S, "not found five seconds after it was published"
            time.sleep(POLL_S)
        visitor.goto(f"{live_site.url}/search?q={name}", wait_until="networkidle")
        visitor.get_by_role("article").get_by_role("link", name=name).first.click()
        visitor.wait_for_url(re.compile("/projects/"))
        expect(visitor.get_by_role("heading", level=1)).to_contain_text(name)
        expect(visitor.get_by_text(MENDED)).to_be_visible()
        model = visitor.get_by_role("figure").get_by_role("img").first
        expect(model).to_have_js_property("complete", True)
        assert model.evaluate("image => image.naturalWidth") > 0
        look_at(visitor, "journey-public")
