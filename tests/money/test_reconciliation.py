"""Days matched three ways over real HTTP: what fits, what waits for a bill, what breaks, and what heals by itself.

``TestAcceptance25`` is an acceptance test taken from a fault of another product: the bill of a payment company says that a
refund is being processed while its callback said that it was done.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db.models.functions import Now
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.live_server_helper import LiveServer

from guangsha.backbone.models import Job
from guangsha.integrations.payments.bank import BankTransfer
from guangsha.kit.clock import utc_now
from guangsha.money import ports
from guangsha.money.bills import bills_step, reconcile
from guangsha.money.domain.facts import RefundReason
from guangsha.money.domain.reconciling import (
    BREAKS,
    Finding,
    Key,
    Ours,
    Outcome,
    Settlement,
    Theirs,
    collected,
    compare,
    settlement,
)
from guangsha.money.domain.statements import settlement_in
from guangsha.money.models import Journal, MoneyCase, Payment, Reconciliation, ReconciliationLine, Refund
from guangsha.money.ports import BackState
from guangsha.money.public import balances, request_refund
from guangsha.money.selectors.reconciliation import run_seen, runs_seen
from guangsha.money.services.cases import resolve_case
from tests.actors import holder
from tests.money.shop import Shop, announce, open_shop, work
from tests.money.support import DEPOSIT, HOUSE, begin, found_broken, owe, run, tell_back
from tests.money.test_bank import take

TREASURER = holder("treasurer")


@pytest.fixture
def shop(tmp_path: Path, live_server: LiveServer) -> Iterator[Shop]:
    with open_shop(tmp_path, live_server.url) as opened:
        yield opened


@pytest.fixture
def bank() -> Iterator[BankTransfer]:
    provider = BankTransfer("6222 0000 监管账户")
    ports.register_provider(provider)
    yield provider
    del ports._providers["bank"]


def sold(shop: Shop, count: int = 1, amount_fen: int = DEPOSIT) -> list[Payment]:
    """Payments that are paid at the sandbox and here."""
    keys = []
    for _ in range(count):
        keys.append(begin(owe(amount_fen)))
        announce(keys[-1])
        shop.act(keys[-1])
    shop.deliver()
    return [Payment.objects.get(pk=key) for key in keys]


def refunded(payment: Payment, amount_fen: int) -> Refund:
    reason, cause = RefundReason.WITHDRAWAL, f"r{payment.pk}"
    run(lambda: request_refund(obligation_id=payment.obligation_id, amount_fen=amount_fen, reason=reason, cause=cause))
    work(1)
    return Refund.objects.get(cause=cause)


def today() -> Reconciliation:
    """The sandbox's day so far, matched now."""
    day = datetime.now(UTC).date()
    reconcile("sandbox", day)
    return Reconciliation.objects.get(provider="sandbox", day=day)


def outcomes(run_id: UUID) -> dict[str, str]:
    return dict(ReconciliationLine.objects.filter(run=run_id).values_list("number", "outcome"))


def change_book(shop: Shop, sql: str, *values: object) -> None:
    """Something happens in the provider's book that we were never told."""
    with shop.book._write() as db:
        db.execute(sql, values)


NUMBERS = st.sampled_from("abcdef")
LINES = st.lists(
    st.builds(
        Theirs,
        kind=st.just("payment"),
        number=NUMBERS,
        amount_fen=st.integers(1, 3),
        state=st.sampled_from(["paid", "processing"]),
    ),
    max_size=8,
)


