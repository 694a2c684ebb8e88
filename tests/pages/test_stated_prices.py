"""A price that a source only states is never shown as a filed one, and nothing is claimed of homes that nobody published."""

import json
import re
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.test import Client

from guangsha.catalog.models import Project
from guangsha.kit.clock import CHINA
from guangsha.pages.rendering.assets import is_built
from tests.catalog.support import fill, make_project, publish
from tests.catalog_import.support import csv_file, run
from tests.inventory.support import on_sale

pytestmark = pytest.mark.django_db(transaction=True)
needs_build = pytest.mark.skipif(not is_built(), reason="the web application is not built")
PORTAL = ["snapshot", "id", "name", "city", "district", "address", "lng", "lat", "avg_price", "ref_total_range",
          "rooms", "sale_status", "permit_all_ready", "developer"]  # fmt: skip
RANGE = "{'price': '78-101.9', 'price_unit': '万/套', 'price_desc': '参考总价'}"
ROW = ["2022-12", "351", "祥和雅郡", "长沙市", "岳麓", "枫林路 1 号", "112.95", "28.23", "12500", RANGE,
       "3/4居", "在售", "1", "示例置业有限公司"]  # fmt: skip


def head_of(path: str) -> tuple[str, str, str]:
    """Title, description and the whole document."""
    answer = Client().get(path)
    assert answer.status_code == 200, path
    html = unescape(answer.content.decode())
    title = re.search(r"<title>(.*?)</title>", html)
    described = re.search(r'<meta name="description" content="(.*?)">', html)
    assert title
    assert described
    return title[1], described[1], html


def payload(page: str, **query: str) -> dict[str, Any]:
    """What a page is made of."""
    return dict(Client().get(f"/api/v1/pages/{page}", query).json()["data"])


def linked_data(html: str) -> list[dict[str, Any]]:
    """The JSON-LD blocks of a document."""
    return [json.loads(one) for one in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)]


@pytest.fixture
def portal(tmp_path: Path) -> str:
    """A project as a portal lists it, published: its address."""
    done = run("projects", csv_file(tmp_path / "portal.csv", [PORTAL, ROW]), directory=tmp_path, options=["--publish"])
    assert "published: 1" in done.lines
    call_command("index_rebuild", stdout=StringIO())
    return Project.objects.get().slug


@pytest.fixture
def filed() -> UUID:
    """A project whose homes have filed prices and a permit; none is on sale yet."""
    project_id = make_project()
    fill(project_id)
    publish(project_id)
    call_command("index_rebuild", stdout=StringIO())
    return project_id


