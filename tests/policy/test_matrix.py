"""Who may see what: every operation times every role times every state of its listing, as the table says.

``expected.csv`` is written by hand and reviewed as such. A route that is not in it fails here.
"""

import csv
from collections.abc import Callable
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest
from allauth.headless.spec.internal.schema import get_schema
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, resolve

from guangsha.accounts.models import Person
from guangsha.accounts.public import ensure_demo_person
from guangsha.backbone.public import command
from guangsha.catalog.domain.monitor import day_of
from guangsha.catalog.domain.report_states import ReportKind
from guangsha.catalog.models import Building, Layout, Media, Unit
from guangsha.catalog.services.review_reports import report_listing
from guangsha.config.api import api
from guangsha.kit.actor import VISITOR, Actor, system_actor
from guangsha.kit.clock import utc_now
from guangsha.pages.public import not_found
from tests.actors import acting_as
from tests.catalog.support import NOW, fill, make_project, publish, run, take_down
from tests.policy.desk import DESK, Desk, request_options
from tests.policy.files import add_picture
from tests.privacy.support import make_person, member

TABLE = Path(__file__).with_name("expected.csv")
PREFIX = "/api/v1"
METHODS = ("get", "post", "put", "patch", "delete")
STATES = ("draft", "published", "taken_down")
ANY = "-"
"""The state of routes that show no single listing."""


def is_mounted(route: str) -> bool:
    """Whether the library answers there; not when it is ours that says it does not exist."""
    try:
        return resolve(route).func is not not_found
    except Resolver404:
        return False


class Row(NamedTuple):
    method: str
    route: str
    query: str
    role: str
    state: str
    status: int


def table() -> list[Row]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            Row(row["method"], row["route"], row["query"], row["role"], row["state"], int(row["status"]))
            for row in csv.DictReader(file)
        ]


@lru_cache(maxsize=1)
def operations() -> set[tuple[str, str]]:
    paths = api.get_openapi_schema(path_prefix="")["paths"]
    ours = {(method.upper(), route) for route, methods in paths.items() for method in methods}
    return ours | {(method.upper(), route) for route, methods in library_paths().items() for method in methods}


def library_paths() -> dict[str, dict[str, object]]:
    """What the login library says it answers to a browser, less what we took off."""
    paths = get_schema()["paths"]
    browser = {route.replace("{client}", "browser"): methods for route, methods in paths.items()}
    return {
        route: {name: value for name, value in methods.items() if name in METHODS}
        for route, methods in browser.items()
        if "/browser/" in route and is_mounted(route)
    }


def listing(state: str) -> dict[str, str]:
    """A listing in ``state`` with everything in it; what the routes' parameters stand for."""
    name = state.replace("_", "-").strip("-") or "any"
    project_id = make_project(values={"name_en": name})  # pages are kept by slug: each state has one of its own
    fill(project_id)
    add_picture(project_id)
    moves: dict[str, tuple[Callable[..., None], ...]] = {
        "draft": (),
        "published": (publish,),
        "taken_down": (publish, take_down),
        ANY: (publish,),
    }
    for move in moves[state]:
        move(project_id)
    return {
        "slug": name,
        "number": "1",
        "building_id": str(Building.objects.filter(name="1栋").values_list("pk", flat=True)[0]),
        "unit_id": str(Unit.objects.values_list("pk", flat=True)[0]),
        "layout_id": str(Layout.objects.get().pk),
        "media_id": str(Media.objects.get().pk),
        "variant": "full",
        "adcode": "430100",
        "job_id": NOBODY,
        "name": "notifications",
        "key": "somebody",
        "day": day_of(utc_now()).isoformat(),
        "report_id": str(report(name)) if state == "published" else str(UUID(int=1)),
        "document": "privacy",
        "file_id": NOBODY,
        "session_id": NOBODY,
    }


def report(slug: str) -> UUID:
    """A report about the public listing."""
    return run(lambda: report_listing(now=NOW, slug=slug, kind=ReportKind.OTHER, field="", text="不对"))


