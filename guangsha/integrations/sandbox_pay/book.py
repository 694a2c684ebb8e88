"""The sandbox's book: orders, refunds, invoices, and what goes wrong with them."""

import sqlite3
import time
import uuid
from contextlib import closing
from dataclasses import asdict, dataclass, fields
from typing import Any

from guangsha.integrations.sandbox_notices.book import NoticeBook, Refused, checked_faults

TABLES = """
CREATE TABLE IF NOT EXISTS orders (
    number TEXT PRIMARY KEY, provider_no TEXT NOT NULL UNIQUE, merchant TEXT NOT NULL, amount_fen INTEGER NOT NULL,
    currency TEXT NOT NULL, title TEXT NOT NULL, notify_url TEXT NOT NULL, return_url TEXT NOT NULL,
    state TEXT NOT NULL, expires_at REAL NOT NULL, made_at REAL NOT NULL, paid_at REAL
);
CREATE TABLE IF NOT EXISTS refunds (
    number TEXT PRIMARY KEY, order_number TEXT NOT NULL REFERENCES orders(number), amount_fen INTEGER NOT NULL,
    notify_url TEXT NOT NULL, state TEXT NOT NULL, made_at REAL NOT NULL, due_at REAL NOT NULL, done_at REAL
);
CREATE TABLE IF NOT EXISTS invoices (
    number TEXT PRIMARY KEY, order_number TEXT NOT NULL REFERENCES orders(number), amount_fen INTEGER NOT NULL,
    title TEXT NOT NULL, tax_no TEXT NOT NULL, item TEXT NOT NULL, state TEXT NOT NULL, due_at REAL NOT NULL,
    invoice_no TEXT NOT NULL, reason TEXT NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong on purpose. Percentages are of notices; ``outage``: every call is answered 503 and nothing is sent."""

    drop_percent: int = 0
    duplicate: int = 0
    delay_ms: int = 0
    reorder: bool = False
    outage: bool = False
    refund_fails: bool = False
    refund_delay_ms: int = 0
    invoice_delay_ms: int = 0
    invoice_refuses: bool = False

    @classmethod
    def of(cls, values: Any) -> "Faults":
        """From JSON. Raises Refused: unknown names, wrong types, figures out of range."""
        known = {field.name: type(field.default) for field in fields(cls)}
        made: Faults = checked_faults(cls, values, known, ("delay_ms", "refund_delay_ms", "invoice_delay_ms"))
        return made


