"""Who has to act next about an application: a pure function of what is known."""

from collections.abc import Sequence
from dataclasses import dataclass

from guangsha.mortgages.domain.checklist import DocumentFacts
from guangsha.mortgages.domain.facts import Turn, TurnWhat
from guangsha.mortgages.domain.states import DocumentState, MortgageState, StepWho

BUYERS_TO_GIVE = frozenset({DocumentState.MISSING, DocumentState.SENT_BACK})
BUYER, HOUSE, BANK = StepWho.BUYER, StepWho.HOUSE, StepWho.BANK


@dataclass(frozen=True, slots=True)
class Situation:
    """What the next turn depends on. ``consented``: all applicants agreed; ``paid_out``: the bank says that it has paid.

    ``takeable``: its offer covers the loan and has not expired.
    """

    state: MortgageState
    complete: bool
    consented: bool
    contracted: bool
    formal: bool
    paid_out: bool
    takeable: bool
    documents: Sequence[DocumentFacts]


def paper_turn(documents: Sequence[DocumentFacts]) -> Turn | None:
    """Whose turn the documents are; None: all of them are accepted."""
    if any(one.state in BUYERS_TO_GIVE for one in documents):
        return Turn(BUYER, TurnWhat.UPLOAD)
    if any(one.state is DocumentState.UPLOADED for one in documents):
        return Turn(HOUSE, TurnWhat.CHECK)
    return None


def turn_of(one: Situation) -> Turn | None:
    """The next turn; None: nothing comes any more."""
    decides = Turn(BANK, TurnWhat.DECIDE)
    fixed = {
        MortgageState.SUBMITTED: decides,
        MortgageState.PRE_APPROVED: Turn(BUYER, TurnWhat.CHOOSE if one.takeable else TurnWhat.OTHER_WAY),
        MortgageState.APPROVED: Turn(BUYER, TurnWhat.SIGN_LOAN),
        MortgageState.SIGNED: Turn(BANK, TurnWhat.ARRIVE if one.paid_out else TurnWhat.PAY_OUT),
    }
    if one.state is MortgageState.DRAFT:
        what = TurnWhat.SUBMIT if one.consented else TurnWhat.CONSENT
        return Turn(BUYER, what if one.complete else TurnWhat.FORM)
    if one.state is MortgageState.DOCUMENTS_WANTED:
        return paper_turn(one.documents) or decides
    if one.state is MortgageState.CHOSEN:
        waits = paper_turn(one.documents)
        return waits or (decides if one.contracted else Turn(HOUSE, TurnWhat.CONTRACT))
    return fixed.get(one.state)