class TestOfAPortal:
    def test_the_price_is_called_stated_wherever_it_is_said(self, portal: str) -> None:
        title, described, html = head_of(f"/projects/{portal}")
        assert "参考均价 12,500 元/㎡" in title
        assert "参考均价 12,500 元/㎡，参考总价 78–101.9 万" in described
        assert "备案均价" not in html
        assert "首次备案" not in html
        title, described, html = head_of(f"/en/projects/{portal}")
        assert title.startswith("祥和雅郡, Yuelu District, Changsha, stated average price 12,500 CNY/㎡")
        assert described.startswith(
            "祥和雅郡 in Yuelu District, Changsha. Stated average price 12,500 CNY/㎡; stated totals ¥0.78–1.019M; 3 / 4 bed."
        )
        assert "filed price" not in described
        assert "参考均价 12,500 元/㎡" in Client().get("/feeds/changsha.xml").content.decode()

    def test_its_source_and_day_stand_beside_it(self, portal: str) -> None:
        data = payload("project", slug=portal)
        assert data["card"]["price_basis"] == "stated"
        assert data["stated_price"] == {"source": "长沙新房楼盘 (门户列表)", "on": "2022-12-01"}
        assert [(one["on"], one["reason"]) for one in data["prices"]] == [("2022-12-01", "首次公布")]
        assert payload("project", slug=portal, language="en")["prices"][0]["reason"] == "First stated"

    @needs_build
    def test_the_page_itself_says_so(self, portal: str) -> None:
        html = head_of(f"/projects/{portal}")[2]
        if 'data-rendered="server"' not in html:
            pytest.skip("V8 was late")
        assert "取自楼盘资料（长沙新房楼盘 (门户列表)，2022年12月1日），不是备案价" in html
        assert "尚未公布预售许可证" in html

    def test_nothing_is_offered_to_machines(self, portal: str) -> None:
        html = head_of(f"/projects/{portal}")[2]
        assert [block["@type"] for block in linked_data(html)] == ["ApartmentComplex", "BreadcrumbList"]
        assert "OutOfStock" not in html
        assert "offerCount" not in html

    def test_a_permit_is_one_that_is_published(self, portal: str) -> None:
        assert Project.objects.get().stated_permit is True
        found = Client().get("/api/v1/search", {"kind": "projects"}).json()["projects"]
        assert [(one["slug"], one["permit"]) for one in found] == [(portal, False)]
        assert Client().get("/api/v1/search", {"kind": "projects", "permit": "yes"}).json()["total"] == 0
        assert payload("project", slug=portal)["permits"] == []

    def test_a_city_without_homes_claims_none(self, portal: str) -> None:
        _, described, html = head_of("/cities/changsha")
        assert described == "长沙新房：1 个楼盘的公开资料；逐套房源、备案价与预售证尚未公布。"
        assert "每一套都有备案价" not in html
        assert head_of("/en/cities/changsha")[1] == (
            "New homes in Changsha: 1 project; single homes, filed prices and permits are not published yet."
        )
        data = payload("home")
        assert (data["numbers"]["median_unit_price_fen"], data["numbers"]["median_basis"]) == (1_250_000, "stated")
        assert [one["median_basis"] for one in data["districts"]] == ["stated"]

    def test_its_district_says_what_the_median_is_of(self, portal: str) -> None:
        intro = payload("landing", city="changsha", district="yuelu-district")["intro"]
        assert intro == "岳麓区：1 个楼盘，现在没有可售房源，区域参考均价 12,500 元/㎡（中位）。"

    def test_a_day_of_the_past_calls_it_stated_too(self, portal: str) -> None:
        day = Project.objects.get().published_at
        assert day is not None
        facts = payload("shown", slug=portal, day=day.astimezone(CHINA).date().isoformat())["facts"]
        assert {"label": "参考均价", "value": "12,500 元/㎡"} in facts


class TestOfFiledHomes:
    def test_an_average_of_filed_prices_is_called_filed(self, filed: UUID) -> None:
        assert "备案均价" in head_of("/projects/yunlu-lane")[1]
        data = payload("project", slug="yunlu-lane")
        assert data["card"]["price_basis"] == "filed"
        assert data["stated_price"] is None
        assert payload("home")["numbers"]["median_basis"] == "filed"

    def test_homes_that_cannot_be_had_are_not_offered(self, filed: UUID) -> None:
        assert "每一套都有备案价" not in head_of("/cities/changsha")[1]
        assert "现在没有可售的" in head_of("/cities/changsha")[1]
        assert "Product" not in [block["@type"] for block in linked_data(head_of("/projects/yunlu-lane")[2])]

    def test_homes_that_can_be_had_are(self) -> None:
        units = on_sale()
        call_command("index_rebuild", stdout=StringIO())
        (offer,) = [
            block["offers"] for block in linked_data(head_of("/projects/yunlu-lane")[2]) if block["@type"] == "Product"
        ]
        assert (offer["offerCount"], offer["availability"]) == (len(units), "https://schema.org/InStock")
        assert f"{len(units)} 套可售住宅，每一套都有备案价、预售证和房态" in head_of("/cities/changsha")[1]

    def test_the_first_price_of_a_home_is_its_filing(self) -> None:
        unit = on_sale()[0]
        assert payload("unit", id=str(unit))["history"][0]["reason"] == "首次备案"
