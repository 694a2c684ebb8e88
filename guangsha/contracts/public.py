"""The door of contracts."""

from guangsha.contracts.api import routers
from guangsha.contracts.domain.facts import ContractFacts, PartyFacts, PlanStep, SaleFacts
from guangsha.contracts.domain.states import ContractState
from guangsha.contracts.ports import SubjectHooks, register_subject

__all__ = [
    "ContractFacts", "ContractState", "PartyFacts", "PlanStep", "SaleFacts", "SubjectHooks", "register_subject", "routers",
]  # fmt: skip
