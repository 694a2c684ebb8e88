"""Statements as banks write them: which column is which, what a line is known by, and that no line is lost without a word."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from io import StringIO
from operator import add
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guangsha.integrations.payments.bank import BankTransfer
from guangsha.kit.clock import CHINA
from guangsha.kit.errors import Invalid
from guangsha.kit.ids import new_id
from guangsha.money import ports
from guangsha.money.domain.statement_files import StatementRefused, read_rows
from guangsha.money.domain.statements import StatementLine
from guangsha.money.importing import lines_of
from guangsha.money.models import MoneyCase, StatementEntry
from guangsha.vault.public import Secret
from tests.actors import acting_as, acting_possible, holder
from tests.money.support import found_broken

HEAD = "line,at,amount,text\n"
NOW = datetime(2026, 12, 1, 12, tzinfo=CHINA)


def rows(text: str) -> list[Any]:
    """What is read of a file on a day of 2026."""
    return list(read_rows(StringIO(text, newline=None), now=NOW))


def wrong(text: str) -> list[tuple[int, str]]:
    """The rows that are refused, and why."""
    return [(row.row, row.why) for row in rows(text) if not isinstance(row, StatementLine)]


class TestColumns:
    @pytest.mark.parametrize(
        ("head", "row"),
        [
            ("交易流水号,交易时间,收入金额,支出金额,对方户名,摘要", "A0001,2026-12-01 09:05:07,50000.00,,张三,定金"),
            (
                "交易日期,交易时间,贷方发生额(元),借方发生额(元),交易流水号,对方户名,附言",
                "20261201,09:05:07,50000,0.00,A0001,张三,定金",
            ),
            ("交易流水号,交易日期,交易时间,金额,对方户名,用途", 'A0001,2026/12/1,9:05:07,"50,000.00",张三,定金'),
            ("交易流水号,交易时间,收入金额（元）,对方户名,附言", "A0001,20261201 090507,+50000,张三,定金"),
            ("交易流水号,交易日期,交易时间,金额,用途", "A0001,2026年12月01日,090507,¥50000,张三 定金"),
            ("line,at,amount,text", "A0001,2026-12-01T09:05:07,50000.00,张三 定金"),
        ],
    )
    def test_banks_names_of_columns_mean_the_same(self, head: str, row: str) -> None:
        at = datetime(2026, 12, 1, 9, 5, 7, tzinfo=CHINA)
        assert rows(f"{head}\n{row}\n") == [StatementLine("A0001", at, 5_000_000, "张三 定金")]

    @pytest.mark.parametrize(
        ("head", "row"),
        [
            ("序号,交易流水号,交易时间,金额,附言", "1,A0001,2026-12-01 09:05:07,50000,定金"),
            ("记账时间,交易时间,流水号,金额,附言", "2026-12-02 00:00:00,2026-12-01 09:05:07,A0001,50000,定金"),
            ("记账日期,交易日期,交易时间,流水号,金额,附言", "20261202,20261201,090507,A0001,50000,定金"),
            ("交易时间,交易日期时间,流水号,金额,附言", "09:05:07,2026-12-01 09:05:07,A0001,50000,定金"),
            ("银行流水号,交易流水号,交易时间,收入金额,支出金额,附言", "B9,A0001,2026-12-01 09:05:07,50000,,定金"),
        ],
    )
    def test_of_several_with_one_meaning_the_one_of_the_transfer_is_read(self, head: str, row: str) -> None:
        at = datetime(2026, 12, 1, 9, 5, 7, tzinfo=CHINA)
        assert rows(f"{head}\n{row}\n") == [StatementLine("A0001", at, 5_000_000, "定金")]

    def test_what_went_out_is_negative_in_either_way_of_writing(self) -> None:
        two = rows("交易流水号,交易日期,收入金额,支出金额,摘要\nA0001,2026-12-01,,20.5,退款\n")
        one = rows(f"{HEAD}A0001,2026-12-01,-20.50,退款\n")
        assert [line.amount_fen for line in two + one] == [-2_050, -2_050]

    @pytest.mark.parametrize(
        ("head", "why"),
        [
            ("line,at,text", "no_columns"),
            ("交易日期,交易流水号,摘要", "no_columns"),
            ("at,amount,金额,text", "column_twice"),
            ("at,收入金额,贷方发生额,text", "column_twice"),
            ("at,金额(元),金额(美元),text", "column_twice"),
            ("交易日期,交易日期,金额,附言", "column_twice"),
            ("序号,序号,交易日期,金额,附言", "column_twice"),
        ],
    )
    def test_a_table_without_the_columns_is_refused(self, head: str, why: str) -> None:
        with pytest.raises(StatementRefused, match=why):
            rows(f"{head}\n1,2,3,4\n")


class TestNumbersOfRows:
    """Far down in a long statement too they are no serials: else one that overlaps it would count its lines twice."""

    LONG = 10_050

    @pytest.mark.parametrize(
        ("head", "numbers"),
        [
            ("交易时间,金额,附言", ["" for _ in range(LONG)]),
            ("序号,交易时间,金额,附言", [f"{number}," for number in range(1, LONG + 1)]),
            ("序号,交易时间,金额,附言", [f"No.{number}," for number in range(1, LONG + 1)]),
            ("line,at,amount,text", [f"{number}," for number in range(1, LONG + 1)]),
        ],
    )
    def test_the_same_line_further_up_has_the_same_key(self, head: str, numbers: list[str]) -> None:
        said = [f"2026-11-30 09:00,{number}.00,张三\n" for number in range(1, self.LONG + 1)]
        whole = rows(f"{head}\n" + "".join(map(add, numbers, said)))
        end = rows(f"{head}\n" + "".join(map(add, numbers, said[-100:])))
        assert {line.serial for line in whole} == {""}
        assert [line.key for line in whole[-100:]] == [line.key for line in end]

    def test_nor_is_one_of_a_million(self) -> None:
        at = NOW - timedelta(days=1)
        assert [StatementLine(number, at, 1, "").serial for number in ("1000001", "20261201")] == ["", "20261201"]


class TestRows:
    def test_a_quotation_mark_that_is_not_closed_swallows_nothing(self) -> None:
        assert wrong(f'{HEAD}Q1,2026-12-01,61.00,"甲\nQ2,2026-12-01,62.00,乙\n') == [(2, "unclosed_quote")]
        # closed by a mark of a later row, so that the table looks whole
        text = f'{HEAD}Q0,2026-12-01,60.00,甲\nQ1,2026-12-01,61.00,"甲\nQ2,2026-12-01,62.00,"\nQ3,2026-12-01,63.00,丙\n'
        assert wrong(text) == [(3, "unclosed_quote")]
        assert wrong('"line,at,amount,text\nQ1,2026-12-01,61.00,"甲\n') == [(1, "unclosed_quote")]

    @pytest.mark.parametrize("day", ["2099-12-01", "1900-01-01", "0001-01-01", "2016-11-01", "9999-12-31"])
    def test_a_day_far_from_today_is_a_typing_error(self, day: str) -> None:
        assert wrong(f"{HEAD}Q1,{day},61.00,甲\n") == [(2, "far_from_today")]

    @pytest.mark.parametrize(
        ("row", "why"),
        [
            ("Q1,2026-12-01,61.005,甲", "not_an_amount"),
            ("Q1,2026-12-01,--5,甲", "not_an_amount"),
            ("Q1,2026-12-01,1e3,甲", "not_an_amount"),
            ("Q1,2026-13-01,5,甲", "not_a_moment"),
            ("Q1,2026-12-01 25:00,5,甲", "not_a_moment"),
            ("Q1,2026-12-01,5", "columns_differ"),
            (f"{'9' * 65},2026-12-01,5,甲", "number_too_long"),
            ("\x00,2026-12-01,5,甲", "no_number"),
        ],
    )
    def test_what_cannot_be_read_says_why(self, row: str, why: str) -> None:
        assert wrong(f"{HEAD}{row}\n") == [(2, why)]

    def test_in_and_out_at_once_is_no_amount(self) -> None:
        assert wrong("交易日期,收入金额,支出金额,摘要\n2026-12-01,5,5,x\n2026-12-01,,,x\n") == [
            (2, "not_an_amount"),
            (3, "not_an_amount"),
        ]

    def test_empty_rows_and_what_is_only_printed_as_a_new_line_are_no_lines(self) -> None:
        found = rows(f"{HEAD}\nQ1,2026-12-01,5,甲\x0b乙\u2028丙\n,,,\n")
        assert [(line.line, line.text) for line in found] == [("Q1", "甲\x0b乙\u2028丙")]

    def test_every_row_that_is_wrong_is_told(self) -> None:
        with pytest.raises(Invalid) as told:
            lines_of(f"{HEAD}Q1,soon,5,x\nQ2,2026-12-01,much,x\n".encode("gb18030"))
        assert [one["field"] for one in told.value.data["errors"]] == ["row 2", "row 3"]


def upload(content: str) -> tuple[int, int]:
    """(lines, new) of a statement that was taken."""
    answer = Client().post(
        "/api/v1/console/finance/statements", {"file": SimpleUploadedFile("流水.csv", content.encode())}
    )
    assert answer.status_code == 200, answer.content
    return answer.json()["lines"], answer.json()["new"]


def today(time: str = "") -> str:
    """This day, as banks write it."""
    return f"{datetime.now(CHINA) - timedelta(days=1):%Y-%m-%d}{time}"


def kept() -> Sequence[Any]:
    """The lines that are in the books."""
    return list(StatementEntry.objects.order_by("pk").values_list("number", "amount_fen"))


@pytest.mark.django_db(transaction=True)
class TestWhatALineIsKnownBy:
    @pytest.fixture(autouse=True)
    def _bank(self) -> Iterator[None]:
        ports.register_provider(BankTransfer("6222 0000 监管账户"))
        with acting_possible(), acting_as(holder("treasurer")):
            yield
        del ports._providers["bank"]

    def test_two_statements_that_number_anew_lose_nothing(self) -> None:
        assert upload(f"{HEAD}1,{today('T09:00')},50000.00,张三 定金\n") == (1, 1)
        assert upload(f"{HEAD}1,{today('T15:00')},50000.00,张三 定金\n") == (1, 1)
        assert upload(f"{HEAD}1,{today('T15:00')},50000.00,李四 定金\n") == (1, 1)
        assert len(kept()) == MoneyCase.objects.count() == 3

    def test_the_same_statement_again_and_one_that_overlaps_count_once(self) -> None:
        morning = [f"1,{today('T09:00')},50000.00,张三\n", f"2,{today('T09:30')},1.00,李四\n"]
        assert upload(HEAD + "".join(morning)) == (2, 2)
        assert upload(HEAD + "".join(morning)) == (2, 0)
        numbered_anew = (
            f"1,{today('T08:00')},7.00,王五\n2,{today('T09:00')},50000.00,张三\n3,{today('T09:30')},1.00,李四\n"
        )
        assert upload(HEAD + numbered_anew) == (3, 1)
        assert len(kept()) == 3
        assert found_broken() == set()

    def test_lines_that_say_the_same_are_as_many_as_the_statement_has(self) -> None:
        one, two = f"1,{today()},50000.00,定金\n", f"2,{today()},50000.00,定金\n"
        assert upload(HEAD + one) == (1, 1)
        assert upload(HEAD + one + two) == (2, 1)
        assert upload(HEAD + one + two) == (2, 0)
        assert len(kept()) == 2

    def test_numbers_that_differ_at_their_end_alone_are_two(self) -> None:
        long = "20261201123456789012345678901234567A"
        assert upload(f"{HEAD}{long}1,{today()},63.00,甲\n{long}2,{today()},63.00,甲\n") == (2, 2)
        assert kept() == [(f"{long}1", 6_300), (f"{long}2", 6_300)]
        assert upload(f"{HEAD}{long}2,{today()},63.00,甲\n") == (1, 0)


def formerly(number: str, time: str, yuan: int, text: str) -> None:
    """A line as it was kept while its day, amount and number alone counted."""
    at = datetime.fromisoformat(today(time)).replace(tzinfo=CHINA)
    entry = StatementEntry(
        provider="bank", key=f"{at:%Y%m%d}:{yuan * 100}:{number}", number=number, at=at, amount_fen=yuan * 100,
        sealed_under=new_id(),
    )  # fmt: skip
    entry.text = Secret(text)
    entry.save(force_insert=True)


BANKS = "交易流水号,交易时间,金额,对方户名,附言\n"


@pytest.mark.django_db(transaction=True)
class TestLinesOfFormerTimes:
    @pytest.fixture(autouse=True)
    def _bank(self) -> Iterator[None]:
        ports.register_provider(BankTransfer("6222 0000 监管账户"))
        with acting_possible(), acting_as(holder("treasurer")):
            yield
        del ports._providers["bank"]

    def test_one_with_a_serial_is_known_by_it(self) -> None:
        formerly("L1", "T09:00", 12, "张三")
        assert upload(f"{HEAD}L1,{today('T09:00')},12.00,张三\n") == (1, 0)
        assert upload(f"{HEAD}L1,{today('T09:00')},12.00,李四\nL2,{today('T09:00')},12.00,张三\n") == (2, 2)
        assert len(kept()) == 3

    def test_two_that_say_the_same_are_two_and_a_third_is_new(self) -> None:
        formerly("1", "", 50_000, "定金")
        formerly("2", "", 50_000, "定金")
        rows = [f"{number},{today()},50000.00,定金\n" for number in (1, 2, 3)]
        assert upload(HEAD + "".join(rows[:2])) == (2, 0)
        assert upload(HEAD + "".join(rows)) == (3, 1)
        assert upload(HEAD + "".join(rows)) == (3, 0)
        assert len(kept()) == 3

    def test_other_numbers_of_rows_change_nothing(self) -> None:
        formerly("1", "T09:00", 50_000, "张三")
        formerly("2", "T09:30", 1, "李四")
        renumbered = (
            f"7,{today('T08:00')},7.00,王五\n8,{today('T09:00')},50000.00,张三\n9,{today('T09:30')},1.00,李四\n"
        )
        assert upload(HEAD + renumbered) == (3, 1)
        assert upload(HEAD + renumbered) == (3, 0)

    def test_spaces_around_a_text_and_the_name_before_it_change_nothing(self) -> None:
        formerly("1", "T09:00", 50_000, " 定金 ")
        formerly("A0002", "T10:00", 60_000, "首付 ")
        rows = f"1,{today(' 09:00')},50000.00,张三, 定金\nA0002,{today(' 10:00')},60000.00,李四,首付\n"
        assert upload(BANKS + rows) == (2, 0)
        assert upload(f"{BANKS}1,{today(' 09:00')},50000.00,张三,预付定金\n") == (1, 1)

    def test_of_people_who_wrote_the_same_as_many_are_known_as_there_were_in_whatever_order(self) -> None:
        formerly("1", "", 50_000, "定金")
        rows = [f"{number},{today()},50000.00,{name},定金\n" for number, name in enumerate(("张三", "李四", "王五"), 1)]
        assert upload(BANKS + "".join(rows[:2])) == (2, 1)
        assert upload(BANKS + "".join(rows[1::-1])) == (2, 0)
        assert upload(BANKS + "".join(rows[::-1])) == (3, 1)
        assert upload(BANKS + "".join(rows)) == (3, 0)
        assert len(kept()) == 3

    def test_one_without_a_word_is_not_the_end_of_every_text(self) -> None:
        formerly("1", "", 50_000, "")
        assert upload(f"{HEAD}1,{today()},50000.00,张三 定金\n") == (1, 1)
        assert upload(f"{HEAD}1,{today()},50000.00,\n") == (1, 0)
