"""One writer, many readers, and a writer that may be killed at any moment."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from guangsha.search.domain.errors import BadCursor, IndexNotReady, WriterBusy
from guangsha.search.domain.query import SearchQuery
from guangsha.search.engine.index import SearchIndex
from guangsha.search.engine.store import MANIFEST, read_manifest
from guangsha.search.engine.writer import IndexWriter
from tests.search.stock import WAN, project, small_stock, unit

ROOT = Path(__file__).resolve().parents[2]
WRITE_FOREVER = """
import sys
from dataclasses import replace
from pathlib import Path
from guangsha.search.engine.writer import IndexWriter
from tests.search.stock import WAN, project, unit
folder, start = Path(sys.argv[1]), int(sys.argv[2])
with IndexWriter(folder) as writer:
    print("begun", flush=True)
    for n in range(start, start + 100_000):
        homes = [unit(i, price=(100 + n) * WAN) for i in range(20)]
        writer.apply(upserts=[project(1, "云澜府", *homes)], deletes=(), cursor=n)
"""


def prices(index: SearchIndex) -> set[int | None]:
    return {hit.price for hit in index.search(SearchQuery.of(limit=100)).units}


def test_no_index_is_an_answer(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path / "none", secret=b"t")
    with pytest.raises(IndexNotReady):
        index.search(SearchQuery.of())
    with IndexWriter(tmp_path / "none") as writer:
        assert writer.cursor is None
        writer.rebuild([], cursor=7)
    assert index.search(SearchQuery.of()).total == 0
    assert index.search_with_facets(SearchQuery.of(kind="projects"))[0].total == 0


def test_a_broken_manifest_or_segment_is_not_ready_and_rebuilt(tmp_path: Path) -> None:
    with IndexWriter(tmp_path) as writer:
        writer.rebuild(small_stock(), cursor=7)
    (tmp_path / MANIFEST).write_text("{")
    with pytest.raises(IndexNotReady):
        SearchIndex(tmp_path, secret=b"t").search(SearchQuery.of())
    with IndexWriter(tmp_path) as writer:
        assert writer.cursor is None
        writer.rebuild(small_stock(), cursor=8)
    next(tmp_path.glob("seg-*/u_price.npy")).write_bytes(b"")
    with pytest.raises(IndexNotReady):
        SearchIndex(tmp_path, secret=b"t").search(SearchQuery.of())


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    with IndexWriter(tmp_path), pytest.raises(WriterBusy), IndexWriter(tmp_path):
        pass
    with IndexWriter(tmp_path):
        pass


@pytest.mark.parametrize("pause", [0.0, 0.031, 0.11])
def test_a_killed_writer_leaves_the_last_whole_generation(tmp_path: Path, pause: float) -> None:
    with IndexWriter(tmp_path) as writer:
        writer.rebuild([project(1, "云澜府", *(unit(i, price=100 * WAN) for i in range(20)))], cursor=0)
    index = SearchIndex(tmp_path, secret=b"t")
    reached = 0
    for _ in range(3):
        command = [sys.executable, "-c", WRITE_FOREVER, str(tmp_path), str(reached + 1)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        time.sleep(0.2 + pause)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        manifest = read_manifest(tmp_path)
        assert manifest is not None
        assert manifest.cursor >= reached
        reached = manifest.cursor
        assert prices(index) == {(100 + reached) * WAN}
        assert index.search(SearchQuery.of()).total == 20
    with IndexWriter(tmp_path) as writer:
        assert writer.cursor == reached
        named = {part.name for part in (read_manifest(tmp_path) or pytest.fail("no manifest")).parts}
        assert {path.name for path in tmp_path.glob("seg-*")} == named


def test_readers_see_whole_generations_while_a_writer_writes(tmp_path: Path) -> None:
    """Every home of the project has the same price in a generation: a mixture would be a torn read."""
    with IndexWriter(tmp_path) as writer:
        writer.rebuild([project(1, "云澜府", *(unit(i, price=100 * WAN) for i in range(20)))], cursor=0)
    index, wrong, seen = SearchIndex(tmp_path, secret=b"t"), [], set()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                page, facets = index.search_with_facets(SearchQuery.of(limit=100))
                found = {hit.price for hit in page.units}
                seen.add(page.generation)
                if len(found) != 1 or page.total != 20 or facets[0].values[0].count != 20:
                    wrong.append((page.total, found))
            except Exception as error:  # noqa: BLE001 - whatever a reader meets is a failure of this test
                wrong.append(error)
                return

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    command = [sys.executable, "-c", WRITE_FOREVER, str(tmp_path), "1"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while len(seen) <= 5 and not wrong and time.monotonic() < deadline:
        time.sleep(0.1)
    process.kill()
    process.wait()
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(seen) > 5


def _count(folder: str, answers: multiprocessing.queues.Queue[int]) -> None:
    answers.put(SearchIndex(Path(folder), secret=b"t").search(SearchQuery.of()).total)


def test_other_processes_read_too(tmp_path: Path) -> None:
    with IndexWriter(tmp_path) as writer:
        writer.rebuild(small_stock(), cursor=1)
        context = multiprocessing.get_context("spawn")
        answers: multiprocessing.queues.Queue[int] = context.Queue()
        process = context.Process(target=_count, args=(str(tmp_path), answers))
        process.start()
        assert answers.get(timeout=60) == 18
        process.join()


def test_changes_fold_into_the_base_once_they_are_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guangsha.search.engine.writer._SMALL", 8)
    with IndexWriter(tmp_path) as writer:
        writer.rebuild(small_stock(), cursor=1)
        sizes = []
        for n in range(6):
            new = project(50 + n, f"新盘{n}", unit(1000 + 2 * n), unit(1001 + 2 * n))
            sizes.append(len(writer.apply(upserts=[new], deletes=(), cursor=2 + n).parts))
    assert sizes == [2, 2, 2, 2, 1, 2]
    assert SearchIndex(tmp_path, secret=b"t").search(SearchQuery.of()).total == 30


def test_a_deleted_project_is_gone_and_an_unknown_one_changes_nothing(tmp_path: Path) -> None:
    docs = small_stock()
    with IndexWriter(tmp_path) as writer:
        writer.rebuild(docs, cursor=1)
        writer.apply(upserts=(), deletes=[docs[0].id, UUID(int=99)], cursor=2)
        index = SearchIndex(tmp_path, secret=b"t")
        assert index.search(SearchQuery.of(text="云澜府")).total == 0
        assert index.search(SearchQuery.of()).total == 8
        assert writer.apply(upserts=(), deletes=(), cursor=5).cursor == 5
        writer.apply(upserts=[docs[0]], deletes=(), cursor=6)
        writer.apply(upserts=[replace(docs[0], name="云上澜府")], deletes=(), cursor=7)
    assert index.search(SearchQuery.of(kind="projects", text="云上澜府")).total == 1
    assert index.search(SearchQuery.of(kind="projects")).total == 4


class TestCursors:
    def test_only_ours_for_this_search(self, tmp_path: Path) -> None:
        with IndexWriter(tmp_path) as writer:
            writer.rebuild(small_stock(), cursor=1)
        index = SearchIndex(tmp_path, secret=b"t")
        query = SearchQuery.of(limit=4, sort="price")
        cursor = index.search(query).next_cursor
        assert index.search(replace(query, cursor=cursor, limit=9)).units
        other = SearchIndex(tmp_path, secret=b"another")
        wrong = [
            cursor[:-1],
            cursor[:-2] + ("AA" if cursor[-2:] != "AA" else "BB"),
            "A" + cursor,
            "x",
            "*",
            "é",
            "A" * 400,
        ]
        for text in wrong:
            with pytest.raises(BadCursor):
                index.search(replace(query, cursor=text))
        with pytest.raises(BadCursor):
            index.search(replace(query, cursor=cursor, sort="-price"))
        with pytest.raises(BadCursor):
            other.search(replace(query, cursor=cursor))
