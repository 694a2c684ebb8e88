"""What listings must keep to: read by whoever works on them, set by whoever may and proved presence."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query

from guangsha.accounts.public import StepUpNeeded, require_step_up
from guangsha.backbone.public import KeyIn, OperationMismatch, Routes, acting, run_named
from guangsha.catalog.policies import rule_readers, rulers
from guangsha.catalog.schemas.rules import ListingRuleIn, ListingRuleOut
from guangsha.catalog.selectors.review_rules import RuleSeen, rule_seen_by
from guangsha.catalog.services.review_reaudit import put_listing_rule
from guangsha.kit.actor import Actor
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, Invalid, Unauthenticated

routes = Routes(tags=["console: listings"])
REFUSED = [Unauthenticated, Forbidden]
HouseIn = Annotated[UUID | None, Query(description="a company; none: one's own")]
ForAllIn = Annotated[
    bool, Query(description="the rule of all companies without their own; true for who works for none")
]


def _house(actor: Actor, organisation_id: UUID | None, *, for_all: bool) -> UUID | None:
    """Whose rule is meant; None: that of all companies without their own."""
    return None if for_all else organisation_id or actor.organisation_id


@routes.get(
    "/console/listing-rules", policy=rule_readers, response=ListingRuleOut, errors=REFUSED,
    operation_id="get_listing_rule",
)  # fmt: skip
def get_listing_rule(
    request: HttpRequest, response: HttpResponse, organisation_id: HouseIn = None, for_all: ForAllIn = False
) -> RuleSeen:
    """The rule that holds for a company's listings, and the one that holds where none is set."""
    response["Cache-Control"] = "no-store"
    actor = acting(request)
    return rule_seen_by(actor=actor, organisation_id=_house(actor, organisation_id, for_all=for_all))


@routes.put(
    "/console/listing-rules", policy=rulers, response=ListingRuleOut,
    errors=[*REFUSED, OperationMismatch, Invalid, StepUpNeeded], operation_id="put_listing_rule",
)  # fmt: skip
def set_listing_rule(
    request: HttpRequest, payload: ListingRuleIn, key: KeyIn, organisation_id: HouseIn = None, for_all: ForAllIn = False
) -> RuleSeen:
    """Set the rule of a company's listings, or of all companies without their own. Looks already planned keep their day."""
    actor = acting(request)
    require_step_up(actor, now=utc_now())
    house = _house(actor, organisation_id, for_all=for_all)
    values = payload.model_dump()

    def work() -> dict[str, Any]:
        put_listing_rule(actor=actor, organisation_id=house, **values)
        return {}

    run_named(request, work, key=key, name="put_listing_rule", body=[str(house), values])
    return rule_seen_by(actor=actor, organisation_id=house)
