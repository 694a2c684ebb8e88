from datetime import timedelta

import pytest

from guangsha.backbone.models import AuditEntry, OutboxEvent
from guangsha.backbone.public import command
from guangsha.catalog.domain.errors import ListingLocked, NothingToReview, NotReviewed, OwnWork, SecondReviewer
from guangsha.catalog.jobs import publish_due_changes_step, publish_due_step
from guangsha.catalog.models import (
    FieldApproval,
    ListingDraft,
    ListingVersion,
    PriceChange,
    Project,
    ReviewNote,
    Submission,
    Unit,
)
from guangsha.catalog.public import (
    IllegalMove,
    ListingIncomplete,
    publish_listing,
    put_units,
    schedule_listing,
    take_down_listing,
    update_project,
)
from guangsha.catalog.services.review_drafts import discard_draft, edit_listing, reopen, restore_version
from guangsha.catalog.services.review_publishing import (
    publish_submission,
    schedule_submission,
    unschedule_submission,
)
from guangsha.catalog.services.review_submissions import hand_back, withdraw, write_note
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, Invalid, NotFound, VersionConflict
from tests.catalog.support import EDITOR, NOW, run, take_down, unit_spec
from tests.catalog_review.support import (
    LATER,
    People,
    approve_all,
    draft_listing,
    edit,
    house,
    judge,
    paths,
    person,
    public_listing,
    release,
    submitted,
)

pytestmark = [pytest.mark.django_db(transaction=True)]


def events(name: str) -> int:
    return OutboxEvent.objects.filter(name=f"catalog.{name}").count()


class TestFirstPublication:
    def test_from_a_draft_to_the_public(self) -> None:
        people, project_id = People(), draft_listing()
        submission = submitted(people.editor, project_id)
        assert Project.objects.get().state == "in_review"
        found = paths(submission)
        assert {"listing.public", "project.address", "buildings[1栋]", "layouts[A].area"} <= set(found)
        assert {"units[1栋].filed_price", "units[1栋].areas", "permits[长住预售(2026)第0001号]"} <= set(found)
        assert judge(people.first, submission, approve=found) == "open"
        half = set(submission.fields.filter(verdict="half").values_list("path", flat=True))
        assert "units[1栋].filed_price" in half
        assert "project.address" not in half
        with pytest.raises(NotReviewed):
            run_publish(people, submission)
        assert judge(people.second, submission, approve=sorted(half)) == "approved"
        release(people.publisher, submission)
        assert Project.objects.get().state == "published"
        submission.refresh_from_db()
        assert (submission.state, submission.live_key) == ("published", None)
        assert (events("listing_submitted"), events("submission_approved"), events("submission_returned")) == (1, 1, 0)

    def test_a_person_publishes_nothing_that_was_not_reviewed(self) -> None:
        people, project_id = People(), draft_listing()
        for work in (
            lambda: publish_listing(actor=people.publisher, now=LATER, project_id=project_id),
            lambda: schedule_listing(actor=people.publisher, now=NOW, project_id=project_id, publish_at=LATER),
        ):
            with pytest.raises(NotReviewed):
                command(work, actor=people.publisher)
        submission = submitted(people.editor, project_id)
        with pytest.raises(NotReviewed):
            run(lambda: publish_listing(actor=EDITOR, now=LATER, project_id=project_id))
        assert submission.state == "open"

    def test_what_is_in_review_stays_as_it_was_submitted(self) -> None:
        people, project_id = People(), draft_listing()
        submission = submitted(people.editor, project_id)
        with pytest.raises(ListingLocked):
            edit(people.editor, project_id, {"headline": "新"})
        with pytest.raises(ListingLocked):
            command(
                lambda: update_project(
                    actor=people.editor, now=LATER, project_id=project_id, values={"headline": "新"}
                ),
                actor=people.editor,
            )
        with pytest.raises(IllegalMove):
            submitted(people.editor, project_id)
        approve_all(people, submission)
        run(lambda: update_project(actor=EDITOR, now=LATER, project_id=project_id, values={"headline": "导入"}))
        with pytest.raises(NotReviewed) as refused:
            release(people.publisher, submission)
        assert refused.value.data["errors"] == [{"field": "project.headline", "message": "not_approved"}]


def run_publish(people: People, submission: Submission) -> None:
    submission.refresh_from_db()
    command(
        lambda: publish_listing(actor=people.publisher, now=LATER, project_id=submission.project_id),
        actor=people.publisher,
    )


