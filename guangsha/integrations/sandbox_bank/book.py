"""The sandbox bank's book: applications as its clerk sees them, papers by their hash, and the account's statement."""

import hashlib
import json
import sqlite3
import time
import uuid
from dataclasses import asdict, dataclass, fields
from typing import Any

from guangsha.integrations.sandbox_notices.book import NoticeBook, Refused, checked_faults

TABLES = """
CREATE TABLE IF NOT EXISTS applications (
    number TEXT PRIMARY KEY, bank TEXT NOT NULL, stage TEXT NOT NULL, product TEXT NOT NULL, amount_fen INTEGER NOT NULL,
    years INTEGER NOT NULL, price_fen INTEGER NOT NULL, home TEXT NOT NULL, notify_url TEXT NOT NULL, mark TEXT NOT NULL,
    borrowers TEXT NOT NULL, word TEXT NOT NULL, seq INTEGER NOT NULL, offered_fen INTEGER, rate INTEGER, valid_until REAL,
    wanted TEXT NOT NULL, cause TEXT NOT NULL, note TEXT NOT NULL, made_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS papers (
    number TEXT NOT NULL, item TEXT NOT NULL, line INTEGER NOT NULL, media_type TEXT NOT NULL, size INTEGER NOT NULL,
    sha256 TEXT NOT NULL, PRIMARY KEY (number, item, line)
);
CREATE TABLE IF NOT EXISTS statement (
    line INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT NOT NULL UNIQUE, at REAL NOT NULL, amount_fen INTEGER NOT NULL,
    text TEXT NOT NULL
);
"""
WAN = 1_000_000
RATE = 30_500
VALID_S = 90 * 24 * 3600.0
PRE, FORMAL = "pre_approval", "formal"
LOOKING = frozenset({"received", "documents_wanted"})
ACTS: dict[str, tuple[str, frozenset[str], str]] = {
    "pre_approve": (PRE, LOOKING, "pre_approved"),
    "pre_approve_less": (PRE, LOOKING, "pre_approved"),
    "approve": (FORMAL, LOOKING, "approved"),
    "sign": (FORMAL, frozenset({"approved"}), "signed"),
    "disburse": (FORMAL, frozenset({"signed"}), "disbursed"),
    "want": ("", LOOKING, "documents_wanted"),
    "refuse": ("", LOOKING | {"pre_approved", "approved"}, "refused"),
}
"""What a clerk can do: at which stage ("": either), after which words, and what it says then."""


@dataclass(frozen=True, slots=True)
class BankFaults:
    """What goes wrong on purpose. ``wrong_amount``: news name another amount; ``short_fen``: so much less is paid out."""

    drop_percent: int = 0
    duplicate: int = 0
    delay_ms: int = 0
    reorder: bool = False
    outage: bool = False
    wrong_amount: bool = False
    short_fen: int = 0

    @classmethod
    def of(cls, values: Any) -> "BankFaults":
        """From JSON. Raises Refused."""
        known = {field.name: type(field.default) for field in fields(cls)}
        made: BankFaults = checked_faults(cls, values, known, ("delay_ms", "short_fen"))
        return made


