"""The adapter of the sandbox of banks: speaks to it over HTTP alone, as to any other."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric import rsa

from guangsha.integrations.sandbox_notices.caller import Unanswered, ask_sandbox
from guangsha.integrations.sandbox_notices.wire import is_genuine
from guangsha.money.public import StatementLine
from guangsha.mortgages.ports import (
    BankDown,
    BankForged,
    BankNews,
    BankWord,
    LoanOrder,
    LoanPaper,
    RawNews,
    RefusalCause,
    WantedPaper,
)


class SandboxBanks:
    """``url``: where the sandbox answers. The keys are read when they are first needed: both sides make theirs at start."""

    name = "sandbox"

    def __init__(
        self, url: str, *, key: Callable[[], rsa.RSAPrivateKey], bank_key: Callable[[], rsa.RSAPublicKey]
    ) -> None:
        self.url = url.rstrip("/")
        self._key, self._read_bank_key = key, bank_key

    def _bank_key(self) -> rsa.RSAPublicKey:
        """Raises BankDown: the sandbox has never run here."""
        try:
            return self._read_bank_key()
        except OSError as error:
            raise BankDown("no key of the sandbox") from error

    def _call(self, method: str, path: str, raw: bytes = b"", *, kind: str = "application/json") -> tuple[int, Any]:
        """Status and JSON of an answer that the sandbox signed. Raises BankDown."""
        try:
            status, found = ask_sandbox(
                f"{self.url}{path}",
                method=method,
                raw=raw,
                key=self._key(),
                their_key=self._bank_key,
                headers={"Content-Type": kind},
            )
        except Unanswered as error:
            raise BankDown(str(error)) from error
        if status not in (200, 404):
            raise BankDown(f"answered {status}")
        return status, json.loads(found)

    def _news(self, number: str, answer: tuple[int, Any]) -> BankNews:
        status, found = answer
        if status == 404:
            return BankNews(number, "", "", 0, BankWord.UNKNOWN)
        return _read(found, event_id=f"asked:{number}:{found['seq']}")

    def submit(self, order: LoanOrder) -> BankNews:
        """Under our number. What is sealed is opened here, for the bank alone."""
        people = [
            {
                "line": one.line,
                **{
                    name: getattr(one, name).reveal()
                    for name in ("full_name", "id_number", "employer", "income", "marital", "loans")
                },
            }
            for one in order.borrowers
        ]
        asked = {
            "number": order.number,
            "bank": order.bank,
            "stage": str(order.stage),
            "product": order.product,
            "amount_fen": order.amount_fen,
            "years": order.years,
            "price_fen": order.price_fen,
            "home": order.home,
            "notify_url": order.notify_url,
            "mark": order.transfer_mark,
            "borrowers": people,
        }
        raw = json.dumps(asked, ensure_ascii=False).encode()
        return self._news(order.number, self._call("POST", "/v1/applications", raw))

    def send_paper(self, paper: LoanPaper) -> None:
        """The file as it is."""
        path = f"/v1/applications/{quote(paper.number)}/papers/{quote(paper.item)}/{paper.line}"
        self._call("POST", path, paper.content, kind=paper.media_type)

    def query(self, number: str) -> BankNews:
        """As it has it."""
        return self._news(number, self._call("GET", f"/v1/applications/{quote(number)}"))

    def withdraw(self, number: str) -> BankNews:
        """As it is afterwards."""
        return self._news(number, self._call("POST", f"/v1/applications/{quote(number)}/withdraw", b"{}"))

    def read_news(self, raw: RawNews) -> BankNews:
        """Signed by the sandbox's key over the address it was sent to. Raises BankForged."""
        try:
            key = self._bank_key()
        except BankDown as error:
            raise BankForged("no key to judge it by") from error
        if not is_genuine(key, raw.headers, method="POST", path=raw.path, body=raw.body):
            raise BankForged()
        told = json.loads(raw.body)
        return _read(told, event_id=told["event_id"])

    def arrivals(self, number: str) -> Sequence[StatementLine]:
        """Of the account that it keeps."""
        status, found = self._call("GET", f"/v1/applications/{quote(number)}/arrivals")
        return [
            StatementLine(f"B{one['line']}", datetime.fromtimestamp(one["at"], UTC), one["amount_fen"], one["text"])
            for one in (found["lines"] if status == 200 else [])
        ]

    def desk_url(self, number: str) -> str:
        """Where a visitor of the demo plays the bank's clerk."""
        return f"{self.url}/desk/{quote(number)}"


def _read(told: dict[str, Any], *, event_id: str) -> BankNews:
    until = told["valid_until"]
    return BankNews(
        number=told["number"],
        bank=told["bank"],
        event_id=event_id,
        seq=told["seq"],
        word=BankWord(told["word"]),
        amount_fen=told["amount_fen"],
        rate_millionths=told["rate_millionths"],
        valid_until=datetime.fromtimestamp(until, UTC) if until else None,
        wanted=tuple(WantedPaper(one["item"], one["line"]) for one in told["wanted"]),
        cause=RefusalCause(told["cause"]) if told["cause"] else None,
        note=told["note"],
    )
