"""What staff see of the machinery: the audit trail page by page, what is stuck, and who may look."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models.functions import Now

from guangsha.backbone.http.access import holding, signed_in
from guangsha.backbone.jobs import retry_parked_job
from guangsha.backbone.models import AuditEntry, Job, ParkedEvent, Subscription
from guangsha.backbone.public import command
from guangsha.backbone.selectors import AuditFilter, audit_page, system_state
from guangsha.kit.actor import VISITOR, Actor, Grant, Scope, system_actor
from guangsha.kit.errors import NotFound, Unauthenticated
from guangsha.kit.paging import BadCursor, encode_cursor

ANYTHING = AuditFilter()


def entry(action: str = "catalog.project.update", *, actor: str = "person:1") -> AuditEntry:
    return AuditEntry.objects.create(actor=actor, action=action, target="project:1")


class TestPolicies:
    def test_a_visitor_is_asked_to_sign_in_and_others_are_refused(self) -> None:
        policy = holding("audit.read", "system.read")
        for check in (policy, signed_in):
            with pytest.raises(Unauthenticated):
                check(VISITOR)
        person = uuid4()
        assert not policy(Actor(person_id=person, grants=frozenset({Grant("listing.edit", Scope.PLATFORM)})))
        assert policy(Actor(person_id=person, grants=frozenset({Grant("system.read", Scope.PLATFORM)})))
        assert signed_in(Actor(person_id=person))


@pytest.mark.django_db
class TestAuditTrail:
    def test_pages_hold_every_entry_once_newest_first(self) -> None:
        made = [entry().pk for _ in range(7)]
        seen, cursor = [], None
        while True:
            page = audit_page(wanted=ANYTHING, cursor=cursor, limit=3)
            seen += [line.id for line in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
        assert seen == made[::-1]

    def test_filters(self) -> None:
        entry("backbone.job.retry", actor="person:2")
        kept = entry()
        first = audit_page(wanted=AuditFilter(action="catalog."), cursor=None, limit=10)
        assert [line.id for line in first.items] == [kept.pk]
        assert len(audit_page(wanted=AuditFilter(actor="person:2"), cursor=None, limit=10).items) == 1
        kept.refresh_from_db()
        later = AuditFilter(since=kept.at + timedelta(seconds=1))
        assert audit_page(wanted=later, cursor=None, limit=10).items == []

    @pytest.mark.parametrize("cursor", ["nonsense", encode_cursor(["no uuid"]), encode_cursor([3])])
    def test_a_made_up_cursor_is_refused(self, cursor: str) -> None:
        with pytest.raises(BadCursor):
            audit_page(wanted=ANYTHING, cursor=cursor, limit=10)


@pytest.mark.django_db(transaction=True)
class TestSystem:
    def test_what_gave_up_is_named_with_the_end_of_its_trace(self) -> None:
        Job.objects.create(
            name="send", parked_at=Now(), attempts=8, error="Traceback\n  line\nValueError: no address\n"
        )
        ParkedEvent.objects.create(handler="index", event_id=uuid4(), error="")
        Subscription.objects.create(handler="index", failures=2)
        state = system_state()
        assert [(job.name, job.error) for job in state.jobs_parked] == [("send", "ValueError: no address")]
        assert [event.error for event in state.events_parked] == [""]
        assert [(row.handler, row.behind, row.failures) for row in state.handlers] == [("index", 0, 2)]
        assert state.jobs_waiting == 0

    def test_a_parked_job_tries_again_once(self) -> None:
        job = Job.objects.create(name="send", parked_at=Now(), attempts=8)
        actor = system_actor("test")
        command(lambda: retry_parked_job(job_id=job.pk), actor=actor)
        job.refresh_from_db()
        assert (job.parked_at, job.attempts) == (None, 0)
        with pytest.raises(NotFound):
            command(lambda: retry_parked_job(job_id=job.pk), actor=actor)
        assert AuditEntry.objects.filter(action="backbone.job.retry").count() == 1