class BankBook(NoticeBook):
    """Every method is one transaction. Amounts: fen; moments: seconds since 1970 by the sandbox's clock."""

    tables = TABLES

    def notice_faults(self, db: sqlite3.Connection | None = None) -> BankFaults:
        """As they are set."""
        return BankFaults(**self.kept_faults(db))

    def set_faults(self, faults: BankFaults) -> None:
        """From now on."""
        self.keep_faults(asdict(faults))

    def application(self, number: str) -> dict[str, Any] | None:
        """By the house's number."""
        return self._one("SELECT * FROM applications WHERE number = ?", number)

    def papers(self, number: str) -> list[dict[str, Any]]:
        """What was handed in."""
        return self._all("SELECT * FROM papers WHERE number = ? ORDER BY line, item", number)

    def submit(self, values: dict[str, Any]) -> dict[str, Any]:
        """A new application, or one that is known: then papers that were wanted are there, or the loan is asked for formally.

        The same again changes nothing.
        """
        number = values["number"]
        with self._write() as db:
            known = db.execute("SELECT * FROM applications WHERE number = ?", (number,)).fetchone()
            if known is None:
                made = {
                    **values, "word": "received", "seq": 1, "wanted": "[]", "cause": "", "note": "", "made_at": time.time(),
                }  # fmt: skip
                names, places = ", ".join(made), ", ".join("?" * len(made))
                sql = f"INSERT INTO applications ({names}) VALUES ({places})"  # noqa: S608 - our own names
                db.execute(sql, tuple(made.values()))
            elif known["stage"] != values["stage"] and known["word"] == "pre_approved":
                db.execute(
                    "UPDATE applications SET stage = ?, amount_fen = ?, mark = ?, word = 'received', seq = seq + 1"
                    " WHERE number = ?",
                    (values["stage"], values["amount_fen"], values["mark"], number),
                )
            elif known["word"] == "documents_wanted":
                db.execute(
                    "UPDATE applications SET word = 'received', seq = seq + 1, wanted = '[]' WHERE number = ?",
                    (number,),
                )
            return dict(db.execute("SELECT * FROM applications WHERE number = ?", (number,)).fetchone())

    def take_paper(self, number: str, item: str, line: int, media_type: str, content: bytes) -> None:
        """Keep that it was handed in, never what it says. Raises Refused."""
        with self._write() as db:
            if db.execute("SELECT 1 FROM applications WHERE number = ?", (number,)).fetchone() is None:
                raise Refused("no_such_application")
            row = (number, item, line, media_type, len(content), hashlib.sha256(content).hexdigest())
            db.execute("INSERT OR REPLACE INTO papers VALUES (?, ?, ?, ?, ?, ?)", row)

    def act(self, number: str, act: str, *, cause: str = "", note: str = "", wanted: list[Any] | None = None) -> bool:
        """What a clerk does, and its news; False: it does not fit how things stand."""
        if act not in ACTS:
            return False
        stage, words, word = ACTS[act]
        with self._write() as db:
            row = db.execute("SELECT * FROM applications WHERE number = ?", (number,)).fetchone()
            if row is None or row["word"] not in words or stage not in ("", row["stage"]):
                return False
            offered = row["offered_fen"]
            if word == "pre_approved":
                offered = row["amount_fen"] if act == "pre_approve" else row["amount_fen"] * 8 // 10 // WAN * WAN
            elif word == "approved":
                offered = row["amount_fen"]
            db.execute(
                "UPDATE applications SET word = ?, seq = seq + 1, offered_fen = ?, rate = ?, valid_until = ?, wanted = ?,"
                " cause = ?, note = ? WHERE number = ?",
                (word, offered, RATE, time.time() + VALID_S, json.dumps(wanted or []), cause, note[:100], number),
            )
            if word == "disbursed":
                amount = row["amount_fen"] - self.notice_faults(db).short_fen
                line = (number, time.time(), amount, f"{row['bank']} 按揭放款 {row['mark']}")
                db.execute("INSERT INTO statement (number, at, amount_fen, text) VALUES (?, ?, ?, ?)", line)
            self._tell(db, number)
            return True

    def withdraw(self, number: str) -> dict[str, Any] | None:
        """The buyer takes it back; what is signed stays. None: unknown here."""
        with self._write() as db:
            db.execute(
                "UPDATE applications SET word = 'withdrawn', seq = seq + 1"
                " WHERE number = ? AND word NOT IN ('withdrawn', 'refused', 'signed', 'disbursed')",
                (number,),
            )
            row = db.execute("SELECT * FROM applications WHERE number = ?", (number,)).fetchone()
            return dict(row) if row else None

    def lines(self, number: str) -> list[dict[str, Any]]:
        """What came of this loan in the supervised account."""
        return self._all("SELECT * FROM statement WHERE number = ?", number)

    def tell_again(self, number: str) -> None:
        """The same news once more, under a number of its own."""
        with self._write() as db:
            self._tell(db, number)

    def _tell(self, db: sqlite3.Connection, number: str) -> None:
        row = dict(db.execute("SELECT * FROM applications WHERE number = ?", (number,)).fetchone())
        body = {"event_id": uuid.uuid4().hex, **told(row)}
        if self.notice_faults(db).wrong_amount and body["amount_fen"]:
            body["amount_fen"] += WAN
        self.queue_notice(db, row["notify_url"], body)


def told(row: dict[str, Any]) -> dict[str, Any]:
    """An application as the house is told of it."""
    named = ("number", "bank", "seq", "word", "cause", "note", "valid_until")
    return {
        **{name: row[name] for name in named},
        "amount_fen": row["offered_fen"],
        "rate_millionths": row["rate"],
        "wanted": json.loads(row["wanted"]),
    }
