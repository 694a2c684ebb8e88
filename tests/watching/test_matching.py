"""What is news for a saved search: what matches now and did not before; once, whoever looks and whatever is killed."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guangsha.catalog.models import Project, Unit
from guangsha.inventory.public import UnitStatus
from guangsha.kit.clock import utc_now
from guangsha.search.domain.documents import ProjectDoc
from guangsha.search.domain.query import SearchQuery
from guangsha.search.public import SmallIndex
from guangsha.watching import jobs
from guangsha.watching.models import ChangedProject, News, Reading
from guangsha.watching.services import matching
from guangsha.watching.services.lists import add_favourite
from guangsha.watching.services.matching import ReadMeanwhile, match_changes
from guangsha.watching.services.searches import change_search
from tests.backbone.support import in_threads
from tests.catalog.support import fill, make_project, publish, take_down
from tests.search import oracle
from tests.search.strategies import queries, stocks
from tests.watching.support import buyer, found, react, release, reprice, run, save, settle, tell, told

pytestmark = [pytest.mark.django_db(transaction=True)]
FEW = settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])


def expected(docs: list[ProjectDoc], query: SearchQuery) -> dict[UUID, set[UUID]]:
    """By brute force."""
    out: dict[UUID, set[UUID]] = {}
    if query.kind == "projects":
        return {project.id: {project.id} for project in oracle.project_matches(docs, query)}
    for project, unit in oracle.unit_matches(docs, query):
        out.setdefault(project.id, set()).add(unit.id)
    return out


@FEW
@given(stocks(8), st.lists(queries(), min_size=1, max_size=8))
def test_a_small_index_matches_what_the_oracle_does(docs: list[ProjectDoc], asked: list[SearchQuery]) -> None:
    with SmallIndex(docs) as small:
        for query in asked:
            assert small.matches(query) == expected(docs, query)


@FEW
@given(stocks(5), stocks(5), st.lists(queries(), min_size=1, max_size=8))
def test_what_is_new_is_the_difference_of_two_readings(
    before: list[ProjectDoc], after: list[ProjectDoc], asked: list[SearchQuery]
) -> None:
    """Also where only the changed homes are asked about."""
    old = {doc.id: doc for doc in before}
    mixed = [*after, *(doc for doc in before if doc.id not in {one.id for one in after})]
    projects = [matching._Project(doc.id, 1, 1, old.get(doc.id), doc, utc_now()) for doc in mixed]
    with ExitStack() as stack:
        ask = matching._asker(projects, stack)
        for query in asked:
            was, now = expected([old[doc.id] for doc in mixed if doc.id in old], query), expected(mixed, query)
            new = {key: ids - was.get(key, set()) for key, ids in now.items()}
            assert ask(query) == {key: ids for key, ids in new.items() if ids}


def shown(**values: Any) -> UUID:
    """A project published now."""
    project_id = make_project(**values)
    fill(project_id)
    publish(project_id, now=utc_now())
    return project_id


class TestNews:
    def test_of_a_published_project_reach_the_searches_it_matches(self) -> None:
        person = buyer()
        near, far, dear = save(person, "city=430100"), save(person, "city=310000"), save(person, "price_min=999000000")
        whole = save(person, "kind=projects&city=430100")
        project_id = shown()
        settle()
        assert len(found(near)) == len(set(found(near))) == 12
        assert found(far) == found(dear) == []
        assert found(whole) == [project_id]

    def test_are_not_what_was_there_when_the_search_was_saved(self) -> None:
        project_id = shown()
        settle()
        search = save(buyer(), "city=430100")
        reprice(Unit.objects.filter(project=project_id, kind="home").values_list("pk", flat=True)[0], 170_000_000)
        settle()
        assert found(search) == []

    def test_come_when_a_price_or_a_status_makes_a_home_match(self) -> None:
        project_id = shown()
        settle()
        person = buyer()
        cheap, free = save(person, "price_max=150000000"), save(person, "status=available")
        home = Unit.objects.get(project=project_id, building__name="1栋", number="0101").pk
        reprice(home, 149_000_000)
        settle()
        assert (found(cheap), found(free)) == ([home], [])
        release(project_id, ["0101", "0102"], UnitStatus.AVAILABLE)
        settle()
        assert home in found(free)
        assert len(found(free)) == 2
        assert found(cheap) == [home]

    def test_never_come_twice_when_a_home_stops_matching_and_matches_again(self) -> None:
        project_id = shown()
        settle()
        search = save(buyer(), "status=available")
        for status in (UnitStatus.AVAILABLE, UnitStatus.HELD, UnitStatus.AVAILABLE):
            release(project_id, ["0101"], status)
            settle()
        take_down(project_id)
        settle()
        assert len(found(search)) == 1
        assert News.objects.count() == 1

    def test_do_not_come_while_a_search_is_paused(self) -> None:
        person = buyer()
        search = save(person, "city=430100")
        run(lambda: change_search(owner_id=person, search_id=search, now=utc_now(), paused=True))
        shown()
        settle()
        assert found(search) == []

    def test_of_a_project_nobody_read_before_are_for_those_who_waited_when_it_was_published(self) -> None:
        project_id = shown()
        settle()
        Reading.objects.all().delete()  # as after an update of an installation that is years old
        search = save(buyer(), "city=430100")
        News.objects.all().delete()
        Project.objects.filter(pk=project_id).update(published_at=utc_now().replace(year=2020))
        release(project_id, ["0101"], UnitStatus.AVAILABLE)
        settle()
        assert found(search) == []


class TestOnce:
    def test_two_runs_at_once_find_it_once(self) -> None:
        search = save(buyer(), "city=430100")
        shown()
        react()
        errors = in_threads(4, lambda _: jobs.match({}))
        assert errors == []
        assert len(found(search)) == 12
        assert not ChangedProject.objects.exists()

    def test_a_run_that_slept_over_another_writes_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        search = save(buyer(), "city=430100")
        project_id = shown()
        react()
        write = matching._write
        slept: list[Any] = []

        def later(projects: Any, news: Any) -> None:
            if not slept:
                slept.append((projects, news))
                return
            write(projects, news)

        monkeypatch.setattr(matching, "_write", later)
        match_changes(now=utc_now())
        match_changes(now=utc_now())
        before = list(Reading.objects.values_list("revision", flat=True))
        with pytest.raises(ReadMeanwhile):
            run(lambda: write(*slept[0]))
        assert list(Reading.objects.values_list("revision", flat=True)) == before
        assert len(found(search)) == 12
        assert project_id is not None

    def test_killed_between_finding_and_writing_it_is_found_by_the_next(self, monkeypatch: pytest.MonkeyPatch) -> None:
        search = save(buyer(), "city=430100")
        shown()
        react()
        with monkeypatch.context() as patched:
            patched.setattr(News.objects, "bulk_create", lambda *_, **__: (_ for _ in ()).throw(RuntimeError("killed")))
            with pytest.raises(RuntimeError):
                jobs.match({})
        assert found(search) == []
        assert ChangedProject.objects.exists()
        jobs.match({})
        assert len(found(search)) == 12

    def test_a_change_during_a_run_is_read_by_the_next(self, monkeypatch: pytest.MonkeyPatch) -> None:
        project_id = shown()
        settle()
        search = save(buyer(), "status=available")
        release(project_id, ["0101"], UnitStatus.AVAILABLE)
        react()
        read = matching._newly_matching

        def meanwhile(projects: Any) -> Any:
            release(project_id, ["0102"], UnitStatus.AVAILABLE)
            react()
            monkeypatch.setattr(matching, "_newly_matching", read)
            return read(projects)

        monkeypatch.setattr(matching, "_newly_matching", meanwhile)
        jobs.match({})
        assert len(found(search)) == 1
        jobs.match({})  # the change asked for it
        assert len(found(search)) == 2


class TestFavourites:
    def test_that_cost_less_are_told_once_per_price(self) -> None:
        project_id = shown()
        settle()
        person = buyer()
        home = Unit.objects.get(project=project_id, building__name="1栋", number="0301").pk
        run(lambda: add_favourite(owner_id=person, kind="units", target_id=home, now=utc_now()))
        prices = (190_000_000, 175_000_000, 178_000_000, 176_000_000)  # up, down, up, down but not below what was told
        for fen in prices:
            reprice(home, fen)
            settle()
            tell()
        assert told(person, "watching.price_drop") == 1
        reprice(home, 170_000_000)
        settle()
        tell()
        assert told(person, "watching.price_drop") == 2

    def test_are_not_told_to_who_does_not_want_it(self) -> None:
        project_id = shown()
        settle()
        person = buyer()
        home = Unit.objects.get(project=project_id, building__name="1栋", number="0301").pk
        run(lambda: add_favourite(owner_id=person, kind="units", target_id=home, now=utc_now(), tell_price=False))
        reprice(home, 150_000_000)
        settle()
        tell()
        assert told(person, "watching.price_drop") == 0

    def test_a_project_costs_less_when_its_cheapest_home_does(self) -> None:
        project_id = shown()
        settle()
        person = buyer()
        run(lambda: add_favourite(owner_id=person, kind="projects", target_id=project_id, now=utc_now()))
        dearest = Unit.objects.get(project=project_id, building__name="2栋", number="0301").pk
        reprice(dearest, 182_500_000)
        settle()
        assert not News.objects.exists()
        reprice(dearest, 160_000_000)
        settle()
        assert [(row.before_fen, row.after_fen) for row in News.objects.all()] == [(181_000_000, 160_000_000)]
