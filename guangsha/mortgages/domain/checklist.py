"""Which documents a bank asks for, by product and by who applies."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from guangsha.mortgages.domain.states import DocumentState
from guangsha.mortgages.domain.terms import Product


class Item(StrEnum):
    """A document."""

    IDENTITY = "identity"
    HOUSEHOLD_REGISTER = "household_register"
    MARRIAGE = "marriage"
    INCOME = "income"
    BANK_FLOW = "bank_flow"
    TAX_OR_SOCIAL_SECURITY = "tax_or_social_security"
    FUND_STATEMENT = "fund_statement"
    DOWN_PAYMENT = "down_payment"


class Marital(StrEnum):
    """Marital status as banks ask for it."""

    SINGLE = "single"
    MARRIED = "married"
    DIVORCED = "divorced"
    WIDOWED = "widowed"


FUND = frozenset({Product.PROVIDENT_FUND, Product.COMBINATION})
OF_EVERYBODY = (Item.IDENTITY, Item.HOUSEHOLD_REGISTER, Item.MARRIAGE, Item.INCOME, Item.BANK_FLOW)
SINGLE_NEED_NOT = frozenset({Item.MARRIAGE})
"""Who was never married declares it in the bank's own form."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document that is wanted from the applicant of this line."""

    item: Item
    line: int


def checklist(product: Product, applicants: dict[int, Marital | None]) -> tuple[Wanted, ...]:
    """What is wanted from whom. ``applicants``: the lines of who applies, with their marital status as far as it is known."""
    found: list[Wanted] = []
    for line, marital in sorted(applicants.items()):
        items = [one for one in OF_EVERYBODY if not (marital is Marital.SINGLE and one in SINGLE_NEED_NOT)]
        items += [Item.FUND_STATEMENT] if product in FUND else [Item.TAX_OR_SOCIAL_SECURITY]
        found += [Wanted(item, line) for item in items]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A document of the checklist. ``id`` None: nothing was uploaded. ``reason``: why it was sent back."""

    id: UUID | None
    item: Item
    line: int
    state: DocumentState
    reason: str
    file_id: UUID | None
