"""The door of money."""

from guangsha.money.api import routers
from guangsha.money.domain.errors import (
    NotKept,
    ObligationSettled,
    ProviderDown,
    ProviderNotOffered,
    RefundRefused,
)
from guangsha.money.domain.facts import (
    CaseFacts,
    CaseKind,
    LateAnswer,
    ObligationFacts,
    PaymentFacts,
    RefundFacts,
    RefundReason,
)
from guangsha.money.domain.statements import StatementLine
from guangsha.money.domain.states import ObligationState, PaymentState, Purpose, RefundState
from guangsha.money.importing import book_statement
from guangsha.money.ports import SubjectHooks, register_issuer, register_provider, register_subject
from guangsha.money.selectors.console import cases_of_subject
from guangsha.money.selectors.ledger import balances
from guangsha.money.selectors.left import left_of_each, refundable
from guangsha.money.selectors.own import (
    obligation_facts,
    obligations_of_subject,
    payments_of_subject,
    refunds_of_subject,
)
from guangsha.money.selectors.subjects import SubjectMoney, money_of_subjects
from guangsha.money.services.obligations import cancel_obligation, open_obligation
from guangsha.money.services.refunds import keep_received, request_refund, supersede_requests
from guangsha.money.services.reports import report_case
from guangsha.money.services.transfers import expect_transfer

__all__ = [
    "CaseFacts",
    "CaseKind",
    "LateAnswer",
    "NotKept",
    "ObligationFacts",
    "ObligationSettled",
    "ObligationState",
    "PaymentFacts",
    "PaymentState",
    "ProviderDown",
    "ProviderNotOffered",
    "Purpose",
    "RefundFacts",
    "RefundReason",
    "RefundRefused",
    "RefundState",
    "StatementLine",
    "SubjectHooks",
    "SubjectMoney",
    "balances",
    "book_statement",
    "cancel_obligation",
    "cases_of_subject",
    "expect_transfer",
    "keep_received",
    "left_of_each",
    "money_of_subjects",
    "obligation_facts",
    "obligations_of_subject",
    "open_obligation",
    "payments_of_subject",
    "refundable",
    "refunds_of_subject",
    "register_issuer",
    "register_provider",
    "register_subject",
    "report_case",
    "request_refund",
    "routers",
    "supersede_requests",
]
