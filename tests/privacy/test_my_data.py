"""What is told to oneself covers what lies outside of sealed columns too."""

from __future__ import annotations

import io

import pytest
from django.test import Client

from guangsha.accounts.models import Person
from guangsha.accounts.public import RoleWanted, ensure_organisation, give_role, join
from guangsha.kit.actor import Scope
from guangsha.kit.ids import new_id
from guangsha.privacy import ports
from guangsha.privacy.public import FilePurpose, record_file, register_file_purpose, seal_file
from guangsha.privacy.selectors.data import copy_of_data
from guangsha.vault.public import Secret
from guangsha.watching.models import Favourite
from tests.privacy.support import ask, make_person, member, now, run

pytestmark = pytest.mark.django_db(transaction=True)
SCAN = FilePurpose("test.own", frozenset({"application/pdf"}), 1_000, 30)


def test_devices_work_files_and_favourites_are_counted_and_copied() -> None:
    person_id, other = make_person(), make_person("other@example.com")
    register_file_purpose(SCAN)
    try:
        for one in (person_id, other):
            Client().force_login(Person.objects.get(pk=one))
            sealed = seal_file(person_id=one, purpose=SCAN.code, content=io.BytesIO(b"%PDF-1.7"))
            run(lambda sealed=sealed: record_file(sealed=sealed, now=now(), name=Secret("扫描件.pdf")))
            Favourite.objects.create(owner_id=one, kind="units", target_id=new_id(), saved_at=now())
    finally:
        del ports.file_purposes[SCAN.code]

    def employ() -> None:
        house = ensure_organisation(slug="acme", name="示例置业")
        join(person_id=person_id, organisation_id=house, department_id=None, now=now())
        give_role(RoleWanted(person_id, "operations", Scope.ORGANISATION, house, house), now=now(), by="test")

    run(employ)
    told = ask(member(person_id), "GET", "/me/data").json()["parts"]
    assert {one["name"]: one["records"] for one in told} == {
        "accounts": 3,
        "contracts": 0,
        "contracts.signing": 0,
        "deals": 0,
        "files": 1,
        "money": 0,
        "mortgages": 0,
        "watching": 1,
    }
    more = copy_of_data(person_id=person_id, now=now())["more"]
    assert [set(row) & {"device", "works_for", "role"} for row in more["accounts"]] == [
        {"device"}, {"works_for"}, {"role"},
    ]  # fmt: skip
    assert more["files"][0]["purpose"] == SCAN.code