class TestTheComparison:
    @given(LINES, st.dictionaries(NUMBERS, st.integers(1, 3)))
    def test_no_break_is_found_exactly_where_both_sides_say_the_same(
        self, bill: list[Theirs], mine: dict[str, int]
    ) -> None:
        ours: dict[Key, Ours] = {
            ("payment", number): Ours("payment", number, fen, "paid", done=True, of_the_day=True)
            for number, fen in mine.items()
        }
        found = compare(ours=ours, theirs=bill)
        stated = [(line.number, line.amount_fen) for line in bill if line.done]
        undone = {line.number for line in bill if not line.done} - {number for number, _ in stated}
        same = sorted(stated) == sorted((number, fen) for number, fen in mine.items() if number not in undone)
        waits = all(
            one.outcome is Outcome.AWAITING_BILL or one.outcome in BREAKS for one in found if one.key[1] in undone
        )
        assert waits
        assert same == (not any(one.outcome in BREAKS for one in found if one.key[1] not in undone))

    def test_a_later_bill_clears_what_waited_and_a_second_mention_is_a_duplicate(self) -> None:
        key: Key = ("refund", "r")
        mine = Ours("refund", "r", 5, "completed", done=True, of_the_day=True)
        waits = compare(ours={key: mine}, theirs=[Theirs("refund", "r", 5, "processing")])
        clear = compare(ours={key: mine}, theirs=[Theirs("refund", "r", 5, "completed")], waited=frozenset({key}))
        twice = compare(ours={key: mine}, theirs=[Theirs("refund", "r", 5, "completed")] * 2)
        assert [[one.outcome for one in found] for found in (waits, clear, twice)] == [
            [Outcome.AWAITING_BILL], [Outcome.CLEARED], [Outcome.MATCHED, Outcome.DUPLICATE],
        ]  # fmt: skip

    def test_what_came_at_the_end_of_a_day_may_stand_in_the_next(self) -> None:
        edge = Ours("payment", "p", 5, "paid", done=True, of_the_day=True, at_the_edge=True)
        assert _only(compare(ours={edge.key: edge}, theirs=[])) is Outcome.AWAITING_BILL
        told = Ours("payment", "p", 5, "paid", done=True, of_the_day=True, told=True)
        assert compare(ours={told.key: told}, theirs=[]) == []

    @pytest.mark.parametrize(
        ("owed", "arrived", "overdue", "how"),
        [
            (0, None, True, "nothing"),
            (5, None, False, "waiting"),
            (5, None, True, "overdue"),
            (5, 5, True, "settled"),
            (5, 4, False, "differs"),
        ],
    )
    def test_the_supervised_account(self, owed: int, arrived: int | None, overdue: bool, how: str) -> None:
        assert settlement(owed_fen=owed, arrived_fen=arrived, overdue=overdue) == Settlement(how)

    def test_settlements_are_known_by_their_words(self) -> None:
        assert settlement_in("支付宝（中国）结算款 20261130") is not None
        assert settlement_in("财付通支付科技 提现 2026-11-30").provider == "wechat"  # type: ignore[union-attr]
        for text in ("支付宝转账 张三 20261130", "支付宝 结算", "结算 20261130", "沙箱支付结算 20261399"):
            assert settlement_in(text) is None


def _only(found: list[Finding]) -> Outcome:
    (one,) = found
    return one.outcome


@pytest.mark.django_db(transaction=True)
class TestAcceptance25BillSaysProcessingWhileTheCallbackSaidDone:
    def test_it_awaits_the_bill_and_clears_by_itself_and_is_never_a_break(self, shop: Shop) -> None:
        (payment,) = sold(shop)
        shop.faults(refund_delay_ms=3_600_000)
        refund = refunded(payment, 100)
        tell_back(refund.refund_no, BackState.COMPLETED, amount_fen=100)
        assert Refund.objects.get().state == "completed"
        day = today()
        assert outcomes(day.pk)[refund.refund_no] == "awaiting_bill"
        assert (day.state, MoneyCase.objects.count()) == ("awaiting_bill", 0)
        assert Job.objects.filter(name="money.reconcile").count() == 1  # it is looked at again by itself
        change_book(shop, "UPDATE refunds SET due_at = 0")
        shop.book.settle_refunds()
        day = today()
        assert outcomes(day.pk)[refund.refund_no] == "cleared"
        assert (day.state, MoneyCase.objects.count(), found_broken()) == ("balanced", 0, set())


