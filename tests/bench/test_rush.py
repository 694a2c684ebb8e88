"""The judge of the rush: it must see every kind of wrong, and nothing where all is right."""

import pytest

from bench.rush_history import Call, Held, Kept, faults, sold_twice


def held(unit: str, hold: str, at: float, buyer: str = "", answer: str = "ok") -> Call:
    return Call(buyer or f"of {hold}", "hold", unit, None if answer == "unknown" else hold, at - 0.1, at, answer)


def let_go(unit: str, hold: str, at: float, answer: str = "ok") -> Call:
    return Call(f"of {hold}", "release", unit, hold, at, at + 0.1, answer)


def test_one_after_the_other_is_fine_and_two_at_once_are_seen() -> None:
    first, second = Held("u", "a", 1.0, 2.0), Held("u", "b", 2.5, 3.0)
    assert sold_twice([second, first]) == []
    assert sold_twice([first, Held("u", "b", 1.5, 3.0)]) != []
    assert sold_twice([first, Held("v", "b", 1.5, 3.0)]) == []


def test_a_home_that_nobody_let_go_of_is_nobody_elses() -> None:
    kept = Held("u", "a", 1.0, None)
    assert sold_twice([kept, Held("u", "b", 9.0, 9.5)]) == [(kept, Held("u", "b", 9.0, 9.5))]


RIGHT = [held("u", "a", 1), let_go("u", "a", 2), held("u", "b", 3), held("v", "c", 3, answer="no")]
LEDGER = [Kept("a", "u", live=False), Kept("b", "u", live=True)]


def test_a_right_history_has_no_fault() -> None:
    assert faults(RIGHT, LEDGER) == []


def test_an_answer_that_never_came_may_have_taken_effect_or_not() -> None:
    asked = [*RIGHT, held("w", "d", 4, answer="unknown")]
    assert faults(asked, LEDGER) == faults(asked, [*LEDGER, Kept("d", "w", live=True)]) == []


@pytest.mark.parametrize(
    ("calls", "ledger", "words"),
    [
        ([*RIGHT, held("u", "x", 5)], [*LEDGER, Kept("x", "u", live=False)], "sold twice"),
        (RIGHT, LEDGER[:1], "lost"),
        (RIGHT, [LEDGER[0], Kept("b", "v", live=True)], "another unit"),
        (RIGHT, [LEDGER[0], Kept("b", "u", live=False)], "never let go"),
        (RIGHT, [Kept("a", "u", live=True), LEDGER[1]], "letting go was acknowledged"),
        (RIGHT, [*LEDGER, Kept("x", "w", live=True)], "nobody asked"),
        (RIGHT, [*LEDGER, Kept("x", "u", live=True)], "2 live claims"),
        ([*RIGHT, held("w", "d", 4, buyer="of b")], [*LEDGER, Kept("d", "w", live=True)], "keeps 2 homes"),
    ],
)
def test_every_kind_of_wrong_is_seen(calls: list[Call], ledger: list[Kept], words: str) -> None:
    assert any(words in fault for fault in faults(calls, ledger))
