"""The hand-written tables, and what there is to decide: every operation of ours and of the login library."""

import csv
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from allauth.headless.spec.internal.schema import get_schema
from django.urls import Resolver404, resolve

from guangsha.config.api import api
from guangsha.pages.public import not_found

HERE = Path(__file__).parent
METHODS = ("get", "post", "put", "patch", "delete")
ANY = "-"
"""The state of routes that show no single listing; the owner where nothing belongs to anybody."""


class Row(NamedTuple):
    """A cell of the matrix: who asks for what, whose it is, in which state, and what must come back.

    ``owner``: ``own`` (of the person or of their company), ``other`` or ``-``. ``shows`` names a line of ``visible.csv``.
    """

    method: str
    route: str
    query: str
    role: str
    owner: str
    state: str
    status: int
    shows: str

    @property
    def case(self) -> str:
        """The cell in words."""
        whose = "" if self.owner == ANY else f" ({self.owner})"
        state = "" if self.state == ANY else f" when {self.state}"
        return f"{self.method} {self.route} as {self.role}{whose}{state}"


@lru_cache(maxsize=1)
def table() -> tuple[Row, ...]:
    """``expected.csv``."""
    with (HERE / "expected.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Row(**{**row, "status": int(row["status"])}) for row in csv.DictReader(file))  # type: ignore[arg-type]


class Following(NamedTuple):
    """A cell of the sockets: who follows which stream of whom, and what it tells. ``kind``: of what presence is told."""

    stream: str
    kind: str
    role: str
    owner: str
    answer: str
    shows: str


@lru_cache(maxsize=1)
def followings() -> tuple[Following, ...]:
    """``sockets.csv``."""
    with (HERE / "sockets.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Following(**row) for row in csv.DictReader(file))


class Shape(NamedTuple):
    """What an answer may show: names of fields. Those in ``whole`` may hold somebody's personal value unmasked."""

    fields: frozenset[str]
    whole: frozenset[str]


@lru_cache(maxsize=1)
def shapes() -> dict[str, Shape]:
    """``visible.csv``; a field with ``!`` behind it may be whole."""
    with (HERE / "visible.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["shape"]: row["fields"].split() for row in csv.DictReader(file)}
    return {
        name: Shape(
            frozenset(one.rstrip("!") for one in fields), frozenset(one[:-1] for one in fields if one[-1] == "!")
        )
        for name, fields in rows.items()
    }


@lru_cache(maxsize=1)
def operations() -> frozenset[tuple[str, str]]:
    """(method, route) of everything that answers."""
    paths = api.get_openapi_schema(path_prefix="")["paths"]
    ours = {(method.upper(), route) for route, methods in paths.items() for method in methods}
    return frozenset(
        ours | {(method.upper(), route) for route, methods in library_paths().items() for method in methods}
    )


def library_paths() -> dict[str, dict[str, object]]:
    """What the login library says it answers to a browser, less what we took off."""
    paths = get_schema()["paths"]
    browser = {route.replace("{client}", "browser"): methods for route, methods in paths.items()}
    return {
        route: {name: value for name, value in methods.items() if name in METHODS}
        for route, methods in browser.items()
        if "/browser/" in route and _is_mounted(route)
    }


def _is_mounted(route: str) -> bool:
    """Whether the library answers there; not when it is ours that says it does not exist."""
    try:
        return resolve(route).func is not not_found
    except Resolver404:
        return False