@pytest.mark.django_db(transaction=True)
class TestBreaks:
    def test_each_is_found_is_a_case_and_closes_itself_when_it_heals(self, shop: Shop) -> None:
        dropped, changed, fine = sold(shop, 3)
        line = dict(shop.book.order(dropped.merchant_no) or {})
        Payment.objects.update(paid_at=Now() - timedelta(minutes=1))
        assert today().state == "balanced"
        change_book(shop, "DELETE FROM orders WHERE number = ?", dropped.merchant_no)
        change_book(shop, "UPDATE orders SET amount_fen = amount_fen - 1 WHERE number = ?", changed.merchant_no)
        stranger = {**line, "number": "f" * 32, "provider_no": "stranger"}
        names = ", ".join(stranger)
        change_book(shop, f"INSERT INTO orders ({names}) VALUES ({', '.join('?' * len(stranger))})", *stranger.values())
        day = today()
        expected = {dropped.merchant_no: "ours_only", changed.merchant_no: "amount_differs", "f" * 32: "theirs_only"}
        if datetime.now(UTC).hour == 23:  # at the edge of a day it may stand in the next day's bill
            expected[dropped.merchant_no] = "awaiting_bill"
        assert outcomes(day.pk) == {**expected, fine.merchant_no: "matched"}
        assert day.state == "broken"
        cases = {one.kind: one for one in MoneyCase.objects.all()}
        assert set(cases) >= {"bill_amount", "bill_theirs_only"}
        assert cases["bill_amount"].details | {"day": ""} == {
            "day": "", "number": changed.merchant_no, "ours_fen": str(DEPOSIT), "ours_state": "paid",
            "theirs_fen": str(DEPOSIT - 1), "theirs_state": "paid",
        }  # fmt: skip
        assert (cases["bill_amount"].organisation_id, cases["bill_theirs_only"].organisation_id) == (HOUSE, None)
        change_book(shop, "UPDATE orders SET amount_fen = ? WHERE number = ?", DEPOSIT, changed.merchant_no)
        change_book(shop, "UPDATE orders SET number = ? WHERE provider_no = 'stranger'", dropped.merchant_no)
        assert today().state == "balanced"
        assert set(MoneyCase.objects.values_list("state", "resolution")) == {("resolved", "healed")}

    def test_what_somebody_closed_stays_closed_until_the_figures_change(self, shop: Shop) -> None:
        (payment,) = sold(shop)
        change_book(shop, "UPDATE orders SET amount_fen = 7")
        today()
        case = MoneyCase.objects.get()
        run(
            lambda: resolve_case(
                actor=holder("finance", organisation_id=HOUSE), case_id=case.pk, resolution="已与渠道确认"
            )
        )
        today()
        assert MoneyCase.objects.get().state == "resolved"
        change_book(shop, "UPDATE orders SET amount_fen = 8")
        today()
        assert (MoneyCase.objects.get().state, MoneyCase.objects.get().details["theirs_fen"]) == ("open", "8")
        assert payment.state == "paid"

    def test_where_the_bill_knows_more_than_we_do_the_provider_is_asked_before_it_is_judged(self, shop: Shop) -> None:
        shop.faults(drop_percent=100)
        key = begin(owe())
        announce(key)
        shop.act(key)
        shop.deliver()
        assert Payment.objects.get().state == "pending"
        assert today().state == "balanced"
        assert (Payment.objects.get().state, MoneyCase.objects.count(), found_broken()) == ("paid", 0, set())

    def test_without_a_bill_the_day_waits_and_is_asked_for_again(self, shop: Shop) -> None:
        sold(shop)
        shop.faults(outage=True)
        day = today()
        assert (day.state, day.ran_at) == ("waiting", None)
        assert day.error
        shop.faults()
        assert (today().state, today().error) == ("balanced", "")

    def test_the_loop_asks_for_every_day_that_has_a_bill_and_was_not_matched(self, shop: Shop) -> None:
        sold(shop)
        Payment.objects.update(paid_at=Now() - timedelta(days=3))
        bills_step()
        bills_step()
        days = {job.payload["day"] for job in Job.objects.filter(name="money.reconcile")}
        last = datetime.now(UTC).date() - timedelta(days=1)
        assert days == {(last - timedelta(days=back)).isoformat() for back in range(3)}


