"""A published price rule in the demo, so that a price receipt has a step: proposed by sales, published by somebody else."""

from uuid import UUID

from guangsha.accounts.public import ensure_demo_person, organisation_called
from guangsha.backbone.public import command
from guangsha.catalog.public import public_ref
from guangsha.config.demo.people import HOUSE, PASSWORD
from guangsha.inventory.public import RuleKind, RuleWanted, asking_of, decide_rule, propose_rule
from guangsha.kit.actor import Actor, Grant, Scope
from guangsha.kit.errors import Gone, NotFound

SLUG = "yunlu-chunxiao"
REASON = "开盘优惠方案，全部房源一致"
DISCOUNT = RuleWanted(
    kind=RuleKind.FACTOR,
    value=9_850,
    name="开盘优惠 98.5 折",
    name_en="Opening discount, 1.5 % off",
    starts_at=None,
    ends_at=None,
    building_ids=frozenset(),
    layout_ids=frozenset(),
    replaces=None,
)


def load_prices() -> int:
    """Publish the rule once; how many. Loading again changes nothing, also after it was ended. It begins seconds later."""
    house = organisation_called(HOUSE)
    try:
        project_id = public_ref(slug=SLUG).id
    except (NotFound, Gone):
        return 0
    if house is None or asking_of(project_ids=[project_id])[project_id].rules:
        return 0

    def work() -> int:
        sales, publisher = _actor("sales", "price.propose", house), _actor("publisher", "price.publish", house)
        asked = propose_rule(actor=sales, project_id=project_id, wanted=DISCOUNT, reason=REASON)
        decide_rule(actor=publisher, project_id=project_id, proposal_id=asked, approve=True)
        return 1

    return command(work, actor=Actor(system="demo"))


def _actor(name: str, permission: str, house: UUID) -> Actor:
    person_id = ensure_demo_person(email=f"{name}@demo.example", password=PASSWORD)
    grants = frozenset(Grant(one, Scope.ORGANISATION, house) for one in ("listing.read", permission))
    return Actor(person_id=person_id, organisation_id=house, grants=grants)
