"""Contracts for the table: a company's wordings, and a contract of somebody's in the state that a route needs."""

from typing import Any, Protocol
from uuid import UUID

from guangsha.catalog.public import UnitKind
from guangsha.contracts.models import Contract, PromiseBroken
from guangsha.contracts.services.drafting import draft_contract
from guangsha.contracts.services.ending import void_contract
from guangsha.contracts.services.regime import (
    TemplateWanted,
    decide_template,
    write_clause,
    write_template,
)
from guangsha.deals.models import Subscription
from guangsha.kit.clock import utc_now
from tests.actors import holder
from tests.contracts.support import DELIVERY, LATE, PRICE, by, clause, offer, staff, template
from tests.policy.table import Row

HOUSE = {"organisation_id": "{organisation_id}"}
WORDINGS = "/console/contract-wordings"
CONTRACT = "/console/contracts"
FILINGS = "/console/contract-filings"
OWN = "/me/contracts/{contract_id}"
BODIES: dict[str, dict[str, Any]] = {
    f"{WORDINGS}/clauses": {
        **HOUSE, "code": "x", "title": "题", "title_en": "T", "text": "文", "text_en": "Text", "risk": False,
    },
    f"{WORDINGS}/clauses/{{clause_id}}/decision": {"approve": True},
    f"{WORDINGS}/templates": {
        **HOUSE, "code": "home", "name": "住宅", "name_en": "Home", "unit_kind": "home", "clause_ids": ["{approved_id}"],
        "offer_days": 7,
    },
    f"{WORDINGS}/templates/{{template_id}}/decision": {"approve": True},
    f"{WORDINGS}/templates/{{template_id}}/uses": {"project_id": None, "starts_at": None},
    CONTRACT: {"subject": "deal:{subscription_id}", "delivery_on": DELIVERY.isoformat()},
    FILINGS: {"contract_ids": ["{contract_id}"], "reason": "网签备案"},
    f"{FILINGS}/table": {"of": "{contract_id}"},
    f"{CONTRACT}/{{contract_id}}/void": {"reason": "客户更换房源"},
    f"{OWN}/acknowledgements": {"difference_id": "{difference_id}"},
    f"{OWN}/readings": {"clause_id": "{risk_id}", "seconds": 9},
}  # fmt: skip
"""No braces of placeholders in them: bodies are filled with what the table's parameters stand for."""


class Whose(Protocol):
    """Whose company it is."""

    organisation_id: UUID
    colleague_id: UUID


def clause_of(row: Row, whose: Whose) -> str:
    """A clause that a colleague wrote, which waits for a second person."""
    author = holder("sales_manager", organisation_id=whose.organisation_id, person_id=whose.colleague_id)
    return str(by(author, lambda: write_clause(actor=author, organisation_id=whose.organisation_id, wanted=PRICE)))


def approved_of(row: Row, whose: Whose) -> str:
    """A clause that may be used."""
    return str(clause(LATE, organisation_id=whose.organisation_id))


def template_of(row: Row, whose: Whose) -> str:
    """A template that a colleague wrote; approved where the route puts it in force."""
    house = whose.organisation_id
    author, second = staff("sales_manager", house), staff("legal", house)
    wanted = TemplateWanted("home", "住宅", "Home", UnitKind.HOME, [clause(LATE, organisation_id=house)], 7)
    made = by(author, lambda: write_template(actor=author, organisation_id=house, wanted=wanted))
    if row.route.endswith("/uses"):
        by(second, lambda: decide_template(actor=second, template_id=made, approve=True))
    return str(made)


def sale_of(subscription_id: str, whose: Whose) -> str:
    """The sale is one of the company's, which has a template in force."""
    Subscription.objects.filter(pk=subscription_id).update(organisation_id=whose.organisation_id)
    template(organisation_id=whose.organisation_id)
    return subscription_id


def contract_of(subscription_id: str, row: Row, whose: Whose) -> str:
    """The sale's contract in the state that the route starts from."""
    sale_of(subscription_id, whose)
    actor = staff("sales_advisor", whose.organisation_id)
    subject = f"deal:{subscription_id}"
    made = by(actor, lambda: draft_contract(subject=subject, actor=actor, delivery_on=DELIVERY))
    if row.route.endswith(("/offer", "/preview")):
        return str(made)
    offer(made, whose.organisation_id)
    PromiseBroken.objects.create(contract_id=made, what="built_area", promised="90", stated="89")
    if row.route == "/console/contract-voids":
        lawyer = holder("legal", organisation_id=whose.organisation_id, person_id=whose.colleague_id)
        by(lawyer, lambda: void_contract(actor=lawyer, contract_id=made, reason="客户更换房源"))
    if row.route.startswith(FILINGS):
        Contract.objects.filter(pk=made).update(state="signed", signed_at=utc_now())
    return str(made)


def difference_of(contract_id: str) -> str:
    """What differs in it."""
    return str(PromiseBroken.objects.values_list("pk", flat=True).get(contract=contract_id))


def risk_of(contract_id: str) -> str:
    """Its risk clause."""
    return str(Contract.objects.get(pk=contract_id).facts["clauses"][-1])
