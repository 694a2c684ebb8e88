"""The ledger as a file for accountants: CSV or XLSX, one row per line of a journal, and a last line that says who took it."""

import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal

import xlsxwriter

from guangsha.kit.clock import CHINA
from guangsha.kit.spreadsheets import marked_csv, plain_cell
from guangsha.money.domain.chart import CHART
from guangsha.money.selectors.journals import JournalFacts

MOST = 20_000
"""Journals in one file; who needs more asks by days."""
HEADING = ("时间 time", "分录 journal", "类型 kind", "科目 account", "科目名称 name", "借方 debit", "贷方 credit", "对象 subject",
           "摘要 title", "商户单号 merchant no", "退款单号 refund no")  # fmt: skip
FIRST_AMOUNT, LAST_AMOUNT = 5, 6
Format = Literal["csv", "xlsx"]
TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def yuan(fen: int) -> str:
    """Yuan with two places; nothing for nothing."""
    return f"{fen // 100}.{fen % 100:02}" if fen else ""


def rows_of(journals: Iterable[JournalFacts]) -> Iterator[tuple[str, ...]]:
    """A row per line; debit and credit in columns of their own, so none begins with a sign."""
    for journal in journals:
        at = journal.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
        for line in journal.postings:
            yield (
                at, str(journal.id), str(journal.kind), line.account, CHART[line.account].name,
                yuan(max(line.amount_fen, 0)), yuan(max(-line.amount_fen, 0)), journal.subject, journal.title,
                journal.merchant_no, journal.refund_no,
            )  # fmt: skip


def as_csv(journals: Iterable[JournalFacts], *, taken_by: str, now: datetime) -> bytes:
    """UTF-8 with a mark, so that Excel reads Chinese; nothing begins a formula."""
    return marked_csv(HEADING, rows_of(journals), taken_by=taken_by, now=now, more=False).encode()


def as_xlsx(journals: Iterable[JournalFacts], *, taken_by: str, now: datetime) -> bytes:
    """One sheet, written row by row; amounts are numbers, all else is text and never a formula or a link."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": now.replace(tzinfo=None)})
    sheet = book.add_worksheet("总账")
    bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
    for column, title in enumerate(HEADING):
        sheet.write_string(0, column, title, bold)
    count = 0
    for count, row in enumerate(rows_of(journals), 1):
        for column, text in enumerate(row):
            if FIRST_AMOUNT <= column <= LAST_AMOUNT:
                if text:
                    sheet.write_number(count, column, float(text), money)
            else:
                sheet.write_string(count, column, plain_cell(text))
    sheet.write_string(count + 1, 0, f"Guangsha {now.isoformat()} {taken_by} rows={count}")
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 1, 20)
    sheet.set_column(4, 8, 18)
    book.close()
    return out.getvalue()


def as_file(format_: Format, journals: Iterable[JournalFacts], *, taken_by: str, now: datetime) -> bytes:
    """In the format that was asked for."""
    return (as_xlsx if format_ == "xlsx" else as_csv)(journals, taken_by=taken_by, now=now)
