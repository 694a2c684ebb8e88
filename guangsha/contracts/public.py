"""The door of contracts."""

from guangsha.contracts.api import routers
from guangsha.contracts.domain.errors import FiledStands, SaleNotReady
from guangsha.contracts.domain.facts import ContractFacts, PartyFacts, PlanStep, SaleFacts
from guangsha.contracts.domain.states import ContractState
from guangsha.contracts.ports import SubjectHooks, register_subject
from guangsha.contracts.selectors.contracts import (
    agreed_in,
    contract_of_subject,
    contracts_of_subjects,
    sent_steps,
    subjects_with_contract,
)
from guangsha.contracts.selectors.regime import wording_desk
from guangsha.contracts.services.drafting import draft_contract, sale_may_change
from guangsha.contracts.services.ending import void_subject
from guangsha.contracts.services.offering import begin_offer
from guangsha.contracts.services.regime import (
    ClauseWanted,
    TemplateWanted,
    decide_clause,
    decide_template,
    put_in_force,
    write_clause,
    write_template,
)

__all__ = [
    "ClauseWanted",
    "ContractFacts",
    "ContractState",
    "FiledStands",
    "PartyFacts",
    "PlanStep",
    "SaleFacts",
    "SaleNotReady",
    "SubjectHooks",
    "TemplateWanted",
    "agreed_in",
    "begin_offer",
    "contract_of_subject",
    "contracts_of_subjects",
    "decide_clause",
    "decide_template",
    "draft_contract",
    "put_in_force",
    "register_subject",
    "routers",
    "sale_may_change",
    "sent_steps",
    "subjects_with_contract",
    "void_subject",
    "wording_desk",
    "write_clause",
    "write_template",
]
