"""Does the database hold what must never be broken? Plain SQL over a DB-API cursor.

Nothing of the application is imported, so that a fault in its code cannot hide from its own check. Each invariant is a query
that finds the rows that break it; a healthy database gives none. ``ledger_invariants`` also hashes, for the transparency log,
and ``sale_invariants`` has those that say what belongs to a contract and to a journal.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from guangsha.config import ledger_invariants, sale_invariants

SWEEP_GRACE = timedelta(minutes=2)
"""A claim whose time is up is ended by the next sweep; one that is still live after this long is orphaned."""
SHOWN = 20


class Cursor(Protocol):
    """As DB-API 2.0 (PEP 249) has it."""

    def execute(self, sql: str, parameters: Any = ..., /) -> Any:
        """Run a statement; parameters are written ``%s``."""
        ...

    def fetchall(self) -> Any:
        """All rows."""
        ...


@dataclass(frozen=True, slots=True)
class Invariant:
    """``sql`` finds what breaks it; it may name one parameter, the moment before which deadlines count as missed."""

    name: str
    sql: str
    timed: bool = False


@dataclass(frozen=True, slots=True)
class Broken:
    """An invariant and the first rows that break it."""

    name: str
    rows: tuple[tuple[Any, ...], ...]
    count: int


UNITS = (
    Invariant(
        "a unit has at most one live claim",
        "SELECT unit_id, COUNT(*) FROM inventory_claim WHERE ended_at IS NULL GROUP BY unit_id HAVING COUNT(*) > 1",
    ),
    Invariant(
        "a live claim keeps its unit by the unique key, an ended one keeps nothing",
        "SELECT id, unit_id, active_unit, ended_at FROM inventory_claim WHERE"
        " (ended_at IS NULL AND (active_unit IS NULL OR active_unit <> unit_id))"
        " OR (ended_at IS NOT NULL AND (active_unit IS NOT NULL OR active_household IS NOT NULL OR ending = ''))",
    ),
    Invariant(
        "a household has at most one live hold",
        "SELECT household, COUNT(*) FROM inventory_claim WHERE ended_at IS NULL AND deadline IS NOT NULL AND household <> ''"
        " GROUP BY household HAVING COUNT(*) > 1",
    ),
    Invariant(
        "a buyer's live hold keeps its household from another, what is subscribed does not",
        "SELECT id, unit_id FROM inventory_claim WHERE ended_at IS NULL AND kind = 'buyer'"
        " AND ((deadline IS NOT NULL AND active_household IS NULL) OR (deadline IS NULL AND active_household IS NOT NULL))",
    ),
    Invariant(
        "what is on sale has a filed price and a permit",
        "SELECT r.unit_id FROM inventory_unitrecord r JOIN catalog_unit u ON u.id = r.unit_id"
        " LEFT JOIN catalog_permit_buildings b ON b.building_id = u.building_id"
        " WHERE r.status = 'available' AND (u.filed_price_fen IS NULL OR b.id IS NULL)",
    ),
    Invariant(
        "a unit that is held or sold has a live claim",
        "SELECT r.unit_id, r.status FROM inventory_unitrecord r LEFT JOIN inventory_claim c ON c.active_unit = r.unit_id"
        " WHERE r.status IN ('held', 'internal_hold', 'subscribed', 'contracted', 'handed_over') AND c.id IS NULL",
    ),
    Invariant(
        "a live claim belongs to a unit that is held or sold",
        "SELECT c.id, c.unit_id, r.status FROM inventory_claim c LEFT JOIN inventory_unitrecord r ON r.unit_id = c.unit_id"
        " WHERE c.ended_at IS NULL AND (r.status IS NULL"
        " OR r.status NOT IN ('held', 'internal_hold', 'subscribed', 'contracted', 'handed_over'))",
    ),
    Invariant(
        "every hold has a deadline",
        "SELECT c.id, c.unit_id, r.status FROM inventory_claim c JOIN inventory_unitrecord r ON r.unit_id = c.unit_id"
        " WHERE c.ended_at IS NULL AND r.status IN ('held', 'internal_hold') AND c.deadline IS NULL",
    ),
    Invariant(
        "no hold outlives its deadline",
        "SELECT id, unit_id, deadline FROM inventory_claim WHERE ended_at IS NULL AND deadline < %s",
        timed=True,
    ),
    Invariant(
        "a unit's record stands where its last step led",
        "SELECT r.unit_id, r.status, r.revision, e.after, l.newest FROM inventory_unitrecord r"
        " JOIN catalog_unit u ON u.id = r.unit_id LEFT JOIN (SELECT unit_id, COUNT(*) AS steps, MAX(revision) AS newest"
        " FROM inventory_unitevent GROUP BY unit_id) l ON l.unit_id = r.unit_id"
        " LEFT JOIN inventory_unitevent e ON e.unit_id = r.unit_id AND e.revision = l.newest"
        # one that had been withdrawn and then left the catalogue was written without a step
        " WHERE l.steps IS NULL OR e.after <> r.status"
        " OR (l.newest <> r.revision AND (r.status <> 'withdrawn' OR u.removed_at IS NULL))",
    ),
    Invariant(
        "each step of a unit begins where the one before it led",
        "SELECT unit_id, revision, led, began FROM (SELECT e.unit_id, e.revision, e.before AS began,"
        " LAG(e.after) OVER (PARTITION BY e.unit_id ORDER BY e.revision) AS led FROM inventory_unitevent e) steps"
        " WHERE led <> began",
    ),
)

MONEY = (
    Invariant(
        "every journal adds up to zero and has two lines at least",
        "SELECT j.id, COUNT(p.id), SUM(p.amount_fen) FROM money_journal j LEFT JOIN money_posting p ON p.journal_id = j.id"
        " GROUP BY j.id HAVING COUNT(p.id) < 2 OR SUM(p.amount_fen) <> 0",
    ),
    Invariant(
        "a payment that was paid has exactly one journal, over its amount, and no other payment has one",
        "SELECT y.id, y.state, COUNT(DISTINCT j.id) FROM money_payment y"
        " LEFT JOIN money_journal j ON j.payment_id = y.id AND j.kind = 'payment'"
        " LEFT JOIN money_posting p ON p.journal_id = j.id AND p.amount_fen > 0 GROUP BY y.id, y.state, y.amount_fen"
        " HAVING (y.state = 'paid' AND (COUNT(DISTINCT j.id) <> 1 OR SUM(p.amount_fen) <> y.amount_fen))"
        " OR (y.state <> 'paid' AND COUNT(DISTINCT j.id) <> 0)",
    ),
    Invariant(
        "what is paid is allocated: one paid payment over the whole amount, and nothing else is",
        "SELECT o.id, o.state, y.state FROM money_obligation o LEFT JOIN money_allocation a ON a.obligation_id = o.id"
        " LEFT JOIN money_payment y ON y.id = a.payment_id"
        " WHERE (o.state = 'paid' AND (a.payment_id IS NULL OR a.amount_fen <> o.amount_fen OR y.state <> 'paid'"
        " OR y.obligation_id <> o.id)) OR (o.state <> 'paid' AND a.payment_id IS NOT NULL)",
    ),
    Invariant(
        "a paid payment that settled nothing goes back whole",
        "SELECT y.id, y.amount_fen FROM money_payment y LEFT JOIN money_allocation a ON a.payment_id = y.id"
        " LEFT JOIN money_refund r ON r.payment_id = y.id AND r.state IN ('approved', 'sent', 'failed', 'completed')"
        " WHERE y.state = 'paid' AND a.payment_id IS NULL GROUP BY y.id, y.amount_fen"
        " HAVING COALESCE(SUM(r.amount_fen), 0) <> y.amount_fen",
    ),
    Invariant(
        "refunds never exceed what was paid",
        "SELECT y.id, y.state, SUM(r.amount_fen) FROM money_payment y JOIN money_refund r ON r.payment_id = y.id"
        " WHERE r.state NOT IN ('rejected', 'superseded') GROUP BY y.id, y.state, y.amount_fen"
        " HAVING y.state <> 'paid' OR SUM(r.amount_fen) > y.amount_fen",
    ),
    Invariant(
        "what goes back and what the house keeps of a payment never exceed it, and it is kept once",
        "SELECT y.id, y.amount_fen, COUNT(j.id), SUM(p.amount_fen) FROM money_payment y"
        " JOIN money_journal j ON j.payment_id = y.id AND j.kind = 'kept'"
        " JOIN money_posting p ON p.journal_id = j.id AND p.amount_fen > 0 GROUP BY y.id, y.amount_fen"
        " HAVING COUNT(j.id) > 1 OR SUM(p.amount_fen) + (SELECT COALESCE(SUM(r.amount_fen), 0) FROM money_refund r"
        " WHERE r.payment_id = y.id AND r.state NOT IN ('rejected', 'superseded')) > y.amount_fen",
    ),
    Invariant(
        "a refund is owed in the ledger from its approval on, once, and has gone back there when it is completed, once",
        "SELECT r.id, r.state, SUM(CASE WHEN j.kind = 'refund_owed' THEN 1 ELSE 0 END),"
        " SUM(CASE WHEN j.kind = 'refund_back' THEN 1 ELSE 0 END) FROM money_refund r"
        " LEFT JOIN money_journal j ON j.refund_id = r.id GROUP BY r.id, r.state"
        " HAVING SUM(CASE WHEN j.kind = 'refund_owed' THEN 1 ELSE 0 END)"
        " <> CASE WHEN r.state IN ('requested', 'rejected', 'superseded') THEN 0 ELSE 1 END"
        " OR SUM(CASE WHEN j.kind = 'refund_back' THEN 1 ELSE 0 END) <> CASE WHEN r.state = 'completed' THEN 1 ELSE 0 END",
    ),
    Invariant(
        "a refund is booked with its amount",
        "SELECT r.id, r.amount_fen, p.amount_fen FROM money_refund r JOIN money_journal j ON j.refund_id = r.id"
        " JOIN money_posting p ON p.journal_id = j.id AND p.amount_fen > 0 WHERE p.amount_fen <> r.amount_fen",
    ),
    Invariant(
        "nobody approves a refund that they asked for",
        "SELECT id, asked_by FROM money_refund WHERE asked_by IS NOT NULL AND asked_by = decided_by",
    ),
    Invariant(
        "nobody decides about a transfer what they proposed",
        "SELECT id, asked_by FROM money_booking WHERE asked_by = decided_by"
        " OR (state = 'approved' AND decided_by IS NULL AND payment_id IS NULL)",
    ),
    Invariant(
        "a transfer of the statement is in the bank's account once, with its amount",
        "SELECT e.id, e.amount_fen, SUM(p.amount_fen) FROM money_statemententry e"
        " LEFT JOIN money_journal j ON (e.refund_id IS NULL AND j.payment_id = e.payment_id AND j.kind = 'payment')"
        " OR (j.refund_id = e.refund_id AND j.kind = 'refund_back')"
        " LEFT JOIN money_posting p ON p.journal_id = j.id AND p.account = 'provider.bank'"
        " WHERE e.payment_id IS NOT NULL OR e.refund_id IS NOT NULL GROUP BY e.id, e.amount_fen, e.state"
        " HAVING e.state <> 'booked' OR SUM(p.amount_fen) IS NULL OR SUM(p.amount_fen) <> e.amount_fen",
    ),
    Invariant(
        "what we still owe by the ledger is what refunds say we owe",
        "SELECT l.owed, r.owed FROM (SELECT COALESCE(-SUM(amount_fen), 0) AS owed FROM money_posting"
        " WHERE account = 'refunds.owed') l, (SELECT COALESCE(SUM(amount_fen), 0) AS owed FROM money_refund"
        " WHERE state IN ('approved', 'sent', 'failed')) r WHERE l.owed <> r.owed",
    ),
)

DEALS = (
    Invariant(
        "a subscription in force keeps a claim that lives, one that is over keeps none",
        "SELECT s.id, s.state, s.active_claim, c.ended_at FROM deals_subscription s JOIN inventory_claim c ON c.id = s.claim_id"
        " WHERE (s.state IN ('subscribed', 'contracted', 'handed_over')"
        " AND (s.active_claim IS NULL OR s.active_claim <> s.claim_id"
        " OR c.ended_at IS NOT NULL OR c.deadline IS NOT NULL))"
        " OR (s.state IN ('cancelled', 'withdrawn') AND (s.active_claim IS NOT NULL OR c.ended_at IS NULL))",
    ),
    Invariant(
        "a unit that a buyer subscribed has exactly one subscription in force",
        "SELECT r.unit_id, r.status, COUNT(s.id) FROM inventory_unitrecord r"
        " JOIN inventory_claim c ON c.active_unit = r.unit_id AND c.kind = 'buyer'"
        " LEFT JOIN deals_subscription s ON s.active_claim = c.id AND s.state IN ('subscribed', 'contracted', 'handed_over')"
        " GROUP BY r.unit_id, r.status"
        " HAVING COUNT(s.id) <> CASE WHEN r.status IN ('subscribed', 'contracted', 'handed_over') THEN 1 ELSE 0 END",
    ),
    Invariant(
        "a subscription in force has a deposit that is paid",
        "SELECT s.id, s.state, o.state FROM deals_subscription s LEFT JOIN money_obligation o ON o.id = s.obligation_id"
        " WHERE s.state IN ('subscribed', 'contracted', 'handed_over')"
        " AND (o.id IS NULL OR o.state <> 'paid' OR o.amount_fen <> s.deposit_fen)",
    ),
    Invariant(
        "a deposit that is paid has a subscription, or all of it goes back",
        "SELECT o.id, s.state FROM money_obligation o LEFT JOIN deals_subscription s ON s.obligation_id = o.id"
        " LEFT JOIN money_allocation a ON a.obligation_id = o.id"
        " LEFT JOIN money_refund r ON r.payment_id = a.payment_id"
        " AND r.state IN ('approved', 'sent', 'failed', 'completed')"
        " WHERE o.state = 'paid' AND o.purpose = 'deposit' AND SUBSTR(o.subject, 1, 5) = 'deal:'"
        " AND (s.id IS NULL OR s.state = 'cancelled')"
        " GROUP BY o.id, s.state, o.amount_fen HAVING COALESCE(SUM(r.amount_fen), 0) <> o.amount_fen",
    ),
    Invariant(
        "a deal that is over gives back what was paid for it, less what is kept",
        "SELECT o.id, f.deal, o.amount_fen FROM (SELECT s.id AS deal, s.obligation_id AS owed FROM deals_subscription s"
        " WHERE s.state = 'withdrawn' UNION SELECT s.id, d.obligation_id FROM deals_subscription s JOIN deals_due d"
        " ON d.subscription_id = s.id WHERE s.state = 'withdrawn' UNION SELECT s.id, d.fee_obligation_id"
        " FROM deals_subscription s JOIN deals_due d ON d.subscription_id = s.id WHERE s.state = 'withdrawn') f"
        " JOIN money_obligation o ON o.id = f.owed JOIN money_allocation a ON a.obligation_id = o.id WHERE o.state = 'paid'"
        " AND o.amount_fen > (SELECT COALESCE(SUM(r.amount_fen), 0) FROM money_refund r WHERE r.payment_id = a.payment_id"
        " AND r.state IN ('approved', 'sent', 'failed', 'completed'))"
        " + (SELECT COALESCE(SUM(p.amount_fen), 0) FROM money_journal j"
        " JOIN money_posting p ON p.journal_id = j.id AND p.amount_fen > 0"
        " WHERE j.payment_id = a.payment_id AND j.kind = 'kept')",
    ),
    Invariant(
        "a home is handed over where its buyer confirmed it, and nowhere else",
        "SELECT s.id, s.state, r.status, h.id FROM deals_subscription s JOIN inventory_unitrecord r ON r.unit_id = s.unit_id"
        " LEFT JOIN deals_handover h ON h.subscription_id = s.id AND h.state = 'confirmed'"
        " WHERE (s.state = 'handed_over' AND (h.id IS NULL OR r.status <> 'handed_over'))"
        " OR (s.state = 'contracted' AND (h.id IS NOT NULL OR r.status <> 'contracted'))",
    ),
    Invariant(
        "nobody owes anything for a deal that is over",
        "SELECT s.id, o.id FROM deals_subscription s JOIN deals_due d ON d.subscription_id = s.id"
        " JOIN money_obligation o ON o.id = d.obligation_id OR o.id = d.fee_obligation_id"
        " WHERE s.state = 'withdrawn' AND o.state = 'open'",
    ),
    Invariant(
        "a contract that is out for filing is void only by somebody of the house",
        "SELECT c.id, c.exported_at FROM contracts_contract c JOIN contracts_voidentry v ON v.contract_id = c.id"
        " WHERE c.exported_at IS NOT NULL AND v.voided_by IS NULL",
    ),
    Invariant(
        "no subscription awaits what came, or a hold that is over",
        "SELECT s.id, c.ended_at, o.paid_at FROM deals_subscription s JOIN inventory_claim c ON c.id = s.claim_id"
        " LEFT JOIN money_obligation o ON o.id = s.obligation_id WHERE s.state = 'awaiting_deposit'"
        " AND (CASE WHEN o.state = 'paid' THEN o.paid_at ELSE c.ended_at END) < %s",
        timed=True,
    ),
    Invariant(
        "a deposit and the payments of its plan are the price",
        "SELECT s.id, s.price_fen, SUM(d.amount_fen) FROM deals_subscription s JOIN deals_due d ON d.subscription_id = s.id"
        " GROUP BY s.id, s.price_fen, s.deposit_fen HAVING SUM(d.amount_fen) + s.deposit_fen < s.price_fen"
        " OR SUM(d.amount_fen) > s.price_fen",
    ),
    Invariant(
        "what is owed by the plan of a contract in force and what has not gone back of its deposit are the price",
        "SELECT s.id, s.price_fen, d.planned, a.amount_fen, r.back FROM deals_subscription s"
        " JOIN (SELECT subscription_id, SUM(amount_fen) AS planned FROM deals_due GROUP BY subscription_id) d"
        " ON d.subscription_id = s.id JOIN money_allocation a ON a.obligation_id = s.obligation_id"
        " LEFT JOIN (SELECT payment_id, SUM(amount_fen) AS back FROM money_refund WHERE reason <> 'surplus'"
        " AND state IN ('approved', 'sent', 'failed', 'completed') GROUP BY payment_id) r ON r.payment_id = a.payment_id"
        " WHERE s.state = 'contracted' AND d.planned + a.amount_fen - COALESCE(r.back, 0) <> s.price_fen",
    ),
    Invariant(
        "what was paid by the plan of a contract in force does not go back",
        "SELECT s.id, d.line, r.id, r.amount_fen FROM deals_subscription s JOIN deals_due d ON d.subscription_id = s.id"
        " JOIN money_allocation a ON a.obligation_id = d.obligation_id JOIN money_refund r ON r.payment_id = a.payment_id"
        " WHERE s.state = 'contracted' AND r.reason <> 'surplus' AND r.state IN ('approved', 'sent', 'failed', 'completed')",
    ),
    Invariant(
        "a payment of a plan is what is owed for it",
        "SELECT d.id, d.amount_fen, o.amount_fen FROM deals_due d LEFT JOIN money_obligation o ON o.id = d.obligation_id"
        " WHERE o.id IS NULL OR o.amount_fen <> d.amount_fen",
    ),
    Invariant(
        "what is held by a link is held by who confirmed it, and not by its advisor",
        "SELECT l.id, l.person_id, c.person_id FROM deals_deallink l JOIN inventory_claim c ON c.id = l.claim_id"
        " WHERE l.state <> 'confirmed' OR l.person_id = l.advisor_id"
        " OR (c.person_id IS NOT NULL AND l.person_id IS NOT NULL AND c.person_id <> l.person_id)",
    ),
    Invariant(
        "those who buy have the whole together",
        "SELECT subscription_id, SUM(share) FROM deals_buyer GROUP BY subscription_id HAVING SUM(share) <> 10000",
    ),
    Invariant(
        "a change of buyers waits before the contract only, one at a time, held by the unique key",
        "SELECT c.id, c.state, s.state FROM deals_buyerchange c JOIN deals_subscription s ON s.id = c.subscription_id"
        " WHERE (c.state = 'asked' AND (s.state <> 'subscribed' OR c.active_subscription IS NULL"
        " OR c.active_subscription <> s.id)) OR (c.state <> 'asked' AND c.active_subscription IS NOT NULL)",
    ),
    Invariant(
        "a change of buyers makes one whole of another",
        "SELECT change_id, SUM(share_before), SUM(share) FROM deals_changedbuyer GROUP BY change_id"
        " HAVING SUM(share_before) <> 10000 OR SUM(share) <> 10000",
    ),
)

MORTGAGES = (
    Invariant(
        "a sale has at most one accepted offer of a bank, held by the unique key",
        "SELECT dossier_id, COUNT(*) FROM mortgages_application WHERE taken_dossier IS NOT NULL"
        " OR state IN ('chosen', 'approved', 'signed', 'disbursed') GROUP BY dossier_id"
        " HAVING COUNT(*) > 1 OR SUM(CASE WHEN taken_dossier IS NULL OR taken_dossier <> dossier_id THEN 1 ELSE 0 END) > 0",
    ),
    Invariant(
        "an application that something can become of keeps its bank, one that is over keeps none",
        "SELECT id, state, live_key FROM mortgages_application"
        " WHERE (state IN ('disbursed', 'refused', 'withdrawn') AND live_key IS NOT NULL)"
        " OR (state NOT IN ('disbursed', 'refused', 'withdrawn') AND live_key IS NULL)",
    ),
    Invariant(
        "what is disbursed has paid the loan part, over its amount",
        "SELECT a.id, a.amount_fen, o.state, o.amount_fen FROM mortgages_application a"
        " LEFT JOIN money_obligation o ON o.id = a.obligation_id"
        " LEFT JOIN deals_due d ON d.obligation_id = a.obligation_id AND d.kind = 'loan'"
        " WHERE a.state = 'disbursed' AND (o.id IS NULL OR d.id IS NULL OR o.state <> 'paid' OR o.amount_fen <> a.amount_fen)",
    ),
    Invariant(
        "nothing was sent to a bank that an applicant had not agreed to",
        "SELECT a.id, p.line FROM mortgages_application a JOIN mortgages_applicant p ON p.dossier_id = a.dossier_id"
        " LEFT JOIN mortgages_bankconsent c ON c.application_id = a.id AND c.line = p.line"
        " WHERE a.submitted_at IS NOT NULL AND a.state NOT IN ('disbursed', 'refused', 'withdrawn') AND c.id IS NULL",
    ),
    Invariant(
        "an application stands where its last step led",
        "SELECT a.id, a.state FROM mortgages_application a WHERE a.state <> 'draft' AND NOT EXISTS"
        " (SELECT 1 FROM mortgages_step s WHERE s.application_id = a.id AND s.state = a.state)",
    ),
)

EVENTS = (
    Invariant(
        "an event that was stamped has a position of its own",
        "SELECT position, COUNT(*) FROM backbone_outboxevent WHERE position IS NOT NULL GROUP BY position HAVING COUNT(*) > 1",
    ),
)

SALES = tuple(Invariant(name, sql) for name, sql in sale_invariants.QUERIES.items())
INVARIANTS = (*UNITS, *MONEY, *DEALS, *SALES, *MORTGAGES, *EVENTS)


NAMES = (*(one.name for one in INVARIANTS), *sale_invariants.NAMES, *ledger_invariants.NAMES)


def broken(cursor: Cursor, *, now: datetime) -> Iterator[Broken]:
    """The invariants that do not hold. ``now``: aware; tables hold UTC."""
    missed = (now - SWEEP_GRACE).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    for invariant in INVARIANTS:
        cursor.execute(invariant.sql, [missed] if invariant.timed else [])
        rows = cursor.fetchall()
        if rows:
            yield Broken(invariant.name, tuple(tuple(row) for row in rows[:SHOWN]), len(rows))
    by_name: dict[str, list[tuple[Any, ...]]] = {}
    for name, row in (*sale_invariants.faults(cursor, now=now), *ledger_invariants.faults(cursor, now=now)):
        by_name.setdefault(name, []).append(row)
    for name, rows in by_name.items():
        yield Broken(name, tuple(rows[:SHOWN]), len(rows))