@pytest.mark.django_db(transaction=True)
class TestThreeWays:
    def test_provider_book_ledger_and_statement_are_one(self, shop: Shop, bank: BankTransfer, tmp_path: Path) -> None:
        payments = sold(shop, 3)
        refund = refunded(payments[0], 2_000)
        shop.deliver()
        work(1)
        assert Refund.objects.get(pk=refund.pk).state == "completed"
        transfer = Payment.objects.get(pk=begin(owe(700), provider="bank"))
        day, mark = datetime.now(UTC).date(), ports.reference(transfer.merchant_no)
        assert today().settlement == "waiting"
        net = 3 * DEPOSIT - 2_000
        assert balances()["provider.sandbox"] == net == today().owed_fen
        at = datetime.now(UTC).isoformat()
        take(
            tmp_path,
            f"L1,{at},7.00,定金 {mark}",
            f"L2,{at},{net / 100:.2f},沙箱支付 结算 {day:%Y%m%d}",
        )
        matched = today()
        assert (matched.state, matched.settlement, matched.arrived_fen) == ("balanced", "settled", net)
        assert (balances()["provider.sandbox"], balances()["provider.bank"]) == (0, net + 700)
        reconcile("bank", utc_now().astimezone(bank.calendar).date())
        assert Reconciliation.objects.get(provider="bank").state == "balanced"
        today()
        assert Journal.objects.filter(kind="settled").count() == 1
        assert found_broken() == set()

    def test_what_does_not_arrive_in_time_or_not_whole_is_a_case_until_it_does(
        self, shop: Shop, bank: BankTransfer, tmp_path: Path
    ) -> None:
        sold(shop)
        day = datetime.now(UTC).date() - timedelta(days=9)
        change_book(shop, "UPDATE orders SET paid_at = paid_at - 9 * 86400")
        Payment.objects.update(paid_at=Now() - timedelta(days=9))
        reconcile("sandbox", day)
        assert MoneyCase.objects.get().kind == "not_settled"
        take(tmp_path, f"L1,2026-11-30,499.00,沙箱支付结算 {day}")
        reconcile("sandbox", day)
        kinds = dict(MoneyCase.objects.values_list("kind", "state"))
        assert kinds == {"not_settled": "resolved", "settlement_differs": "open"}
        assert "provider.bank" not in balances()
        take(tmp_path, f"L2,2026-12-01,{DEPOSIT / 100 - 499:.2f},沙箱支付结算 {day}")
        reconcile("sandbox", day)
        assert set(MoneyCase.objects.values_list("state", flat=True)) == {"resolved"}
        assert balances()["provider.bank"] == DEPOSIT

    def test_each_company_sees_its_own_and_the_treasurer_all(self, shop: Shop) -> None:
        sold(shop, 2)
        day = today()
        clerk, other = holder("finance", organisation_id=HOUSE), holder("finance", organisation_id=UUID(int=1))
        seen = [runs_seen(actor=who)[0] for who in (TREASURER, clerk, other)]
        assert [(one.matched, one.theirs_fen, one.owed_fen) for one in seen] == [
            (2, 2 * DEPOSIT, 2 * DEPOSIT), (2, 2 * DEPOSIT, None), (0, 0, None),
        ]  # fmt: skip
        change_book(shop, "UPDATE orders SET amount_fen = 1")
        day = today()
        details = [run_seen(actor=who, run_id=day.pk) for who in (TREASURER, clerk, other)]
        assert [(len(one.lines), len(one.cases)) for one in details] == [(2, 2), (2, 2), (0, 0)]
        assert details[0].lines[0].case_id in {one.id for one in details[0].cases}


def test_a_bill_collects_what_moved() -> None:
    bill = [
        Theirs("payment", "a", 5, "paid"),
        Theirs("refund", "b", 2, "completed"),
        Theirs("refund", "c", 1, "processing"),
    ]
    assert collected(bill) == 3
