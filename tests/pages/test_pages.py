"""Public pages over HTTP, on a real database, rendered by V8 when the web application is built."""

import json
import re
import time
from datetime import UTC, datetime
from html import unescape
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import call_command
from django.test import Client

from guangsha.catalog.models import Layout, Project, Unit
from guangsha.pages import stock, views
from guangsha.pages.pictures.addresses import for_phones
from guangsha.pages.rendering import document
from guangsha.pages.rendering import engine as rendering_engine
from guangsha.pages.rendering.assets import is_built
from guangsha.pages.rendering.cache import html_shelf
from guangsha.pages.rendering.document import NARROW
from guangsha.pages.rendering.engine import Engine, RenderFailed
from tests.catalog.support import fill, make_project, publish, run, take_down

needs_build = pytest.mark.skipif(not is_built(), reason="the web application is not built")
pytestmark = pytest.mark.django_db(transaction=True)
SLUG = "yunlu-lane"


@pytest.fixture
def project() -> UUID:
    project_id = make_project()
    fill(project_id)
    publish(project_id)
    call_command("index_rebuild", stdout=StringIO())
    return project_id


def page(path: str, status: int = 200, **headers: str) -> str:
    response = Client().get(path, headers=headers)
    assert response.status_code == status, path
    return response.content.decode()


