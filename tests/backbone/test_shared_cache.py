"""What is kept in Redis: found by others, lost without harm, never believed without its seal; and how fresh facts are told."""

import signal
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
import redis
from django.conf import settings as product
from django.core.cache import caches
from django.test import override_settings

from guangsha.backbone import metrics, shared_cache
from guangsha.backbone.freshness import MOST_WAITING, Freshness
from guangsha.backbone.models import OutboxEvent
from guangsha.backbone.outbox import relay_step
from guangsha.backbone.public import Shelf, command, emit
from tests.backbone.support import TESTER, Happened, in_threads
from tests.realtime.support import redis_server

Server = tuple[str, Popen[bytes]]


def shelf() -> Shelf:
    """As another process would have it: the same shelf with nothing near."""
    return Shelf("test", room=10_000, keep_s=60)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A Redis of our own, and the product set to it."""
    monkeypatch.setattr(shared_cache, "_breaker", shared_cache._Breaker())
    with redis_server(tmp_path) as (address, process):
        env = product.ENV.model_copy(update={"redis_url": address})
        with override_settings(ENV=env, CACHES={**product.CACHES, "shared": env.shared_cache()}):
            yield address, process


def failures() -> float:
    return metrics.CACHE_FAILURES._value.get()


class TestShelf:
    def test_another_process_finds_what_one_put(self, server: Server) -> None:
        shelf().put("a", 1, value="广厦".encode())
        assert shelf().get("a", 1) == "广厦".encode()
        assert shelf().get("a", 2) is None
        assert Shelf("other", room=100, keep_s=60).get("a", 1) is None

    def test_without_redis_a_process_has_its_own(self) -> None:
        own = shelf()
        own.put("a", value=b"1")
        assert own.get("a") == b"1"
        assert shelf().get("a") is None
        own.put("large", value=b"x" * 20_000)
        assert own.get("large") is None

    def test_wiped_it_is_made_again(self, server: Server) -> None:
        shelf().put("a", value=b"1")
        redis.Redis.from_url(server[0]).flushall()
        assert shelf().get("a") is None
        shelf().put("a", value=b"1")
        assert shelf().get("a") == b"1"

    def test_killed_or_hanging_it_is_asked_once_and_not_again_during_the_pause(self, server: Server) -> None:
        shelf().put("a", value=b"1")
        before = failures()
        server[1].send_signal(signal.SIGSTOP)
        own = shelf()
        assert in_threads(6, lambda _: None if own.get("a") is None else pytest.fail("who answered?")) == []
        asked = failures() - before
        assert 1 <= asked <= 6  # those who had asked already wait their short time
        for number in range(50):
            own.put("b", number, value=b"2")
            assert own.get("b", number) == b"2"
            assert shelf().get("a") is None
        assert failures() - before == asked
        server[1].kill()
        assert shelf().get("a") is None

    def test_once_it_answers_it_is_used_again(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        shelf().put("a", value=b"1")
        server[1].send_signal(signal.SIGSTOP)
        assert shelf().get("a") is None
        server[1].send_signal(signal.SIGCONT)
        assert shelf().get("a") is None  # the pause
        monkeypatch.setattr(shared_cache._breaker, "_again_at", 0.0)
        assert shelf().get("a") == b"1"
        assert shelf().get("a") == b"1"

    def test_what_somebody_else_wrote_there_is_not_believed(self, server: Server) -> None:
        shelf().put("a", value=b"ours")
        connection = redis.Redis.from_url(server[0])
        for key in connection.scan_iter():
            connection.set(key, connection.get(key)[:16] + b"theirs")  # type: ignore[index]
        assert shelf().get("a") is None
        shelf().put("b", value=b"another")
        names = [shelf()._name((word,)) for word in "ab"]
        caches["shared"].set(names[0], caches["shared"].get(names[1]))  # a true one, elsewhere
        assert shelf().get("a") is None
        assert shelf().get("b") == b"another"


def tell(number: int = 1) -> None:
    command(lambda: emit(Happened(number)), actor=TESTER)


@pytest.mark.django_db(transaction=True)
class TestFreshness:
    def test_a_fact_is_seen_by_all_before_and_after_it_is_stamped(self) -> None:
        one, other = Freshness(("test.",)), Freshness(("test.",))
        said = [one.read()]
        for number in range(3):
            tell(number)
            said.append(one.read())
            assert other.read() == said[-1]
            relay_step()
            said.append(one.read())
            assert Freshness(("test.",)).read() == said[-1]
        assert len(set(said)) == len(said) == 7
        assert one.read() == said[-1]

    def test_other_facts_change_nothing(self) -> None:
        freshness = Freshness(("inventory.", "catalog."))
        before = freshness.read()
        tell()
        assert freshness.read() == before
        relay_step()
        assert freshness.read() == before

    def test_too_many_that_wait_are_told_as_none(self) -> None:
        freshness = Freshness(("test.",))
        command(lambda: [emit(Happened(number)) for number in range(MOST_WAITING)], actor=TESTER)
        assert freshness.read() is None
        relay_step()
        assert freshness.read() is not None

    def test_an_emptied_database_is_not_mistaken_for_the_one_before(self) -> None:
        freshness = Freshness(("test.",))
        tell()
        relay_step()
        before = freshness.read()
        OutboxEvent.objects.all().delete()
        tell()
        relay_step()
        assert freshness.read() != before
        assert freshness.read() == Freshness(("test.",)).read()

    def test_two_queries_however_many_facts(self, django_assert_num_queries: Any) -> None:
        freshness = Freshness(("test.",))
        for number in range(4):
            tell(number)
        relay_step()
        freshness.read()
        with django_assert_num_queries(2):
            freshness.read()
