"""Random sequences against a model, races, and the same with the guard off."""

from uuid import UUID

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guangsha.backbone.public import command
from guangsha.catalog.domain.errors import IllegalMove, OwnWork, SecondReviewer
from guangsha.catalog.domain.review_changes import changes_between
from guangsha.catalog.domain.review_states import Verdict
from guangsha.catalog.models import FieldApproval, ListingVersion, Project, Submission, SubmissionField
from guangsha.catalog.selectors.content import cells_now, cells_of_version
from guangsha.catalog.services import review_submissions
from guangsha.catalog.services.review_submissions import hand_back
from guangsha.kit.actor import Actor, Grant, Scope
from guangsha.kit.errors import BusinessError, VersionConflict
from tests.backbone.support import in_threads
from tests.catalog_review.support import LATER, People, edit, house, judge, person, public_listing, release, submitted

pytestmark = [pytest.mark.django_db(transaction=True)]
PRICE, ADDRESS = "project.stated.unit_price_fen", "project.address"
FIELDS = {PRICE: "stated_unit_price_fen", ADDRESS: "address"}

steps = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), st.sampled_from([PRICE, ADDRESS]), st.integers(0, 2)),
        st.tuples(st.just("submit"), st.just(""), st.just(0)),
        st.tuples(st.just("approve"), st.sampled_from([PRICE, ADDRESS]), st.integers(0, 3)),
        st.tuples(st.just("return"), st.sampled_from([PRICE, ADDRESS]), st.integers(0, 3)),
        st.tuples(st.just("publish"), st.just(""), st.just(0)),
    ),
    min_size=4,
    max_size=14,
)
VALUES = {PRICE: [1_400_000, 1_450_000, 1_500_000], ADDRESS: ["甲路 1 号", "乙路 2 号", "岳麓区云麓路 8 号"]}


class Model:
    """Who approved which value of which field since it was submitted: nothing of the code under test."""

    def __init__(self, editor: Actor) -> None:
        self.editor = editor
        self.candidate: dict[str, object] = {}
        self.frozen: dict[str, object] = {}
        self.approved: dict[tuple[str, object], set[object]] = {}

    def needed(self, path: str) -> int:
        return 2 if path == PRICE else 1


def public_values() -> dict[str, object]:
    project = Project.objects.get()
    return {PRICE: project.stated_unit_price_fen, ADDRESS: project.address}


def _act(
    model: Model,
    move: tuple[str, str, int],
    live: Submission | None,
    people: People,
    actors: list[Actor],
    project_id: UUID,
) -> None:
    """One step, on the product and, when the product took it, on the model."""
    step, path, index = move
    if step == "edit":
        edit(people.editor, project_id, {FIELDS[path]: VALUES[path][index]})  # type: ignore[misc]
        model.candidate[path] = VALUES[path][index]
    elif step == "submit":
        before = public_values()
        submitted(people.editor, project_id)
        frozen = {key: value for key, value in model.candidate.items() if value != before[key]}
        changed = {key for key in (ADDRESS, PRICE) if frozen.get(key) != model.frozen.get(key)}
        model.approved = {known: who for known, who in model.approved.items() if known[0] not in changed}
        model.frozen = frozen
    elif live is not None and step == "approve":
        judge(actors[index], live, approve=[path])
        model.approved.setdefault((path, model.frozen[path]), set()).add(actors[index].person_id)
    elif live is not None and step == "return":
        judge(actors[index], live, back=[path])
        model.approved.pop((path, model.frozen[path]), None)
    elif live is not None:
        release(people.publisher, live)


def play(script: list[tuple[str, str, int]], *, project_id: UUID, people: People, actors: list[Actor]) -> int:
    """Act the script out; how often something was published. Fails when it was not approved by enough people."""
    model, published = Model(people.editor), 0
    for step, path, index in script:
        before = public_values()
        live = Submission.objects.exclude(live_key=None).first()
        try:
            _act(model, (step, path, index), live, people, actors, project_id)
        except BusinessError:
            assert public_values() == before
            continue
        after = public_values()
        changed = {key for key in after if after[key] != before[key]}
        if changed:
            published += 1
            assert step == "publish"
        for key in changed:
            who = model.approved.get((key, after[key]), set())
            assert len(who) >= model.needed(key), (key, who)
            assert people.editor.person_id not in who
        if step == "publish" and live is not None:
            model.frozen, model.approved, model.candidate = {}, {}, {}
    return published


def everybody(people: People) -> list[Actor]:
    """Two who may judge prices, one who may not, and the author."""
    author = Actor(
        person_id=people.editor.person_id,
        organisation_id=people.editor.organisation_id,
        grants=frozenset(
            Grant(permission, Scope.ORGANISATION, people.editor.organisation_id)
            for permission in ("listing.review", "listing.review_price", "listing.edit")
        ),
    )
    return [people.first, people.second, people.plain, author]


