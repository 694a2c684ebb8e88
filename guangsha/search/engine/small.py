"""A few documents in a segment of their own: for asking many searches about few homes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID

import numpy as np

from guangsha.search.domain.documents import ProjectDoc
from guangsha.search.domain.query import SearchQuery
from guangsha.search.engine.index import matching_projects
from guangsha.search.engine.plan import compile_query
from guangsha.search.engine.segment import Segment, write_segment
from guangsha.search.engine.tables import Array, TableBuilder, arrange, join_id


class SmallIndex:
    """Use as a context manager; the segment's folder lives as long. Answers what the whole index would about these documents."""

    def __init__(self, documents: Iterable[ProjectDoc]) -> None:
        builder = TableBuilder()
        for document in documents:
            builder.add(document)
        self._folder = tempfile.TemporaryDirectory(prefix="guangsha-small-", ignore_cleanup_errors=True)
        place = Path(self._folder.name) / "segment"
        write_segment(place, arrange(builder.tables()))
        self._segment = segment = Segment(place)
        self._every = np.ones(segment.projects, np.bool_)
        self._projects = _ids(segment.p["id_hi"], segment.p["id_lo"])
        self._units = _ids(segment.u["id_hi"], segment.u["id_lo"])
        self._owner = [int(number) for number in segment.u["project"]]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def matches(self, query: SearchQuery) -> dict[UUID, set[UUID]]:
        """By project, the ids of the matching homes; a search for projects gives the project's own id."""
        plan = compile_query(self._segment, self._every, query)
        hits = plan.hits()
        found: dict[UUID, set[UUID]] = {}
        if query.kind == "projects":
            for number in np.flatnonzero(matching_projects(plan, hits)).tolist():
                project = self._projects[number]
                found[project] = {project}
        elif hits.count:
            for row in hits.numbers().tolist():
                found.setdefault(self._projects[self._owner[row]], set()).add(self._units[row])
        return found


def _ids(hi: Array, lo: Array) -> list[UUID]:
    return [join_id(*halves) for halves in zip(hi.tolist(), lo.tolist(), strict=True)]
