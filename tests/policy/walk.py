"""Walks cells of the matrix over HTTP and says which ones are not as the tables say."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.http import HttpResponseBase
from django.test import Client

from guangsha.kit.actor import Actor
from guangsha.kit.clock import utc_now
from tests.actors import acting_as, acting_possible
from tests.policy.table import Row, shapes

PREFIX = "/api/v1"
FIELD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
BUYER = "buyer"
"""The role that comes with cookies of its own instead of an actor that the test sets."""


@dataclass(slots=True)
class Scene:
    """A cell made ready: who acts from which browser, what the route's parameters stand for, the body, what must stay."""

    actor: Actor
    values: dict[str, str]
    options: dict[str, Any]
    browser: Client
    untouched: Collection[Any] = ()
    """Things of others; each is called before and after, and must answer the same."""
    shown: Collection[str] = ()
    hidden: Collection[str] = ()
    """Ids that the answer must hold, or must not."""


class Stage(Protocol):
    """Makes cells ready."""

    def scene(self, row: Row) -> Scene:
        """The scene of ``row``."""
        ...


@dataclass(slots=True)
class Walked:
    """What a walk found: cells that are wrong, and the fields that each shape showed."""

    wrong: list[str] = field(default_factory=list)
    seen: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def leaves(data: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """(name of the field, its value as text) of everything in ``data``, however deep."""
    match data:
        case dict():
            for key, value in data.items():
                yield from leaves(value, key)
        case list():
            for value in data:
                yield from leaves(value, name)
        case _:
            yield name, "" if data is None else str(data)


def names(data: Any) -> set[str]:
    """The names of all fields in ``data``, however deep. Keys that are values themselves (a home's number) are none."""
    match data:
        case dict():
            return {key for key in data if FIELD.fullmatch(key)} | {
                one for value in data.values() for one in names(value)
            }
        case list():
            return {one for value in data for one in names(value)}
        case _:
            return set()


def _content(response: HttpResponseBase) -> Any:
    """The answer's JSON; None for files and for nothing."""
    if response.streaming or not response.get("Content-Type", "").startswith("application/json"):
        return None
    raw: bytes = response.content  # type: ignore[attr-defined]
    return json.loads(raw) if raw else None


def judge_content(data: Any, shows: str, personal: Collection[str]) -> list[str]:
    """What ``data`` shows beyond the shape ``shows``: fields it does not name, personal values it does not show whole."""
    if data is None:
        return [] if shows == "" else [f"shows nothing, expected {shows}"]
    shape = shapes().get(shows)
    if shape is None:
        return [f"shows something, expected {shows or 'nothing'}"]
    wrong = [f"shows {name}" for name in sorted(names(data) - shape.fields)]
    for name, text in leaves(data):
        if name not in shape.whole and any(value in text for value in personal):
            wrong.append(f"shows a personal value whole in {name}")
    return wrong


def walk(rows: Iterable[Row], stage: Stage, personal: Collection[str] = ()) -> Walked:
    """Ask each cell of ``rows``. ``personal``: values of people that nobody may read whole where the table does not say so."""
    found = Walked()
    with acting_possible():
        for row in rows:
            scene = stage.scene(row)
            wrong = _ask(row, scene, personal, found.seen)
            found.wrong += [f"{row.case}: {one}" for one in wrong]
    return found


def _ask(row: Row, scene: Scene, personal: Collection[str], seen: dict[str, set[str]]) -> list[str]:
    before = [thing() for thing in scene.untouched]
    prefix = "" if row.route.startswith("/_") else PREFIX
    address = f"{prefix}{row.route}?{row.query}".format_map(_places(row, scene))
    with acting_as(scene.actor):
        response = scene.browser.generic(row.method, address, **scene.options)
    data = _content(response)
    response.close()
    wrong = [] if response.status_code == row.status else [f"{response.status_code}, expected {row.status}"]
    if response.status_code < 300:
        wrong += judge_content(data, row.shows, personal)
        seen[row.shows] |= names(data)
        told = {text for _, text in leaves(data)}
        wrong += [f"does not show {one}" for one in scene.shown if not any(one in text for text in told)]
        wrong += [f"shows {one}" for one in scene.hidden if any(one in text for text in told)]
    if [thing() for thing in scene.untouched] != before:
        wrong.append("changed what belongs to somebody else")
    return wrong


def _places(row: Row, scene: Scene) -> dict[str, str]:
    """What stands for the names in an address. Bills have days of their provider's calendar: the sandbox keeps UTC."""
    return scene.values | ({"day": utc_now().date().isoformat()} if "{provider}" in row.route else {})
