"""Rows of a sale that somebody changed or deleted by hand are found: each by the invariant that says what belongs together."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from guangsha.backbone.engines.append_only import _statements, _undoing
from guangsha.config.invariants import broken
from guangsha.contracts.models import Contract, Document, Party, Signature, VoidEntry
from guangsha.integrations.payments.bank import BankTransfer
from guangsha.inventory.models import Claim
from guangsha.kit.clock import utc_now
from guangsha.money import ports
from guangsha.money.domain.statements import StatementLine, reference
from guangsha.money.models import Payment, StatementEntry
from guangsha.money.public import book_statement
from tests.catalog.support import public_project
from tests.deals.signed import contracted
from tests.deals.support import named_person, subscribed, withdrawn
from tests.inventory.support import hold, on_sale
from tests.inventory.test_price_rules import Pricing
from tests.money.support import DEPOSIT, begin, found_broken, owe

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]

GIVES_BACK = "a deal that is over gives back what was paid for it, less what is kept"
OWED = "what we still owe by the ledger is what refunds say we owe"
BOOKED = "a refund is owed in the ledger from its approval on, once, and has gone back there when it is completed, once"
ACCOUNTS = "every line of a journal is in the account that its kind, payment and purpose say"
PURPOSE = "what settled an obligation is booked for its purpose, with its amount"
RULES = "every published price rule has exactly one leaf, which says the same, and ends when it or another leaf says"
CAP = "no hold is longer than its cap: a buyer's from its beginning, the house's own from now"
STANDS = "a unit's record stands where its last step led"
STEPS = "every step of a unit has exactly one leaf, which says the same"
HAS_CONTRACT = "a deal whose contract is signed has that contract, in force"
HAS_DEAL = "a contract that is signed has a deal in force"
KEY = "a contract that lives keeps its sale by the unique key, one that is over keeps nothing"
VOID = "a contract is void where the register says so, and nowhere else"
DOCUMENTS = "a contract that went out has its documents, in order and without a gap"
IN_DOCUMENT = "a signature that was made is in a document of its contract"
LINES = "every line of the statement that was told of is kept"
HAS_LINE = "what came by bank and what went back by bank has its line"
GUARDED = ("money_journal", "money_posting")


@contextmanager
def by_hand() -> Iterator[Any]:
    """A cursor that nothing stops: neither foreign keys nor what refuses to change what is append-only."""
    vendor = connection.vendor
    off, on = {
        "sqlite": ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON"),
        "postgresql": ("SET session_replication_role = replica", "SET session_replication_role = DEFAULT"),
    }.get(vendor, ("SET foreign_key_checks = 0", "SET foreign_key_checks = 1"))
    with connection.cursor() as cursor:
        for statement in (off, *(one for table in GUARDED for one in _undoing(vendor, table))):
            cursor.execute(statement)
        try:
            yield cursor
        finally:
            for statement in (*(one for table in GUARDED for one in _statements(vendor, table)), on):
                cursor.execute(statement)


def broken_by(*statements: str) -> set[str]:
    """What is found after somebody has done this, where nothing was before."""
    assert found_broken() == set()
    with by_hand() as cursor:
        for statement in statements:
            cursor.execute(statement)
            assert cursor.rowcount > 0, statement
        return found_now()


def found_now() -> set[str]:
    """What is found with nothing sealed before."""
    with connection.cursor() as cursor:
        return {one.name for one in broken(cursor, now=utc_now())}


class TestGivenBack:
    def test_a_withdrawal_whose_refund_and_journals_vanished(self) -> None:
        deal = subscribed(on_sale()[0], named_person())
        withdrawn(deal, DEPOSIT)
        assert broken_by(
            "DELETE FROM money_posting WHERE journal_id IN (SELECT id FROM money_journal WHERE refund_id IS NOT NULL)",
            "DELETE FROM money_journal WHERE refund_id IS NOT NULL",
            "DELETE FROM money_refund",
        ) == {GIVES_BACK}

    def test_one_whose_refund_nobody_decided(self) -> None:
        deal = subscribed(on_sale()[0], named_person())
        withdrawn(deal, DEPOSIT)
        assert broken_by("UPDATE money_refund SET state = 'requested'") == {GIVES_BACK, BOOKED, OWED}


class TestAccounts:
    @pytest.fixture(autouse=True)
    def _deal(self) -> None:
        withdrawn(subscribed(on_sale()[0], named_person()), DEPOSIT)

    @pytest.mark.parametrize("kind", ["payment", "refund_owed"])
    def test_what_was_a_deposit_became_income(self, kind: str) -> None:
        found = broken_by(
            "UPDATE money_posting SET account = 'income.kept' WHERE account = 'received.deposit'"
            f" AND journal_id IN (SELECT id FROM money_journal WHERE kind = '{kind}')"
        )
        assert found == ({ACCOUNTS, PURPOSE} if kind == "payment" else {ACCOUNTS})

    def test_money_at_a_provider_that_never_had_it(self) -> None:
        assert broken_by("UPDATE money_posting SET account = 'provider.alipay' WHERE account = 'provider.sandbox'") == {
            ACCOUNTS
        }


class TestPriceRules:
    @pytest.fixture
    def rule(self) -> None:
        public_project()
        desk = Pricing()
        first = desk.publish(desk.propose())
        desk.publish(desk.propose(desk.wanted(value=9_900, ends_at=utc_now() + timedelta(days=30))))
        desk.publish(desk.propose(desk.wanted(kind=None, replaces=first)))

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE inventory_publishedrule SET value = value - 500 WHERE number = 1",
            "UPDATE inventory_publishedrule SET name = '九五折' WHERE number = 1",
            "UPDATE inventory_publishedrule SET starts_at = '2026-01-01 00:00:00' WHERE number = 1",
            "UPDATE inventory_publishedrule SET ends_at = '2026-01-01 00:00:00' WHERE number = 1",
            "UPDATE inventory_publishedrule SET ends_at = NULL WHERE number = 1",
            "UPDATE inventory_publishedrule SET ends_at = '2026-01-01 00:00:00' WHERE number = 2",
            "UPDATE inventory_publishedrule SET building_ids = '[\"x\"]' WHERE number = 2",
            "UPDATE inventory_ruleproposal SET ends_at = NULL WHERE edition = 2",
            "DELETE FROM inventory_publishedrule WHERE number = 2",
            "DELETE FROM inventory_ruleproposal WHERE edition = 3",
        ],
    )
    def test_a_published_rule_is_what_its_leaf_says(self, rule: None, statement: str) -> None:
        assert broken_by(statement) == {RULES}

    def test_one_that_nobody_sealed(self, rule: None) -> None:
        assert RULES not in found_broken()
        with by_hand() as cursor:
            cursor.execute("UPDATE inventory_ruleproposal SET decided_at = '2026-01-01 00:00:00' WHERE edition = 2")
            cursor.execute("DELETE FROM transparency_leaf WHERE kind = 'rule' AND text LIKE '%\"number\":2%'")
            assert RULES in found_now()


class TestUnits:
    def test_a_hold_beyond_its_cap(self) -> None:
        hold(on_sale()[0])
        assert found_broken() == set()
        Claim.objects.update(deadline=utc_now() + timedelta(minutes=46))
        assert found_broken() == {CAP}

    def test_the_houses_own_for_ever(self) -> None:
        hold(on_sale()[0])
        Claim.objects.update(kind="internal", active_household=None, deadline=utc_now() + timedelta(days=29))
        assert found_broken() == set()
        Claim.objects.update(deadline=utc_now() + timedelta(days=31))
        assert found_broken() == {CAP}

    def test_a_record_ahead_of_its_steps(self) -> None:
        on_sale()
        assert broken_by("UPDATE inventory_unitrecord SET revision = revision + 5") == {STANDS}

    def test_steps_that_vanished_with_their_record_kept(self) -> None:
        on_sale()
        assert broken_by("DELETE FROM inventory_unitevent") == {STANDS, STEPS}


class TestContracts:
    @pytest.fixture(autouse=True)
    def _deal(self) -> None:
        contracted()

    FAULTS: tuple[tuple[str, set[str]], ...] = (
        ("UPDATE contracts_contract SET state = 'void'", {HAS_CONTRACT, KEY, VOID}),
        ("UPDATE contracts_contract SET state = 'void', active_subject = NULL", {HAS_CONTRACT, VOID}),
        ("UPDATE contracts_contract SET active_subject = NULL", {HAS_CONTRACT, KEY}),
        (
            "UPDATE contracts_contract SET subject = 'deal:01936d5e-0000-7000-8000-000000000000'",
            {HAS_CONTRACT, HAS_DEAL, KEY},
        ),
        ("DELETE FROM contracts_document", {DOCUMENTS}),
    )

    @pytest.mark.parametrize("place", range(len(FAULTS)))
    def test_each_fault_is_found(self, place: int) -> None:
        statement, names = self.FAULTS[place]
        assert broken_by(statement) == names

    def test_a_signature_whose_document_is_gone(self) -> None:
        contract, document = Contract.objects.get(), Document.objects.first()
        told = {
            "proof": "code",
            "proved_at": utc_now(),
            "signed_at": utc_now(),
            "state": "signed",
            "shown_sha256": "0" * 64,
        }
        Signature.objects.create(
            contract=contract, party=Party.objects.filter(contract=contract)[0], document=document, **told
        )
        assert broken_by("UPDATE contracts_signature SET document_id = NULL") == {IN_DOCUMENT}

    def test_a_register_that_says_what_is_not(self) -> None:
        contract = Contract.objects.get()
        VoidEntry.objects.create(
            contract=contract, organisation_id=contract.organisation_id, state="signed", reason="x"
        )
        assert found_broken() == {VOID}


class TestStatement:
    @pytest.fixture(autouse=True)
    def _bank(self) -> Iterator[None]:
        ports.register_provider(BankTransfer("6222 0000 监管账户"))
        payment = Payment.objects.get(pk=begin(owe(), provider="bank"))
        line = StatementLine("A0001", utc_now(), DEPOSIT, f"定金 {reference(payment.merchant_no)}")
        book_statement([line, StatementLine("A0002", utc_now(), 700, "不知道是谁的")])
        assert StatementEntry.objects.filter(state="booked").count() == 1
        yield
        del ports._providers["bank"]

    def test_a_line_that_was_booked_vanished(self) -> None:
        assert broken_by("DELETE FROM money_statemententry WHERE state = 'booked'") == {LINES, HAS_LINE}

    def test_one_that_waits_for_somebody(self) -> None:
        assert broken_by("DELETE FROM money_statemententry WHERE state = 'open'") == {LINES}

    def test_one_that_says_something_else_now(self) -> None:
        assert broken_by("UPDATE money_statemententry SET payment_id = NULL WHERE state = 'booked'") == {HAS_LINE}
