"""What belongs to a sale: holds within their cap, the contract and its documents, the accounts of each journal, the bank's lines.

Plain SQL; nothing of the application is imported.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

BUYER_AT_MOST, HOUSE_AT_MOST = timedelta(minutes=45), timedelta(days=30)
CAP = "no hold is longer than its cap: a buyer's from its beginning, the house's own from now"
NAMES = (CAP,)
QUERIES: dict[str, str] = {
    "a deal whose contract is signed has that contract, in force": (
        "SELECT s.id, s.state FROM deals_subscription s WHERE s.state IN ('contracted', 'handed_over') AND NOT EXISTS"
        " (SELECT 1 FROM contracts_contract c WHERE c.unit_id = s.unit_id AND c.state = 'signed'"
        " AND c.active_subject = c.subject AND SUBSTR(c.subject, 1, 5) = 'deal:'"
        # engines write ids with and without strokes
        " AND REPLACE(SUBSTR(c.subject, 6), '-', '') = REPLACE(CAST(s.id AS CHAR(36)), '-', ''))"
    ),
    "a contract that is signed has a deal in force": (
        "SELECT c.id, c.subject FROM contracts_contract c WHERE c.state = 'signed' AND SUBSTR(c.subject, 1, 5) = 'deal:'"
        " AND NOT EXISTS (SELECT 1 FROM deals_subscription s WHERE s.unit_id = c.unit_id"
        " AND s.state IN ('contracted', 'handed_over')"
        " AND REPLACE(SUBSTR(c.subject, 6), '-', '') = REPLACE(CAST(s.id AS CHAR(36)), '-', ''))"
    ),
    "a contract that lives keeps its sale by the unique key, one that is over keeps nothing": (
        "SELECT id, state, active_subject FROM contracts_contract"
        " WHERE (state IN ('draft', 'offered', 'signing', 'signed') AND (active_subject IS NULL OR active_subject <> subject))"
        " OR (state IN ('expired', 'void') AND active_subject IS NOT NULL)"
    ),
    "a contract is void where the register says so, and nowhere else": (
        "SELECT c.id, c.state, v.id FROM contracts_contract c LEFT JOIN contracts_voidentry v ON v.contract_id = c.id"
        " WHERE (c.state = 'void' AND v.id IS NULL) OR (c.state <> 'void' AND v.id IS NOT NULL)"
    ),
    "a contract that went out has its documents, in order and without a gap": (
        "SELECT c.id, c.state, COUNT(d.id), MAX(d.number) FROM contracts_contract c"
        " LEFT JOIN contracts_document d ON d.contract_id = c.id WHERE c.state IN ('offered', 'signing', 'signed')"
        " GROUP BY c.id, c.state HAVING COUNT(d.id) = 0 OR COUNT(d.id) <> MAX(d.number)"
    ),
    "a signature that was made is in a document of its contract": (
        "SELECT g.id, g.contract_id, g.document_id FROM contracts_signature g"
        " LEFT JOIN contracts_document d ON d.id = g.document_id AND d.contract_id = g.contract_id"
        " WHERE g.signed_at IS NOT NULL AND d.id IS NULL"
    ),
    "every line of a journal is in the account that its kind, payment and purpose say": (
        "SELECT p.id, j.kind, p.account, p.amount_fen FROM money_posting p JOIN money_journal j ON j.id = p.journal_id"
        " LEFT JOIN money_payment y ON y.id = j.payment_id LEFT JOIN money_obligation o ON o.id = y.obligation_id"
        " LEFT JOIN money_refund r ON r.id = j.refund_id LEFT JOIN money_allocation a ON a.payment_id = y.id"
        " WHERE p.account <> CASE"
        " WHEN j.kind = 'settled' AND SUBSTR(p.account, 1, 9) = 'provider.' THEN p.account"
        " WHEN j.kind = 'refund_back' AND p.amount_fen > 0 THEN 'refunds.owed'"
        " WHEN j.kind = 'refund_owed' AND p.amount_fen < 0 THEN 'refunds.owed'"
        " WHEN j.kind = 'refund_owed' AND (r.reason = 'surplus' OR a.payment_id IS NULL) THEN 'unallocated'"
        " WHEN j.kind = 'kept' AND p.amount_fen < 0 THEN 'income.kept'"
        " WHEN j.kind = 'payment' AND p.amount_fen > 0 AND p.account = 'fees.bank' AND y.provider = 'bank' THEN 'fees.bank'"
        " WHEN j.kind = 'payment' AND p.amount_fen < 0 AND p.account = 'unallocated'"
        " AND (a.payment_id IS NULL OR y.amount_fen > a.amount_fen) THEN 'unallocated'"
        " WHEN ((j.kind = 'payment' AND p.amount_fen > 0) OR (j.kind = 'refund_back' AND p.amount_fen < 0))"
        " AND SUBSTR(p.account, 1, 9) = 'provider.' AND SUBSTR(p.account, 10) = y.provider THEN p.account"
        " WHEN ((j.kind = 'payment' AND p.amount_fen < 0 AND a.payment_id IS NOT NULL)"
        " OR (j.kind IN ('refund_owed', 'kept') AND p.amount_fen > 0))"
        " AND SUBSTR(p.account, 1, 9) = 'received.' AND SUBSTR(p.account, 10) = o.purpose THEN p.account"
        " ELSE '' END"
    ),
    "what settled an obligation is booked for its purpose, with its amount": (
        "SELECT a.payment_id, a.amount_fen, SUM(p.amount_fen) FROM money_allocation a"
        " LEFT JOIN money_journal j ON j.payment_id = a.payment_id AND j.kind = 'payment'"
        " LEFT JOIN money_posting p ON p.journal_id = j.id AND SUBSTR(p.account, 1, 9) = 'received.'"
        " GROUP BY a.payment_id, a.amount_fen HAVING COALESCE(SUM(p.amount_fen), 0) <> -a.amount_fen"
    ),
    "every line of the statement that was told of is kept": (
        "SELECT v.id, v.event_id, v.number FROM money_providerevent v LEFT JOIN money_statemententry e"
        " ON e.provider = v.provider AND e.key = v.event_id WHERE v.provider = 'bank' AND e.id IS NULL"
    ),
    "what came by bank and what went back by bank has its line": (
        "SELECT y.id, r.id FROM money_payment y LEFT JOIN money_refund r ON r.payment_id = y.id AND r.state = 'completed'"
        " WHERE y.provider = 'bank' AND y.state = 'paid' AND (NOT EXISTS (SELECT 1 FROM money_statemententry e"
        " WHERE e.payment_id = y.id AND e.refund_id IS NULL) OR (r.id IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM money_statemententry e WHERE e.refund_id = r.id)))"
    ),
}
"""Name -> what finds the rows that break it."""


class Cursor(Protocol):
    """As DB-API 2.0 (PEP 249) has it."""

    def execute(self, sql: str, parameters: Any = ..., /) -> Any:
        """Run a statement."""
        ...

    def fetchall(self) -> Any:
        """All rows."""
        ...


def faults(cursor: Cursor, *, now: datetime) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """What no portable SQL says: engines reckon with moments each in their own way."""
    cursor.execute(
        "SELECT id, unit_id, kind, made_at, deadline FROM inventory_claim WHERE ended_at IS NULL AND deadline IS NOT NULL"
    )
    for claim, unit, kind, made_at, deadline in cursor.fetchall():
        latest = _moment(made_at) + BUYER_AT_MOST if kind == "buyer" else now + HOUSE_AT_MOST
        if _moment(deadline) > latest:
            yield CAP, (claim, unit, kind, made_at, deadline)


def _moment(value: Any) -> datetime:
    """A moment as each driver gives it; tables hold UTC."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
