"""The index follows what is committed: real projects, real events, and every reason to build it again."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from guangsha.backbone.models import OutboxEvent
from guangsha.backbone.outbox import relay_step
from guangsha.backbone.public import head_position
from guangsha.catalog.public import update_project
from guangsha.inventory.public import UnitStatus, set_unit_statuses
from guangsha.kit.clock import utc_now
from guangsha.search.engine.store import MANIFEST, read_manifest
from guangsha.search.engine.writer import IndexWriter
from guangsha.search.public import IndexNotReady, SearchQuery, read_sentence, search_homes, suggest
from guangsha.search.services.indexing import follow_changes, index_folder, index_health, rebuild_index
from tests.catalog.support import EDITOR, NOW, make_project, public_project, run, take_down

pytestmark = [pytest.mark.django_db(transaction=True)]
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def folder(tmp_path: Any, settings: Any) -> Iterator[None]:
    settings.INDEX_DIR = tmp_path / "index"
    yield


def follow() -> None:
    """Stamp what is committed and index it, until nothing is left."""
    while relay_step():
        pass
    while follow_changes(now=utc_now()):
        pass


def units(**values: Any) -> Any:
    return search_homes(query=SearchQuery.of(limit=100, **values), today=TODAY)


def projects(**values: Any) -> list[str]:
    return [hit.slug for hit in search_homes(query=SearchQuery.of(kind="projects", **values), today=TODAY).projects]


def test_a_published_project_is_found_with_all_it_has() -> None:
    project_id = public_project()
    follow()
    page = units(kind="units")
    assert page.total == 12
    assert units(unit_kinds=("shop",)).total == 1
    home = next(hit for hit in page.units if hit.building == "1栋" and hit.number == "0101")
    assert (home.project_id, home.rooms, home.orientation, home.permit) == (project_id, 3, home.orientation, True)
    assert home.price == 181_000_000
    assert home.size == 120
    assert home.status == "unreleased"
    assert (home.city.name, home.district and home.district.name_en) == ("长沙市", "Yuelu District")
    assert abs((utc_now() - home.as_of).total_seconds()) < 60
    assert units(permit=False).total == 6
    (hit,) = search_homes(query=SearchQuery.of(kind="projects", metro=("any",)), today=TODAY).projects
    assert [station.name for station in hit.metro] == ["望城坡站"]
    assert (hit.units_matching, hit.units_total) == (12, 13)
    assert projects(text="yunluli") == projects(text="云麓") == [hit.slug]


def test_only_what_is_public_is_found_and_only_as_long() -> None:
    draft = make_project("draft", values={"name": "未公开", "name_en": "Not Public"})
    project_id = public_project()
    follow()
    assert projects() == ["yunlu-lane"]
    take_down(project_id)
    follow()
    assert projects() == []
    assert units().total == 0
    assert draft is not None


def test_changes_arrive_without_a_rebuild() -> None:
    project_id = public_project()
    follow()
    manifest = read_manifest(index_folder())
    run(lambda: update_project(actor=EDITOR, now=NOW, project_id=project_id, values={"name": "云麓新里"}))
    unit_id = units().units[0].id
    follow()
    assert projects(text="云麓新里") == ["yunlu-lane"]
    after = read_manifest(index_folder())
    assert manifest is not None
    assert after is not None
    assert (after.epoch, after.generation) == (manifest.epoch, manifest.generation + 1)
    assert after.cursor == head_position()
    assert unit_id in {hit.id for hit in units().units}


def test_a_status_of_the_ledger_is_searched_for() -> None:
    public_project()
    follow()
    permitted = [hit.id for hit in units(permit=True, unit_kinds=("home",)).units]
    run(
        lambda: set_unit_statuses(
            actor=EDITOR, now=NOW, unit_ids=permitted[:2], status=UnitStatus.AVAILABLE, reason="release"
        )
    )
    follow()
    assert {hit.id for hit in units(statuses=("available",)).units} == set(permitted[:2])


def test_following_twice_changes_nothing() -> None:
    public_project()
    follow()
    before = read_manifest(index_folder())
    assert follow_changes(now=utc_now()) is False
    assert read_manifest(index_folder()) == before


def test_a_cursor_older_than_the_log_or_newer_than_it_is_built_again() -> None:
    public_project()
    follow()
    first = read_manifest(index_folder())
    assert first is not None
    public_project("p2", values={"name": "湖山苑", "name_en": "Lakeside"})
    while relay_step():
        pass
    top = head_position()
    OutboxEvent.objects.filter(position__lt=top).delete()
    follow()
    second = read_manifest(index_folder())
    assert second is not None
    assert second.epoch != first.epoch
    assert len(projects()) == 2
    with IndexWriter(index_folder()) as writer:
        writer.apply(upserts=(), deletes=(), cursor=top + 1_000)
    follow()
    third = read_manifest(index_folder())
    assert third is not None
    assert third.epoch != second.epoch
    assert third.cursor == top


def test_an_unreadable_index_is_told_and_built_again() -> None:
    project_id = public_project()
    assert not index_health().ok
    with pytest.raises(IndexNotReady):
        units()
    follow()
    assert index_health().ok
    for column in index_folder().glob("seg-*/u_price.npy"):
        column.write_bytes(b"")
    assert not index_health().ok
    run(lambda: update_project(actor=EDITOR, now=NOW, project_id=project_id, values={"name": "云麓里二"}))
    follow()
    assert index_health().ok
    assert units().total == 12


def test_a_busy_writer_is_left_alone() -> None:
    public_project()
    while relay_step():
        pass
    with IndexWriter(index_folder()):
        assert follow_changes(now=utc_now()) is False
        with pytest.raises(CommandError):
            call_command("index_rebuild", stdout=StringIO())
    assert read_manifest(index_folder()) is None


def test_the_command_builds_it_and_says_so() -> None:
    public_project()
    out = StringIO()
    call_command("index_rebuild", stdout=out)
    assert "search index: generation" in out.getvalue()
    assert (index_folder() / MANIFEST).exists()
    assert len(projects()) == 1


def test_progress_and_names() -> None:
    public_project()
    heard: list[tuple[int, int]] = []
    rebuild_index(now=utc_now(), progress=lambda done, total: heard.append((done, total)))
    assert heard == [(1, 1)]
    sentence = read_sentence(sentence="岳麓区三房近地铁", today=TODAY)
    assert sentence.query.districts == ("430104",)
    assert search_homes(query=sentence.query, today=TODAY).total == 12
    assert suggest(typed="yunl")[0].slug == "yunlu-lane"
