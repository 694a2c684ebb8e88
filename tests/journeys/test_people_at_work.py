"""A company's manager signs in with the code from the demo's outbox, makes a department and a role, and puts somebody there."""

import json
import re
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.account import DESK_AGENT, opened
from tests.journeys.test_find_a_home import no_serious_problem
from tests.live import Site

pytestmark = pytest.mark.journey
MANAGER, PASSWORD = "manager@demo.example", "a house to look at"


def code_of(site: Site, address: str) -> str:
    """What the outbox shows for a demo administrator."""
    request = urllib.request.Request(f"{site.url}/sandbox/outbox", headers={"Accept": "application/json"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
        return {one["address"]: str(one["code"]) for one in json.loads(answer.read())["codes"]}[address]


@pytest.fixture
def manager(chromium: Browser, live_site: Site) -> Iterator[Page]:
    """The manager's page at the people of the company."""
    with opened(chromium, 1440, DESK_AGENT) as page:
        page.goto(f"{live_site.url}/sandbox/outbox")
        expect(page.get_by_text(MANAGER)).to_be_visible()
        page.goto(f"{live_site.url}/account/sign-in?next=/console/people", wait_until="networkidle")
        page.get_by_role("tab", name="邮箱密码").click()
        page.get_by_label("邮箱", exact=True).fill(MANAGER)
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="登录", exact=True).click()
        page.get_by_label("验证器 App 中的 6 位数字").fill(code_of(live_site, MANAGER))
        page.wait_for_url(re.compile("/console/people"))
        yield page


def test_a_manager_puts_the_company_in_order(manager: Page) -> None:
    page = manager
    page.get_by_role("tab", name=re.compile("^部门")).click()
    page.get_by_role("button", name="新建部门").click()
    panel = page.get_by_role("dialog")
    panel.get_by_label("部门名称").fill("案场一组")
    panel.get_by_label("职能").select_option("sales")
    no_serious_problem(page)
    panel.get_by_role("button", name="创建部门").click()
    expect(page.get_by_role("heading", name="案场一组")).to_be_visible()

    page.get_by_role("tab", name=re.compile("^角色")).click()
    page.get_by_role("button", name="新建角色").click()
    panel.get_by_label("角色名称").fill("拍照员")
    panel.get_by_label("录入和修改楼盘").check()
    panel.get_by_label(re.compile("发布楼盘")).check()
    expect(panel.get_by_text("授予这个角色需要另一位管理员批准")).to_be_visible()
    no_serious_problem(page)
    panel.get_by_label(re.compile("发布楼盘")).uncheck()
    panel.get_by_role("button", name="创建角色").click()
    expect(page.get_by_role("heading", name="拍照员")).to_be_visible()

    page.get_by_role("tab", name=re.compile("^人员")).click()
    page.get_by_role("row", name=re.compile("o\\*\\*\\*@demo")).first.dblclick()
    panel.get_by_label("部门").select_option(label="案场一组")
    panel.get_by_label("授予角色").select_option(label="拍照员")
    panel.get_by_label("范围").select_option(label="本部门")
    panel.get_by_label("部门").last.select_option(label="案场一组")
    no_serious_problem(page)
    panel.get_by_role("button", name="授予角色").click()
    expect(panel.get_by_text("本部门 · 案场一组")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("tab", name=re.compile("^部门")).click()
    expect(page.get_by_role("button", name=re.compile("o\\*\\*\\*@demo")).first).to_be_visible()

    page.get_by_role("tab", name=re.compile("^角色")).click()
    page.get_by_role("button", name="修改“拍照员”").click()
    expect(panel.get_by_label(re.compile("发布楼盘"))).to_be_disabled()
    panel.get_by_label("录入和修改楼盘").uncheck()
    panel.get_by_role("button", name="保存权限").click()
    expect(panel).to_be_hidden()
