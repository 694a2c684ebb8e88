"""What can be wrong with a search, each with a stable code; the edge turns them into problem responses."""

from __future__ import annotations

from dataclasses import dataclass

from guangsha.kit.errors import Invalid, OperationalError
from guangsha.kit.paging import BadCursor

__all__ = ["BadCursor", "FieldProblem", "IndexNotReady", "InvalidQuery", "WriterBusy"]


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One field that cannot be used: its name in the URL form, a stable code, and a plain English reason."""

    field: str
    code: str
    message: str


class InvalidQuery(Invalid):
    """The filters contradict the rules of the query (unknown word, reversed range, polygon too long, ...)."""

    code = "search.invalid_query"
    status = 422
    title = "These filters cannot be used"
    title_zh = "筛选条件有误"

    def __init__(self, problems: tuple[FieldProblem, ...]) -> None:
        super().__init__(
            "; ".join(f"{problem.field}: {problem.message}" for problem in problems),
            errors=[{"field": problem.field, "message": problem.message} for problem in problems],
        )
        self.problems = problems


class IndexNotReady(OperationalError):
    """There is no index yet, or it cannot be read: try again shortly."""

    code = "search.index_not_ready"
    title = "Search is being prepared"
    title_zh = "搜索正在准备中"


class WriterBusy(OperationalError):
    """Another process holds the index's writer lock."""

    code = "search.writer_busy"
    title = "The search index is being written by another process"
    title_zh = "另一个进程正在更新搜索索引"
