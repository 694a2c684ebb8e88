"""Clauses and templates: two people, versions that never change, and what is in force when."""

from datetime import timedelta
from uuid import UUID

import pytest

from guangsha.catalog.models import Project
from guangsha.catalog.public import UnitKind
from guangsha.contracts.domain.errors import NotApproved, OwnWording, WordingDecided
from guangsha.contracts.models import Clause, Template
from guangsha.contracts.selectors.regime import TemplateFacts, template_in_force, wording_desk
from guangsha.contracts.services.regime import (
    TemplateWanted,
    decide_clause,
    put_in_force,
    write_clause,
    write_template,
)
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, Invalid, NotFound
from guangsha.kit.ids import new_id
from tests.catalog.support import public_project
from tests.contracts.support import LATE, PRICE, by, clause, house, staff, template
from tests.inventory.support import refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


@pytest.fixture(autouse=True)
def project() -> UUID:
    return public_project()


def in_force(project_id: UUID, kind: UnitKind = UnitKind.HOME) -> TemplateFacts | None:
    return template_in_force(organisation_id=house(), project_id=project_id, unit_kind=str(kind))


def test_who_writes_a_clause_does_not_approve_it_and_it_is_decided_once() -> None:
    lawyer, second = staff(), staff()
    made = by(lawyer, lambda: write_clause(actor=lawyer, organisation_id=house(), wanted=PRICE))
    decide = lambda actor: by(actor, lambda: decide_clause(actor=actor, clause_id=made, approve=True))  # noqa: E731
    refused(lambda: decide(lawyer), OwnWording)
    refused(lambda: decide(staff("sales_manager")), Forbidden)
    refused(lambda: decide(staff("legal", new_id())), NotFound)
    decide(second)
    assert refused(lambda: decide(second), WordingDecided).data == {"state": "approved"}  # type: ignore[attr-defined]


def test_other_words_are_the_next_version() -> None:
    first, second = clause(PRICE), clause(PRICE)
    rows = dict(Clause.objects.values_list("pk", "version"))
    assert rows == {first: 1, second: 2}


def test_a_clause_leaves_open_only_what_is_known() -> None:
    wrong = PRICE.__class__("x", "题", "T", "{price} 归 {owner}", "{", False)
    actor = staff()
    error = refused(
        lambda: by(actor, lambda: write_clause(actor=actor, organisation_id=house(), wanted=wrong)), Invalid
    )
    told = error.data["errors"]  # type: ignore[attr-defined]
    assert told == [
        {"field": "text", "message": "placeholder:owner"},
        {"field": "text_en", "message": "placeholder:{"},
    ]


def test_a_template_is_made_of_approved_clauses_of_the_company_each_once() -> None:
    approved, waiting = clause(PRICE), clause(LATE, approved=False)
    foreign = clause(LATE, organisation_id=new_id())
    actor = staff()

    def write(*ids: UUID) -> UUID:
        wanted = TemplateWanted("home", "住宅", "Home", UnitKind.HOME, ids, 7)
        return by(actor, lambda: write_template(actor=actor, organisation_id=house(), wanted=wanted))

    refused(lambda: write(approved, waiting), NotApproved)
    refused(lambda: write(approved, approved), Invalid)
    refused(lambda: write(approved, foreign), Invalid)
    made = Template.objects.get(pk=write(approved))
    refused(lambda: by(staff(), lambda: put_in_force(actor=staff(), template_id=made.pk)), NotApproved)


def test_the_projects_own_template_comes_before_the_default_and_the_latest_begun_counts(project: UUID) -> None:
    default = template()
    assert in_force(project).id == default  # type: ignore[union-attr]
    assert in_force(project, UnitKind.SHOP) is None
    own, actor = template(), staff()
    by(actor, lambda: put_in_force(actor=actor, template_id=default, project_id=project))
    assert in_force(project).id == default  # type: ignore[union-attr]
    tomorrow = utc_now() + timedelta(days=1)
    by(actor, lambda: put_in_force(actor=actor, template_id=own, project_id=project, starts_at=tomorrow))
    assert in_force(project).id == default  # type: ignore[union-attr]
    yesterday = utc_now() - timedelta(days=1)
    late = lambda: put_in_force(actor=actor, template_id=own, starts_at=yesterday)  # noqa: E731
    refused(lambda: by(actor, late), Invalid)
    marked = [(one.project_id, one.template_id) for one in wording_desk(actor=actor).uses if one.now]
    assert sorted(marked, key=str) == sorted([(None, own), (project, default)], key=str)


def test_wordings_of_others_are_not_seen() -> None:
    template()
    assert len(wording_desk(actor=staff()).clauses) == 2
    other = wording_desk(actor=staff("legal", new_id()))
    assert (other.clauses, other.templates, other.uses) == ((), (), ())
    assert Project.objects.count() == 1
