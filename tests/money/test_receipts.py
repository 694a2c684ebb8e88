"""Receipts: capital numerals that can be read back, a PDF with the same bytes each time, and only for who may see it."""

import io
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guangsha.kit.capitals import DIGITS, capital_amount
from guangsha.kit.errors import NotFound
from guangsha.kit.ids import new_id
from guangsha.money.documents import receipts
from guangsha.money.documents.receipts import receipt_for_buyer, receipt_for_staff
from guangsha.money.domain.errors import NoReceipt
from guangsha.money.models import Payment
from tests.actors import holder
from tests.deals.support import named_person
from tests.money.support import HOUSE, PAYER, begin, owe, paid, tell

SMALL = {"拾": 10, "佰": 100, "仟": 1_000}


def read_back(text: str) -> int:
    """Capital numerals as people read them: independent of how they are written."""
    body = text.removeprefix("人民币").removesuffix("整")
    yuan, _, rest = body.partition("元") if "元" in body else ("", "", body)
    total = section = digit = 0
    for sign in yuan:
        if sign in DIGITS:
            digit = DIGITS.index(sign)
        elif sign in SMALL:
            section += digit * SMALL[sign]
            digit = 0
        elif sign == "万":
            total, section, digit = total + (section + digit) * 10_000, 0, 0
        else:
            total, section, digit = (total + section + digit) * 10**8, 0, 0
    fen = (total + section + digit) * 100
    for part, worth in (("角", 10), ("分", 1)):
        if part in rest:
            fen += DIGITS.index(rest[rest.index(part) - 1]) * worth
    return fen


class TestCapitals:
    @pytest.mark.parametrize(
        ("fen", "text"),
        [
            (0, "人民币零元整"),
            (5_000_000, "人民币伍万元整"),
            (1_409_50, "人民币壹仟肆佰零玖元伍角整"),
            (6_007_14, "人民币陆仟零柒元壹角肆分"),
            (16_409_02, "人民币壹万陆仟肆佰零玖元零贰分"),
            (325_04, "人民币叁佰贰拾伍元零肆分"),
            (107_000_53, "人民币壹拾万柒仟元伍角叁分"),
            (100_000_000_00, "人民币壹亿元整"),
            (100_000_001_00, "人民币壹亿零壹元整"),
            (12_300_000_000_00, "人民币壹佰贰拾叁亿元整"),
            (7, "人民币柒分"),
            (10**15, "人民币壹拾万亿元整"),
        ],
    )
    def test_as_the_rules_write_them(self, fen: int, text: str) -> None:
        assert capital_amount(fen) == text

    @given(st.integers(0, 10**15))
    def test_they_say_the_amount(self, fen: int) -> None:
        text = capital_amount(fen)
        assert read_back(text) == fen
        assert "零零" not in text
        assert not text.endswith("零")

    @pytest.mark.parametrize("fen", [-1, 10**15 + 1, 1.0, True])
    def test_nothing_else_is_an_amount(self, fen: int) -> None:
        with pytest.raises(ValueError, match="not an amount"):
            capital_amount(fen)


@pytest.mark.django_db(transaction=True)
class TestReceipts:
    def test_the_same_facts_give_the_same_file(self) -> None:
        _, payment = paid()
        first, second = (receipt_for_buyer(payer_id=PAYER, payment_id=payment) for _ in range(2))
        assert first == second
        assert first.number.endswith(Payment.objects.get().merchant_no[-12:].upper())
        with pikepdf.open(io.BytesIO(first.content)) as document:
            assert len(document.pages) == 1
            assert "收款收据" in str(document.docinfo["/Title"])

    def test_markup_in_what_people_wrote_stays_text(self) -> None:
        _, payment = paid()
        Payment.objects.get().obligation.__class__.objects.update(
            title='#panic("x") $ * _ ` \\ <a> [b]', title_en="#sys"
        )
        assert receipt_for_buyer(payer_id=PAYER, payment_id=payment).content.startswith(b"%PDF-")

    def test_only_of_what_arrived_and_only_for_who_may_see_it(self) -> None:
        waiting, (_, payment) = begin(owe()), paid()
        clerk = holder("finance", organisation_id=HOUSE)
        assert receipt_for_staff(actor=clerk, payment_id=payment).content.startswith(b"%PDF-")
        for refused in (
            lambda: receipt_for_buyer(payer_id=new_id(), payment_id=payment),
            lambda: receipt_for_staff(actor=holder("finance", organisation_id=new_id()), payment_id=payment),
            lambda: receipt_for_buyer(payer_id=PAYER, payment_id=new_id()),
        ):
            with pytest.raises(NotFound):
                refused()
        with pytest.raises(NoReceipt):
            receipt_for_buyer(payer_id=PAYER, payment_id=waiting)
        tell(waiting)
        assert receipt_for_buyer(payer_id=PAYER, payment_id=waiting)

    def test_the_payer_is_named_as_masked_as_everywhere(self, monkeypatch: pytest.MonkeyPatch) -> None:
        person = named_person(7)
        _, payment = paid(payer_id=person)
        said: dict[str, Any] = {}
        monkeypatch.setattr(receipts, "typeset", lambda template, data, **options: said.update(data) or b"%PDF-")
        receipt_for_buyer(payer_id=person, payment_id=payment)
        assert said["payer"] != "欧阳霁月"
        assert said["payer"].startswith("欧")
        assert (said["amount"], said["capitals"]) == ("¥50,000.00", "人民币伍万元整")
