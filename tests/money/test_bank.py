"""Transfers: matched by reference and amount, each line of a statement once; what matches nothing is a case."""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from guangsha.backbone.models import AuditEntry
from guangsha.integrations.payments.bank import BankTransfer
from guangsha.kit.errors import Invalid
from guangsha.kit.ids import new_id
from guangsha.money import importing, ports
from guangsha.money.domain.facts import RefundReason
from guangsha.money.domain.statements import reference, references_in
from guangsha.money.importing import lines_of
from guangsha.money.models import MoneyCase, Payment, Refund, StatementEntry
from guangsha.money.outside import announce
from guangsha.money.public import balances, request_refund
from tests.actors import acting_as, acting_possible, holder
from tests.money.shop import work
from tests.money.support import DEPOSIT, begin, found_broken, owe, run

HEAD = "line,at,amount,text\n"


@pytest.fixture
def bank() -> Iterator[BankTransfer]:
    provider = BankTransfer("6222 0000 监管账户")
    ports.register_provider(provider)
    yield provider
    del ports._providers["bank"]


def take(folder: Path, *rows: str) -> str:
    out, path = StringIO(), folder / "statement.csv"
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows), "utf-8")
    call_command("import_statement", path, stdout=out)
    return out.getvalue().strip()


class TestReading:
    def test_references_are_found_however_people_write_them(self) -> None:
        written = reference("01936d5e00007000800000000000a1b2")
        assert written == "GP00000000A1B2"
        assert references_in(f"购房定金，{written.lower()} 张") == [(False, "00000000a1b2")]
        assert references_in(f"定金{written}认购") == [(False, "00000000a1b2")]
        assert references_in(f"GP123 GPZZZZZZZZZZZZ X{written} {written}0 定金") == []

    def test_a_moment_without_a_zone_is_one_in_china(self) -> None:
        plain, zoned = lines_of(f"{HEAD}1,2026-11-30 20:00:00,5,x\n2,2026-11-30T20:00:00Z,5,x\n".encode())
        assert zoned.at - plain.at == timedelta(hours=8)

    @pytest.mark.parametrize(
        "text",
        [
            "a,b\n1,2\n",
            f"{HEAD}1,soon,5,x\n",
            f"{HEAD}1,2026-11-30,much,x\n",
            f"{HEAD},2026-11-30,5,x\n",
            f"{HEAD}1,2026-11-30,0,x\n",
        ],
    )
    def test_what_is_no_statement_is_refused(self, text: str) -> None:
        with pytest.raises(Invalid):
            lines_of(text.encode())


@pytest.mark.django_db(transaction=True)
class TestBooking:
    def test_in_and_out_and_each_line_once(self, bank: BankTransfer, tmp_path: Path) -> None:
        obligation = owe()
        payment_id = begin(obligation, provider="bank")
        announce(payment_id)
        payment = Payment.objects.get()
        mark = reference(payment.merchant_no)
        assert payment.destination == {"kind": "transfer", "value": f"6222 0000 监管账户 · {mark}"}
        row = f"L1,2026-11-30T09:00:00+08:00,50000.00,定金 {mark}"
        assert [take(tmp_path, row), take(tmp_path, row)] == [
            "1 lines, 1 of them new, 0 known already",
            "1 lines, 0 of them new, 1 known already",
        ]
        assert balances() == {"provider.bank": DEPOSIT, "received.deposit": DEPOSIT}
        reason = RefundReason.WITHDRAWAL
        run(lambda: request_refund(obligation_id=obligation, amount_fen=2_000_000, reason=reason, cause="r"))
        work(1)
        by_hand = MoneyCase.objects.get()
        assert (by_hand.kind, by_hand.state) == ("refund_waits", "open")
        back = reference(Refund.objects.get().refund_no, refund=True)
        take(tmp_path, row, f"L2,2026-11-30T15:00:00+08:00,-20000.00,退款 {back}")
        assert Refund.objects.get().state == "completed"
        assert balances()["provider.bank"] == 3_000_000
        assert (found_broken(), MoneyCase.objects.get().state) == (set(), "resolved")

    def test_a_number_that_the_bank_uses_again_is_another_line(self, bank: BankTransfer, tmp_path: Path) -> None:
        first, second = (Payment.objects.get(pk=begin(owe(), provider="bank")) for _ in range(2))
        for day, one in ((29, first), (30, second)):
            row = f"1,2026-11-{day}T09:00:00+08:00,50000.00,{reference(one.merchant_no)}"
            assert take(tmp_path, row) == "1 lines, 1 of them new, 0 known already"
        assert balances() == {"provider.bank": 2 * DEPOSIT, "received.deposit": 2 * DEPOSIT}

    def test_what_matches_nothing_is_a_case(self, bank: BankTransfer, tmp_path: Path) -> None:
        payment = Payment.objects.get(pk=begin(owe(), provider="bank"))
        mark = reference(payment.merchant_no)
        rows = (
            "L1,2026-11-30,50000.00,不知道是谁",
            f"L2,2026-11-30,49999.00,{mark}",
            f"L3,2026-11-30,-50000.00,{mark}",
            "L4,2026-11-30,1.00,GP0123456789AB",
        )
        for _ in range(2):
            take(tmp_path, *rows)
        kinds = sorted(MoneyCase.objects.values_list("kind", flat=True))
        assert kinds == ["unmatched_transfer", "unmatched_transfer", "unmatched_transfer", "wrong_amount"]
        assert balances() == {}

    def test_rows_that_cannot_be_read_are_told_and_nothing_is_taken(self, bank: BankTransfer, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="row 3: not_an_amount\nrow 4: not_a_moment"):
            take(tmp_path, "L1,2026-11-30,5,x", "L2,2026-11-30,much,x", "L3,soon,5,x")
        assert not StatementEntry.objects.exists()

    def test_where_it_is_not_offered(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="not offered"):
            take(tmp_path, "L1,2026-11-30,5,x")


