"""Whole values: a reason, presence, a cap, a record; and the person sees who looked."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from guangsha.accounts.public import StepUpNeeded
from guangsha.backbone.models import AuditEntry, OutboxEvent
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Forbidden, Invalid, NotFound
from guangsha.privacy import ports
from guangsha.privacy.domain.errors import RevealCapHit, ValueErased
from guangsha.privacy.models import Look
from guangsha.privacy.public import LookReason, Revealed, register_serving_check, reveal
from guangsha.vault.public import Secret, key_store
from tests.backbone.support import in_threads
from tests.privacy.support import ask, make_person, member, now, run

EMAIL = "accounts.person.email"
pytestmark = pytest.mark.django_db(transaction=True)


def look(actor: Actor, row: UUID, *, label: str = EMAIL, note: str = "回电确认", cap: int = 50) -> Revealed:
    return run(
        lambda: reveal(
            actor=actor, now=now(), label=label, row_id=row, reason=LookReason.CALL_BACK, note=Secret(note), cap=cap
        ),
        actor=actor,
    )


@pytest.fixture
def buyer() -> UUID:
    return make_person("buyer@example.com", "欧阳霁月")


@pytest.fixture
def officer() -> Actor:
    return member(make_person("officer@example.com", "王小明"), "privacy_officer")


@pytest.fixture
def serving(buyer: UUID) -> Iterator[None]:
    register_serving_check("test", lambda actor, person_id: person_id == buyer)
    yield
    del ports.serving_checks["test"]


class TestReveal:
    def test_gives_the_value_and_leaves_a_record(self, buyer: UUID, officer: Actor) -> None:
        found = look(officer, buyer)
        assert found.value.reveal() == "buyer@example.com"
        row = Look.objects.get()
        assert (row.person_id, row.viewer_id, row.viewer_role) == (buyer, officer.person_id, "privacy_officer")
        entry = AuditEntry.objects.get(action="privacy.reveal")
        assert "buyer@example.com" not in str(entry.data)
        assert "回电" not in str(entry.data)

    @pytest.mark.parametrize("roles", [(), ("operations",), ("security_admin",), ("audit_admin",)])
    def test_others_may_not(self, buyer: UUID, roles: tuple[str, ...]) -> None:
        with pytest.raises(Forbidden):
            look(member(make_person("x@example.com"), *roles), buyer)

    def test_staff_see_those_they_serve_and_nobody_else(self, buyer: UUID, serving: None) -> None:
        advisor = member(make_person("advisor@example.com"), "sales_advisor")
        assert look(advisor, buyer).value.reveal() == "buyer@example.com"
        with pytest.raises(NotFound):
            look(advisor, make_person("stranger@example.com"))

    @pytest.mark.parametrize("label", ["accounts.person.password", "accounts.person.nothing", "privacy.look.person"])
    def test_only_declared_sealed_fields(self, buyer: UUID, officer: Actor, label: str) -> None:
        with pytest.raises(NotFound):
            look(officer, buyer, label=label)
        with pytest.raises(NotFound):
            look(officer, uuid4())

    @pytest.mark.parametrize(("stepped", "ago_s"), [(False, 0), (True, 301), (True, -60)])
    def test_presence_must_be_proved_again(self, buyer: UUID, stepped: bool, ago_s: int) -> None:
        actor = member(make_person("o@example.com"), "privacy_officer", stepped=stepped, ago_s=ago_s)
        with pytest.raises(StepUpNeeded):
            look(actor, buyer)
        assert not Look.objects.exists()

    def test_a_reason_in_words_is_needed(self, buyer: UUID, officer: Actor) -> None:
        with pytest.raises(Invalid):
            look(officer, buyer, note="   x  ")

    def test_the_cap_ends_the_day_and_rings(self, buyer: UUID, officer: Actor) -> None:
        assert [look(officer, buyer, cap=2).left_today for _ in range(2)] == [1, 0]
        with pytest.raises(RevealCapHit):
            look(officer, buyer, cap=2)
        assert Look.objects.count() == 2
        assert OutboxEvent.objects.filter(name="privacy.reveal_cap_reached").count() == 1

    def test_the_cap_holds_when_all_ask_at_once(self, buyer: UUID, officer: Actor) -> None:
        refused = in_threads(6, lambda index: look(officer, buyer, cap=3) and None)
        assert [type(one) for one in refused] == [RevealCapHit] * 3
        assert Look.objects.count() == 3

    def test_an_erased_value_is_gone(self, buyer: UUID, officer: Actor) -> None:
        key_store().destroy(buyer)
        with pytest.raises(ValueErased):
            look(officer, buyer)


class TestWhoLooked:
    def test_the_person_reads_it(self, buyer: UUID, officer: Actor) -> None:
        look(officer, buyer, note="客户要求改签合同")
        answer = ask(member(buyer), "GET", "/me/data/looks").json()["looks"]
        assert [(one["role"], one["by"], one["reason"], one["note"]) for one in answer] == [
            ("privacy_officer", "王**", "call_back", "客户要求改签合同")
        ]
        assert str(officer.person_id) not in str(answer)
        assert ask(officer, "GET", "/me/data/looks").json() == {"looks": []}

    def test_over_http(self, buyer: UUID, officer: Actor) -> None:
        body = {"label": EMAIL, "row_id": str(buyer), "reason": "complaint", "note": "客户投诉，需要回电"}
        answer = ask(officer, "POST", "/console/privacy/reveals", body)
        assert answer.json()["value"] == "buyer@example.com"
        assert answer["Cache-Control"] == "no-store"
        old = member(officer.person_id or buyer, "privacy_officer", ago_s=400)
        assert ask(old, "POST", "/console/privacy/reveals", body).json()["code"] == "accounts.step_up_needed"
        lines = ask(officer, "GET", "/console/privacy/reveals?limit=1").json()
        assert lines["looks"][0]["label"] == EMAIL
        assert (
            ask(officer, "GET", f"/console/privacy/reveals?limit=1&before={lines['next_before']}").json()["looks"] == []
        )
