"""The tables of sales: rules as they were published, subscriptions, who buys, and what happened."""

from django.db import models
from django.db.models.functions import Now

from guangsha.deals.domain.buyer_changes import Change
from guangsha.deals.domain.plans import PartKind
from guangsha.deals.domain.states import (
    BuyerChangeState,
    Ending,
    ExitState,
    HandoverState,
    LinkState,
    ProposalState,
    StepKind,
    SubscriptionState,
)
from guangsha.deals.domain.terms import TermsKind
from guangsha.kit.ids import new_id
from guangsha.vault.public import EncryptedTextField

STATES = [(str(one), str(one)) for one in SubscriptionState]
ENDINGS = [(str(one), str(one)) for one in Ending]
HANDOVER_STATES = [(str(one), str(one)) for one in HandoverState]
EXIT_STATES = [(str(one), str(one)) for one in ExitState]
BUYER_CHANGE_STATES = [(str(one), str(one)) for one in BuyerChangeState]
CHANGES = [(str(one), str(one)) for one in Change]
LINK_STATES = [(str(one), str(one)) for one in LinkState]
PROPOSAL_STATES = [(str(one), str(one)) for one in ProposalState]
TERMS_KINDS = [(str(one), str(one)) for one in TermsKind]
PART_KINDS = [(str(one), str(one)) for one in PartKind]
STEPS = [(str(one), str(one)) for one in StepKind]


class RuleSet(models.Model):
    """Rules of a project, published and never changed: other rules are another number. The latest begun one is in force."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    deposit_fen = models.BigIntegerField()
    rungs = models.JSONField()
    afterwards = models.PositiveIntegerField()
    signed = models.JSONField(null=True)
    starts_at = models.DateTimeField()
    published_at = models.DateTimeField(db_default=Now())
    published_by = models.UUIDField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("project", "number"), name="deals_rules_number"),)


class Subscription(models.Model):
    """Somebody buys a home they hold, by rules they accepted.

    ``active_claim``: the claim while the subscription is in force and NULL afterwards, so that its unique key allows one per
    claim on every engine. ``revision`` rises with every write that relies on what was read. ``advisor_id``, ``link_id``: who
    began it for the buyer, by which link. ``plan``: the terms and the plan that the buyer chose, {"terms", "code"}.
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
    advisor_id = models.UUIDField(null=True, db_index=True)
    link_id = models.UUIDField(null=True, db_index=True)
    plan = models.JSONField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    subscribed_at = models.DateTimeField(null=True)
    contracted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        indexes = (models.Index(fields=("state", "made_at"), name="deals_subscription_state"),)


class Buyer(models.Model):
    """One of those who buy. Name and number are sealed with the subscription's own key: they outlive an account, by law.

    ``person_id``: whose account it is; None until a co-buyer confirmed taking part. ``invite_code``: by which that one is asked.
    ``account_closed_at``: nobody can ask them here any more.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="buyers")
    line = models.PositiveSmallIntegerField()
    person_id = models.UUIDField(null=True, db_index=True)
    full_name = EncryptedTextField(person_attr="subscription_id", null=True)
    id_number = EncryptedTextField(person_attr="subscription_id", null=True)
    share = models.PositiveIntegerField()
    invite_code = models.CharField(max_length=16, null=True, unique=True)
    invited_until = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    account_closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("subscription", "line"), name="deals_buyer_line"),
            models.UniqueConstraint(fields=("subscription", "person_id"), name="deals_buyer_once"),
        )


class SubscriptionStep(models.Model):
    """What happened to a subscription, in order. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=24, choices=STEPS)
    note = models.CharField(max_length=40, blank=True)
    amount_fen = models.BigIntegerField(null=True)
    actor_id = models.UUIDField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)


class ExitRequest(models.Model):
    """The buyer of a signed contract asked to end it, because it is not theirs to end alone: co-buyers agree, the house decides.

    ``active_subscription``: the subscription while it waits, NULL once it was decided: one at a time. What comes back is of the
    moment at which it was asked.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="exits")
    active_subscription = models.UUIDField(null=True, unique=True)
    state = models.CharField(max_length=10, choices=EXIT_STATES, default=str(ExitState.ASKED))
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField(db_default=Now())
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)


class ExitAgreement(models.Model):
    """A co-buyer agreed to a request to end the contract, having read that ``kept_fen`` is kept: to no more than that."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    exit = models.ForeignKey(ExitRequest, on_delete=models.PROTECT, related_name="agreements")
    person_id = models.UUIDField()
    kept_fen = models.BigIntegerField()
    agreed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=("exit", "person_id"), name="deals_exit_agreed_once"),)