def payload(html: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="page-data">(.*?)</script>', html, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


class TestProjectPage:
    def test_says_everything_in_the_html(self, project: UUID) -> None:
        html = unescape(page(f"/projects/{SLUG}"))
        for words in ("云麓里", "岳麓区云麓路 8 号", "application/ld+json", "BreadcrumbList", "ApartmentComplex"):
            assert words in html
        assert '<link rel="canonical"' in html
        assert 'hreflang="en"' in html
        assert '<meta name="description"' in html

    def test_has_the_same_facts_when_v8_gives_nothing(self, project: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
        class Broken(Engine):
            def render(self, **_: object) -> str:  # type: ignore[override]
                raise RenderFailed("planted")

        monkeypatch.setattr(document, "engine", Broken)
        html = unescape(page(f"/projects/{SLUG}"))
        assert 'data-rendered="fallback"' in html
        assert "<h1>" in html
        assert "岳麓区云麓路 8 号" in html

    @needs_build
    def test_a_late_rendering_gives_the_page_of_a_minute_ago_only_while_it_says_the_same(
        self, project: UUID, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def verified(html: str) -> str:
            return str(dict(payload(html)["data"])["verified_at"])  # type: ignore[call-overload]

        def at(minute: int) -> str:
            monkeypatch.setattr(views, "utc_now", lambda: datetime(2026, 5, 1, 8, minute, tzinfo=UTC))
            stock._pages.clear()
            stock.documents.forget()
            return page(f"/projects/{SLUG}")

        class Late(Engine):
            def render(self, **_: object) -> str:  # type: ignore[override]
                raise RenderFailed("planted")

        monkeypatch.setattr(rendering_engine, "BUDGET_S", rendering_engine.HARD_LIMIT_S)
        before = at(1)
        assert 'data-rendered="server"' in before
        monkeypatch.setattr(document, "engine", Late)
        now = at(2)
        assert 'data-rendered="server"' in now
        assert verified(now) == verified(before)
        Project.objects.filter(pk=project).update(name="云麓新里")
        changed = at(3)
        assert 'data-rendered="fallback"' in changed
        assert verified(changed) > verified(before)

    def test_is_gone_when_it_was_taken_down_and_missing_when_it_never_was(self, project: UUID) -> None:
        take_down(project)
        stock._pages.clear()
        assert payload(page(f"/projects/{SLUG}", 410))["page"] == "error"
        assert payload(page("/projects/never", 404))["page"] == "error"
        assert payload(page("/en/projects/never", 404))["page"] == "error"

    def test_is_unchanged_for_who_has_it(self, project: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
        # A page that comes late is another one: without what the server would have drawn.
        monkeypatch.setattr(rendering_engine, "BUDGET_S", rendering_engine.HARD_LIMIT_S)
        first = Client().get("/help")
        again = Client().get("/help", headers={"if-none-match": first["ETag"]})
        assert again.status_code == 304
        assert not again.content


class TestOtherPages:
    @pytest.mark.parametrize(
        "path",
        ["/", "/cities/changsha", "/search", "/search?q=岳麓区三房", "/compare", "/calculator", "/help", "/ledger", "/verify",
         "/help/filed-prices", "/legal/privacy", "/favourites", "/cities/changsha/yuelu-district"],
    )  # fmt: skip
    def test_answer_in_both_languages(self, project: UUID, path: str) -> None:
        chinese, english = page(path), page("/en" if path == "/" else f"/en{path}")
        assert '<html lang="zh-CN"' in chinese
        assert '<html lang="en"' in english

    def test_units_answer_and_unknown_ones_do_not(self, project: UUID) -> None:
        unit = Unit.objects.all()[0]
        assert payload(page(f"/units/{unit.pk}"))["page"] == "unit"
        page("/units/nonsense", 404)
        page("/units/01936d5e-0000-7000-8000-000000000000", 404)

    def test_a_district_without_homes_has_no_page(self, project: UUID) -> None:
        page("/cities/changsha/furong-district", 404)
        page("/cities/atlantis", 404)
        page("/cities/changsha/yuelu-district/9-rooms", 404)

    def test_filters_that_make_no_sense_are_named_with_a_way_back(self, project: UUID) -> None:
        data = payload(page("/search?rooms=zzz&city=changsha", 422))["data"]
        assert data["problems"] == ["rooms"]  # type: ignore[index]
        assert data["back_path"] == "/search?city=changsha"  # type: ignore[index]
        page(f"{data['back_path']}")  # type: ignore[index]

    def test_a_link_to_the_next_results_that_broke_leads_to_the_first(self, project: UUID) -> None:
        data = payload(page("/search?city=changsha&cursor=zzz", 400))["data"]
        assert data["back_path"] == "/search?city=changsha"  # type: ignore[index]

    def test_a_long_sentence_is_read_as_far_as_it_may_be(self, project: UUID) -> None:
        data = payload(page("/search?q=" + "云麓里" * 80))["data"]
        assert len(data["query"]) == 200  # type: ignore[index]

    def test_the_theme_comes_from_its_cookie_and_nothing_else(self, project: UUID) -> None:
        client = Client()
        client.cookies["theme"] = "dark"
        assert 'data-theme="dark"' in client.get("/help").content.decode()
        client.cookies["theme"] = '"><script>'
        assert "data-theme" not in client.get("/help").content.decode()

    def test_nothing_runs_inline(self, project: UUID) -> None:
        html = page(f"/projects/{SLUG}")
        scripts = re.findall(r"<script([^>]*)>", html)
        assert scripts
        assert all('src="' in one or "application/" in one for one in scripts)
        policy = Client().get("/")["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "'unsafe-inline'" not in policy.split("style-src-attr")[0]


class TestMachines:
    def test_robots_name_the_site_map(self, project: UUID) -> None:
        assert "/sitemap.xml" in page("/robots.txt")

    def test_site_maps_list_every_public_page_in_both_languages(self, project: UUID) -> None:
        index = page("/sitemap.xml")
        assert "/sitemaps/units-1.xml" in index
        read = b"".join(Client().get("/sitemaps/projects-1.xml").streaming_content).decode()  # type: ignore[attr-defined]
        assert f"/projects/{SLUG}</loc>" in read
        assert f"/en/projects/{SLUG}</loc>" in read
        units = b"".join(Client().get("/sitemaps/units-1.xml").streaming_content).decode()  # type: ignore[attr-defined]
        assert units.count("<url>") == 2 * Unit.objects.count()
        pages = b"".join(Client().get("/sitemaps/city-430100.xml").streaming_content).decode()  # type: ignore[attr-defined]
        assert "/cities/changsha/yuelu-district</loc>" in pages
        assert Client().get("/sitemaps/projects-99.xml").status_code == 404

    def test_feeds_tell_of_new_projects(self, project: UUID) -> None:
        assert "云麓里" in page("/feeds/changsha.xml")
        assert "Yunlu Lane" in page("/en/feeds/changsha.xml")
        page("/feeds/atlantis.xml", 404)


class TestDrawings:
    def test_a_project_without_geometry_has_a_quiet_card(self, project: UUID) -> None:
        response = Client().get(f"/drawings/projects/{SLUG}/1-1/card.svg", headers={"accept-encoding": "gzip"})
        assert response.status_code == 200
        assert response["Content-Type"].startswith("image/svg+xml")
        assert "default-src 'none'" in response["Content-Security-Policy"]

    def test_a_share_image_is_a_picture(self, project: UUID) -> None:
        response = Client().get(f"/drawings/projects/{SLUG}/1-1/share.png")
        assert response.status_code == 200
        assert response.content[:8] == b"\x89PNG\r\n\x1a\n"

    def test_unknown_drawings_are_missing(self, project: UUID) -> None:
        for path in ("projects/never/1-1/card.svg", f"projects/{SLUG}/1-1/card.png", f"projects/{SLUG}/1-1/x.svg",
                     "layouts/nonsense/1-1/card.svg"):  # fmt: skip
            assert Client().get(f"/drawings/{path}").status_code == 404

    def test_a_layout_without_geometry_has_no_drawing(self, project: UUID) -> None:
        layout = Layout.objects.all()[0]
        run(lambda: Layout.objects.filter(pk=layout.pk).update(geometry={}))
        assert Client().get(f"/drawings/layouts/{layout.pk}/1-1/card.svg").status_code == 404


@needs_build
class TestRendering:
    def test_buildings_are_drawn_where_nobody_drew_the_ground(self, project: UUID) -> None:
        data = payload(page(f"/projects/{SLUG}"))["data"]
        site, card = data["site"], data["card"]  # type: ignore[index]
        assert site["site"]["boundary"] == []
        assert [one["name"] for one in site["buildings"]] == ["1栋", "2栋"]
        assert page(card["picture"]).count("<path") > 20

    def test_phones_are_sent_to_the_lighter_drawing_by_head_and_page_alike(self, project: UUID) -> None:
        html = ""
        for _ in range(20):
            html = page(f"/projects/{SLUG}")
            if 'data-rendered="server"' in html:
                break
            time.sleep(0.2)
        [(media, srcset)] = re.findall(r'<source media="([^"]+)" srcset="([^"]+)"', html) or [("", "")]
        preloads = dict(re.findall(r'rel="preload" as="image" href="([^"]+)" media="([^"]+)"', html))
        hero = payload(html)["data"]["card"]["picture"]  # type: ignore[index]
        assert (media, srcset) == (NARROW, for_phones(hero))
        assert preloads == {for_phones(hero): NARROW, hero: f"not all and {NARROW}"}
        whole, light = page(hero), page(for_phones(hero))
        assert 20 < light.count("<path") < whole.count("<path")

    def test_pages_come_rendered_once_the_engine_is_warm(self, project: UUID) -> None:
        page("/help")
        html_shelf.forget()
        for _ in range(20):
            html = page("/help")
            if 'data-rendered="server"' in html:
                break
        assert 'data-rendered="server"' in html
        assert "<main" in html
        assert 'id="main"' in html

    def test_the_engine_survives_a_payload_that_breaks_a_component(self) -> None:
        engine = Engine()
        with pytest.raises(RenderFailed):
            engine.render(name="home", payload_json='{"page":"home","shell":null}')
        with pytest.raises(RenderFailed):
            engine.render(name="home", payload_json="not json")
