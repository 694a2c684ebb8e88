"""A set of unit rows inside one segment: a run with a mask while it is dense, a list of row numbers once it is not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from guangsha.search.engine.segment import Segment
from guangsha.search.engine.tables import Array, Mask

_DENSE = 0.15


class Rows:
    """Rows of `segment`. `narrow` only ever removes rows; `column` reads a column at the rows that are left."""

    __slots__ = ("_first", "_last", "_mask", "count", "index", "segment")

    def __init__(self, segment: Segment, projects: Mask) -> None:
        """All rows of the projects whose mask is true."""
        self.segment = segment
        self.index: Array | None = None
        self._mask: Mask | None = None
        self._first = self._last = self.count = 0
        sizes = segment.p["rows"]
        owners = np.flatnonzero(projects & (sizes > 0))
        if not len(owners):
            return
        first, last = owners[0], owners[-1] + 1
        starts = segment.starts
        self._first, self._last = int(starts[first]), int(starts[last])
        span = self._last - self._first
        self.count = int(sizes[owners].sum(dtype=np.int64))
        if self.count == span:
            return
        if self.count > span * _DENSE * 2:
            self._mask = np.repeat(projects[first:last], sizes[first:last])
            return
        lengths = sizes[owners].astype(np.int64)
        before = np.cumsum(lengths) - lengths
        self.index = np.repeat(starts[owners] - before, lengths) + np.arange(self.count)

    def narrow(self, test: Callable[[Callable[[Array], Array]], Mask]) -> None:
        """Keep the rows for which `test` is true; it is given a function that reads any column at these rows."""
        if not self.count:
            return
        if self.index is not None:
            at = self.index
            self.index = at[test(lambda column: column[at])]
            self.count = len(self.index)
            return
        first, last = self._first, self._last
        found = test(lambda column: column[first:last])
        self._mask = found if self._mask is None else self._mask & found
        self.count = int(np.count_nonzero(self._mask))
        if self.count < (last - first) * _DENSE:
            self.index = np.flatnonzero(self._mask) + first
            self._mask = None

    def column(self, column: Array) -> Array:
        """The column's values at these rows, in row order."""
        if self.index is not None:
            return column[self.index]
        run = column[self._first : self._last]
        return run if self._mask is None else run.compress(self._mask)

    def numbers(self) -> Array:
        """The row numbers, ascending."""
        if self.index is not None:
            return self.index
        if self._mask is None:
            return np.arange(self._first, self._last)
        return np.flatnonzero(self._mask) + self._first

    def holds(self, numbers: Array) -> Mask:
        """Which of the given row numbers are among these rows; only while they are dense."""
        inside = (numbers >= self._first) & (numbers < self._last)
        if self._mask is not None:
            inside[inside] = self._mask[numbers[inside].astype(np.int64) - self._first]
        return inside

    def in_project(self, project: int) -> Array:
        """The row numbers that belong to one project, ascending."""
        first, last = int(self.segment.starts[project]), int(self.segment.starts[project + 1])
        first, last = max(first, self._first), min(last, self._last)
        if first >= last:
            return np.zeros(0, np.int64)
        if self.index is not None:
            low, high = np.searchsorted(self.index, (first, last))
            return self.index[low:high]
        if self._mask is None:
            return np.arange(first, last)
        return np.flatnonzero(self._mask[first - self._first : last - self._first]) + first

    @property
    def dense(self) -> bool:
        """Whether the rows are still a run, so that `holds` may be asked."""
        return self.index is None

    def per_project(self) -> Array:
        """How many of these rows each project of the segment has."""
        if not self.count:
            return np.zeros(self.segment.projects, np.int64)
        return np.bincount(self.column(self.segment.u["project"]), minlength=self.segment.projects)