def upload(client: Client, content: bytes) -> Any:
    return client.post("/api/v1/console/finance/statements", {"file": SimpleUploadedFile("流水.csv", content)})


@pytest.mark.django_db(transaction=True)
class TestUploading:
    @pytest.fixture(autouse=True)
    def _bank(self, bank: BankTransfer) -> Iterator[None]:
        with acting_possible(), acting_as(holder("treasurer")):
            yield

    def test_a_statement_is_booked_from_the_screen_and_again_changes_nothing(self) -> None:
        payment_id = begin(owe(), provider="bank")
        announce(payment_id)
        mark = reference(Payment.objects.get().merchant_no)
        rows = [f"L1,2026-11-30T09:00:00+08:00,50000.00,定金 {mark}", "L2,2026-11-30T09:05:00+08:00,12.00,不知道是谁的"]
        content = (HEAD + "\n".join(rows)).encode("gb18030")  # as spreadsheets in China save it
        client = Client()
        assert upload(client, content).json() == {"lines": 2, "new": 2, "booked": 1, "waiting": 1}
        assert upload(client, content).json() == {"lines": 2, "new": 0, "booked": 0, "waiting": 0}
        assert Payment.objects.get().state == "paid"
        assert MoneyCase.objects.get().kind == "unmatched_transfer"
        audited = AuditEntry.objects.filter(action="money.statement.take").values_list("data", flat=True)
        assert [one["new"] for one in audited] == [2, 0]
        assert found_broken() == set()

    def test_every_row_that_cannot_be_read_is_named_and_nothing_is_taken(self) -> None:
        rows = [
            "L1,2026-11-30,5,good",
            "L2,soon,5,x",
            "L3,2026-11-30,much,x",
            ",2026-11-30,5,x",
            "L5,2026-11-30,0,x",
            "L6",
        ]
        answer = upload(Client(), (HEAD + "\n".join(rows)).encode())
        assert answer.status_code == 422
        assert {one["field"]: one["message"] for one in answer.json()["errors"]} == {
            "row 3": "not_a_moment",
            "row 4": "not_an_amount",
            "row 5": "no_number",
            "row 6": "no_amount",
            "row 7": "columns_differ",
        }
        assert not StatementEntry.objects.exists()

    @pytest.mark.parametrize(
        "content", [b"", b"\xff\xfe\x00\x81", b"a,b\n1,2\n", HEAD.encode(), b"line,at,amount,text\n\x00"]
    )
    def test_what_is_no_statement_is_refused(self, content: bytes) -> None:
        assert upload(Client(), content).status_code == 422
        assert not StatementEntry.objects.exists()

    def test_only_who_looks_after_all_money_may(self) -> None:
        with acting_as(holder("finance", organisation_id=new_id())):
            assert upload(Client(), HEAD.encode()).status_code == 403

    def test_many_lines_are_taken_in_commands_of_a_few(self) -> None:
        rows = "".join(f"L{number},2026-11-30T09:00:00+08:00,1.00,x\n" for number in range(importing.TOGETHER + 3))
        assert upload(Client(), (HEAD + rows).encode()).json()["waiting"] == importing.TOGETHER + 3
