from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guangsha.kit.money import MAX_FEN, NotMoney, fen_from_yuan, split_fen, unit_price_fen


class TestFenFromYuan:
    @pytest.mark.parametrize(
        ("text", "scale", "fen"),
        [("1", 1, 100), ("19,700.005", 1, 1_970_001), ("310", 10_000, 310_000_000), (Decimal("0.004"), 1, 0)],
    )
    def test_reads_amounts(self, text: str, scale: int, fen: int) -> None:
        assert fen_from_yuan(text, scale=scale) == fen

    @pytest.mark.parametrize("value", [1.5, True, "NaN", "Infinity", "-1", "1e40", "", "三百", "1 2"])
    def test_refuses_what_is_not_money(self, value: object) -> None:
        with pytest.raises(NotMoney):
            fen_from_yuan(value)  # type: ignore[arg-type]

    @given(st.text(max_size=30))
    def test_never_raises_anything_else(self, text: str) -> None:
        try:
            assert 0 <= fen_from_yuan(text) <= MAX_FEN
        except NotMoney:
            pass


class TestSplitFen:
    @given(st.integers(0, MAX_FEN), st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
    def test_loses_no_fen(self, total: int, weights: list[int]) -> None:
        if sum(weights) == 0:
            with pytest.raises(NotMoney):
                split_fen(total, weights)
            return
        parts = split_fen(total, weights)
        assert sum(parts) == total
        assert all(
            abs(part - total * weight / sum(weights)) <= 1.01 for part, weight in zip(parts, weights, strict=True)
        )


def test_unit_price_rounds_half_up() -> None:
    assert unit_price_fen(100, Decimal("8")) == 13
    with pytest.raises(NotMoney):
        unit_price_fen(100, Decimal(0))
