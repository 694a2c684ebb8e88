"""Listings that wait for their time."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models.functions import Now

from guangsha.catalog.domain.choices import ListingState
from guangsha.catalog.domain.review_states import SubmissionState
from guangsha.catalog.models import Project, Submission


@dataclass(frozen=True, slots=True)
class DueListing:
    """A scheduled listing whose time has come; ``now`` is what the database's clock said."""

    project_id: UUID
    now: datetime


def next_due_listing() -> DueListing | None:
    """The one that waits longest, or None. The database's clock decides. One query."""
    row = (
        Project.objects.filter(state=ListingState.SCHEDULED, publish_at__lte=Now())
        .order_by("publish_at", "id")
        .annotate(clock=Now())
        .values_list("pk", "clock")
        .first()
    )
    return None if row is None else DueListing(*row)


@dataclass(frozen=True, slots=True)
class DueSubmission:
    """Approved changes of a public listing whose time has come; ``now`` is what the database's clock said."""

    submission_id: UUID
    now: datetime


def next_due_submission() -> DueSubmission | None:
    """The one that waits longest, or None. The database's clock decides. One query."""
    row = (
        Submission.objects.filter(
            state=SubmissionState.SCHEDULED, publish_at__lte=Now(), project__state=ListingState.PUBLISHED
        )
        .order_by("publish_at", "id")
        .annotate(clock=Now())
        .values_list("pk", "clock")
        .first()
    )
    return None if row is None else DueSubmission(*row)
