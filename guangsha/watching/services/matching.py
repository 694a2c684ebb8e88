"""Who is to hear of a change: readings of changed projects are compared, and saved searches asked about what differs.

A home is news for a search when it matches now and did not at the last reading, and never was news for it before. The
searches are asked about the changed homes alone, in a small index of their own, each distinct search once, many projects
at a time.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

import msgspec
import structlog
from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q

from guangsha.backbone.public import command, require_command
from guangsha.kit.actor import system_actor
from guangsha.search.public import ProjectDoc, SearchQuery, SmallIndex, project_documents
from guangsha.watching.domain.changes import PriceDrop, only_changed, plain, price_drops
from guangsha.watching.domain.rhythm import Bucket, due_at
from guangsha.watching.models import ChangedProject, Favourite, News, Reading, SavedSearch
from guangsha.watching.selectors import ids_in

BATCH = 20
CHUNK = 400
SAVED_MEANWHILE = timedelta(seconds=5)
"""A search saved this shortly after a change is asked too: better a home its owner has just seen than one never told."""
ACTOR = system_actor("watching")
log = structlog.get_logger(__name__)
T = TypeVar("T")
_decoder = msgspec.msgpack.Decoder(ProjectDoc)


class ReadMeanwhile(Exception):
    """Another process wrote a reading of the same project first: begin again from that one."""


@dataclass(frozen=True, slots=True)
class _Project:
    """One changed project: the two readings (None: not public), and from when a search must be to hear of it."""

    id: UUID
    marks: int
    revision: int
    before: ProjectDoc | None
    after: ProjectDoc | None
    since: datetime
    drops: list[PriceDrop] = field(default_factory=list)


def _batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    waiting = iter(items)
    while some := list(islice(waiting, size)):
        yield some


def note_change(*, project_id: UUID, changed_at: datetime) -> None:
    """Remember that the project has to be read again."""
    require_command()
    row = ChangedProject.objects.filter(pk=project_id)
    if row.update(marks=F("marks") + 1, changed_at=changed_at):
        return
    try:
        with transaction.atomic():
            ChangedProject.objects.create(project_id=project_id, changed_at=changed_at)
    except IntegrityError:
        row.update(marks=F("marks") + 1, changed_at=changed_at)


def newest_change() -> datetime | None:
    """When what waits last changed, by the clock of its events; None when nothing waits. One query."""
    newest: datetime | None = ChangedProject.objects.aggregate(newest=Max("changed_at"))["newest"]
    return newest


def match_changes(*, now: datetime, until: datetime | None = None) -> bool:
    """Find news in up to BATCH changed projects and write them down; True when there is more to do. ``until``: of changes so far.

    Safe to repeat, to interrupt and to run twice at once: readings and news are written in one command that only one of two
    takes. Raises ReadMeanwhile for the other.
    """
    changed = ChangedProject.objects.filter(changed_at__lte=until) if until else ChangedProject.objects.all()
    pending = list(changed.order_by("changed_at", "project_id")[:BATCH])
    if not pending:
        return False
    projects = _read(pending, now)
    found = _newly_matching(projects)
    news = [*_news_of_searches(projects, found, now), *_news_of_prices(projects, now)]
    command(lambda: _write(projects, news), actor=ACTOR)
    return len(pending) == BATCH or changed.exists()


def _read(pending: list[ChangedProject], now: datetime) -> list[_Project]:
    ids = [row.project_id for row in pending]
    readings = Reading.objects.in_bulk(ids)
    current = {document.id: plain(document) for document in project_documents(project_ids=ids, now=now)}
    found = []
    for row in pending:
        reading, after = readings.get(row.project_id), current.get(row.project_id)
        before = _unpacked(reading.document) if reading else None
        known = reading is not None and (before is not None or not reading.document)
        # Never read before, it may have been public for years: only who waited when it was published hears of it.
        changed_at = row.changed_at if known or after is None else min(row.changed_at, after.published_at)
        found.append(
            _Project(
                id=row.project_id,
                marks=row.marks,
                revision=reading.revision if reading else 0,
                before=before,
                after=after,
                since=changed_at + SAVED_MEANWHILE,
                drops=list(price_drops(before, after)),
            )
        )
    return found


def _packed(document: ProjectDoc | None) -> bytes:
    return b"" if document is None else zlib.compress(msgspec.msgpack.encode(document), 6)


def _unpacked(packed: bytes | memoryview) -> ProjectDoc | None:
    """None for a project that was not public, and for a reading of an older form of documents."""
    if not packed:
        return None
    try:
        return _decoder.decode(zlib.decompress(bytes(packed)))
    except (zlib.error, msgspec.MsgspecError):
        log.warning("watching_reading_unreadable")
        return None


@dataclass(frozen=True, slots=True)
class _Search:
    id: UUID
    owner_id: UUID
    cadence: str
    since: datetime
    projects: dict[UUID, set[UUID]]


@lru_cache(maxsize=20_000)
def _query(url: str) -> SearchQuery:
    return SearchQuery.from_url(url)


def _newly_matching(projects: Iterable[_Project]) -> Iterator[_Search]:
    """Searches with what matches them now and did not before, by project."""
    shown = [project for project in projects if project.after is not None and project.after != project.before]
    if not shown:
        return
    cities = {document.city.code for one in shown for document in (one.before, one.after) if document}
    rows = SavedSearch.objects.filter(paused=False, confirmed_at__isnull=False, city__in=["", *cities])
    columns = ("id", "owner_id", "cadence", "confirmed_at", "query")
    with ExitStack() as stack:
        ask = _asker(shown, stack)
        answers: dict[str, dict[UUID, set[UUID]]] = {}
        for key, owner, cadence, since, url in rows.values_list(*columns).iterator(chunk_size=2_000):
            if url not in answers:
                answers[url] = ask(_query(url))
            if answers[url]:
                yield _Search(key, owner, cadence, since, answers[url])


def _asker(projects: list[_Project], stack: ExitStack) -> Any:
    """Answers a search with what is new. A search for projects needs whole projects, one for homes the changed homes."""
    after = [project.after for project in projects if project.after]
    before = [project.before for project in projects if project.before]
    changed = [only_changed(project.before, project.after) for project in projects if project.after]
    touched = {unit.id for document in changed for unit in document.units}
    former = [replace(one, units=tuple(unit for unit in one.units if unit.id in touched)) for one in before]
    small: dict[str, tuple[SmallIndex, SmallIndex]] = {}

    def pair(kind: str) -> tuple[SmallIndex, SmallIndex]:
        if kind not in small:
            new, old = (changed, former) if kind == "units" else (after, before)
            small[kind] = (stack.enter_context(SmallIndex(new)), stack.enter_context(SmallIndex(old)))
        return small[kind]

    def ask(query: SearchQuery) -> dict[UUID, set[UUID]]:
        new, old = pair(query.kind)
        found = new.matches(query)
        if not found:
            return {}
        was = old.matches(query)
        fresh = {project: ids - was.get(project, set()) for project, ids in found.items()}
        return {project: ids for project, ids in fresh.items() if ids}

    return ask


def _news_of_searches(projects: Iterable[_Project], found: Iterator[_Search], now: datetime) -> Iterator[News]:
    by_id = {project.id: project for project in projects}
    for some in _batched(found, CHUNK):
        known = _known(some)
        for search in some:
            for project_id, ids in search.projects.items():
                project = by_id[project_id]
                fresh = ids - known.get((search.id, project_id), set())
                if not fresh or search.since > project.since:
                    continue
                yield News(
                    owner_id=search.owner_id,
                    bucket=search.cadence,
                    search_id=search.id,
                    project_id=project_id,
                    kind="projects" if fresh == {project_id} else "units",
                    targets=b"".join(one.bytes for one in sorted(fresh)),
                    count=len(fresh),
                    found_at=now,
                    due_at=due_at(Bucket(search.cadence), now),
                    guard=f"{search.id}:{project_id.hex}:{project.revision}",
                )


def _known(some: Sequence[_Search]) -> Mapping[tuple[UUID, UUID], set[UUID]]:
    """What was news before for these searches in these projects."""
    projects = {project for search in some for project in search.projects}
    rows = News.objects.filter(search__in=[search.id for search in some], project_id__in=projects)
    known: dict[tuple[UUID, UUID], set[UUID]] = {}
    for search_id, project_id, targets in rows.values_list("search_id", "project_id", "targets"):
        if search_id is not None:
            known.setdefault((search_id, project_id), set()).update(ids_in(targets))
    return known


def _news_of_prices(projects: Iterable[_Project], now: datetime) -> Iterator[News]:
    for project in projects:
        by_target = {(drop.kind, drop.target_id): drop for drop in project.drops}
        for some in _batched(by_target.values(), CHUNK):
            rows = Favourite.objects.filter(target_id__in=[drop.target_id for drop in some], tell_price=True)
            for row in rows:
                drop = by_target.get((row.kind, row.target_id))
                if drop is None or (row.told_fen is not None and row.told_fen <= drop.after_fen):
                    continue
                yield News(
                    owner_id=row.owner_id,
                    bucket=Bucket.PRICE,
                    project_id=project.id,
                    kind=row.kind,
                    targets=row.target_id.bytes,
                    count=1,
                    before_fen=drop.before_fen,
                    after_fen=drop.after_fen,
                    found_at=now,
                    due_at=due_at(Bucket.PRICE, now),
                    guard=f"price:{row.pk}:{project.revision}",
                )


def _write(projects: Iterable[_Project], news: list[News]) -> None:
    for project in projects:
        _move_reading(project)
        ChangedProject.objects.filter(pk=project.id, marks=project.marks).delete()
        for drop in project.drops:
            lower = Q(told_fen=None) | Q(told_fen__gt=drop.after_fen)
            told = Favourite.objects.filter(lower, kind=drop.kind, target_id=drop.target_id, tell_price=True)
            told.update(told_fen=drop.after_fen)
    alive = _alive(row.search_id for row in news if row.search_id is not None)
    kept = [row for row in news if row.search_id is None or row.search_id in alive]
    News.objects.bulk_create(kept, batch_size=CHUNK, ignore_conflicts=True)


def _alive(search_ids: Iterable[UUID]) -> set[UUID]:
    """Searches that were not removed while they were asked."""
    found: set[UUID] = set()
    for some in _batched(set(search_ids), CHUNK):
        found.update(SavedSearch.objects.filter(pk__in=some).values_list("pk", flat=True))
    return found


def _move_reading(project: _Project) -> None:
    """Write the reading if it is still the one that was compared with. Raises ReadMeanwhile."""
    packed = _packed(project.after)
    if project.revision:
        row = Reading.objects.filter(pk=project.id, revision=project.revision)
        if row.update(document=packed, revision=project.revision + 1) != 1:
            raise ReadMeanwhile(str(project.id))
        return
    try:
        with transaction.atomic():
            Reading.objects.create(project_id=project.id, document=packed)
    except IntegrityError:
        raise ReadMeanwhile(str(project.id)) from None