class BuyerChange(models.Model):
    """The buyer of a subscribed home asked for other buyers or other shares 更名; the house decides.

    ``active_subscription``: the subscription while it waits, NULL once it was decided: one at a time.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="buyer_changes")
    active_subscription = models.UUIDField(null=True, unique=True)
    state = models.CharField(max_length=10, choices=BUYER_CHANGE_STATES, default=str(BuyerChangeState.ASKED))
    reason = models.CharField(max_length=200)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField(db_default=Now())
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)


class ChangedBuyer(models.Model):
    """What becomes of one buyer. ``line``: the buyer's; of who joins: the one they get, which nobody of the deal had before.

    Name and number are sealed with the subscription's own key. They stay, as long as a buyer's do, of who left; of who was to
    join they stay while the request waits. ``person_id``: whose account it was that left, or has to confirm another share.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    change = models.ForeignKey(BuyerChange, on_delete=models.PROTECT, related_name="lines")
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="+")
    line = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=8, choices=CHANGES)
    share_before = models.PositiveIntegerField()
    share = models.PositiveIntegerField()
    person_id = models.UUIDField(null=True, db_index=True)
    full_name = EncryptedTextField(person_attr="subscription_id", null=True)
    id_number = EncryptedTextField(person_attr="subscription_id", null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("change", "line"), name="deals_changed_buyer_line"),)


class DealLink(models.Model):
    """An advisor began a deal for somebody in the room. ``person_id``, ``claim_id``: who confirmed, and what they hold by it.

    Confirming is one conditional UPDATE of an open link, and a claim is of one link at most (unique).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=16, unique=True)
    unit = models.ForeignKey("catalog.Unit", on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="+")
    organisation_id = models.UUIDField(db_index=True)
    advisor_id = models.UUIDField(db_index=True)
    state = models.CharField(max_length=10, choices=LINK_STATES, default=str(LinkState.OPEN))
    person_id = models.UUIDField(null=True, db_index=True)
    claim_id = models.UUIDField(null=True, unique=True)
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)


class PlanSet(models.Model):
    """Payment plans of a project, published and never changed, like its rules."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    plans = models.JSONField()
    grace_days = models.PositiveSmallIntegerField()
    late_per_day = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    published_at = models.DateTimeField(db_default=Now())
    published_by = models.UUIDField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("project", "number"), name="deals_plans_number"),)


class TermsProposal(models.Model):
    """Rules or plans as somebody wants them; somebody else publishes. ``body``: ``plain()`` of what is proposed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=TERMS_KINDS)
    body = models.JSONField()
    starts_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=PROPOSAL_STATES, default=str(ProposalState.ASKED))
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField(db_default=Now())
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)


class Due(models.Model):
    """A payment of the chosen plan, owed since the contract. Its money is money's obligation.

    ``fee_obligation_id``: what having paid it late costs.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="dues")
    line = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=PART_KINDS)
    amount_fen = models.BigIntegerField()
    due_on = models.DateField()
    obligation_id = models.UUIDField(unique=True)
    fee_obligation_id = models.UUIDField(unique=True, null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("subscription", "line"), name="deals_due_line"),)


class HandoverSlot(models.Model):
    """A time at which the house hands homes over, to as many buyers as there are places."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    places = models.PositiveSmallIntegerField()
    made_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("project", "starts_at"), name="deals_slot_once"),)


class HandoverVisit(models.Model):
    """A buyer comes at that time. ``seat``: which of its places, NULL once given back: so a place is taken once on every engine.

    ``active_subscription``: the subscription while the visit stands: one at a time.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slot = models.ForeignKey(HandoverSlot, on_delete=models.PROTECT, related_name="visits")
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="visits")
    active_subscription = models.UUIDField(null=True, unique=True)
    seat = models.PositiveSmallIntegerField(null=True)
    booked_at = models.DateTimeField(db_default=Now())
    given_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("slot", "seat"), name="deals_visit_seat"),)


class Handover(models.Model):
    """The house opened the handover at a visit: what was read and given; its buyer confirms it, or refuses and says why.

    ``active_subscription``: the subscription while it waits for its buyer, NULL afterwards: one at a time. ``sheet``: meters,
    keys, papers, defects.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="handovers")
    active_subscription = models.UUIDField(null=True, unique=True)
    visit = models.ForeignKey(HandoverVisit, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=HANDOVER_STATES, default=str(HandoverState.OPEN))
    sheet = models.JSONField()
    opened_by = models.UUIDField(null=True)
    opened_at = models.DateTimeField(db_default=Now())
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)
