"""The tables of sales: rules as they were published, subscriptions, who buys, and what happened."""

from django.db import models
from django.db.models.functions import Now

from guangsha.deals.domain.states import Ending, StepKind, SubscriptionState
from guangsha.kit.ids import new_id
from guangsha.vault.public import EncryptedTextField

STATES = [(str(one), str(one)) for one in SubscriptionState]
ENDINGS = [(str(one), str(one)) for one in Ending]
STEPS = [(str(one), str(one)) for one in StepKind]


class RuleSet(models.Model):
    """Rules of a project, published and never changed: other rules are another number. The latest begun one is in force."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    deposit_fen = models.BigIntegerField()
    rungs = models.JSONField()
    afterwards = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    published_at = models.DateTimeField(db_default=Now())
    published_by = models.UUIDField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("project", "number"), name="deals_rules_number"),)


class Subscription(models.Model):
    """Somebody buys a home they hold, by rules they accepted.

    ``active_claim``: the claim while the subscription is in force and NULL afterwards, so that its unique key allows one per
    claim on every engine. ``revision`` rises with every write that relies on what was read.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    claim = models.ForeignKey("inventory.Claim", on_delete=models.PROTECT, related_name="+")
    active_claim = models.UUIDField(null=True, unique=True)
    unit = models.ForeignKey("catalog.Unit", on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="+")
    organisation_id = models.UUIDField(db_index=True)
    person_id = models.UUIDField(db_index=True)
    state = models.CharField(max_length=16, choices=STATES, default=str(SubscriptionState.AWAITING_DEPOSIT))
    ending = models.CharField(max_length=10, choices=ENDINGS, blank=True)
    revision = models.PositiveIntegerField(default=1)
    price_fen = models.BigIntegerField()
    receipt_hash = models.CharField(max_length=64)
    deposit_fen = models.BigIntegerField()
    rules = models.JSONField()
    rules_hash = models.CharField(max_length=64)
    obligation_id = models.UUIDField(unique=True, null=True)
    made_at = models.DateTimeField(db_default=Now())
    subscribed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        indexes = (models.Index(fields=("state", "made_at"), name="deals_subscription_state"),)


class Buyer(models.Model):
    """One of those who buy. Name and number are sealed with the subscription's own key: they outlive an account, by law.

    ``person_id``: whose account it is; None until a co-buyer confirmed taking part.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="buyers")
    line = models.PositiveSmallIntegerField()
    person_id = models.UUIDField(null=True, db_index=True)
    full_name = EncryptedTextField(person_attr="subscription_id", null=True)
    id_number = EncryptedTextField(person_attr="subscription_id", null=True)
    share = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("subscription", "line"), name="deals_buyer_line"),)


class SubscriptionStep(models.Model):
    """What happened to a subscription, in order. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=STEPS)
    note = models.CharField(max_length=40, blank=True)
    amount_fen = models.BigIntegerField(null=True)
    actor_id = models.UUIDField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)
