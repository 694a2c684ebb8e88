"""People around a listing, and ways to act on it as they do."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from guangsha.accounts.public import ensure_organisation
from guangsha.backbone.public import command
from guangsha.catalog.domain.review_states import FieldMove, SubmissionState
from guangsha.catalog.models import Building, Permit, Submission, SubmissionField
from guangsha.catalog.public import (
    BuildingSpec,
    ProjectValues,
    add_permit,
    put_buildings,
    update_project,
)
from guangsha.catalog.services.review_drafts import edit_listing
from guangsha.catalog.services.review_publishing import publish_submission
from guangsha.catalog.services.review_submissions import Decision, decide, submit
from guangsha.kit.actor import Actor, Grant, Scope
from guangsha.kit.ids import new_id
from tests.catalog.support import EDITOR, NOW, fill, make_project, publish, run

EDIT, REVIEW = "listing.edit", "listing.review"
LATER = NOW + timedelta(days=1)
EVERYTHING = frozenset({EDIT, REVIEW, "listing.review_price", "listing.publish", "listing.take_down"})


def house(slug: str = "acme") -> UUID:
    """The organisation of the listings that ``make_project`` makes, or another one."""
    return run(lambda: ensure_organisation(slug=slug, name="示例置业", name_en="Example Homes"))


def person(*scopes: str, organisation_id: UUID | None = None, platform: bool = False) -> Actor:
    """Somebody with these permissions."""
    place = (Scope.PLATFORM, None) if platform else (Scope.ORGANISATION, organisation_id)
    grants = frozenset(Grant(permission, *place) for permission in scopes)
    return Actor(person_id=new_id(), organisation_id=organisation_id, grants=grants)


class People:
    """An editor, two reviewers (the second may judge prices), a third who may not, and a publisher."""

    def __init__(self) -> None:
        own = house()
        self.editor = person(EDIT, organisation_id=own)
        self.first = person(REVIEW, organisation_id=own)
        self.second = person(REVIEW, "listing.review_price", platform=True)
        self.plain = person(REVIEW, organisation_id=own)
        self.publisher = person("listing.publish", "listing.take_down", organisation_id=own)


def truthful(project_id: UUID) -> None:
    """Make the support project pass the truth checks: both buildings permitted, side by side."""

    def work() -> None:
        apart = [(60.0, 0.0), (90.0, 0.0), (90.0, 14.0), (60.0, 14.0)]
        put_buildings(
            actor=EDITOR, now=NOW, project_id=project_id, buildings=[BuildingSpec(name="2栋", footprint=apart)]
        )
        number = Permit.objects.get(project=project_id).number
        add_permit(actor=EDITOR, now=NOW, project_id=project_id, number=number, building_names=["2栋"])

    run(work)
    assert Building.objects.filter(project=project_id).count() == 2


def draft_listing(source_id: str = "p1", **values: Any) -> UUID:
    """A complete and truthful draft."""
    project_id = make_project(source_id, values=values or None)  # type: ignore[arg-type]
    fill(project_id, floors=1)
    truthful(project_id)
    return project_id


def public_listing(source_id: str = "p1", **values: Any) -> UUID:
    """The same, public without a review: filed data that was imported."""
    project_id = draft_listing(source_id, **values)
    publish(project_id)
    return project_id


def edit(actor: Actor, project_id: UUID, values: ProjectValues) -> None:
    """Change fields of a listing's candidate."""
    command(
        lambda: edit_listing(
            lambda: update_project(actor=actor, now=LATER, project_id=project_id, values=values),
            actor=actor,
            now=LATER,
            project_id=project_id,
        ),
        actor=actor,
    )


def submitted(actor: Actor, project_id: UUID) -> Submission:
    """Submit (again); the submission."""
    submission_id = command(lambda: submit(actor=actor, now=LATER, project_id=project_id), actor=actor)
    return Submission.objects.get(pk=submission_id)


def paths(submission: Submission) -> list[str]:
    """Its fields."""
    return list(SubmissionField.objects.filter(submission=submission).order_by("path").values_list("path", flat=True))


def judge(
    actor: Actor, submission: Submission, *, approve: Sequence[str] = (), back: Sequence[str] = (), seen_round: int = 0
) -> SubmissionState:
    """Decide as ``actor``, who saw ``seen_round`` (else the present one)."""
    decisions = [Decision(path, FieldMove.APPROVE) for path in approve]
    decisions += [Decision(path, FieldMove.RETURN, note="请核对") for path in back]
    seen = seen_round or Submission.objects.get(pk=submission.pk).round
    return command(
        lambda: decide(actor=actor, now=LATER, submission_id=submission.pk, seen_round=seen, decisions=decisions),
        actor=actor,
    )


def approve_all(people: People, submission: Submission) -> SubmissionState:
    """Both reviewers approve what is theirs."""
    judge(people.first, submission, approve=paths(submission))
    half = submission.fields.filter(verdict="half").values_list("path", flat=True)
    if half:
        judge(people.second, submission, approve=list(half))
    submission.refresh_from_db()
    return SubmissionState(submission.state)


def release(actor: Actor, submission: Submission) -> None:
    """Publish it now."""
    command(lambda: publish_submission(actor=actor, now=LATER, submission_id=submission.pk), actor=actor)
