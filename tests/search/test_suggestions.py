"""Slips of the fingers while typing, against brute force over every spelling."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guangsha.search.domain.suggestions import Suggester, Suggestion

names = st.lists(st.text("abcde", min_size=5, max_size=9), min_size=1, max_size=30, unique=True)


def place(name: str, n: int = 0) -> Suggestion:
    return Suggestion("area", f"{n:03d}", "", name, "", "", "", 1, 1)


def within_one(a: str, b: str) -> bool:
    """Whether one insertion, deletion, substitution or swap of neighbours turns one word into the other."""
    if a == b:
        return True
    if abs(len(a) - len(b)) > 1:
        return False
    at = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if len(a) == len(b):
        swapped = a[:at] + a[at + 1 : at + 2] + a[at : at + 1] + a[at + 2 :]
        return a[at + 1 :] == b[at + 1 :] or swapped == b
    long, short = (a, b) if len(a) > len(b) else (b, a)
    return long[at + 1 :] == short[at:]


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [
        ("changsha", "changsa", True), ("changsha", "chagnsha", True), ("abc", "abd", True), ("abc", "abcd", True),
        ("abc", "cba", False), ("abc", "a", False), ("", "a", True),
    ],
)  # fmt: skip
def test_the_brute_force_knows_one_slip(a: str, b: str, near: bool) -> None:
    assert within_one(a, b) is within_one(b, a) is near


@settings(max_examples=300)
@given(names, st.text("abcdef", min_size=5, max_size=8))
def test_one_slip_finds_what_brute_force_finds(known: list[str], typed: str) -> None:
    found = {
        thing.name_en for thing in Suggester([place(name, n) for n, name in enumerate(known)]).suggest(typed, limit=99)
    }
    assert found == {
        name for name in known if any(within_one(typed, name[:end]) for end in range(len(typed) - 1, len(typed) + 2))
    }


def test_what_begins_as_typed_stands_before_what_needs_mending() -> None:
    suggester = Suggester([place("yuelu hill", 1), place("yuela gate", 2), place("yuelu", 3)])
    assert [thing.name_en for thing in suggester.suggest("yuelu")] == ["yuelu", "yuelu hill", "yuela gate"]


def test_a_slip_costs_look_ups_not_a_scan_of_the_stock() -> None:
    """Counted, not timed: what is looked at grows with what was typed, not with the number of names."""

    def looked_at(size: int) -> int:
        suggester = Suggester([place(f"mountain {n:06d} garden", n) for n in range(size)])
        keys = _Counting(suggester._keys)
        suggester._keys = keys
        suggester.suggest("mountian 000007 garden")
        return keys.reads

    assert looked_at(3_000) < looked_at(100) * 2


class _Counting(list[str]):
    """A list that counts how often an element is read."""

    reads = 0

    def __getitem__(self, at):  # type: ignore[no-untyped-def]
        self.reads += 1
        return super().__getitem__(at)
