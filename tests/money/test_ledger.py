"""The ledger balances, only ever grows, and every effect is booked once."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from hypothesis import given
from hypothesis import strategies as st

from guangsha.kit.money import MAX_FEN
from guangsha.money.domain.chart import (
    CHART,
    JournalKind,
    LedgerRefused,
    Line,
    Side,
    balance_of,
    check_journal,
    transfer,
)
from guangsha.money.models import Allocation, Journal, Payment, Posting, ProviderEvent
from guangsha.money.public import balances
from guangsha.money.services.ledger import post
from tests.money.support import DEPOSIT, begin, found_broken, owe, paid, run


class TestJournals:
    @given(st.lists(st.tuples(st.sampled_from(sorted(CHART)), st.integers(-MAX_FEN, MAX_FEN)), max_size=6))
    def test_only_what_balances_is_a_journal(self, pairs: list[tuple[str, int]]) -> None:
        lines = [Line(account, amount) for account, amount in pairs]
        good = len(lines) >= 2 and sum(amount for _, amount in pairs) == 0 and all(amount for _, amount in pairs)
        if good:
            check_journal(lines)
        else:
            with pytest.raises(LedgerRefused):
                check_journal(lines)

    @given(st.sampled_from(sorted(CHART)), st.integers(1, MAX_FEN))
    def test_a_transfer_balances_whatever_it_moves(self, account: str, amount: int) -> None:
        other = "unallocated" if account != "unallocated" else "refunds.owed"
        check_journal(transfer(debit=account, credit=other, amount_fen=amount))

    @pytest.mark.parametrize("amount", [1.0, True, 0, MAX_FEN + 1])
    def test_no_floats_no_zero_no_typing_errors(self, amount: int) -> None:
        with pytest.raises(LedgerRefused):
            check_journal([Line("unallocated", amount), Line("refunds.owed", -amount)])

    def test_an_account_that_is_not_in_the_chart_is_refused(self) -> None:
        with pytest.raises(LedgerRefused):
            check_journal([Line("petty_cash", 5), Line("unallocated", -5)])

    def test_balances_stand_on_the_side_of_their_account(self) -> None:
        assert balance_of("provider.sandbox", 7) == balance_of("unallocated", -7) == 7
        assert {account.side for account in CHART.values()} == set(Side)


def delete(model: type[Model]) -> None:
    """Past the framework's own protection."""
    model._default_manager.all()._raw_delete("default")


@pytest.mark.django_db(transaction=True)
@pytest.mark.engines
class TestKept:
    def test_a_payment_is_booked_and_what_is_booked_stays(self) -> None:
        paid()
        assert balances() == {"provider.sandbox": DEPOSIT, "received.deposit": DEPOSIT}
        ProviderEvent.objects.create(provider="sandbox", event_id="1", kind="x", number="1", digest="0" * 64)
        changes = [
            lambda: Posting.objects.update(amount_fen=1),
            lambda: delete(Posting),
            lambda: Journal.objects.update(source="x"),
            lambda: delete(Journal),
            lambda: ProviderEvent.objects.update(event_id="2"),
            lambda: delete(ProviderEvent),
            lambda: Allocation.objects.update(amount_fen=1),
            lambda: delete(Allocation),
        ]
        for change in changes:
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                change()
        assert balances() == {"provider.sandbox": DEPOSIT, "received.deposit": DEPOSIT}
        assert found_broken() == set()

    def test_the_same_source_is_booked_once(self) -> None:
        payment = Payment.objects.get(pk=begin(owe()))
        lines = transfer(debit="provider.sandbox", credit="unallocated", amount_fen=5)
        wrote = [
            run(lambda: post(source="a", kind=JournalKind.PAYMENT, payment=payment, lines=lines)) for _ in range(3)
        ]
        assert wrote == [True, False, False]
        assert balances() == {"provider.sandbox": 5, "unallocated": 5}

    def test_the_tables_have_their_triggers(self) -> None:
        counts = {
            "sqlite": "SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'money_%'",
            "mysql": "SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE()",
            "postgresql": "SELECT COUNT(*) FROM pg_trigger WHERE tgname LIKE 'money_%_kept'",
        }
        with connection.cursor() as cursor:
            cursor.execute(counts[connection.vendor])
            assert cursor.fetchone()[0] == (4 if connection.vendor == "postgresql" else 8)
