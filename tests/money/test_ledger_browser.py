"""The ledger to read and to take along: sums are sums, filters filter, files hold no formula and say who took them."""

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db.models.functions import Now
from django.test import Client
from python_calamine import CalamineWorkbook

from guangsha.backbone.models import AuditEntry
from guangsha.kit.actor import Actor
from guangsha.kit.clock import CHINA, utc_now
from guangsha.kit.ids import new_id
from guangsha.money.domain.facts import RefundReason
from guangsha.money.models import Obligation
from guangsha.money.public import balances, request_refund
from guangsha.money.selectors.journals import LedgerFilter, accounts_seen, journals_seen
from tests.actors import acting_as, holder
from tests.money.support import DEPOSIT, HOUSE, paid, run

pytestmark = pytest.mark.django_db(transaction=True)
CLERK, OTHER = holder("finance", organisation_id=HOUSE), holder("finance", organisation_id=new_id())
TREASURER = holder("treasurer")


def some() -> UUID:
    """Two deposits, one of which goes back in part; the obligation of that one."""
    obligation, _ = paid()
    paid(700, subject="test:other")
    cause, reason = "part", RefundReason.WITHDRAWAL
    run(lambda: request_refund(obligation_id=obligation, amount_fen=100, reason=reason, cause=cause))
    return obligation


def sums(actor: Actor, **wanted: Any) -> dict[str, int]:
    found = accounts_seen(actor=actor, wanted=LedgerFilter(**wanted))
    return {one.account: one.balance_fen for one in found if one.balance_fen}


def kinds(actor: Actor, **wanted: Any) -> list[str]:
    page = journals_seen(actor=actor, wanted=LedgerFilter(**wanted), cursor=None, limit=50)
    assert all(sum(line.amount_fen for line in one.postings) == 0 for one in page.items)
    return sorted(str(one.kind) for one in page.items)


def test_sums_and_filters() -> None:
    obligation = some()
    subject = Obligation.objects.get(pk=obligation).subject
    assert sums(CLERK) == sums(TREASURER) == {code: fen for code, fen in balances().items() if fen}
    assert (sums(OTHER), kinds(OTHER)) == ({}, [])
    assert kinds(CLERK) == ["payment", "payment", "refund_owed"]
    assert kinds(CLERK, subject=subject) == ["payment", "refund_owed"]
    assert kinds(CLERK, subject="test:") == ["payment", "payment", "refund_owed"]
    assert kinds(CLERK, account="refunds.owed") == ["refund_owed"]
    assert sums(CLERK, subject=subject)["received.deposit"] == DEPOSIT - 100
    today = utc_now().astimezone(CHINA).date()
    assert kinds(CLERK, since=today, until=today) == kinds(CLERK)
    assert kinds(CLERK, until=today - timedelta(days=1)) == []
    assert kinds(CLERK, since=today + timedelta(days=1)) == []


def test_pages_meet_without_a_gap() -> None:
    some()
    seen, cursor = [], None
    while True:
        page = journals_seen(actor=CLERK, wanted=LedgerFilter(), cursor=cursor, limit=2)
        seen += [one.id for one in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 3


def taken(format_: str) -> bytes:
    with acting_as(CLERK):
        answer = Client().get(f"/api/v1/console/finance/ledger/export?format={format_}")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert f".{format_}" in answer["Content-Disposition"]
    return bytes(answer.content)


def test_files_balance_hold_no_formula_and_say_who_took_them() -> None:
    obligation = some()
    Obligation.objects.filter(pk=obligation).update(title='=HYPERLINK("http://evil")', due_at=Now())
    rows = list(csv.reader(io.StringIO(taken("csv").decode("utf-8-sig"))))
    lines = rows[1:-1]
    assert len(lines) == 6
    assert (
        sum(float(row[5] or 0) for row in lines)
        == sum(float(row[6] or 0) for row in lines)
        == (2 * 100 + DEPOSIT + 700 - 100) / 100
    )
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert any(row[8].startswith("'=HYPERLINK") for row in lines)
    assert CLERK.owner_key in rows[-1][0]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(taken("xlsx"))).get_sheet_by_index(0).to_python()
    assert len(sheet) == 8
    assert sum(row[5] or 0 for row in sheet[1:-1]) == sum(row[6] or 0 for row in sheet[1:-1])  # type: ignore[misc]
    assert b"<f>" not in taken("xlsx")
    assert AuditEntry.objects.filter(action="money.ledger.export", actor=CLERK.owner_key).count() == 3