def actors_of(roles: set[str]) -> dict[str, Actor]:
    """Somebody for each role of the table: anonymous, a member without a role, or a person who holds just that role."""
    found = {"anonymous": VISITOR}
    for role in sorted(roles - {"anonymous"}):
        person_id = make_person(f"{role}@example.com")
        found[role] = member(person_id) if role == "member" else member(person_id, role)
    return found


BUYER = "buyer"


def buyers_browser() -> Client:
    """A browser somebody signed in with long ago, so no step-up is in force."""
    client = Client()
    person_id = command(lambda: ensure_demo_person(phone="+8613800138000"), actor=system_actor("test"))
    client.force_login(Person.objects.get(pk=person_id))
    return client


class TestTable:
    def test_has_every_operation_and_nothing_else(self) -> None:
        assert {(row.method, row.route) for row in table()} == operations()

    def test_decides_each_case_once_and_all_states_of_a_listing(self) -> None:
        cases = [row[:5] for row in table()]
        assert len(cases) == len(set(cases))
        for method, route in operations():
            states = {row.state for row in table() if (row.method, row.route) == (method, route)}
            assert states in ({ANY}, set(STATES)), route


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("state", [*STATES, ANY])
def test_every_route_answers_as_the_table_says(state: str) -> None:
    values = listing(state)
    call_command("index_rebuild", stdout=StringIO())
    client, buyer = Client(), buyers_browser()
    actors = actors_of({row.role for row in table()} - {BUYER}) | {BUYER: VISITOR}
    wrong = []
    for row in table():
        if row.state != state or row.route.startswith(DESK):
            continue
        prefix = "" if row.route.startswith("/_") else PREFIX
        address = f"{prefix}{row.route}?{row.query}".format_map(values)
        browser = buyer if row.role == BUYER else client
        with acting_as(actors[row.role]):
            response = browser.generic(row.method, address, **request_options(row.method, row.route, values))
            response.close()
        if response.status_code != row.status:
            wrong.append(f"{row.method} {row.route} as {row.role}: {response.status_code}, expected {row.status}")
    assert wrong == []


@pytest.mark.django_db(transaction=True)
def test_the_listing_desk_answers_each_role_as_the_table_says() -> None:
    """In the order of the table: the last role of a route is one that may, so that a refusal has something to change."""
    wrong = []
    staged: dict[tuple[str, str], dict[str, str]] = {}
    found = Desk()
    for row in table():
        if not row.route.startswith(DESK):
            continue
        key = (row.method, row.route)
        values = staged.get(key) or staged.setdefault(key, found.stage(row.route))
        address = f"{PREFIX}{row.route}?{row.query}".format_map(values)
        with acting_as(found.roles[row.role]):
            response = Client().generic(row.method, address, **request_options(row.method, row.route, values))
        if response.status_code != row.status:
            code = response.json().get("code") if response.status_code >= 400 else ""
            wrong.append(f"{row.method} {row.route} as {row.role}: {response.status_code} {code}, not {row.status}")
    assert wrong == []


def test_every_route_of_the_desk_is_decided_for_every_role() -> None:
    roles = {
        "anonymous",
        "buyer",
        "other_organisation",
        "editor",
        "reviewer",
        "publisher",
        "platform_reviewer",
        "author",
    }
    for method, route in operations():
        if route.startswith(DESK):
            assert {row.role for row in table() if (row.method, row.route) == (method, route)} == roles, route


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.django_db
def test_nobody_writes_through_a_route_that_only_reads(method: str) -> None:
    for known, route in sorted(operations()):
        if (method, route) not in operations() and not route.startswith("/_"):
            address = PREFIX + route.format_map(dict.fromkeys(("slug", "number", "variant", "name", "key"), "1") | IDS)
            assert Client().generic(method, address).status_code == 405, (known, route)


NOBODY = "01936d5e-0000-7000-8000-000000000000"
IDS = dict.fromkeys(
    (
        "unit_id",
        "layout_id",
        "media_id",
        "file_id",
        "job_id",
        "project_id",
        "submission_id",
        "report_id",
        "session_id",
    ),
    NOBODY,
) | {"adcode": "430100", "day": "2026-11-22", "document": "privacy"}
