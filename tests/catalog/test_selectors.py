from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guangsha.catalog.models import Unit
from guangsha.catalog.public import (
    PermitCoverage,
    every_unit_of,
    layouts_of,
    project_cards,
    public_project_ids,
    release_facts,
    search_facts,
    units_by_id,
)
from guangsha.catalog.selectors import feed
from guangsha.kit.ids import new_id
from tests.catalog.support import NOW, fill, make_project, public_project, take_down

pytestmark = [pytest.mark.django_db(transaction=True)]


class TestFeed:
    def test_holds_what_is_public_and_nothing_else(self) -> None:
        shown, bare = public_project("p1"), make_project("p2")
        fill(bare)
        gone = public_project("p3")
        take_down(gone)
        assert list(public_project_ids()) == [shown]
        found = {project.id: units for project, units in search_facts(project_ids=[shown, bare, gone, new_id()])}
        assert list(found) == [shown]
        assert len(found[shown]) == 13
        assert {unit.project_slug for unit in found[shown]} == {"yunlu-lane"}
        assert {bool(unit.permit_numbers) for unit in found[shown]} == {True, False}

    def test_a_project_without_units_is_there_too(self) -> None:
        project_id = public_project()
        Unit.objects.update(removed_at=NOW)
        ((project, units),) = search_facts(project_ids=[project_id])
        assert (project.derived.homes, project.derived.permit_coverage, units) == (0, PermitCoverage.NONE, [])

    def test_is_read_a_batch_at_a_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(feed, "BATCH", 2)
        ids = [public_project(f"p{number}", floors=1) for number in range(5)]
        asked: list[UUID] = []

        def asking() -> Iterator[UUID]:
            for project_id in ids:
                asked.append(project_id)
                yield project_id

        with CaptureQueriesContext(connection) as queries:
            reading = search_facts(project_ids=asking())
            next(reading)
            assert len(asked) == 2
            assert len(list(reading)) == 4
        assert len(queries) == 3 * 8


class TestCards:
    def test_come_in_the_order_asked_and_only_if_public(self) -> None:
        first, second, draft = public_project("p1"), public_project("p2"), make_project("p3")
        cards = project_cards(project_ids=[second, draft, first, second])
        assert [card.id for card in cards] == [second, first]

    def test_units_by_id_keep_their_order(self) -> None:
        project_id = public_project()
        ids = [unit.id for unit in every_unit_of(project_id=project_id)]
        assert [unit.id for unit in units_by_id(unit_ids=[ids[3], new_id(), ids[0]])] == [ids[3], ids[0]]


class TestHidden:
    def test_parts_of_a_draft_are_not_found_by_its_id(self) -> None:
        project_id = make_project()
        fill(project_id)
        assert every_unit_of(project_id=project_id) == []
        assert layouts_of(project_id=project_id) == []

    def test_the_ledger_may_look_behind_the_curtain(self) -> None:
        fill(make_project())
        covered = Unit.objects.get(identity="1栋-0101").pk
        bare = Unit.objects.get(identity="2栋-0101").pk
        facts = release_facts(unit_ids=[covered, bare, new_id()])
        assert {unit_id: fact.has_permit for unit_id, fact in facts.items()} == {covered: True, bare: False}
