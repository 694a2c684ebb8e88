"""Money is an integer number of fen (1/100 CNY). No floats: they are refused, not rounded."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

FEN_PER_YUAN = 100
FEN_PER_WAN = 1_000_000
MAX_FEN = 10**15
"""Ten trillion yuan: more than any home costs; larger figures are typing errors or attacks."""


class NotMoney(ValueError):
    """The text or number is not an amount of money this system accepts."""


def fen_from_yuan(value: str | int | Decimal, *, scale: int = 1) -> int:
    """Fen in ``value`` yuan times ``scale`` (10 000 for amounts in 万), rounded half up to whole fen.

    Raises NotMoney for floats, NaN, infinities, negatives and amounts above MAX_FEN.
    """
    if isinstance(value, bool | float):
        raise NotMoney(f"money is never a float: {value!r}")
    try:
        number = Decimal(value) if not isinstance(value, str) else Decimal(value.strip().replace(",", ""))
    except InvalidOperation as error:
        raise NotMoney(f"not a number: {value!r}") from error
    if not number.is_finite() or number < 0 or number > MAX_FEN:
        raise NotMoney(f"out of range: {value!r}")
    fen = int((number * scale * FEN_PER_YUAN).to_integral_value(rounding=ROUND_HALF_UP))
    if fen > MAX_FEN:
        raise NotMoney(f"out of range: {value!r}")
    return fen


def unit_price_fen(total_fen: int, area_m2: Decimal) -> int:
    """Price per square metre in fen, half up. ``area_m2`` must be positive."""
    if area_m2 <= 0:
        raise NotMoney("an area must be positive")
    return int((Decimal(total_fen) / area_m2).to_integral_value(rounding=ROUND_HALF_UP))


def split_fen(total_fen: int, weights: Sequence[int]) -> list[int]:
    """Split ``total_fen`` by ``weights`` so that the parts add up exactly (largest remainder, earlier first on ties)."""
    if not weights or any(weight < 0 for weight in weights) or sum(weights) == 0:
        raise NotMoney("weights must be non-negative and not all zero")
    whole = sum(weights)
    parts = [total_fen * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(total_fen * weights[i] % whole), i))
    for index in order[: total_fen - sum(parts)]:
        parts[index] += 1
    return parts
