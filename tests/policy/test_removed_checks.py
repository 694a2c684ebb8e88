"""The matrix bites: with one check taken out anywhere, cells of it fail."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from django.db.models import Q, QuerySet

from guangsha.accounts import policies as account_policies
from guangsha.accounts.selectors import label_of
from guangsha.accounts.staff import granting, members, selectors
from guangsha.backbone.http.routes import PolicyCheck
from guangsha.catalog import policies as catalog_policies
from guangsha.catalog.models import Project
from guangsha.catalog.selectors import review
from guangsha.contracts import policies as contract_policies
from guangsha.kit.actor import Actor
from guangsha.privacy import ports
from tests.policy.bodies import DESK, SUBMISSION
from tests.policy.desk import Desk
from tests.policy.owners import PERSONAL, Owners
from tests.policy.table import Row, table
from tests.policy.test_matrix import is_owned
from tests.policy.walk import Stage, walk

pytestmark = pytest.mark.django_db(transaction=True)


def nothing(*args: Any, **kwargs: Any) -> None:
    """A guard that lets everybody pass."""


def yes(*args: Any, **kwargs: Any) -> bool:
    """A question that everybody passes."""
    return True


def all_listings(actor: Actor) -> QuerySet[Project]:
    """Nobody's listings are out of sight."""
    return Project.objects.all()


class Removal(NamedTuple):
    """A check of a family, what stands in its place, and the part of the table that must notice."""

    name: str
    check: Callable[..., Any]
    stand_in: Callable[..., Any]
    part: str


DESK_CHECKS = [
    Removal("permission over a listing", catalog_policies.require, nothing, f"{DESK}/{{project_id}}/take-down"),
    Removal("which listings are seen", review.listings_seen_by, all_listings, f"{DESK}/{{project_id}}/checks"),
    Removal("whether a listing is there", catalog_policies.require_seen, nothing, f"{SUBMISSION}/withdraw"),
    Removal("who may do what", catalog_policies.may, yes, f"{SUBMISSION}/decisions"),
]
OWN_CHECKS = [
    Removal("who gives roles where", granting.may_assign, yes, "/console/people/{person_id}/roles"),
    Removal("presence proved again", account_policies.require_step_up, nothing, "/console/people/roles/{grant_id}"),
    Removal("whose people are listed", selectors._within, lambda *_, **__: Q(), "/console/people"),
    Removal("whose invitation it is", members.own_indexes, nothing, "/me/invitations/{invitation_id}/accept"),
    Removal("the mask of an address", label_of, lambda person: person.email.reveal(), "/console/people"),
    Removal("permission over a contract", contract_policies.require, nothing, "/console/contracts/{contract_id}/seal"),
    Removal("whom staff serve", ports.serves, yes, "/console/privacy/reveals"),
]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def owners() -> Iterator[Owners]:
    stage = Owners()
    yield stage
    stage.close()


def take_out(patch: pytest.MonkeyPatch, check: Callable[..., Any], stand_in: Callable[..., Any]) -> None:
    """Wherever the product knows ``check`` by its name, ``stand_in`` answers."""
    name = check.__name__
    found = [
        module
        for path, module in list(sys.modules.items())
        if path.startswith("guangsha.") and getattr(module, name, None) is check
    ]
    assert found
    for module in found:
        patch.setattr(module, name, stand_in)


def part(route: str) -> list[Row]:
    return [row for row in table() if row.route == route and (route.startswith(DESK) or is_owned(row))]


def bites(stage: Stage, removal: Removal, patch: pytest.MonkeyPatch) -> None:
    """All is as the table says; without the check it is not."""
    rows = part(removal.part)
    assert walk(rows, stage, PERSONAL).wrong == []
    with patch.context() as planted:
        take_out(planted, removal.check, removal.stand_in)
        assert walk(rows, stage, PERSONAL).wrong != []


@pytest.mark.parametrize("removal", DESK_CHECKS, ids=lambda removal: removal.name)
def test_the_desk_notices(desk: Desk, removal: Removal, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = part(removal.part)
    take_out(monkeypatch, removal.check, removal.stand_in)
    assert walk(rows, desk).wrong != []


@pytest.mark.parametrize("removal", OWN_CHECKS, ids=lambda removal: removal.name)
def test_owners_notice(owners: Owners, removal: Removal, monkeypatch: pytest.MonkeyPatch) -> None:
    bites(owners, removal, monkeypatch)


def test_the_policies_of_routes_are_noticed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """With every route open to everybody, what is behind it still refuses, but not as the table says."""
    monkeypatch.setattr(PolicyCheck, "__call__", lambda self, request: True)
    rows = [row for row in table() if row.route == f"{DESK}/{{project_id}}/draft" and row.method == "PATCH"]
    assert {row.role for row in rows if any(row.case in line for line in walk(rows, desk).wrong)} >= {"buyer"}
