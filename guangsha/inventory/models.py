"""The ledger: one record per released unit, and every step it took."""

from django.db import models

from guangsha.inventory.domain.claims import ClaimEnding, ClaimKind
from guangsha.inventory.domain.price import RuleKind
from guangsha.inventory.domain.statuses import UnitStatus
from guangsha.inventory.domain.steps import AskedState, BatchState
from guangsha.kit.ids import new_id

STATUSES = [(str(status), str(status)) for status in UnitStatus]
CLAIM_KINDS = [(str(kind), str(kind)) for kind in ClaimKind]
ENDINGS = [(str(ending), str(ending)) for ending in ClaimEnding]
RULE_KINDS = [(str(kind), str(kind)) for kind in RuleKind]
REQUEST_STATES = [(str(state), str(state)) for state in AskedState]
BATCH_STATES = [(str(state), str(state)) for state in BatchState]


class UnitRecord(models.Model):
    """The status of a unit now. No record: not released. Changed only where status and revision are what was read.

    ``revision`` rises with every write, also with one that leaves the status as it is.
    """

    unit = models.OneToOneField("catalog.Unit", primary_key=True, on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=14, choices=STATUSES)
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("project", "status"), name="inventory_record_status"),)


class UnitViews(models.Model):
    """How often a unit's page was looked at on a day in China. Nothing is kept of who looked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("catalog.Unit", on_delete=models.PROTECT, related_name="+")
    day = models.DateField(db_index=True)
    views = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("unit", "day"), name="inventory_views_once"),)


class Claim(models.Model):
    """Somebody has a unit alone: held for a while, or on its way to being sold.

    ``active_unit`` is the unit while the claim lives and NULL afterwards, so its unique key allows one live claim per unit
    on every engine (MySQL and MariaDB have no conditional unique constraints); ``active_household`` likewise one live
    hold per household, until it is bought. ``deadline`` NULL: the claim is not timed (any more).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("catalog.Unit", on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=CLAIM_KINDS)
    active_unit = models.UUIDField(null=True, unique=True)
    active_household = models.CharField(max_length=64, null=True, unique=True)
    household = models.CharField(max_length=64, blank=True)
    person_id = models.UUIDField(null=True)
    price_fen = models.BigIntegerField(null=True)
    receipt_hash = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True, db_index=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=10, choices=ENDINGS, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("unit", "person_id", "ended_at"), name="inventory_claim_cool_down"),
            models.Index(fields=("person_id", "made_at"), name="inventory_claim_begun"),
        )


class PublishedRule(models.Model):
    """A price rule of a project, published and never changed: a new wording is a new number, an end is a moment."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=6, choices=RULE_KINDS)
    value = models.BigIntegerField()
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    building_ids = models.JSONField(default=list)
    layout_ids = models.JSONField(default=list)
    published_by = models.UUIDField(null=True)
    approved_by = models.UUIDField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("project", "number"), name="inventory_rule_number"),)


class UnitEvent(models.Model):
    """One step of a unit from one status to another. Append-only.

    ``revision`` is the record's after the step: it orders the steps of a unit, whatever the clocks of machines say.
    ``staff_id``: who at work took it; no buyer is named.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("catalog.Unit", on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(null=True)
    before = models.CharField(max_length=14, choices=STATUSES)
    after = models.CharField(max_length=14, choices=STATUSES)
    reason = models.CharField(max_length=200, blank=True)
    staff_id = models.UUIDField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("project", "changed_at"), name="inventory_event_moment"),)
        constraints = (models.UniqueConstraint(fields=("unit", "revision"), name="inventory_event_revision"),)


class HoldRequest(models.Model):
    """Somebody asks that the house keeps units back until a moment; somebody else approves or refuses. Decided once:
    every change is ``WHERE state = asked``. ``refused``: unit id -> why it was not held when the rest was."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="+")
    unit_ids = models.JSONField()
    reason = models.CharField(max_length=200)
    until = models.DateTimeField()
    state = models.CharField(max_length=10, choices=REQUEST_STATES, default=AskedState.ASKED)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)
    refused = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=("project", "state"), name="inventory_request_state"),)


class ReleaseBatch(models.Model):
    """Units that become available together at a moment of the database's clock. Released or cancelled once:
    every change is ``WHERE state = planned``. ``refused``: unit id -> why it was not released when the rest was."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    unit_ids = models.JSONField()
    release_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=BATCH_STATES, default=BatchState.PLANNED)
    planned_by = models.UUIDField(null=True)
    planned_at = models.DateTimeField()
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)
    refused = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=("project", "state"), name="inventory_batch_state"),)


class RuleProposal(models.Model):
    """A price rule that somebody proposes and somebody else publishes. ``kind`` empty: only the rule it ``replaces`` ends.
    ``starts_at`` NULL: as soon as it is published. Decided once: every change is ``WHERE state = asked``. ``edition`` numbers
    what was published in a project, so that of two publications at once one fails and judges the prices anew."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=RULE_KINDS, blank=True)
    value = models.BigIntegerField(default=0)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    building_ids = models.JSONField(default=list)
    layout_ids = models.JSONField(default=list)
    replaces = models.ForeignKey(PublishedRule, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=REQUEST_STATES, default=AskedState.ASKED)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)
    rule = models.ForeignKey(PublishedRule, on_delete=models.PROTECT, null=True, related_name="+")
    edition = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("project", "edition"), name="inventory_rule_edition"),)
        indexes = (models.Index(fields=("project", "state"), name="inventory_proposal_state"),)
