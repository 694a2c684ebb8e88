"""What still keeps a buyer from signing."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models.functions import Now

from guangsha.contracts.domain.states import ContractState
from guangsha.contracts.models import Acknowledgement, Clause, ClauseReading, Contract, Document, Party, PromiseBroken

BEING_READ = frozenset({ContractState.OFFERED, ContractState.SIGNING})


class MissingKind(StrEnum):
    """Why somebody cannot sign (yet)."""

    NOT_A_PARTY = "not_a_party"
    WRONG_STATE = "wrong_state"
    EXPIRED = "expired"
    NO_DOCUMENT = "no_document"
    DIFFERENCE = "difference"
    RISK_CLAUSE = "risk_clause"


@dataclass(frozen=True, slots=True)
class Missing:
    """``ref``: the difference's or clause's id; the state where that is what is wrong; "" otherwise."""

    kind: MissingKind
    ref: str = ""


def missing_before_signing(*, contract_id: UUID, person_id: UUID) -> list[Missing]:
    """Everything that this buyer has to do, or wait for, before signing; [] when they may sign now. At most six queries.

    Inside a command whose caller has written the contract's row first (``take``), the answer holds until its end.
    """
    contract = Contract.objects.filter(pk=contract_id).annotate(clock=Now()).first()
    party = Party.objects.filter(contract=contract_id, person_id=person_id, company=False).first()
    if contract is None or party is None:
        return [Missing(MissingKind.NOT_A_PARTY)]
    if contract.state not in BEING_READ:
        return [Missing(MissingKind.WRONG_STATE, contract.state)]
    if contract.expires_at is None or contract.expires_at <= contract.clock:
        return [Missing(MissingKind.EXPIRED)]
    missing = [] if Document.objects.filter(contract=contract).exists() else [Missing(MissingKind.NO_DOCUMENT)]
    return [*missing, *_unread(contract, party)]


def _unread(contract: Contract, party: Party) -> list[Missing]:
    known = Acknowledgement.objects.filter(party=party).values("difference")
    differences = PromiseBroken.objects.filter(contract=contract).exclude(pk__in=known).order_by("pk")
    read = set(ClauseReading.objects.filter(contract=contract, party=party).values_list("clause_id", flat=True))
    ids: list[str] = contract.facts["clauses"]
    risky = {str(one) for one in Clause.objects.filter(pk__in=ids, risk=True).values_list("pk", flat=True)}
    return [
        *(Missing(MissingKind.DIFFERENCE, str(one)) for one in differences.values_list("pk", flat=True)),
        *(Missing(MissingKind.RISK_CLAUSE, one) for one in ids if one in risky and UUID(one) not in read),
    ]
