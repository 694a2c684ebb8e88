"""Who may do and see what: every operation times every role times whose it is times its state, as the tables say.

``expected.csv`` and ``visible.csv`` are written by hand and reviewed as such. A route that is not in the first, or an answer
that shows more than its line of the second, fails here.
"""

import re
from collections.abc import Collection
from io import StringIO
from itertools import groupby

import pytest
from django.core.management import call_command
from django.test import Client

from tests.policy.bodies import DESK, NOBODY
from tests.policy.desk import Desk
from tests.policy.owners import LISTS, OTHER, OWN, PERSONAL, Owners
from tests.policy.states import STATES, States
from tests.policy.table import ANY, Row, followings, operations, shapes, table
from tests.policy.walk import PREFIX, Walked, walk

BELONGS = frozenset(
    {
        "person_id", "organisation_id", "grant_id", "approval_id", "invitation_id", "search_id", "session_id", "file_id",
        "hold_id", "import_id", "request_id", "batch_id", "proposal_id",
        "obligation_id", "payment_id", "refund_id", "case_id", "booking_id", "run_id", "seal_id",
        "project_id", "submission_id", "report_id", "contract_id", "clause_id", "template_id",
        "subscription_id", "application_id", "document_id", "bank_id", "deal_id", "link_id", "terms_id", "slot_id",
    }
)  # fmt: skip
"""Parameters that name something of somebody's."""
DESK_ROLES = (
    "anonymous", "buyer", "neighbour", "other_organisation", "editor", "reviewer", "publisher", "platform_reviewer", "author",
)  # fmt: skip
PUBLIC = "/projects/"
"""Listings of the public site are everybody's."""


def is_owned(row: Row) -> bool:
    """A cell of the people's stage."""
    return row.owner != ANY and not row.route.startswith(DESK)


def stale(walked: Walked, rows: Collection[Row]) -> list[str]:
    """Fields that ``visible.csv`` allows for answers of these rows alone, and nobody was shown."""
    wanted = {row.shows for row in rows} - {row.shows for row in table() if row not in rows} - {""}
    return [f"{name}: {one}" for name in sorted(wanted) for one in sorted(shapes()[name].fields - walked.seen[name])]


class TestTable:
    def test_has_every_operation_and_nothing_else(self) -> None:
        assert {(row.method, row.route) for row in table()} == operations()

    def test_decides_each_case_once_and_all_states_of_a_listing(self) -> None:
        cases = [row[:6] for row in table()]
        assert len(cases) == len(set(cases))
        for (_, route), rows in groupby(sorted(table()), key=lambda row: row[:2]):
            assert {row.state for row in rows} in ({ANY}, set(STATES)), route

    def test_decides_what_is_ones_own_and_what_is_not(self) -> None:
        for (method, route), found in groupby(sorted(table()), key=lambda row: row[:2]):
            owners = {row.owner for row in found}
            named = BELONGS & set(re.findall(r"{(\w+)}", route)) and not route.startswith(PUBLIC)
            if named or (method == "GET" and route in LISTS):
                assert owners >= {OWN, OTHER}, (method, route)

    def test_names_what_each_answer_shows(self) -> None:
        assert {row.shows for row in (*table(), *followings())} - {""} == set(shapes())
        assert [row.case for row in table() if row.shows and row.status >= 300] == []

    def test_every_route_of_the_desk_is_decided_for_every_role(self) -> None:
        roles = set(DESK_ROLES)
        for method, route in operations():
            if route.startswith(DESK):
                assert {row.role for row in table() if (row.method, row.route) == (method, route)} == roles, route


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("state", [*STATES, ANY])
def test_every_route_answers_as_the_table_says(state: str) -> None:
    rows = [row for row in table() if row.state == state and not row.route.startswith(DESK) and not is_owned(row)]
    stage = States(state, {row.role for row in rows})
    call_command("index_rebuild", stdout=StringIO())
    walked = walk(rows, stage, stage.personal)
    assert walked.wrong == []
    assert stale(walked, rows) == []


@pytest.mark.django_db(transaction=True)
def test_the_listing_desk_answers_each_role_as_the_table_says() -> None:
    rows = [row for row in table() if row.route.startswith(DESK)]
    walked = walk(rows, Desk())
    assert walked.wrong == []
    assert stale(walked, rows) == []


@pytest.mark.timeout(900)  # a cell makes people, homes and deals of its own, and there are hundreds
@pytest.mark.django_db(transaction=True)
def test_what_belongs_to_somebody_answers_as_the_table_says() -> None:
    rows = [row for row in table() if is_owned(row)]
    stage = Owners()
    try:
        walked = walk(rows, stage, PERSONAL)
    finally:
        stage.close()
    assert walked.wrong == []
    assert stale(walked, rows) == []


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.django_db
def test_nobody_writes_through_a_route_that_only_reads(method: str) -> None:
    words = dict.fromkeys(("slug", "number", "variant", "name", "key", "sha256"), "1")
    kinds = {"kind": "units", "adcode": "430100", "day": "2026-11-22", "document": "privacy", "provider": "sandbox"}
    client = Client()
    for known, route in sorted(operations()):
        if (method, route) not in operations() and not route.startswith("/_"):
            ids = dict.fromkeys(re.findall(r"{(\w+)}", route), NOBODY)
            address = PREFIX + route.format_map(ids | words | kinds)
            assert client.generic(method, address).status_code == 405, (known, route)
