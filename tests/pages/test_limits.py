"""What pages promise about work, memory and crawlers: fixed queries, bounded caches, busy drawings, split site maps."""

import re
import subprocess
import sys
from concurrent.futures import Future
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guangsha.catalog.models import Unit
from guangsha.catalog.public import project_cards
from guangsha.kit.bounded_cache import BoundedCache
from guangsha.pages import feeds, geography, stock
from guangsha.pages.cards import project_cards_out
from guangsha.pages.loaders import home, landing
from guangsha.pages.pictures import views as pictures
from guangsha.pages.rendering.cache import html_shelf
from guangsha.pages.rendering.engine import MAX_DRAWINGS, Engine, RenderFailed
from guangsha.search.public import IndexNotReady
from tests.catalog.support import fill, make_project, publish
from tests.pages.test_pages import page, payload

pytestmark = pytest.mark.django_db(transaction=True)
SLUG = "yunlu-lane"


def listed(source_id: str, name_en: str = "Yunlu Lane") -> UUID:
    """A published project with its parts."""
    project_id = make_project(source_id, values={"name_en": name_en})
    fill(project_id)
    publish(project_id)
    return project_id


@pytest.fixture
def project() -> UUID:
    project_id = listed("p1")
    call_command("index_rebuild", stdout=StringIO())
    return project_id


def read(path: str) -> str:
    return b"".join(Client().get(path).streaming_content).decode()  # type: ignore[attr-defined]


class TestQueries:
    def test_a_list_of_cards_costs_the_same_however_long_it_is(self, project: UUID) -> None:
        ids = [project, listed("p2", "Second Lane"), listed("p3", "Third Lane")]
        costs = []
        for count in (1, 3):
            cards = project_cards(project_ids=ids[:count])
            with CaptureQueriesContext(
                connection,
            ) as queries:
                shown = project_cards_out(cards, "zh-CN")
            assert [card.metro.name for card in shown if card.metro] == ["望城坡站"] * count
            costs.append(len(queries))
        assert costs[0] == costs[1] == 3


class TestStock:
    def test_made_up_parameters_are_the_same_page(self, project: UUID) -> None:
        page("/help")
        used = stock._pages.used, html_shelf.used
        for number in range(5):
            page(f"/help?x={number}&utm_source={'a' * 900}")
        assert (stock._pages.used, html_shelf.used) == used
        page(f"/projects/{SLUG}?building=1")
        assert stock._pages.used > used[0]

    def test_a_cache_holds_so_many_bytes_and_no_more(self) -> None:
        cache: BoundedCache[str] = BoundedCache(100)
        for number in range(10):
            cache.put(number, "x", 30)
        assert cache.used == 90
        assert cache.get(6) is None
        assert cache.get(9) == "x"
        cache.put("huge", "x", 101)
        assert cache.get("huge") is None
        cache.put(9, "y", 40)
        assert cache.get(9) == "y"
        assert cache.used <= 100