class Book(NoticeBook):
    """Every method is one transaction. Amounts: fen; moments: seconds since 1970 by the sandbox's clock."""

    tables = TABLES

    def faults(self) -> Faults:
        """As they are set."""
        return Faults(**self.kept_faults())

    def notice_faults(self, db: sqlite3.Connection | None = None) -> Faults:
        """The same, within a transaction."""
        return Faults(**self.kept_faults(db))

    def set_faults(self, faults: Faults) -> None:
        """From now on."""
        self.keep_faults(asdict(faults))

    def before_sending(self) -> None:
        """Refunds whose time has come are done."""
        self.settle_refunds()

    def order(self, number: str) -> dict[str, Any] | None:
        """By the merchant's number."""
        return self._one("SELECT * FROM orders WHERE number = ?", number)

    def order_at(self, provider_no: str) -> dict[str, Any] | None:
        """By the sandbox's own number."""
        return self._one("SELECT * FROM orders WHERE provider_no = ?", provider_no)

    def refund(self, number: str) -> dict[str, Any] | None:
        """By the merchant's number."""
        return self._one("SELECT * FROM refunds WHERE number = ?", number)

    def open_order(self, values: dict[str, Any]) -> dict[str, Any]:
        """A new order; the same number again gives the order as it is. Raises Refused (another amount)."""
        with self._write() as db:
            known = db.execute("SELECT * FROM orders WHERE number = ?", (values["number"],)).fetchone()
            if known is None:
                made = {**values, "provider_no": uuid.uuid4().hex, "state": "pending", "made_at": time.time()}
                names = ", ".join(made)
                db.execute(f"INSERT INTO orders ({names}) VALUES ({', '.join('?' * len(made))})", tuple(made.values()))  # noqa: S608 - our own names
                known = db.execute("SELECT * FROM orders WHERE number = ?", (values["number"],)).fetchone()
            elif known["amount_fen"] != values["amount_fen"]:
                raise Refused("number_used")
            return dict(known)

    def end_order(self, provider_no: str, state: str) -> bool:
        """Take a pending order to ``paid``, ``failed`` or ``closed`` and tell its merchant; False when it had ended already."""
        now = time.time()
        with self._write() as db:
            ended = db.execute(
                "UPDATE orders SET state = ?, paid_at = ? WHERE provider_no = ? AND state = 'pending'"
                " AND (expires_at > ? OR ? <> 'paid')",
                (state, now if state == "paid" else None, provider_no, now, state),
            )
            if ended.rowcount != 1:
                return False
            order = db.execute("SELECT * FROM orders WHERE provider_no = ?", (provider_no,)).fetchone()
            self._tell(db, order["notify_url"], f"payment.{state}", order)
            return True

    def open_refund(self, values: dict[str, Any]) -> dict[str, Any]:
        """A new refund; the same number again gives the refund as it is. Raises Refused (not paid, more than is left)."""
        faults, now = self.faults(), time.time()
        with self._write() as db:
            known = db.execute("SELECT * FROM refunds WHERE number = ?", (values["number"],)).fetchone()
            if known is not None:
                return dict(known)
            order = db.execute("SELECT * FROM orders WHERE number = ?", (values["order_number"],)).fetchone()
            if order is None or order["state"] != "paid":
                raise Refused("order_not_paid")
            taken = db.execute(
                "SELECT COALESCE(SUM(amount_fen), 0) FROM refunds WHERE order_number = ? AND state <> 'failed'",
                (order["number"],),
            ).fetchone()[0]
            if not 0 < values["amount_fen"] <= order["amount_fen"] - taken:
                raise Refused("more_than_left")
            due = now + faults.refund_delay_ms / 1000
            row = (
                values["number"],
                order["number"],
                values["amount_fen"],
                values["notify_url"],
                "processing",
                now,
                due,
            )
            db.execute(
                "INSERT INTO refunds (number, order_number, amount_fen, notify_url, state, made_at, due_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            return dict(db.execute("SELECT * FROM refunds WHERE number = ?", (values["number"],)).fetchone())

    def settle_refunds(self) -> int:
        """Finish the refunds whose time has come, and tell their merchants; how many."""
        state = "failed" if self.faults().refund_fails else "completed"
        with self._write() as db:
            rows = db.execute(
                "SELECT * FROM refunds WHERE state = 'processing' AND due_at <= ? LIMIT 100", (time.time(),)
            ).fetchall()
            for row in rows:
                db.execute(
                    "UPDATE refunds SET state = ?, done_at = ? WHERE number = ?", (state, time.time(), row["number"])
                )
                order = db.execute("SELECT * FROM orders WHERE number = ?", (row["order_number"],)).fetchone()
                self._tell(db, row["notify_url"], f"refund.{state}", order, row)
            return len(rows)

    def _tell(
        self, db: sqlite3.Connection, url: str, kind: str, order: sqlite3.Row, refund: sqlite3.Row | None = None
    ) -> None:
        """Queue a notice, with what the faults do to it."""
        body = {
            "event_id": uuid.uuid4().hex,
            "type": kind,
            "merchant": order["merchant"],
            "order": order["number"],
            "refund": refund["number"] if refund else None,
            "amount_fen": refund["amount_fen"] if refund else order["amount_fen"],
            "currency": order["currency"],
            "provider_no": order["provider_no"],
            "at": time.time(),
        }
        self.queue_notice(db, url, body)

    def open_invoice(self, values: dict[str, Any]) -> dict[str, Any]:
        """Issue an invoice of a paid order, at once or after its delay; the same number again is the same. Raises Refused."""
        faults = self.faults()
        with self._write() as db:
            if db.execute("SELECT 1 FROM invoices WHERE number = ?", (values["number"],)).fetchone() is None:
                order = db.execute("SELECT * FROM orders WHERE number = ?", (values["order_number"],)).fetchone()
                if order is None or order["state"] != "paid" or values["amount_fen"] > order["amount_fen"]:
                    raise Refused("order_not_paid")
                due, number = time.time() + faults.invoice_delay_ms / 1000, str(uuid.uuid4().int)[:20]
                state, reason = ("refused", "title_unknown") if faults.invoice_refuses else ("processing", "")
                row = (*(values[name] for name in ("number", "order_number", "amount_fen", "title", "tax_no", "item")),
                       state, due, number, reason)  # fmt: skip
                db.execute("INSERT INTO invoices VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        found = self.invoice(values["number"])
        assert found is not None
        return found

    def invoice(self, number: str) -> dict[str, Any] | None:
        """As it is by now."""
        row = self._one("SELECT * FROM invoices WHERE number = ?", number)
        if row is None:
            return None
        issued = row["state"] == "processing" and row["due_at"] <= time.time()
        return {
            "number": number,
            "state": "issued" if issued else row["state"],
            "invoice_no": row["invoice_no"] if issued else "",
            "reason": row["reason"],
        }

    def lines(self, begin: float, end: float) -> list[dict[str, Any]]:
        """What was paid and given back in [begin, end): the lines of a bill."""
        with closing(self._connect()) as db:
            paid = db.execute(
                "SELECT 'payment' AS kind, number, amount_fen, state, paid_at AS at FROM orders"
                " WHERE state = 'paid' AND paid_at >= ? AND paid_at < ?"
                " UNION ALL SELECT 'refund', number, amount_fen, state, COALESCE(done_at, made_at) FROM refunds"
                " WHERE COALESCE(done_at, made_at) >= ? AND COALESCE(done_at, made_at) < ? ORDER BY at",
                (begin, end, begin, end),
            ).fetchall()
        return [dict(row) for row in paid]
