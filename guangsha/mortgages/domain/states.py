"""The states of an application for a mortgage, as data."""

from enum import StrEnum


class MortgageState(StrEnum):
    """Where an application at one bank stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    DOCUMENTS_WANTED = "documents_wanted"
    PRE_APPROVED = "pre_approved"
    CHOSEN = "chosen"
    APPROVED = "approved"
    SIGNED = "signed"
    DISBURSED = "disbursed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


S = MortgageState

TRANSITIONS: dict[MortgageState, frozenset[MortgageState]] = {
    S.DRAFT: frozenset({S.SUBMITTED, S.WITHDRAWN}),
    S.SUBMITTED: frozenset({S.DOCUMENTS_WANTED, S.PRE_APPROVED, S.REFUSED, S.WITHDRAWN}),
    S.DOCUMENTS_WANTED: frozenset({S.SUBMITTED, S.PRE_APPROVED, S.CHOSEN, S.APPROVED, S.REFUSED, S.WITHDRAWN}),
    S.PRE_APPROVED: frozenset({S.CHOSEN, S.REFUSED, S.WITHDRAWN}),
    S.CHOSEN: frozenset({S.PRE_APPROVED, S.DOCUMENTS_WANTED, S.APPROVED, S.REFUSED, S.WITHDRAWN}),
    S.APPROVED: frozenset({S.SIGNED, S.REFUSED, S.WITHDRAWN}),
    S.SIGNED: frozenset({S.DISBURSED, S.REFUSED, S.WITHDRAWN}),
    S.DISBURSED: frozenset(),
    S.REFUSED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
"""CHOSEN to PRE_APPROVED: the buyer thinks again. DOCUMENTS_WANTED to CHOSEN: the bank asked for more after it was chosen."""

LIVE = frozenset(state for state, after in TRANSITIONS.items() if after)
"""Something can still become of it: one live application per home and bank."""
TAKEN = frozenset({S.CHOSEN, S.APPROVED, S.SIGNED, S.DISBURSED})
"""Its offer is the one that the buyer accepted."""
AT_BANK = LIVE - {S.DRAFT}
"""The bank knows of it and has not said its last word."""


def before(state: MortgageState) -> frozenset[MortgageState]:
    """The states from which an application may become ``state``."""
    return frozenset(one for one, after in TRANSITIONS.items() if state in after)


class BankWord(StrEnum):
    """What a bank says about an application. RECEIVED: it has it and is looking at it."""

    UNKNOWN = "unknown"
    RECEIVED = "received"
    DOCUMENTS_WANTED = "documents_wanted"
    PRE_APPROVED = "pre_approved"
    APPROVED = "approved"
    SIGNED = "signed"
    DISBURSED = "disbursed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


LEADS: dict[BankWord, MortgageState] = {
    BankWord.DOCUMENTS_WANTED: S.DOCUMENTS_WANTED,
    BankWord.PRE_APPROVED: S.PRE_APPROVED,
    BankWord.APPROVED: S.APPROVED,
    BankWord.SIGNED: S.SIGNED,
    BankWord.REFUSED: S.REFUSED,
}
"""Where a word leads. DISBURSED leads nowhere by itself: what counts is that the money is there."""
ROAD = (S.CHOSEN, S.APPROVED, S.SIGNED)
"""A bank that says a later word has said the ones before: they are walked through when one was lost on the way."""


def road_to(now: MortgageState, goal: MortgageState) -> tuple[MortgageState, ...] | None:
    """The states through which an application in ``now`` comes to ``goal``; () when it is there; None: no word leads there."""
    if now is goal:
        return ()
    if goal in TRANSITIONS[now]:
        return (goal,)
    if now in ROAD and goal in ROAD and ROAD.index(now) < ROAD.index(goal):
        return ROAD[ROAD.index(now) + 1 : ROAD.index(goal) + 1]
    return None


class StepWho(StrEnum):
    """Who took a step of an application, or has to take the next one."""

    BUYER = "buyer"
    HOUSE = "house"
    BANK = "bank"
    SYSTEM = "system"


class DocumentState(StrEnum):
    """Where a document of the checklist stands."""

    MISSING = "missing"
    UPLOADED = "uploaded"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"


D = DocumentState

DOCUMENTS: dict[DocumentState, frozenset[DocumentState]] = {
    D.MISSING: frozenset({D.UPLOADED}),
    D.UPLOADED: frozenset({D.UPLOADED, D.ACCEPTED, D.SENT_BACK}),
    D.ACCEPTED: frozenset({D.SENT_BACK}),
    D.SENT_BACK: frozenset({D.UPLOADED}),
}
"""UPLOADED to itself: a better copy before anybody looked. ACCEPTED to SENT_BACK: the bank wants another one."""


def document_before(state: DocumentState) -> frozenset[DocumentState]:
    """The states from which a document may become ``state``."""
    return frozenset(one for one, after in DOCUMENTS.items() if state in after)


class RefusalCause(StrEnum):
    """Why a bank lends nothing."""

    POLICY = "policy"
    QUOTA = "quota"
    VALUATION = "valuation"
    INCOME = "income"
    CREDIT = "credit"
    UNTRUE = "untrue"
    NOT_DELIVERED = "not_delivered"
    OTHER = "other"


NOBODYS_FAULT = frozenset({RefusalCause.POLICY, RefusalCause.QUOTA, RefusalCause.VALUATION})
"""A loan that is not made for reasons that neither side answers for ends the sale without a loss: Supreme Court on sales of
commercial housing 最高人民法院商品房买卖合同司法解释 (2020) art. 19. One's income, credit and papers are the buyer's own."""


class MortgageCaseKind(StrEnum):
    """News that somebody has to look at."""

    CONTRADICTION = "contradiction"
    WRONG_AMOUNT = "wrong_amount"
    UNKNOWN_APPLICATION = "unknown_application"
    MONEY_MISSING = "money_missing"
    SALE_OVER = "sale_over"


class EventOutcome(StrEnum):
    """What became of a bank's event."""

    APPLIED = "applied"
    OLD = "old"
    CASE = "case"