class TestWhoReviews:
    def test_nobody_reviews_their_own_work(self) -> None:
        own = house()
        project_id = draft_listing()
        everything = ("listing.edit", "listing.review", "listing.review_price")
        author, colleague = (person(*everything, organisation_id=own) for _ in range(2))
        edit(colleague, project_id, {"headline": "同事改的"})
        submission = submitted(author, project_id)
        for actor in (author, colleague):
            with pytest.raises(OwnWork):
                judge(actor, submission, approve=["project.address"])

    def test_the_second_is_another_person_with_the_permission(self) -> None:
        people, project_id = People(), draft_listing()
        submission = submitted(people.editor, project_id)
        price = ["units[1栋].filed_price"]
        judge(people.first, submission, approve=price)
        for actor in (people.first, people.plain):
            with pytest.raises(SecondReviewer):
                judge(actor, submission, approve=price)
        judge(people.second, submission, approve=price)
        assert FieldApproval.objects.filter(submission_field__path=price[0]).count() == 2

    def test_other_organisations_do_not_even_see_it(self) -> None:
        people, project_id = People(), draft_listing()
        submission = submitted(people.editor, project_id)
        stranger = person("listing.review", "listing.edit", organisation_id=house("other"))
        with pytest.raises(NotFound):
            judge(stranger, submission, approve=["project.address"])
        with pytest.raises(Forbidden):
            edit(stranger, project_id, {"headline": "x"})
        with pytest.raises(NotFound):
            command(
                lambda: write_note(actor=stranger, now=LATER, submission_id=submission.pk, path="", body="x"),
                actor=stranger,
            )
        with pytest.raises(Forbidden):
            judge(people.editor, submission, approve=["project.address"])


class TestReturned:
    def test_a_note_reaches_the_author_and_what_was_approved_stays(self) -> None:
        people, project_id = People(), draft_listing()
        submission = submitted(people.editor, project_id)
        rest = [path for path in paths(submission) if path != "project.address"]
        judge(people.first, submission, approve=rest, back=["project.address"])
        assert Submission.objects.get().state == "open"
        judge(
            people.second,
            submission,
            approve=list(submission.fields.filter(verdict="half").values_list("path", flat=True)),
        )
        assert Submission.objects.get().state == "returned"
        assert Project.objects.get().state == "draft"
        note = ReviewNote.objects.get()
        assert (note.path, note.body) == ("project.address", "请核对")
        told = OutboxEvent.objects.get(name="catalog.review_note_written").payload
        assert (told["author_id"], told["to_author"]) == (str(people.editor.person_id), True)
        assert events("submission_returned") == 1
        edit(people.editor, project_id, {"address": "岳麓区云麓路 18 号"})
        again = submitted(people.editor, project_id)
        assert (again.pk, again.round, again.state) == (submission.pk, 2, "open")
        pending = again.fields.exclude(verdict="approved").values_list("path", flat=True)
        assert list(pending) == ["project.address"]
        assert judge(people.first, again, approve=["project.address"]) == "approved"

    def test_an_approved_field_that_changes_is_judged_again(self) -> None:
        people, project_id = People(), draft_listing()
        submission = submitted(people.editor, project_id)
        judge(people.first, submission, approve=["project.name"], back=["project.address"])
        command(
            lambda: hand_back(actor=people.first, now=LATER, submission_id=submission.pk, seen_round=1),
            actor=people.first,
        )
        edit(people.editor, project_id, {"name": "云麓里二期"})
        submitted(people.editor, project_id)
        verdicts = dict(submission.fields.values_list("path", "verdict"))
        assert (verdicts["project.name"], verdicts["project.address"]) == ("pending", "pending")
        assert not FieldApproval.objects.filter(submission_field__path="project.name").exists()

    def test_bad_decisions_are_named_and_change_nothing(self) -> None:
        people, project_id = People(), draft_listing()
        submission = submitted(people.editor, project_id)
        with pytest.raises(Invalid) as refused:
            judge(people.first, submission, approve=["project.name", "project.castle"])
        assert refused.value.data["errors"] == [{"field": "project.castle", "message": "unknown"}]
        with pytest.raises(Invalid):
            judge(people.first, submission, approve=["project.name"], back=["project.name"])
        with pytest.raises(Invalid):
            judge(people.first, submission)
        with pytest.raises(VersionConflict):
            judge(people.first, submission, approve=["project.name"], seen_round=7)
        assert not FieldApproval.objects.exists()

    def test_a_withdrawn_submission_leaves_a_draft(self) -> None:
        people, project_id = People(), draft_listing()
        submission = submitted(people.editor, project_id)
        command(lambda: withdraw(actor=people.editor, now=LATER, submission_id=submission.pk), actor=people.editor)
        assert (Project.objects.get().state, Submission.objects.get().state) == ("draft", "withdrawn")
        assert submitted(people.editor, project_id).number == 2


