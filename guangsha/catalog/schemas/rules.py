"""Rules for listings on the wire."""

from typing import Annotated
from uuid import UUID

from ninja import Field, Schema

from guangsha.catalog.domain.listing_rules import MAX_BELOW_PERCENT, MAX_DAYS

Days = Annotated[int, Field(ge=1, le=MAX_DAYS)]


class RuleValues(Schema):
    """How often a public listing is looked at (null: never), when it is hidden after that, how far a price may lie below."""

    reaudit_days: int | None
    hide_after_days: int
    below_percent: int


class ListingRuleOut(Schema):
    """``organisation_id`` null: of all companies without their own. ``own``: it was set there; otherwise ``fallback`` holds.

    ``may_set``: the reader may change it.
    """

    organisation_id: UUID | None
    own: bool
    may_set: bool
    rule: RuleValues
    fallback: RuleValues


class ListingRuleIn(Schema):
    """A rule to set."""

    reaudit_days: Days | None
    hide_after_days: Days
    below_percent: Annotated[int, Field(ge=0, le=MAX_BELOW_PERCENT)]
