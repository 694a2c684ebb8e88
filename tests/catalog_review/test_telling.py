"""Authors are told once per change of state, in both languages; old reports lose their text."""

import json
from datetime import timedelta
from uuid import UUID

import pytest

from guangsha.accounts.jobs import erase
from guangsha.accounts.models import Person
from guangsha.accounts.public import RoleWanted, give_role, people_who_may
from guangsha.accounts.services.closing import close_account
from guangsha.backbone.models import OutboxEvent
from guangsha.backbone.public import StampedEvent, command
from guangsha.catalog.domain.report_states import ReportKind
from guangsha.catalog.jobs import sweep_reports
from guangsha.catalog.models import ListingReport
from guangsha.catalog.personal_data import REPORT_TEXT_DAYS
from guangsha.catalog.selectors.review_monitor import reports_of
from guangsha.catalog.services.review_reports import report_listing
from guangsha.catalog.telling import (
    APPROVED,
    BY_EVENT,
    PUBLISHED,
    RETURNED,
    SUBMITTED,
    WAITING,
    tell_author,
    tell_reviewers,
)
from guangsha.kit.actor import Actor, Grant, Scope, system_actor
from guangsha.kit.clock import utc_now
from guangsha.notifications.models import Notification
from tests.catalog.support import run
from tests.catalog_review.support import (
    People,
    approve_all,
    edit,
    house,
    judge,
    paths,
    public_listing,
    release,
    submitted,
)
from tests.privacy.support import make_person


def react() -> None:
    """What the handler's runner does, over every event so far."""
    for row in OutboxEvent.objects.filter(name__in={*BY_EVENT, SUBMITTED}).order_by("created_at", "id"):
        event = StampedEvent(0, row.id, row.name, row.aggregate, row.payload, row.created_at)
        tell = tell_reviewers if row.name == SUBMITTED else tell_author
        command(lambda event=event, tell=tell: tell(event), actor=system_actor("test"))  # type: ignore[misc]


@pytest.mark.django_db(transaction=True)
def test_the_author_is_told_once_when_fields_come_back_when_approved_and_when_public() -> None:
    people = People()
    project_id = public_listing()
    edit(people.editor, project_id, {"headline": "临江", "alias": "云麓"})
    submission = submitted(people.editor, project_id)
    first, *rest = paths(submission)
    judge(people.first, submission, back=[first], approve=rest)
    react()
    react()
    told = Notification.objects.filter(person_id=people.editor.person_id)
    assert list(told.values_list("kind", flat=True)) == [RETURNED]
    edit(people.editor, project_id, {"headline": "临江而居", "alias": "云麓里"})
    submission = submitted(people.editor, project_id)
    approve_all(people, submission)
    release(people.publisher, submission)
    react()
    react()
    assert sorted(told.values_list("kind", flat=True)) == sorted([RETURNED, APPROVED, PUBLISHED])
    assert Notification.objects.count() == told.count()


def colleague(name: str, role: str, organisation_id: UUID | None) -> UUID:
    """A person who holds the role for that company, or for the platform."""
    person_id = make_person(f"{name}@example.com")
    scope = Scope.PLATFORM if organisation_id is None else Scope.ORGANISATION
    wanted = RoleWanted(person_id, role, scope, organisation_id, organisation_id)
    run(lambda: give_role(wanted, now=utc_now(), by="test"))
    return person_id


@pytest.mark.django_db(transaction=True)
def test_whoever_may_judge_it_is_told_once_per_round_and_nobody_else() -> None:
    own = house()
    author_id = colleague("author", "listing_reviewer", own)
    grants = frozenset(Grant(name, Scope.ORGANISATION, own) for name in ("listing.edit", "listing.review"))
    author = Actor(person_id=author_id, organisation_id=own, grants=grants)
    reviewers = {colleague("here", "listing_reviewer", own), colleague("platform", "price_reviewer", None)}
    colleague("publisher", "publisher", own)
    colleague("elsewhere", "listing_reviewer", house("other"))
    people, project_id = People(), public_listing()
    edit(author, project_id, {"headline": "临江", "alias": "云麓"})
    submission = submitted(author, project_id)
    react()
    react()
    told = Notification.objects.filter(kind=WAITING)
    assert set(told.values_list("person_id", flat=True)) == reviewers
    assert told.count() == 2
    judge(people.first, submission, back=paths(submission))
    edit(author, project_id, {"headline": "临江而居"})
    submitted(author, project_id)
    react()
    assert told.count() == 4


@pytest.mark.django_db(transaction=True)
def test_nobody_is_told_of_what_does_not_wait_any_more() -> None:
    people, project_id = People(), public_listing()
    colleague("late", "listing_reviewer", house())
    edit(people.editor, project_id, {"headline": "临江"})
    approve_all(people, submitted(people.editor, project_id))
    react()
    assert not Notification.objects.filter(kind=WAITING).exists()


@pytest.mark.django_db(transaction=True)
def test_one_reviewer_who_is_gone_silences_nobody() -> None:
    own = house()
    gone, here = colleague("gone", "listing_reviewer", own), colleague("here", "listing_reviewer", own)
    run(lambda: close_account(person_id=gone, now=utc_now()))
    Person.objects.filter(pk=gone).update(closing_at=utc_now() - timedelta(seconds=1))
    erase({"person_id": str(gone)})
    people, project_id = People(), public_listing()
    edit(people.editor, project_id, {"headline": "临江"})
    submitted(people.editor, project_id)
    react()
    assert list(Notification.objects.filter(kind=WAITING).values_list("person_id", flat=True)) == [here]


@pytest.mark.django_db(transaction=True)
def test_who_cannot_sign_in_is_not_among_those_who_may() -> None:
    own, project_id = house(), public_listing()
    off, here = colleague("off", "listing_reviewer", own), colleague("here", "listing_reviewer", own)
    Person.objects.filter(pk=off).update(is_active=False)
    assert people_who_may("listing.review", organisation_id=own, project_id=project_id) == {here}


@pytest.mark.django_db(transaction=True)
def test_a_number_in_the_name_of_a_project_keeps_nobody_from_being_told() -> None:
    here = colleague("here", "listing_reviewer", house())
    people, project_id = People(), public_listing(name="云麓里 13812345678")
    edit(people.editor, project_id, {"headline": "临江"})
    submission = submitted(people.editor, project_id)
    react()
    judge(people.first, submission, back=paths(submission))
    react()
    told = {row.kind: json.loads(row.data.reveal())["project"] for row in Notification.objects.all()}
    assert told == {WAITING: "云麓里 ***", RETURNED: "云麓里 ***"}
    assert Notification.objects.get(kind=WAITING).person_id == here


@pytest.mark.django_db(transaction=True)
def test_a_report_loses_its_text_when_its_time_is_over_and_not_before() -> None:
    people = People()
    public_listing()
    now = utc_now()
    for age in (REPORT_TEXT_DAYS - 1, REPORT_TEXT_DAYS + 1):
        written = now - timedelta(days=age)
        run(
            lambda written=written: report_listing(
                now=written, slug="yunlu-lane", kind=ReportKind.PRICE, field="", text="价格不对"
            )
        )
    assert sweep_reports(now) == 1
    assert sweep_reports(now) == 0
    assert [one.text for one in reports_of(actor=people.first)] == ["", "价格不对"]
    assert ListingReport.objects.exclude(erased_at=None).count() == 1