class TestModel:
    @settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    @given(script=steps)
    def test_nothing_is_published_without_its_approvals(self, script: list[tuple[str, str, int]]) -> None:
        people = People()
        project_id = public_listing("p1")
        play(script, project_id=project_id, people=people, actors=everybody(people))
        self._fresh()  # hypothesis runs its examples in one test

    @staticmethod
    def _fresh() -> None:
        call_command("flush", verbosity=0, interactive=False)

    SCRIPT = (
        ("edit", PRICE, 0), ("edit", ADDRESS, 0), ("submit", "", 0), ("approve", ADDRESS, 0), ("approve", PRICE, 0),
        ("approve", PRICE, 3), ("approve", PRICE, 0), ("approve", PRICE, 2), ("publish", "", 0), ("approve", PRICE, 1),
        ("publish", "", 0),
    )  # fmt: skip

    def test_a_script_that_ends_in_a_publication(self) -> None:
        people, project_id = People(), public_listing()
        assert play(list(self.SCRIPT), project_id=project_id, people=people, actors=everybody(people)) == 1
        last = ListingVersion.objects.order_by("-number")[0].number
        moved = changes_between(
            cells_of_version(project_id=project_id, number=last - 1), cells_now(project_id=project_id)
        )
        approved = dict(SubmissionField.objects.values_list("path", "value_hash"))
        assert {change.path: change.value_hash for change in moved} == approved

    def test_with_the_rule_off_the_model_objects(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(
            review_submissions, "_approve", lambda field, submission, *, actor, now: _approve_alone(field)
        )
        people, project_id = People(), public_listing()
        script = [("edit", PRICE, 0), ("submit", "", 0), ("approve", PRICE, 0), ("publish", "", 0)]
        with pytest.raises(AssertionError):
            play(script, project_id=project_id, people=people, actors=everybody(people))


def _approve_alone(field: SubmissionField) -> None:
    SubmissionField.objects.filter(pk=field.pk).update(verdict=Verdict.APPROVED)


def price_submission(people: People) -> Submission:
    project_id = public_listing()
    edit(people.editor, project_id, {"stated_unit_price_fen": 1_400_000, "address": "甲路 1 号"})
    return submitted(people.editor, project_id)


class TestRaces:
    @pytest.mark.engines
    def test_one_reviewer_at_once_in_many_windows_approves_once(self) -> None:
        people = People()
        reviewer = person("listing.review", "listing.review_price", organisation_id=house())
        submission = price_submission(people)
        errors = in_threads(4, lambda _: judge(reviewer, submission, approve=[PRICE]))
        assert len(errors) == 3
        assert all(isinstance(error, SecondReviewer | VersionConflict | IllegalMove) for error in errors)
        assert submission.fields.get(path=PRICE).verdict == "half"
        assert FieldApproval.objects.count() == 1

    def test_without_the_key_and_the_look_one_reviewer_would_do(self, monkeypatch: pytest.MonkeyPatch) -> None:
        people = People()
        reviewer = person("listing.review", "listing.review_price", organisation_id=house())
        submission = price_submission(people)
        monkeypatch.setattr(
            review_submissions,
            "_approve",
            lambda field, submission, *, actor, now: review_submissions._move_field(
                field, review_submissions.FieldMove.APPROVE
            ),
        )
        for _ in range(2):
            judge(reviewer, submission, approve=[PRICE])
        assert submission.fields.get(path=PRICE).verdict == "approved"

    @pytest.mark.engines
    def test_two_reviewers_at_once_make_two(self) -> None:
        people = People()
        pair = [person("listing.review", "listing.review_price", organisation_id=house()) for _ in range(2)]
        submission = price_submission(people)

        def approve(index: int) -> None:
            for _ in range(5):
                try:
                    judge(pair[index], submission, approve=[PRICE])
                except VersionConflict:
                    continue
                return

        assert in_threads(2, approve) == []
        assert submission.fields.get(path=PRICE).verdict == "approved"
        assert FieldApproval.objects.values("reviewer_id").distinct().count() == 2

    def _resubmitted(self, people: People) -> Submission:
        """A reviewer looks at round 1; meanwhile it comes back and is submitted with another address."""
        submission = price_submission(people)
        judge(people.first, submission, back=[PRICE])
        command(
            lambda: hand_back(actor=people.first, now=LATER, submission_id=submission.pk, seen_round=1),
            actor=people.first,
        )
        edit(people.editor, submission.project_id, {"address": "乙路 2 号"})
        return submitted(people.editor, submission.project_id)

    def test_an_approval_of_what_was_seen_does_not_land_on_what_came_after(self) -> None:
        people = People()
        submission = self._resubmitted(people)
        with pytest.raises(VersionConflict):
            judge(people.first, submission, approve=[ADDRESS], seen_round=1)
        assert submission.fields.get(path=ADDRESS).verdict == "pending"

    def test_with_the_guard_off_it_would(self, monkeypatch: pytest.MonkeyPatch) -> None:
        people = People()
        submission = self._resubmitted(people)
        monkeypatch.setattr(review_submissions, "require_round", lambda submission, seen_round: None)
        judge(people.first, submission, approve=[ADDRESS], seen_round=1)
        field = submission.fields.get(path=ADDRESS)
        assert (field.verdict, field.after) == ("approved", "乙路 2 号")

    @pytest.mark.engines
    def test_of_many_submissions_at_once_one_is_live(self) -> None:
        people, project_id = People(), public_listing()
        edit(people.editor, project_id, {"address": "甲路 1 号"})
        errors = in_threads(4, lambda _: submitted(people.editor, project_id))
        assert len(errors) == 3
        assert all(isinstance(error, IllegalMove | VersionConflict) for error in errors)
        assert Submission.objects.exclude(live_key=None).count() == 1

    def test_the_author_with_every_permission_is_refused(self) -> None:
        people = People()
        submission = price_submission(people)
        with pytest.raises(OwnWork):
            judge(everybody(people)[3], submission, approve=[PRICE])
