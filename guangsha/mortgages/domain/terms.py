"""What banks offer for the homes of a project: products, rates, limits. Data that people enter, never rules in code."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

WAN = 1_000_000
MOST_YEARS = 30
MOST_RATE = 200_000
"""Rates are millionths a year: 30,500 is 3.05 %."""


class Product(StrEnum):
    """Kinds of a loan: a bank's own, from the provident fund, or both in one."""

    COMMERCIAL = "commercial"
    PROVIDENT_FUND = "provident_fund"
    COMBINATION = "combination"


@dataclass(frozen=True, slots=True)
class ProductTerms:
    """A product of a bank. ``rate_millionths``: of a year, for the estimate; ``rate_text``: as the bank words it.

    ``ltv_permille``: at most so much of the price. ``cap_fen``: at most so much in all, None: no limit. Limits and rates of the
    provident fund are the city's policy: ``source`` names the announcement they were read from.
    """

    product: Product
    rate_millionths: int
    rate_text: str
    rate_text_en: str
    years_max: int
    ltv_permille: int
    cap_fen: int | None = None
    source: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for terms that could not be offered."""
        objections = {
            "a rate between nothing and 20 %": not 0 < self.rate_millionths <= MOST_RATE,
            "at most thirty years": not 1 <= self.years_max <= MOST_YEARS,
            "at most the whole price": not 1 <= self.ltv_permille <= 1_000,
            "a limit above nothing": self.cap_fen is not None and self.cap_fen <= 0,
            "the rate in both languages": not (self.rate_text and self.rate_text_en),
            "terms of the provident fund name their source": self.product is not Product.COMMERCIAL and not self.source,
        }
        if found := next((words for words, stands in objections.items() if stands), None):
            raise ValueError(found)

    def most_fen(self, price_fen: int) -> int:
        """The largest loan for a home of this price, in whole ten thousands of yuan."""
        share = price_fen * self.ltv_permille // 1_000
        return min(share, self.cap_fen if self.cap_fen is not None else share) // WAN * WAN


@dataclass(frozen=True, slots=True)
class BankTerms:
    """What a bank is called and offers. ``code``: what the channel knows it by."""

    code: str
    name: str
    name_en: str
    products: tuple[ProductTerms, ...]
    active: bool = True

    def __post_init__(self) -> None:
        """Raises ValueError: no product, one twice, or no name."""
        kinds = [one.product for one in self.products]
        if not kinds or len(set(kinds)) != len(kinds):
            raise ValueError("one to three products, each once")
        if not (self.code and self.name and self.name_en):
            raise ValueError("a code, and a name in both languages")

    def called(self, product: Product) -> ProductTerms | None:
        """The terms of this product."""
        return next((one for one in self.products if one.product is product), None)


def products_plain(products: tuple[ProductTerms, ...]) -> list[dict[str, Any]]:
    """As JSON."""
    return [{**asdict(one), "product": str(one.product)} for one in products]


def product_from(plain: Mapping[str, Any]) -> ProductTerms:
    """What ``products_plain`` wrote."""
    return ProductTerms(**{**plain, "product": Product(plain["product"])})
