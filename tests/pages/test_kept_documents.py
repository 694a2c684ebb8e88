"""Documents that processes share: found by others, new at once when a fact is, never of or for somebody in particular."""

import gzip
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
import redis
from django.conf import settings as product
from django.core.management import call_command
from django.test import Client, override_settings

from guangsha.accounts.models import Person
from guangsha.backbone import metrics, shared_cache
from guangsha.catalog.models import Unit
from guangsha.inventory.api.board import boards
from guangsha.inventory.public import UnitStatus, set_unit_statuses
from guangsha.pages import stock
from guangsha.pages.rendering.assets import is_built
from guangsha.pages.rendering.cache import html_shelf, rendered_before
from guangsha.search.api import counts
from tests.catalog.support import EDITOR, NOW, run, take_down
from tests.inventory.support import hold, homes, on_sale
from tests.realtime.support import redis_server

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not is_built(), reason="the web application is not built"),
]
SLUG = "yunlu-lane"
ADDRESS = f"/projects/{SLUG}"


def forget() -> None:
    """As a process that has just started."""
    stock._pages.clear()
    rendered_before.clear()
    for shelf in (stock.documents, stock.answers, html_shelf, boards, counts):
        shelf.forget()


@pytest.fixture(autouse=True)
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[redis.Redis]:
    forget()
    monkeypatch.setattr(shared_cache, "_breaker", shared_cache._Breaker())
    with redis_server(tmp_path) as (address, _process):
        env = product.ENV.model_copy(update={"redis_url": address})
        with override_settings(ENV=env, CACHES={**product.CACHES, "shared": env.shared_cache()}):
            yield redis.Redis.from_url(address)


@pytest.fixture
def units() -> list[UUID]:
    units = on_sale()
    call_command("index_rebuild", stdout=StringIO())
    return units


def looks(shelf: str, found: str) -> float:
    return metrics.CACHE_LOOKS.labels(shelf, found)._value.get()


def whole(address: str, client: Client | None = None) -> str:
    """The document, once V8 was in time."""
    for _ in range(20):
        html = (client or Client()).get(address).content.decode()
        if 'data-rendered="server"' in html:
            return html
    raise AssertionError("never rendered")


class TestDocuments:
    @pytest.mark.parametrize("address", ["/", "/search", ADDRESS, "unit"])
    def test_another_process_serves_the_same_bytes_without_making_them(
        self, units: list[UUID], address: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("guangsha.pages.views.utc_now", lambda: NOW)
        address = f"/units/{units[0]}" if address == "unit" else address
        first = whole(address)
        forget()
        monkeypatch.setattr("guangsha.pages.views.load_page", None)
        before = looks("document", "far")
        assert Client().get(address).content.decode() == first
        assert looks("document", "far") == before + 1

    def test_a_hold_is_on_the_page_and_on_the_boards_at_once(self, units: list[UUID]) -> None:
        board, unit = f"/api/v1{ADDRESS}/unit-board", f"/units/{units[0]}"
        building = Unit.objects.get(pk=units[0]).building_id
        small = f"/api/v1/pages/board?slug={SLUG}&building={building}"
        kept = [whole(unit), *(Client().get(one).content.decode() for one in (board, small))]
        assert not any('"held"' in text and f"{units[0]}" in text and '"held":1' in text for text in kept)
        assert [Client().get(one).content.decode() for one in (board, small)] == kept[1:]
        hold(units[0])  # no relay runs: nothing but the committed fact can tell
        assert '"status":"held"' in Client().get(unit).content.decode()
        assert '"held":1' in Client().get(board).content.decode()
        assert '"held"' in Client().get(small).content.decode().split(str(units[0]), 1)[1][:400]

    def test_what_is_taken_down_is_gone_at_once(self, units: list[UUID]) -> None:
        whole(ADDRESS)
        assert Client().get(f"/api/v1{ADDRESS}/unit-board").status_code == 200
        take_down(Unit.objects.get(pk=units[0]).project_id)
        assert Client().get(ADDRESS).status_code == 410
        assert Client().get(f"/api/v1{ADDRESS}/unit-board").status_code == 410

    def test_it_is_packed_for_who_can_unpack_and_plain_for_others(self, units: list[UUID]) -> None:
        plain = whole(ADDRESS)
        packed = Client().get(ADDRESS, headers={"accept-encoding": "gzip"})
        assert packed["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.content).decode() == plain
        assert Client().get(ADDRESS, headers={"if-none-match": packed["ETag"]}).status_code == 304

    def test_themes_and_languages_do_not_meet(self, units: list[UUID]) -> None:
        dark = Client()
        dark.cookies["theme"] = "dark"
        assert 'data-theme="dark"' in whole(ADDRESS, dark)
        assert "data-theme" not in whole(ADDRESS)
        assert '<html lang="en"' in whole(f"/en{ADDRESS}")
        assert 'data-theme="dark"' in whole(ADDRESS, dark)


class TestNobodysPages:
    def kept(self, server: redis.Redis) -> set[bytes]:
        found: list[bytes] = server.keys()  # type: ignore[assignment]
        return {key for key in found if b":document:" in key}

    def test_somebody_signed_in_neither_fills_nor_reads_them(self, units: list[UUID], server: redis.Redis) -> None:
        somebody = Client()
        somebody.force_login(Person.objects.create())
        own = whole(ADDRESS, somebody)
        assert self.kept(server) == set()
        assert Client().get(ADDRESS, headers={"authorization": "Bearer x"}).status_code in (200, 401)
        assert self.kept(server) == set()
        before = [looks("document", found) for found in ("near", "far", "none")]
        assert whole(ADDRESS, somebody) == own
        assert [looks("document", found) for found in ("near", "far", "none")] == before
        whole(ADDRESS)
        assert len(self.kept(server)) == 1

    def test_pages_of_an_account_are_never_kept(self, units: list[UUID], server: redis.Redis) -> None:
        for address in ("/account", "/account/sign-in", "/account/orders", "/favourites", "/alerts", "/verify"):
            Client().get(address)
        assert self.kept(server) == set()

    def test_refusals_are_never_kept(self, units: list[UUID], server: redis.Redis) -> None:
        assert Client().get("/projects/never").status_code == 404
        assert Client().get("/search?rooms=zzz").status_code == 422
        assert self.kept(server) == set()


def test_facets_are_counted_once_for_a_generation_of_the_index(units: list[UUID], server: redis.Redis) -> None:
    first = Client().get("/api/v1/facets?kind=units")
    forget()
    before = looks("facets", "far")
    again = Client().get("/api/v1/facets?kind=units")
    assert again.content == first.content
    assert again["ETag"] == first["ETag"]
    assert looks("facets", "far") == before + 1
    run(lambda: set_unit_statuses(actor=EDITOR, now=NOW, unit_ids=homes()[:1], status=UnitStatus.WITHDRAWN, reason="x"))
    call_command("index_rebuild", stdout=StringIO())
    assert Client().get("/api/v1/facets?kind=units").content != first.content
    server.flushall()
    forget()
    assert Client().get("/api/v1/facets?kind=units").status_code == 200