class TestPublicListing:
    def test_a_change_waits_in_a_draft_until_it_is_approved(self) -> None:
        people, project_id = People(), public_listing()
        steps = PriceChange.objects.count()
        edit(people.editor, project_id, {"headline": "新主题", "stated_unit_price_fen": 1_400_000})
        project = Project.objects.get()
        assert (project.headline, project.stated_unit_price_fen) == ("", 1_500_000)
        assert PriceChange.objects.count() == steps
        submission = submitted(people.editor, project_id)
        assert paths(submission) == ["project.headline", "project.stated.unit_price_fen"]
        assert approve_all(people, submission) == "approved"
        assert Project.objects.get().headline == ""
        release(people.publisher, submission)
        project = Project.objects.get()
        assert (project.headline, project.stated_unit_price_fen, project.state) == ("新主题", 1_400_000, "published")
        assert PriceChange.objects.count() == steps + 1
        assert not ListingDraft.objects.exists()
        assert ListingVersion.objects.count() == 2

    def test_units_are_edited_by_the_services_everybody_uses(self) -> None:
        people, project_id = People(), public_listing()
        before = Unit.objects.count()

        def work() -> None:
            put_units(
                actor=people.editor,
                now=LATER,
                project_id=project_id,
                units=[unit_spec(1, 1, price=170_000_000), unit_spec(2, 1)],
            )

        command(lambda: edit_listing(work, actor=people.editor, now=LATER, project_id=project_id), actor=people.editor)
        assert Unit.objects.count() == before
        submission = submitted(people.editor, project_id)
        field = submission.fields.get(path="units[1栋].filed_price")
        assert (field.kind, field.count, field.after["1栋-0101"]["filed_price_fen"]) == ("changed", 2, 170_000_000)
        approve_all(people, submission)
        release(people.publisher, submission)
        assert Unit.objects.count() == before + 1
        assert Unit.objects.get(identity="1栋-0101").filed_price_fen == 170_000_000

    def test_the_tables_of_a_public_listing_are_closed_to_people(self) -> None:
        people, project_id = People(), public_listing()
        with pytest.raises(ListingLocked):
            command(
                lambda: update_project(actor=people.editor, now=LATER, project_id=project_id, values={"headline": "x"}),
                actor=people.editor,
            )
        assert Project.objects.get().headline == ""

    def test_a_trial_leaves_no_trace(self) -> None:
        people, project_id = People(), public_listing()
        seen = (OutboxEvent.objects.count(), Project.objects.get().revision, ListingVersion.objects.count())
        edit(people.editor, project_id, {"headline": "新主题"})
        assert (OutboxEvent.objects.count(), Project.objects.get().revision, ListingVersion.objects.count()) == seen
        assert AuditEntry.objects.filter(action="catalog.draft.edit").count() == 1
        assert not AuditEntry.objects.filter(action="catalog.project.update").exists()

    def test_an_import_under_a_change_is_not_overwritten(self) -> None:
        people, project_id = People(), public_listing()
        edit(people.editor, project_id, {"headline": "新主题"})
        submission = submitted(people.editor, project_id)
        approve_all(people, submission)
        run(lambda: update_project(actor=EDITOR, now=LATER, project_id=project_id, values={"headline": "导入的"}))
        with pytest.raises(NotReviewed):
            release(people.publisher, submission)
        assert Project.objects.get().headline == "导入的"

    def test_nothing_changed_is_nothing_to_review_and_a_draft_can_be_dropped(self) -> None:
        people, project_id = People(), public_listing()
        with pytest.raises(NothingToReview):
            submitted(people.editor, project_id)
        edit(people.editor, project_id, {"headline": "新主题"})
        assert command(
            lambda: discard_draft(actor=people.editor, now=LATER, project_id=project_id), actor=people.editor
        )
        with pytest.raises(NothingToReview):
            submitted(people.editor, project_id)

    def test_a_take_down_ends_the_review_and_keeps_the_draft_for_the_reopening(self) -> None:
        people, project_id = People(), public_listing()
        edit(people.editor, project_id, {"headline": "新主题"})
        submitted(people.editor, project_id)
        command(
            lambda: take_down_listing(actor=people.publisher, now=LATER, project_id=project_id, reason="x"),
            actor=people.publisher,
        )
        assert Submission.objects.get().state == "withdrawn"
        command(lambda: reopen(actor=people.publisher, now=LATER, project_id=project_id), actor=people.publisher)
        assert (Project.objects.get().state, Project.objects.get().headline) == ("draft", "新主题")
        submission = submitted(people.editor, project_id)
        assert paths(submission) == ["listing.public", "project.headline"]


