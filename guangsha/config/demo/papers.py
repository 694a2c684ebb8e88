"""The demo's contract wordings: written by sales, approved by legal, in force in all projects of one developer."""

from uuid import UUID

from guangsha.accounts.public import ensure_demo_person, organisation_called
from guangsha.backbone.public import command
from guangsha.catalog.public import UnitKind
from guangsha.config.demo.clauses import CLAUSES
from guangsha.config.demo.people import HOUSE, PASSWORD
from guangsha.contracts.public import (
    TemplateWanted,
    decide_clause,
    decide_template,
    put_in_force,
    wording_desk,
    write_clause,
    write_template,
)
from guangsha.kit.actor import Actor, Grant, Scope

NAMES = {
    UnitKind.HOME: ("商品房买卖合同（住宅）", "Sale of a home"),
    UnitKind.PARKING: ("车位买卖合同", "Sale of a parking bay"),
    UnitKind.SHOP: ("商品房买卖合同（商铺）", "Sale of a shop"),
}
NOT_OF_PARKING = frozenset({"fit-out", "facilities"})
"""Clauses that say nothing about a parking bay."""


def _actor(name: str, house: UUID) -> Actor:
    person_id = ensure_demo_person(email=f"{name}@demo.example", password=PASSWORD)
    permissions = ("contract.read", "contract.write", "contract.approve")
    grants = frozenset(Grant(one, Scope.ORGANISATION, house) for one in permissions)
    return Actor(person_id=person_id, organisation_id=house, grants=grants)


def load_papers() -> int:
    """Write the wordings once; how many templates. Loading again changes nothing."""
    house = organisation_called(HOUSE)
    if house is None:
        return 0
    sales = command(lambda: _actor("sales", house), actor=Actor(system="demo"))
    legal = command(lambda: _actor("legal", house), actor=Actor(system="demo"))
    if wording_desk(actor=legal).templates:
        return 0

    def work() -> int:
        ids = {one.code: write_clause(actor=sales, organisation_id=house, wanted=one) for one in CLAUSES}
        for clause_id in ids.values():
            decide_clause(actor=legal, clause_id=clause_id, approve=True)
        for kind, (name, name_en) in NAMES.items():
            parts = [one for code, one in ids.items() if kind is not UnitKind.PARKING or code not in NOT_OF_PARKING]
            wanted = TemplateWanted(str(kind), name, name_en, kind, parts, 7)
            made = write_template(actor=sales, organisation_id=house, wanted=wanted)
            decide_template(actor=legal, template_id=made, approve=True)
            put_in_force(actor=legal, template_id=made)
        return len(NAMES)

    return command(work, actor=Actor(system="demo"))
