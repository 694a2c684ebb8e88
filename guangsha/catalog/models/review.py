"""Submissions of a listing's candidate content, field by field; drafts of public listings; who worked on what."""

from django.db import models
from django.db.models.functions import Now

from guangsha.catalog.domain.choices import choices
from guangsha.catalog.domain.report_states import ReportKind, ReportState
from guangsha.catalog.domain.review_changes import PATH_LENGTH, ChangeKind, ReviewRule
from guangsha.catalog.domain.review_states import SubmissionState, Verdict
from guangsha.kit.ids import new_id
from guangsha.vault.public import EncryptedTextField


class ListingDraft(models.Model):
    """Changes to a public listing that the public does not see yet: cell -> new value, None where it goes.

    ``files``: what the files it adds are made of, by the hash of their content.
    """

    project = models.OneToOneField(
        "catalog.Project", on_delete=models.PROTECT, primary_key=True, related_name="listing_draft"
    )
    delta = models.JSONField(default=dict, blank=True)
    files = models.JSONField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()


class Contributor(models.Model):
    """A person who edited a listing since it was last published: they do not review it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="contributors")
    staff_id = models.UUIDField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("project", "staff_id"), name="catalog_contributor_once"),)


class Submission(models.Model):
    """A candidate frozen for review. ``base`` and ``candidate`` are cells; ``round`` rises with every resubmission.

    ``live_key`` is the project's id while the submission is live, NULL after: one live submission per listing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="submissions")
    live_key = models.UUIDField(null=True, unique=True)
    number = models.PositiveIntegerField()
    round = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=choices(SubmissionState), default=SubmissionState.OPEN.value)
    author_id = models.UUIDField()
    base = models.JSONField()
    candidate = models.JSONField()
    submitted_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    publish_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("project", "number")
        constraints = (models.UniqueConstraint(fields=("project", "number"), name="catalog_submission_number"),)
        indexes = (models.Index(fields=("state", "publish_at"), name="catalog_submission_due"),)


class SubmissionField(models.Model):
    """One change of a submission and what reviewers think of it. ``value_hash`` names the very difference."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="fields")
    path = models.CharField(max_length=PATH_LENGTH)
    kind = models.CharField(max_length=8, choices=choices(ChangeKind))
    rule = models.CharField(max_length=8, choices=choices(ReviewRule))
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    count = models.PositiveIntegerField(default=1)
    value_hash = models.CharField(max_length=64)
    verdict = models.CharField(max_length=8, choices=choices(Verdict), default=Verdict.PENDING.value)

    class Meta:
        ordering = ("submission", "path")
        constraints = (models.UniqueConstraint(fields=("submission", "path"), name="catalog_submission_field"),)


class FieldApproval(models.Model):
    """One reviewer's approval of one difference. Deleted when the field is returned or its value changes.

    The key makes the second approval of one person impossible, whatever runs at the same time.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    submission_field = models.ForeignKey(SubmissionField, on_delete=models.CASCADE, related_name="approvals")
    value_hash = models.CharField(max_length=64)
    reviewer_id = models.UUIDField()
    approved_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("submission_field", "reviewer_id"), name="catalog_field_approval"),
        )


class ReviewNote(models.Model):
    """What somebody wrote about a field of a submission ("" is the whole); never changed, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="notes")
    path = models.CharField(max_length=PATH_LENGTH, blank=True)
    round = models.PositiveIntegerField()
    writer_id = models.UUIDField()
    body = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("submission", "written_at", "id")


class ListingRule(models.Model):
    """What an organisation's listings must keep to; the row without an organisation holds for all others.

    ``reaudit_days``: how often a public listing must be looked at again (None: never); ``hide_after_days``: how long after
    that it is hidden. ``below_percent``: how far a shown price may lie below the filed one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.OneToOneField("accounts.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    reaudit_days = models.PositiveSmallIntegerField(null=True)
    hide_after_days = models.PositiveSmallIntegerField(default=14)
    below_percent = models.PositiveSmallIntegerField(default=15)
    created_at = models.DateTimeField(db_default=Now(), editable=False)


class Reaudit(models.Model):
    """When a public listing must be looked at again. ``overdue_at``: when it was flagged; ``hidden_at``: hidden by rule."""

    project = models.OneToOneField(
        "catalog.Project", on_delete=models.PROTECT, primary_key=True, related_name="reaudit"
    )
    due_at = models.DateTimeField(db_index=True)
    hide_at = models.DateTimeField(db_index=True)
    overdue_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    looked_by_id = models.UUIDField(null=True)


class MediaPrint(models.Model):
    """The perceptual print of a picture's content (two hashes, hexadecimal); "" for one that shows nothing to recognise."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    difference = models.CharField(max_length=16, blank=True)
    frequency = models.CharField(max_length=16, blank=True)


class ListingReport(models.Model):
    """A visitor's word that something is wrong. The text is sealed under the report's own key: who wrote it is not kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=12, choices=choices(ReportKind))
    field = models.CharField(max_length=PATH_LENGTH, blank=True)
    text = EncryptedTextField(person_attr="id", null=True)
    state = models.CharField(max_length=8, choices=choices(ReportState), default=ReportState.OPEN.value)
    answer = models.CharField(max_length=1000, blank=True)
    handler_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at", "id")
        indexes = (models.Index(fields=("state", "created_at"), name="catalog_report_queue"),)