class TestSchedule:
    def test_a_first_publication_at_its_time(self) -> None:
        people, project_id = People(), draft_listing()
        submission = submitted(people.editor, project_id)
        approve_all(people, submission)
        soon = utc_now() + timedelta(hours=1)
        schedule(people, submission, soon)
        assert (Project.objects.get().state, Submission.objects.get().state) == ("scheduled", "scheduled")
        assert not publish_due_step()
        Project.objects.update(publish_at=utc_now() - timedelta(minutes=1))
        assert publish_due_step()
        assert (Project.objects.get().state, Submission.objects.get().state) == ("published", "published")

    def test_changes_at_their_time_and_back_again(self) -> None:
        people, project_id = People(), public_listing()
        edit(people.editor, project_id, {"headline": "新主题"})
        submission = submitted(people.editor, project_id)
        approve_all(people, submission)
        schedule(people, submission, utc_now() + timedelta(hours=1))
        command(
            lambda: unschedule_submission(actor=people.publisher, now=LATER, submission_id=submission.pk),
            actor=people.publisher,
        )
        assert Submission.objects.get().state == "approved"
        schedule(people, submission, utc_now() + timedelta(hours=1))
        assert not publish_due_changes_step()
        Submission.objects.update(publish_at=utc_now() - timedelta(minutes=1))
        assert publish_due_changes_step()
        assert (Project.objects.get().headline, Submission.objects.get().state) == ("新主题", "published")

    def test_what_is_not_approved_any_more_is_held(self) -> None:
        people, project_id = People(), draft_listing()
        submission = submitted(people.editor, project_id)
        approve_all(people, submission)
        schedule(people, submission, utc_now() + timedelta(hours=1))
        Project.objects.update(publish_at=utc_now() - timedelta(minutes=1), headline="混入的")
        assert publish_due_step()
        assert (Project.objects.get().state, Submission.objects.get().state) == ("in_review", "approved")


def schedule(people: People, submission: Submission, at: object) -> None:
    command(
        lambda: schedule_submission(
            actor=people.publisher,
            now=utc_now(),
            submission_id=submission.pk,
            publish_at=at,  # type: ignore[arg-type]
        ),
        actor=people.publisher,
    )


class TestRestore:
    def test_an_older_version_becomes_a_draft_and_is_reviewed(self) -> None:
        people, project_id = People(), public_listing()

        def change() -> None:
            update_project(actor=EDITOR, now=LATER, project_id=project_id, values={"address": "别处 1 号", "tags": []})
            put_units(actor=EDITOR, now=LATER, project_id=project_id, units=[unit_spec(2, 2)])

        run(change)
        command(
            lambda: restore_version(actor=people.editor, now=LATER, project_id=project_id, number=1),
            actor=people.editor,
        )
        assert Project.objects.get().address == "别处 1 号"
        submission = submitted(people.editor, project_id)
        assert "project.address" in paths(submission)
        approve_all(people, submission)
        release(people.publisher, submission)
        first, last = ListingVersion.objects.order_by("number")[0], ListingVersion.objects.order_by("-number")[0]
        assert last.number == 3
        assert first.content == last.content

    def test_of_a_taken_down_listing_into_its_tables(self) -> None:
        people, project_id = People(), public_listing()
        take_down(project_id)
        with pytest.raises(ListingLocked):
            command(
                lambda: restore_version(actor=people.editor, now=LATER, project_id=project_id, number=1),
                actor=people.editor,
            )
        command(lambda: reopen(actor=people.publisher, now=LATER, project_id=project_id), actor=people.publisher)
        edit(people.editor, project_id, {"address": "别处"})
        command(
            lambda: restore_version(actor=people.editor, now=LATER, project_id=project_id, number=1),
            actor=people.editor,
        )
        assert Project.objects.get().address == "岳麓区云麓路 8 号"


class TestTruthGate:
    def test_a_block_stands_in_the_way_of_a_submission_and_not_of_filed_data(self) -> None:
        people, project_id = People(), draft_listing()
        edit(people.editor, project_id, {"stated_unit_price_fen": 9_000_000})
        submission = submitted(people.editor, project_id)
        approve_all(people, submission)
        with pytest.raises(ListingIncomplete) as refused:
            release(people.publisher, submission)
        assert refused.value.data["errors"] == [
            {"field": "project.stated.unit_price_fen", "message": "price_above_filed"}
        ]
        with pytest.raises(ListingIncomplete):
            command(lambda: publish_submission(actor=EDITOR, now=LATER, submission_id=submission.pk), actor=EDITOR)
