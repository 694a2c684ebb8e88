"""E-invoices: checked titles, one per payment, issued over real HTTP by the sandbox, never lost, reversed by a person."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.db.models.functions import Now
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.live_server_helper import LiveServer

from guangsha.backbone.models import Job
from guangsha.integrations.payments.sandbox import SandboxInvoices
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Invalid, NotFound
from guangsha.kit.ids import new_id
from guangsha.money import ports
from guangsha.money.domain.errors import InvoicedAlready, InvoicesNotOffered, NothingToInvoice
from guangsha.money.domain.facts import RefundReason
from guangsha.money.domain.invoices import invoice_errors
from guangsha.money.domain.states import InvoiceKind, InvoiceState
from guangsha.money.models import Invoice, MoneyCase, Payment
from guangsha.money.ports import Issue, IssueState
from guangsha.money.public import request_refund
from guangsha.money.selectors.invoices import invoices_seen, own_invoices
from guangsha.money.services.invoices import ask_invoice, record_issue
from tests.actors import holder
from tests.backbone.support import in_threads
from tests.money.shop import Shop, announce, open_shop, work
from tests.money.support import DEPOSIT, PAYER, begin, owe, run

COMPANY, PERSONAL = InvoiceKind.COMPANY, InvoiceKind.PERSONAL
CODE = "91110000600037341L"
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class TestTitles:
    def test_a_company_has_a_code_with_its_check_character(self) -> None:
        assert invoice_errors(kind=COMPANY, title="示例科技有限公司", tax_no=CODE.lower()) == []
        assert invoice_errors(kind=COMPANY, title="示例", tax_no="") == [{"field": "tax_no", "message": "not_valid"}]
        assert invoice_errors(kind=PERSONAL, title="张三", tax_no=CODE) == [{"field": "tax_no", "message": "not_asked"}]
        assert invoice_errors(kind=PERSONAL, title="  ", tax_no="") == [{"field": "title", "message": "not_valid"}]

    @given(st.integers(0, 17), st.sampled_from(SIGNS))
    def test_one_character_wrong_is_seen(self, place: int, sign: str) -> None:
        wrong = CODE[:place] + sign + CODE[place + 1 :]
        assert (invoice_errors(kind=COMPANY, title="示例", tax_no=wrong) == []) is (wrong == CODE)


@pytest.fixture
def shop(tmp_path: Path, live_server: LiveServer) -> Iterator[Shop]:
    before = ports.issuer_in_use()
    with open_shop(tmp_path, live_server.url) as opened:
        ports.register_issuer(SandboxInvoices(opened.provider))
        yield opened
    ports.register_issuer(before)


def sold(shop: Shop) -> Payment:
    payment = begin(owe())
    announce(payment)
    shop.act(payment)
    shop.deliver()
    return Payment.objects.get(pk=payment)


def ask(payment: Payment, payer: UUID = PAYER, *, kind: InvoiceKind = COMPANY, title: str = "示例科技有限公司") -> UUID:
    tax_no = CODE if kind is COMPANY else ""
    return run(lambda: ask_invoice(payer_id=payer, payment_id=payment.pk, kind=kind, title=title, tax_no=tax_no))


@pytest.mark.django_db(transaction=True)
class TestIssuing:
    def test_asked_issued_and_shown_to_who_asked(self, shop: Shop) -> None:
        payment = sold(shop)
        key = ask(payment)
        stored = str(Invoice.objects.values().get())
        assert "示例科技" not in stored
        assert CODE not in stored
        work(1)
        (mine,) = own_invoices(PAYER)
        assert (mine.id, mine.state, mine.amount_fen, len(mine.invoice_no)) == (key, "issued", DEPOSIT, 20)
        assert mine.title is not None
        assert mine.title.reveal() == "示例科技有限公司"
        assert own_invoices(new_id()) == []
        with pytest.raises(InvoicedAlready):
            ask(payment)
        assert not Job.objects.filter(name="money.invoice").exists()

    def test_finance_sees_those_of_its_companies_and_which_wait_for_a_red_one(self, shop: Shop) -> None:
        payment = sold(shop)
        key = ask(payment)
        work(1)
        treasurer, others = holder("treasurer"), holder("finance", organisation_id=new_id())

        def seen(actor: Actor, state: InvoiceState | None = None) -> list[tuple[UUID, bool]]:
            items = invoices_seen(actor=actor, state=state, cursor=None, limit=10).items
            return [(one.id, one.to_reverse) for one in items]

        own = holder("finance", organisation_id=payment.obligation.organisation_id)
        assert seen(own) == seen(treasurer, InvoiceState.ISSUED) == [(key, False)]
        assert seen(others) == seen(treasurer, InvoiceState.REFUSED) == []
        obligation, reason = payment.obligation_id, RefundReason.WITHDRAWAL
        run(lambda: request_refund(obligation_id=obligation, amount_fen=7, reason=reason, cause="r"))
        assert seen(own) == [(key, True)]
        MoneyCase.objects.update(resolved_at=Now())
        assert seen(own) == [(key, False)]

    def test_a_silent_service_is_asked_again_until_it_says(self, shop: Shop) -> None:
        ask(sold(shop))
        shop.faults(outage=True)
        work(1)
        assert Invoice.objects.get().state == "requested"
        shop.faults(invoice_delay_ms=3_600_000)
        work(1)
        assert Invoice.objects.get().state == "sent"
        with shop.book._write() as db:
            db.execute("UPDATE invoices SET due_at = 0")
        work(1)
        assert Invoice.objects.get().state == "issued"
        run(lambda: record_issue(issue=Issue(Invoice.objects.get().request_no, IssueState.REFUSED, reason="x")))
        assert Invoice.objects.get().state == "issued"

    def test_after_a_refusal_it_can_be_asked_for_again(self, shop: Shop) -> None:
        payment = sold(shop)
        shop.faults(invoice_refuses=True)
        ask(payment)
        work(1)
        assert (Invoice.objects.get().state, Invoice.objects.get().reason) == ("refused", "title_unknown")
        shop.faults()
        ask(payment, kind=PERSONAL, title="张三")
        work(1)
        assert sorted(Invoice.objects.values_list("state", flat=True)) == ["issued", "refused"]

    def test_only_over_what_is_left_of_what_arrived_and_only_by_who_paid(self, shop: Shop) -> None:
        payment = sold(shop)
        with pytest.raises(NotFound):
            ask(payment, new_id())
        with pytest.raises(Invalid):
            ask(payment, title=" ")
        with pytest.raises(NothingToInvoice):
            ask(Payment.objects.get(pk=begin(owe())))
        reason, obligation = RefundReason.WITHDRAWAL, payment.obligation_id
        run(lambda: request_refund(obligation_id=obligation, amount_fen=DEPOSIT - 7, reason=reason, cause="a"))
        ask(payment)
        assert Invoice.objects.get().amount_fen == 7
        assert not MoneyCase.objects.exists()
        run(lambda: request_refund(obligation_id=obligation, amount_fen=7, reason=reason, cause="b"))
        assert MoneyCase.objects.get().kind == "invoice_reversal"
        ports.register_issuer(None)
        with pytest.raises(InvoicesNotOffered):
            ask(payment)

    def test_who_asks_in_many_windows_has_one(self, shop: Shop) -> None:
        payment = sold(shop)

        def act(index: int) -> None:
            try:
                ask(payment)
            except InvoicedAlready:
                pass

        assert in_threads(5, act) == []
        assert Invoice.objects.count() == 1
