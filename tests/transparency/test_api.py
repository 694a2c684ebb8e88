"""The log over HTTP: what anyone is told, and how it is kept by caches."""

import base64
import json
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.test import Client

from guangsha.catalog.models import Project
from guangsha.inventory.public import UnitStatus
from guangsha.transparency.domain.merkle import is_consistent, leaf_hash, root_from_inclusion
from guangsha.transparency.services import sealing
from tests.catalog.support import take_down
from tests.inventory.support import homes, on_sale
from tests.transparency.support import move, seal

pytestmark = pytest.mark.django_db(transaction=True)


def ask(path: str, status: int = 200) -> Any:
    response = Client().get(f"/api/v1/ledger/{path}")
    assert response.status_code == status, response.content
    return json.loads(response.content)


def unhex(texts: list[str]) -> list[bytes]:
    return [bytes.fromhex(text) for text in texts]


@pytest.fixture
def units(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """A log of 8 leaves that was sealed in three steps."""
    units = on_sale()
    for index in (0, 1):
        assert seal() == 6 + index
        move(units[index : index + 1], UnitStatus.WITHDRAWN)
    assert seal() == 8
    return units


def test_before_the_first_leaf_there_is_no_head() -> None:
    for path in ("head", "entries", "proofs/inclusion?index=0", "proofs/consistency?from=1&to=1"):
        assert ask(path, 404)["code"] == "request.not_found"
    assert ask("key")["origin"].startswith("guangsha-ledger/")


def test_the_head_is_signed_by_the_key(units: list[UUID]) -> None:
    key, head = ask("key"), ask("head")
    body, _, last = head["note"].partition("\n\n")
    signature = base64.b64decode(last.split(" ")[2])[4:]
    Ed25519PublicKey.from_public_bytes(base64.b64decode(key["public_key"])).verify(signature, f"{body}\n".encode())
    assert body.split("\n")[:2] == [key["origin"], "8"]
    assert ask("head?size=7")["size"] == 7
    ask("head?size=5", 404)


def test_every_leaf_is_proved_in_every_head_that_has_it(units: list[UUID]) -> None:
    leaves = ask("entries")["entries"]
    for size in (6, 7, 8):
        root = bytes.fromhex(ask(f"head?size={size}")["root"])
        for leaf in leaves[:size]:
            proof = ask(f"proofs/inclusion?index={leaf['index']}&size={size}")
            found = leaf_hash(proof["entry"]["text"].encode())
            assert root_from_inclusion(leaf["index"], size, found, unhex(proof["proof"])) == root
    ask("proofs/inclusion?index=7&size=7", 404)
    ask("proofs/inclusion?index=8", 404)
    ask("proofs/inclusion?index=1&size=9", 422)
    ask("proofs/inclusion", 422)


def test_heads_are_consistent(units: list[UUID]) -> None:
    for old, new in ((6, 7), (6, 8), (7, 8), (8, 8)):
        answer = ask(f"proofs/consistency?from={old}&to={new}")
        assert (answer["from"], answer["to"]) == (old, new)
        roots = [bytes.fromhex(ask(f"head?size={size}")["root"]) for size in (old, new)]
        assert is_consistent(old, new, *roots, unhex(answer["proof"]))
    for wrong in ("from=2&to=1", "from=1&to=9", "from=0&to=1"):
        ask(f"proofs/consistency?{wrong}", 422)


def test_a_units_record_is_open_to_all_and_stays_when_its_listing_goes(units: list[UUID]) -> None:
    def said() -> list[str]:
        return [json.loads(one["entry"]["text"])["after"] for one in ask(f"units/{units[0]}")["entries"]]

    assert said() == ["available", "withdrawn"]
    take_down(Project.objects.get().pk)
    assert said() == ["available", "withdrawn"]
    proof = ask(f"proofs/inclusion?unit={units[0]}&revision=2")
    assert json.loads(proof["entry"]["text"])["unit"] == str(units[0])
    ask(f"units/{homes('2栋')[0]}", 404)


def test_what_was_never_public_is_a_hash(units: list[UUID]) -> None:
    Project.objects.update(first_published_at=None)
    assert {leaf["text"] for leaf in ask("entries")["entries"]} == {None}
    ask(f"units/{units[0]}", 404)
    ask(f"proofs/inclusion?unit={units[0]}&revision=1", 404)
    assert ask("proofs/inclusion?index=0")["entry"]["text"] is None


def test_entries_come_in_pages_and_are_kept_until_there_are_more(
    units: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [leaf["index"] for leaf in ask("entries?from=2&to=5")["entries"]] == [2, 3, 4]
    assert ask("entries?from=99")["entries"] == []
    path, client = "/api/v1/ledger/entries", Client()
    etag = client.get(path)["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    move(units[3:4], UnitStatus.WITHDRAWN)
    monkeypatch.setattr(sealing, "BATCH", 1)
    seal()
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 200
