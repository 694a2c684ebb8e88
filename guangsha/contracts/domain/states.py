"""The states of a purchase contract, as data."""

from enum import StrEnum

from guangsha.kit.states import state_diagram


class ContractState(StrEnum):
    """Where a contract stands.

    DRAFT: made from approved clauses, may be made anew. OFFERED: rendered, numbered, being read, until it expires. SIGNING: a
    buyer has signed. SIGNED: every buyer and the company have. VOID: in the void register, with who and why.
    """

    DRAFT = "draft"
    OFFERED = "offered"
    SIGNING = "signing"
    SIGNED = "signed"
    EXPIRED = "expired"
    VOID = "void"


TRANSITIONS: dict[ContractState, frozenset[ContractState]] = {
    ContractState.DRAFT: frozenset({ContractState.OFFERED, ContractState.VOID}),
    ContractState.OFFERED: frozenset({ContractState.SIGNING, ContractState.EXPIRED, ContractState.VOID}),
    ContractState.SIGNING: frozenset({ContractState.SIGNED, ContractState.EXPIRED, ContractState.VOID}),
    ContractState.SIGNED: frozenset({ContractState.VOID}),
    ContractState.EXPIRED: frozenset(),
    ContractState.VOID: frozenset(),
}
"""SIGNED to VOID: both sides end it, by a withdrawal after signing."""

LIVE = frozenset({ContractState.DRAFT, ContractState.OFFERED, ContractState.SIGNING, ContractState.SIGNED})
"""A subject has one of these at most."""


def before(state: ContractState) -> frozenset[ContractState]:
    """The states from which a contract may become ``state``."""
    return frozenset(one for one, after in TRANSITIONS.items() if state in after)


def mermaid() -> str:
    """The transitions as a mermaid state diagram; ``docs/states/contract.md`` holds the same text."""
    return state_diagram(TRANSITIONS)
