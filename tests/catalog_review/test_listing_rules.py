"""Rules for listings over HTTP: who reads them, who sets them, what holds where none is set; and the activity of a listing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from guangsha.backbone.models import AuditEntry
from guangsha.catalog.selectors.review_rules import RuleFacts, rule_of
from guangsha.kit.actor import Actor, Grant, Scope
from guangsha.kit.clock import utc_now
from guangsha.kit.ids import new_id
from tests.actors import acting_as, holder
from tests.catalog_review.support import People, edit, house, judge, paths, person, public_listing, submitted

pytestmark = pytest.mark.django_db(transaction=True)
API = "/api/v1/console"
RULE = {"reaudit_days": 30, "hide_after_days": 7, "below_percent": 10}


def manager(organisation_id: UUID, *, stepped_ago_s: int | None = 5) -> Actor:
    grants = frozenset(Grant(name, Scope.ORGANISATION, organisation_id) for name in ("listing.read", "listing.rules"))
    at = utc_now() - timedelta(seconds=stepped_ago_s) if stepped_ago_s is not None else None
    return Actor(person_id=new_id(), organisation_id=organisation_id, grants=grants, stepped_up_at=at)


def ask(actor: Actor, method: str, body: Any = None, query: str = "", *, status: int = 200) -> Any:
    import msgspec

    data = b"" if body is None else msgspec.json.encode(body)
    with acting_as(actor):
        answer = Client().generic(
            method, f"{API}/listing-rules{query}", data, "application/json", headers={"Idempotency-Key": str(uuid4())}
        )
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_a_company_sets_its_own_rule_and_others_keep_the_one_for_all() -> None:
    own = house()
    seen = ask(manager(own), "GET")
    assert (seen["own"], seen["may_set"], seen["rule"]) == (False, True, seen["fallback"])
    seen = ask(manager(own), "PUT", RULE)
    assert (seen["own"], seen["rule"], seen["fallback"]["reaudit_days"]) == (True, RULE, None)
    assert rule_of(organisation_id=own) == RuleFacts(30, 7, 10)
    assert rule_of(organisation_id=house("other")) == RuleFacts()
    entry = AuditEntry.objects.get(action="catalog.rule.set")
    assert (entry.target, entry.data) == (f"organisation:{own}", RULE)


def test_who_administers_the_platform_sets_the_rule_of_companies_without_their_own() -> None:
    own = house()
    ask(manager(own), "PUT", RULE)
    admin = holder("system_admin", stepped_up_at=utc_now())
    assert ask(admin, "GET")["own"] is False
    seen = ask(admin, "PUT", {**RULE, "reaudit_days": 60})
    assert (seen["organisation_id"], seen["own"], seen["may_set"]) == (None, True, True)
    assert rule_of(organisation_id=house("other")).reaudit_days == 60
    assert rule_of(organisation_id=own).reaudit_days == 30
    assert AuditEntry.objects.filter(action="catalog.rule.set", target="organisation:default").exists()
    employed = replace(admin, organisation_id=own)
    ask(employed, "PUT", {**RULE, "reaudit_days": 70}, "?for_all=true")
    assert rule_of(organisation_id=house("other")).reaudit_days == 70
    ask(employed, "PUT", RULE, status=403)
    ask(manager(own), "PUT", RULE, "?for_all=true", status=403)
    ask(replace(admin, stepped_up_at=None), "PUT", RULE, status=403)
    assert rule_of(organisation_id=house("other")).reaudit_days == 70


def test_it_takes_proof_of_presence_and_stays_within_ones_company() -> None:
    own, other = house(), house("other")
    assert ask(manager(own, stepped_ago_s=None), "PUT", RULE, status=403)["code"] == "accounts.step_up_needed"
    assert ask(manager(own, stepped_ago_s=301), "PUT", RULE, status=403)["code"] == "accounts.step_up_needed"
    ask(manager(own), "PUT", RULE, f"?organisation_id={other}", status=403)
    ask(manager(own), "GET", query=f"?organisation_id={other}", status=403)
    ask(person("listing.edit", organisation_id=own), "PUT", RULE, status=403)
    assert ask(person("listing.edit", organisation_id=own), "GET")["may_set"] is False
    assert not AuditEntry.objects.filter(action="catalog.rule.set").exists()


@pytest.mark.parametrize(
    "wrong", [{"reaudit_days": 0}, {"hide_after_days": 3651}, {"below_percent": 91}, {"below_percent": "viel"}]
)
def test_values_out_of_range_are_refused_and_nothing_is_kept(wrong: dict[str, Any]) -> None:
    own = house()
    ask(manager(own), "PUT", {**RULE, **wrong}, status=422)
    assert rule_of(organisation_id=own) == RuleFacts()


def test_the_activity_of_a_listing_says_who_did_what_newest_first() -> None:
    people = People()
    project_id = public_listing()
    edit(people.editor, project_id, {"headline": "临江", "alias": "云麓"})
    submission = submitted(people.editor, project_id)
    first, *rest = paths(submission)
    judge(people.first, submission, back=[first], approve=rest)
    with acting_as(people.first):
        path = f"{API}/listings/{project_id}/activity"
        page = Client().get(f"{path}?limit=2").json()
        older = Client().get(f"{path}?limit=8&cursor={page['next_cursor']}").json()
    assert [(one["act"], one["person_id"]) for one in page["items"]] == [
        ("submission.decide", str(people.first.person_id)),
        ("submission.submit", str(people.editor.person_id)),
    ]
    assert page["items"][0]["counts"]["approve"] == len(rest)
    assert older["items"][0]["act"] == "draft.edit"
    assert {one["id"] for one in older["items"]}.isdisjoint({one["id"] for one in page["items"]})
    assert any(one["act"] == "project.publish" and one["person_id"] is None for one in older["items"])
    with acting_as(person("listing.read", organisation_id=house("other"))):
        assert Client().get(path).status_code == 404
