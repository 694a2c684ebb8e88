"""The ledger on the wire. Amounts: fen."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from ninja import Field, Schema

from guangsha.money.domain.chart import JournalKind, Side
from guangsha.money.selectors.journals import JournalFacts, LedgerFilter

SubjectIn = Annotated[str, Field(max_length=80, pattern=r"^([a-z]+:[0-9a-zA-Z-]*)?$")]
DayIn = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]
AccountIn = Annotated[str, Field(max_length=30, pattern=r"^[a-z_.]*$")]


class LedgerQuery(Schema):
    """Which part of the ledger. ``subject``: "deal:<id>", or a kind and a colon. Days are China's, both included."""

    subject: SubjectIn = ""
    account: AccountIn = ""
    since: DayIn | None = None
    until: DayIn | None = None

    def wanted(self) -> LedgerFilter:
        """As the selectors want it."""
        return LedgerFilter(self.subject, self.account, self.since, self.until)


class LedgerPageQuery(LedgerQuery):
    """The same, by page."""

    cursor: Annotated[str | None, Field(max_length=1_000)] = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class LedgerExportQuery(LedgerQuery):
    """The same, as a file."""

    format: Literal["csv", "xlsx"] = "xlsx"


class LedgerAccountOut(Schema):
    """An account with the sum of its lines, on the side where it normally stands."""

    account: str
    name: str
    name_en: str
    side: Side
    balance_fen: int


class LedgerAccountsOut(Schema):
    """The chart of accounts, in its order."""

    items: list[LedgerAccountOut]


class LedgerLineOut(Schema):
    """A line: debit positive, credit negative."""

    account: str
    amount_fen: int


class JournalOut(Schema):
    """A fact of the ledger. What it is about is empty for a provider's settlement."""

    id: UUID
    at: datetime
    kind: JournalKind
    organisation_id: UUID
    subject: str
    title: str
    title_en: str
    provider: str
    merchant_no: str
    refund_no: str
    postings: list[LedgerLineOut]

    @classmethod
    def of(cls, journal: JournalFacts) -> Self:
        """The journal on the wire."""
        return cls.model_validate(journal, from_attributes=True)


class JournalsOut(Schema):
    """A page of journals, newest first."""

    items: list[JournalOut]
    next_cursor: str | None