class TestDrawingsUnderLoad:
    def test_a_full_queue_refuses_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        engine = Engine()
        monkeypatch.setattr(engine, "_waiting", MAX_DRAWINGS)
        with pytest.raises(RenderFailed, match="waiting"):
            engine.draw(function="drawSite", input_json="{}")

    def test_a_drawing_that_takes_too_long_is_a_failure_like_any_other(self, monkeypatch: pytest.MonkeyPatch) -> None:
        engine = Engine()
        monkeypatch.setattr("guangsha.pages.rendering.engine.HARD_LIMIT_S", 0.01)
        monkeypatch.setattr(engine, "_submit", lambda *_: Future())
        with pytest.raises(RenderFailed, match="longer"):
            engine.draw(function="drawSite", input_json="{}")

    def test_no_drawing_now_is_503_with_the_time_to_come_back(
        self, project: UUID, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Busy(Engine):
            def draw(self, **_: object) -> str:  # type: ignore[override]
                raise RenderFailed("planted")

        monkeypatch.setattr(pictures, "drawing_engine", Busy)
        monkeypatch.setattr(pictures, "site_input", lambda *_: {})
        response = Client().get(f"/drawings/projects/{SLUG}/1-1/card.svg")
        assert response.status_code == 503
        assert int(response["Retry-After"]) > 0
        assert response["Cache-Control"] == "no-store"


class TestCrawlers:
    def test_robots_let_a_city_be_read_and_filters_not(self, project: UUID) -> None:
        rules = page("/robots.txt").splitlines()
        assert robots_allow(rules, "/search?city=430100")
        assert robots_allow(rules, "/en/search?city=430100")
        assert robots_allow(rules, f"/projects/{SLUG}")
        for path in ("/search?city=430100&rooms=3", "/search?q=x", "/en/search?rooms=3", "/compare?projects=a",
                     f"/projects/{SLUG}?building=1"):  # fmt: skip
            assert not robots_allow(rules, path), path

    def test_only_known_cities_are_searched_and_only_listed_ones_are_indexed(self, project: UUID) -> None:
        page("/search?city=atlantis", 404)
        assert 'content="noindex"' not in page("/search?city=changsha")
        assert 'content="noindex"' in page("/search?city=370200")
        filtered = page("/search?city=changsha&rooms=3")
        assert 'content="noindex"' in filtered
        assert re.search(r'rel="canonical" href="[^"]*/search\?city=430100"', filtered)

    def test_site_maps_are_split_before_they_are_too_long(self, project: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(feeds, "MAX_ADDRESSES", 10)
        names = re.findall(r"/sitemaps/(units-\d+\.xml)<", page("/sitemap.xml"))
        maps = [read(f"/sitemaps/{name}") for name in names]
        assert len(maps) == -(-2 * Unit.objects.count() // 10) > 1
        assert all(one.count("<url>") <= 10 for one in maps)
        found = set(re.findall(r"/units/([0-9a-f-]+)</loc>", "".join(maps)))
        assert found == {str(unit.pk) for unit in Unit.objects.all()}
        assert Client().get(f"/sitemaps/units-{len(maps) + 1}.xml").status_code == 404

    def test_a_district_that_empties_while_its_page_is_loaded_is_missing(
        self, project: UUID, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(landing, "every_card", lambda _: [])
        page("/cities/changsha/yuelu-district", 404)


def robots_allow(rules: list[str], path: str) -> bool:
    """The longest matching rule decides, as RFC 9309 has it."""
    best, allowed = -1, True
    for rule in rules:
        kind, _, pattern = rule.partition(": ")
        if kind not in ("Allow", "Disallow"):
            continue
        matches = re.match(re.escape(pattern).replace(r"\*", ".*"), path)
        if matches and len(pattern) > best:
            best, allowed = len(pattern), kind == "Allow"
    return allowed


class TestHome:
    def test_leads_to_searches_that_find_something(self, project: UUID) -> None:
        groups = {one["code"]: one["links"] for one in payload(page("/"))["data"]["quick"]}  # type: ignore[index]
        assert "more" in groups
        for links in groups.values():
            for link in links:
                assert link["count"] > 0
                page(link["path"])

    def test_stands_without_a_search_index(self, project: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
        def missing(**_: object) -> None:
            raise IndexNotReady

        monkeypatch.setattr(home, "search_with_facets", missing)
        groups = [one["code"] for one in payload(page("/"))["data"]["quick"]]  # type: ignore[index]
        assert groups in ([], ["district"])

    def test_names_the_feed_of_its_city(self, project: UUID) -> None:
        found = re.search(r'type="application/atom\+xml" title="[^"]+" href="[^"]*(/feeds/[^"]+)"', page("/"))
        assert found
        assert found[1] == geography.feed_path("changsha")
        page(found[1])
        assert 'href="' in page("/en")
        assert "/en/feeds/changsha.xml" in page("/en")


TWO_ISOLATES = """
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from guangsha.pages.rendering.engine import Engine, RenderFailed

first = Barrier(2)
def ask(engine):
    first.wait()
    for _ in range(40):
        engine.draw(function="toString", input_json="x" * 100_000)
        try:
            engine.draw(function="drawSite", input_json="{}")
        except RenderFailed:
            pass
engines = [Engine(), Engine()]
with ThreadPoolExecutor(max_workers=4) as threads:
    list(threads.map(ask, engines))
print("alive")
"""


def test_two_isolates_in_threads_of_their_own_do_not_end_the_process() -> None:
    """On processors with protection keys (`ospke`) this died of SIGSEGV: V8's key belonged to one thread's family.
    Begun at the same moment, it died of SIGTRAP, 7 times of 25: the first isolate of a process sets up its memory."""
    done = subprocess.run([sys.executable, "-c", TWO_ISOLATES], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.strip().endswith("alive")) == (0, True), done.stderr[:2000]
