"""The judge of the proof of money sees every way in which two books differ."""

from collections import Counter

import pytest

from bench.pay_buyers import Told
from bench.pay_proof import Book, judge

PAID, BACK = ("payment", "a", 100), ("refund", "b", 30)
BOTH: Book = Counter([PAID, BACK])


def test_two_books_that_are_one() -> None:
    assert judge(Told(paid={"a": 100}), BOTH, BOTH) == []


@pytest.mark.parametrize(
    ("provider", "ledger", "word"),
    [
        (BOTH, Counter([BACK]), "the provider has"),  # a payment that was lost
        (Counter([BACK]), BOTH, "the ledger has"),  # one that was made up
        (BOTH, BOTH + Counter([PAID]), "the ledger has"),  # booked twice
        (BOTH, Counter([("payment", "a", 99), BACK]), "the provider has"),  # another amount
        (BOTH, Counter([PAID]), "the provider has"),  # a refund that was lost
    ],
)
def test_two_books_that_differ(provider: Book, ledger: Book, word: str) -> None:
    assert any(line.startswith(word) for line in judge(Told(), provider, ledger))


def test_somebody_was_told_of_money_that_is_not_there() -> None:
    assert judge(Told(paid={"c": 5}), BOTH, BOTH) == ["told as paid and not in the ledger: c"]
    assert judge(Told(paid={"a": 99}), BOTH, BOTH) == ["told as paid and not in the ledger: a"]
