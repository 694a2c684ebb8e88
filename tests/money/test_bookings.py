"""Transfers that matched nothing: booked by hand with a second person, or sent back; never twice, never alone."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.db.models.functions import Now

from guangsha.backbone.models import AuditEntry
from guangsha.backbone.public import command
from guangsha.integrations.payments.bank import BankTransfer
from guangsha.kit.actor import Actor
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, NotFound
from guangsha.kit.ids import new_id
from guangsha.money import ports
from guangsha.money.domain.errors import (
    BookedAlready,
    BookingMoved,
    BookingRefused,
    CaseResolved,
    ObligationSettled,
    SecondPersonNeeded,
)
from guangsha.money.domain.statements import SHORT_AT_MOST, reference
from guangsha.money.models import Allocation, Booking, MoneyCase, Obligation, Payment, Refund, StatementEntry
from guangsha.money.public import balances, cancel_obligation, refundable
from guangsha.money.selectors.bookings import bookings_seen, read_line
from guangsha.money.selectors.console import cases_seen
from guangsha.money.services.bookings import decide_booking, propose_booking
from guangsha.money.services.cases import resolve_case, take_case
from tests.actors import holder
from tests.backbone.support import in_threads
from tests.money.shop import work
from tests.money.support import DEPOSIT, HOUSE, begin, found_broken, owe, run, tell
from tests.money.test_bank import take

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]
FIRST, SECOND = (holder("treasurer", stepped_up_at=utc_now()) for _ in range(2))
CLERK, COLLEAGUE = (holder("finance", organisation_id=HOUSE) for _ in range(2))


@pytest.fixture(autouse=True)
def bank() -> Iterator[BankTransfer]:
    provider = BankTransfer("6222 0000 监管账户")
    ports.register_provider(provider)
    yield provider
    del ports._providers["bank"]


def stranger(folder: Path, yuan: str = "50000.00", text: str = "张三 购房", number: str = "L1") -> MoneyCase:
    """A transfer that names nothing; its case."""
    take(folder, f"{number},2026-11-30T09:00:00+08:00,{yuan},{text}")
    return MoneyCase.objects.get(entry__number=number)


def propose(case: MoneyCase, obligation: UUID | None, actor: Actor = FIRST) -> UUID:
    return command(
        lambda: propose_booking(actor=actor, case_id=case.pk, obligation_id=obligation, note="核对过回单"), actor=actor
    )


def decide(booking: UUID, approve: bool = True, actor: Actor = SECOND) -> None:
    command(lambda: decide_booking(actor=actor, booking_id=booking, approve=approve), actor=actor)


class TestBooking:
    def test_without_a_reference_a_second_person_decides(self, tmp_path: Path) -> None:
        obligation, case = owe(), stranger(tmp_path)
        booking = propose(case, obligation)
        assert (balances(), Obligation.objects.get().state) == ({}, "open")
        with pytest.raises(SecondPersonNeeded):
            decide(booking, actor=FIRST)
        decide(booking)
        assert balances() == {"provider.bank": DEPOSIT, "received.deposit": DEPOSIT}
        assert (Obligation.objects.get().state, MoneyCase.objects.get().state) == ("paid", "resolved")
        assert StatementEntry.objects.get().payment == Payment.objects.get() == Allocation.objects.get().payment
        assert found_broken() == set()
        with pytest.raises(BookingMoved):
            decide(booking)

    def test_what_names_the_payment_and_fits_needs_nobody_else(self, tmp_path: Path) -> None:
        """The line named two payments, so it was not booked by itself; the clerk says which."""
        mine, other = owe(), owe()
        marks = [reference(Payment.objects.get(pk=begin(one, provider="bank")).merchant_no) for one in (mine, other)]
        case = stranger(tmp_path, text=" ".join(marks))
        booking = Booking.objects.get(pk=propose(case, mine))
        assert (booking.state, booking.differs, booking.decided_by) == ("approved", [], None)
        assert Obligation.objects.get(pk=mine).state == "paid"
        assert found_broken() == set()

    def test_what_was_transferred_too_much_goes_back(self, tmp_path: Path) -> None:
        obligation = owe()
        mark = reference(Payment.objects.get(pk=begin(obligation, provider="bank")).merchant_no)
        case = stranger(tmp_path, "50100.00", f"定金 {mark}")
        assert (case.kind, case.organisation_id) == ("wrong_amount", HOUSE)
        booking = propose(case, obligation, CLERK)
        assert Booking.objects.get().differs == ["amount"]
        decide(booking, actor=COLLEAGUE)
        refund = Refund.objects.get()
        assert (refund.reason, refund.amount_fen, refund.state) == ("surplus", 10_000, "approved")
        assert refundable(obligation_id=obligation) == DEPOSIT
        work(1)
        back = reference(refund.refund_no, refund=True)
        take(tmp_path, f"L9,2026-12-01T09:00:00+08:00,-100.00,退多付 {back}")
        assert balances()["provider.bank"] == DEPOSIT == balances()["received.deposit"]
        assert balances()["unallocated"] == balances()["refunds.owed"] == 0
        assert found_broken() == set()

    def test_what_banks_took_is_our_cost_within_bounds(self, tmp_path: Path) -> None:
        obligation = owe()
        far = stranger(tmp_path, f"{(DEPOSIT - SHORT_AT_MOST - 1) / 100:.2f}")
        with pytest.raises(BookingRefused) as refused:
            propose(far, obligation)
        assert refused.value.data == {"short_fen": SHORT_AT_MOST + 1}
        near = stranger(tmp_path, "49985.00", number="L2")
        decide(propose(near, obligation))
        assert balances() == {"provider.bank": 4_998_500, "fees.bank": 1_500, "received.deposit": DEPOSIT}
        assert found_broken() == set()

    def test_a_second_transfer_under_one_reference_is_a_case_and_can_go_back(self, tmp_path: Path) -> None:
        obligation = owe()
        mark = reference(Payment.objects.get(pk=begin(obligation, provider="bank")).merchant_no)
        for number in ("L1", "L2"):
            take(tmp_path, f"{number},2026-11-30T09:00:00+08:00,50000.00,{mark}")
        case = MoneyCase.objects.get()
        assert (case.kind, balances()["provider.bank"]) == ("duplicate_charge", DEPOSIT)
        with pytest.raises(ObligationSettled):
            propose(case, obligation)


class TestSendingBack:
    def test_goes_out_under_a_reference_and_both_lines_are_done_with(self, tmp_path: Path) -> None:
        case = stranger(tmp_path)
        booking = propose(case, None)
        decide(booking)
        entry = StatementEntry.objects.get()
        assert (entry.state, MoneyCase.objects.get().state, balances()) == ("returning", "open", {})
        shown = bookings_seen(actor=SECOND, state=None, cursor=None, limit=9).items[0]
        take(tmp_path, f"L2,2026-12-01T09:00:00+08:00,-50000.00,退回 {shown.reference}")
        assert sorted(StatementEntry.objects.values_list("state", flat=True)) == ["booked", "returned"]
        assert (MoneyCase.objects.get().state, balances()) == ("resolved", {})
        Booking.objects.filter(pk=booking).update(live_entry=None)
        MoneyCase.objects.update(state="open")
        again = propose(MoneyCase.objects.get(), owe())
        with pytest.raises(BookedAlready):  # past the unique line, the line's own state refuses
            decide(again)

    def test_rejected_it_can_be_proposed_again(self, tmp_path: Path) -> None:
        obligation, case = owe(), stranger(tmp_path)
        decide(propose(case, None), approve=False)
        assert StatementEntry.objects.get().state == "open"
        decide(propose(case, obligation))
        assert Obligation.objects.get().state == "paid"
        with pytest.raises(CaseResolved):
            propose(case, obligation)


class TestWhoMay:
    def test_what_belongs_to_no_company_is_the_treasurer_s(self, tmp_path: Path) -> None:
        case = stranger(tmp_path)
        assert cases_seen(actor=CLERK, state=None, cursor=None, limit=9).items == []
        assert [one.id for one in cases_seen(actor=FIRST, state=None, cursor=None, limit=9).items] == [case.pk]
        for act in (
            lambda: take_case(actor=CLERK, case_id=case.pk),
            lambda: resolve_case(actor=CLERK, case_id=case.pk, resolution="x"),
            lambda: propose_booking(actor=CLERK, case_id=case.pk, obligation_id=None, note="x"),
            lambda: read_line(actor=CLERK, case_id=case.pk),
        ):
            with pytest.raises(NotFound):
                run(act)
        run(lambda: take_case(actor=FIRST, case_id=case.pk))
        assert MoneyCase.objects.get().owner_id == FIRST.person_id

    def test_the_finance_of_the_company_approves_what_the_treasurer_booked(self, tmp_path: Path) -> None:
        case = stranger(tmp_path)
        booking = propose(case, owe())
        other = holder("finance", organisation_id=new_id())
        with pytest.raises(NotFound):
            decide(booking, actor=other)
        with pytest.raises(Forbidden):
            decide(
                booking,
                actor=Actor(
                    person_id=new_id(), grants=frozenset(g for g in CLERK.grants if g.permission == "money.read")
                ),
            )
        decide(booking, actor=CLERK)
        assert found_broken() == set()

    def test_who_reads_the_text_is_written_down(self, tmp_path: Path) -> None:
        obligation, case = owe(), stranger(tmp_path)
        line = command(lambda: read_line(actor=FIRST, case_id=case.pk), actor=FIRST)
        assert line.text.reveal() == "张三 购房"
        assert [(one.obligation_id, one.named) for one in line.candidates] == [(obligation, False)]
        assert AuditEntry.objects.filter(action="money.line.read", actor=FIRST.owner_key).count() == 1
        assert "张三" not in str(StatementEntry.objects.values().get())


class TestAtOnce:
    def test_two_proposals_for_one_line_leave_one(self, tmp_path: Path) -> None:
        obligation, case = owe(), stranger(tmp_path)

        def act(index: int) -> None:
            try:
                propose(case, obligation if index % 2 else None)
            except BookedAlready:
                pass

        assert in_threads(4, act) == []
        assert Booking.objects.filter(live_entry__isnull=False).count() == 1

    def test_two_lines_for_one_obligation_settle_it_once(self, tmp_path: Path) -> None:
        obligation = owe()
        bookings = [propose(stranger(tmp_path, number=name), obligation) for name in ("L1", "L2")]
        refused: list[str] = []

        def act(index: int) -> None:
            try:
                decide(bookings[index])
            except ObligationSettled as error:
                refused.append(error.code)

        assert in_threads(2, act) == []
        assert refused == ["money.obligation_settled"]
        assert balances()["received.deposit"] == DEPOSIT
        assert found_broken() == set()

    def test_what_was_paid_otherwise_meanwhile_is_not_booked(self, tmp_path: Path) -> None:
        obligation, case = owe(), stranger(tmp_path)
        booking = propose(case, obligation)
        tell(begin(obligation))
        with pytest.raises(ObligationSettled):
            decide(booking)
        assert Booking.objects.get().state == "proposed"
        decide(booking, approve=False)
        other = owe()
        run(lambda: cancel_obligation(obligation_id=other, reason="x"))
        with pytest.raises(ObligationSettled):
            propose(case, other)
        Obligation.objects.update(due_at=Now())
        assert found_broken() == set()
