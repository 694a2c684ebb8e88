"""Looks at unit pages: counted per unit and day, by whom is kept nowhere, and none is lost between writers."""

import time
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import OperationalError, connection
from django.test import Client

from guangsha.accounts.domain.roles import BUILT_IN
from guangsha.inventory import views
from guangsha.inventory.domain.views import DAYS, first_day
from guangsha.inventory.jobs import forget_views_step
from guangsha.inventory.models import UnitViews
from guangsha.inventory.selectors.staff_board import staff_board
from guangsha.inventory.services.views import add_views
from guangsha.inventory.views import ViewCounter
from guangsha.kit.clock import CHINA, utc_now
from guangsha.kit.ids import new_id
from guangsha.pages import visits
from tests.actors import acting_as, acting_possible, holder
from tests.backbone.support import in_threads
from tests.catalog.support import EDITOR, run
from tests.inventory.support import on_sale

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Iterator[ViewCounter]:
    """The counter of the product, that writes when the test says so."""
    counter = ViewCounter(write_every_s=3_600)
    monkeypatch.setattr(views, "_counter", counter)
    yield counter


def kept() -> dict[UUID, int]:
    return dict(UnitViews.objects.values_list("unit_id", "views"))


class TestCounting:
    def test_writers_at_the_same_time_lose_none(self) -> None:
        units, now = on_sale(), utc_now()
        counters = [ViewCounter(write_every_s=3_600) for _ in range(4)]

        def look(index: int) -> None:
            for _ in range(5):
                for unit in units[: index + 1]:
                    counters[index].note(unit_id=unit, now=now)
                counters[index].write()

        assert in_threads(4, look) == []
        assert kept() == {unit: 5 * (4 - place) for place, unit in enumerate(units[:4])}

    def test_it_writes_by_itself_a_little_later(self) -> None:
        unit = on_sale()[0]
        own = ViewCounter(write_every_s=0.05)
        for _ in range(3):
            own.note(unit_id=unit, now=utc_now())
        deadline = time.monotonic() + 30
        while not kept() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert kept() == {unit: 3}

    def test_what_could_not_be_written_is_written_next_time(
        self, counter: ViewCounter, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        unit = on_sale()[0]
        views.note_view(unit_id=unit, now=utc_now())
        with monkeypatch.context() as broken:
            broken.setattr(views, "add_views", lambda **_: (_ for _ in ()).throw(OperationalError("away")))
            counter.write()
        assert kept() == {}
        counter.write()
        counter.write()
        assert kept() == {unit: 1}

    def test_it_counts_no_more_than_it_has_room_for(
        self, counter: ViewCounter, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(views, "MOST_COUNTED", 2)
        for _ in range(5):
            counter.note(unit_id=new_id(), now=utc_now())
        assert len(counter._seen) == 2

    def test_the_board_adds_up_seven_days_and_older_ones_go(self) -> None:
        units, now = on_sale(), utc_now()
        first, today = first_day(now), now.astimezone(CHINA).date()
        assert (today - first).days == DAYS - 1
        seen = {(units[0], today): 3, (units[0], first): 4, (units[0], first - timedelta(days=1)): 100}
        run(lambda: add_views(seen=seen))
        (project_id,) = {one.unit.project_id for one in UnitViews.objects.select_related("unit")}
        board = staff_board(actor=EDITOR, project_id=project_id)
        assert {one.unit.id: one.views for one in board.units if one.views} == {units[0]: 7}
        past = staff_board(actor=EDITOR, project_id=project_id, at=now - timedelta(seconds=1))
        assert {one.views for one in past.units} == {None}
        forget_views_step()
        assert sorted(UnitViews.objects.values_list("views", flat=True)) == [3, 4]

    def test_nothing_is_kept_of_who_looked(self) -> None:
        assert {field.name for field in UnitViews._meta.get_fields()} == {"id", "unit", "day", "views"}


class TestLooks:
    def test_people_are_counted_on_the_page_and_when_the_browser_moves_there(self, counter: ViewCounter) -> None:
        unit = on_sale()[0]
        browser = Client(headers={"user-agent": PHONE})
        assert browser.get(f"/units/{unit}").status_code == 200
        assert browser.get(f"/en/units/{unit}", headers={"sec-fetch-dest": "document"}).status_code == 200
        assert browser.get(f"/api/v1/pages/unit?id={unit}", headers={"sec-fetch-dest": "empty"}).status_code == 200
        assert browser.get(f"/units/{unit}").status_code == 200  # by now a kept document
        counter.write()
        connection.close()
        assert kept() == {unit: 4}

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"user-agent": "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)"},
            {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
            {"user-agent": "curl/8.5.0"},
            {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/130.0 Safari/537.36"},
            {"user-agent": PHONE, "sec-purpose": "prefetch"},
            {"user-agent": PHONE, "sec-purpose": "prefetch;prerender"},
            {"user-agent": PHONE, "purpose": "prefetch"},
            {"user-agent": PHONE, "sec-fetch-dest": "iframe"},
        ],
    )
    def test_programs_and_prefetches_are_not(self, counter: ViewCounter, headers: dict[str, str]) -> None:
        unit = on_sale()[0]
        assert Client(headers=headers).get(f"/units/{unit}").status_code == 200
        assert not counter._seen

    def test_heads_other_pages_and_pages_that_are_not_there_are_not(self, counter: ViewCounter) -> None:
        unit = on_sale()[0]
        browser = Client(headers={"user-agent": PHONE})
        browser.head(f"/units/{unit}")
        for path in ("/", "/search", f"/units/{new_id()}", "/units/x", "/projects/yunlu-lane"):
            browser.get(path)
        assert not counter._seen

    def test_colleagues_are_not(self, counter: ViewCounter) -> None:
        unit = on_sale()[0]
        with acting_possible():
            client = Client(headers={"user-agent": PHONE})
            with acting_as(holder(*list(BUILT_IN)[:1])):
                assert client.get(f"/units/{unit}").status_code == 200
            assert not counter._seen
            assert client.get(f"/units/{unit}").status_code == 200
        assert len(counter._seen) == 1

    def test_browsers_people_use_are_no_programs(self) -> None:
        agents = [
            PHONE,
            "Mozilla/5.0 (Linux; Android 14; HUAWEI) AppleWebKit/537.36 Chrome/114.0 Mobile Safari/537.36 MicroMessenger/8.0.49",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 14.6; rv:132.0) Gecko/20100101 Firefox/132.0",
        ]
        assert not any(visits.PROGRAMS.search(agent) for agent in agents)
