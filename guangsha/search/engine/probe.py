"""What the relaxing rule asks of the index."""

from __future__ import annotations

from decimal import Decimal

from guangsha.search.domain.query import SearchQuery
from guangsha.search.engine.index import SearchIndex
from guangsha.search.engine.plan import amount_bounds
from guangsha.search.engine.stated import stated_projects
from guangsha.search.engine.tables import NULL


class IndexProbe:
    """Implements `domain.relax.Probe` over the generation in force."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index

    def total(self, query: SearchQuery) -> int:
        """How many hits the search has."""
        return self._index.total(query)

    def nearest(self, query: SearchQuery, amount: str) -> tuple[int | Decimal | None, int | Decimal | None]:
        """Of the homes that match all but the range of `amount`: the highest value below it and the lowest above."""
        bounds = amount_bounds(query, amount)
        if bounds is None:
            return None, None
        low, high = bounds
        under: list[int] = []
        over: list[int] = []
        for plan in self._index.plans(query):
            rows = plan.rows(plan.projects(without=(amount,)), without=(amount,))
            values = rows.column(plan.segment.u[amount])
            under += _ends(values[values < low].max(initial=-1), -1)
            over += _ends(values[(values > high) & (values < NULL)].min(initial=int(NULL)), int(NULL))
            if query.kind == "projects":
                stated = stated_projects(plan, without=(amount,)) & plan.projects(
                    without=("price", "unit_price", "size")
                )
                most, least = plan.segment.p[f"{amount}_max"][stated], plan.segment.p[f"{amount}_min"][stated]
                under += _ends(most[(most < low)].max(initial=-1), -1)
                over += _ends(least[(least > high) & (least < NULL)].min(initial=int(NULL)), int(NULL))
        return _value(amount, max(under, default=None)), _value(amount, min(over, default=None))


def _ends(value: int, none: int) -> list[int]:
    return [] if int(value) == none else [int(value)]


def _value(amount: str, value: int | None) -> int | Decimal | None:
    return Decimal(value).scaleb(-2) if value is not None and amount == "size" else value
