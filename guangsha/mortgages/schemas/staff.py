"""Mortgages on desks: masked. Money: fen. Rates: millionths a year. No defaults in answers."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from ninja import Field, Schema
from pydantic import model_validator

from guangsha.mortgages.domain.facts import (
    BankFacts,
    CaseFacts,
    DeskApplicant,
    DeskApplication,
    DeskFilter,
)
from guangsha.mortgages.domain.states import EventOutcome, MortgageCaseKind, MortgageState, StepWho
from guangsha.mortgages.domain.terms import (
    MOST_RATE,
    MOST_YEARS,
    BankTerms,
    Product,
    ProductTerms,
)
from guangsha.mortgages.schemas.own import LoanProductOut, MortgageApplicationOut, TurnOut
from guangsha.vault.public import Masked

Name = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")]
Code = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[a-z0-9-]+$")]
Note = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")]


class MortgagesIn(Schema):
    """Which applications. ``turn``: who has to act."""

    state: MortgageState | None = None
    project_id: UUID | None = None
    turn: StepWho | None = None

    def plain(self) -> DeskFilter:
        """As the selector takes it."""
        return DeskFilter(self.state, self.project_id, self.turn)


class MortgageRowOut(Schema):
    """A line of the list of applications."""

    id: UUID
    deal_id: UUID
    bank: str
    bank_en: str
    home: str
    home_en: str
    masked_names: list[str]
    product: Product
    amount_fen: int
    state: MortgageState
    turn: TurnOut | None
    submitted_at: datetime | None

    @classmethod
    def of(cls, one: DeskApplication) -> Self:
        """The line on the wire."""
        facts = one.facts
        return cls(
            id=facts.id,
            deal_id=one.deal_id,
            bank=facts.bank.terms.name,
            bank_en=facts.bank.terms.name_en,
            home=one.home,
            home_en=one.home_en,
            masked_names=list(one.buyers),
            product=facts.product,
            amount_fen=facts.amount_fen,
            state=facts.state,
            turn=TurnOut(who=facts.turn.who, what=facts.turn.what) if facts.turn else None,
            submitted_at=facts.submitted_at,
        )


class MortgagesOut(Schema):
    """Applications, newest first. ``next_cursor`` null: no more."""

    items: list[MortgageRowOut]
    next_cursor: str | None


class DeskApplicantOut(Schema):
    """An applicant. ``id``: of the row whose values privacy may reveal."""

    id: UUID
    line: int
    masked_name: str
    employer: Masked
    income: Masked
    marital: Masked
    loans: Masked

    @classmethod
    def of(cls, one: DeskApplicant) -> Self:
        """The applicant on the wire."""
        return cls(
            id=one.id,
            line=one.line,
            masked_name=one.name,
            employer=one.employer,
            income=one.income,
            marital=one.marital,
            loans=one.loans,
        )


class BankEventOut(Schema):
    """What the bank told, and what became of it."""

    at: datetime
    word: str
    outcome: EventOutcome


class MortgageCaseOut(Schema):
    """News that somebody has to look at."""

    id: UUID
    application_id: UUID | None
    kind: MortgageCaseKind
    details: dict[str, str]
    opened_at: datetime
    resolved_at: datetime | None
    resolution: str

    @classmethod
    def of(cls, one: CaseFacts) -> Self:
        """The case on the wire."""
        return cls(
            id=one.id,
            application_id=one.application_id,
            kind=one.kind,
            details=one.details,
            opened_at=one.opened_at,
            resolved_at=one.resolved_at,
            resolution=one.resolution,
        )


class MortgageCasesOut(Schema):
    """Open cases, oldest first."""

    items: list[MortgageCaseOut]


class MortgageDeskOut(Schema):
    """An application on its own page. ``may_handle``: the reader may decide about documents and cases."""

    application: MortgageApplicationOut
    deal_id: UUID
    project_id: UUID
    home: str
    home_en: str
    masked_names: list[str]
    loan_fen: int
    may_handle: bool
    applicants: list[DeskApplicantOut]
    events: list[BankEventOut]
    cases: list[MortgageCaseOut]

    @classmethod
    def of(cls, one: DeskApplication) -> Self:
        """The page on the wire."""
        return cls(
            application=MortgageApplicationOut.of(one.facts),
            deal_id=one.deal_id,
            project_id=one.project_id,
            home=one.home,
            home_en=one.home_en,
            masked_names=list(one.buyers),
            loan_fen=one.loan_fen,
            may_handle=one.may_handle,
            applicants=[DeskApplicantOut.of(applicant) for applicant in one.applicants],
            events=[BankEventOut(at=event.at, word=event.word, outcome=event.outcome) for event in one.events],
            cases=[MortgageCaseOut.of(case) for case in one.cases],
        )


class DocumentDecisionIn(Schema):
    """Whether a document is accepted. ``reason``: why it is sent back."""

    accept: bool
    reason: Note = ""


class CaseResolutionIn(Schema):
    """How it was dealt with."""

    resolution: Annotated[Note, Field(min_length=1)]


class LoanProductIn(Schema):
    """A product as somebody enters it. ``source``: where terms of the provident fund were read."""

    product: Product
    rate_millionths: Annotated[int, Field(ge=1, le=MOST_RATE)]
    rate_text: Name
    rate_text_en: Name
    years_max: Annotated[int, Field(ge=1, le=MOST_YEARS)]
    ltv_permille: Annotated[int, Field(ge=1, le=1_000)]
    cap_fen: Annotated[int, Field(ge=1, le=10**14)] | None
    source: Note

    @model_validator(mode="after")
    def _sound(self) -> Self:
        """Terms that could not be offered are refused with the words of why."""
        self.plain()
        return self

    def plain(self) -> ProductTerms:
        """As the service takes it."""
        return ProductTerms(
            self.product,
            self.rate_millionths,
            self.rate_text,
            self.rate_text_en,
            self.years_max,
            self.ltv_permille,
            self.cap_fen,
            self.source,
        )


class BankIn(Schema):
    """A bank as somebody enters it."""

    channel: Code
    code: Code
    name: Name
    name_en: Name
    active: bool
    products: Annotated[list[LoanProductIn], Field(min_length=1, max_length=3)]

    @model_validator(mode="after")
    def _sound(self) -> Self:
        """Each product once."""
        self.terms()
        return self

    def terms(self) -> BankTerms:
        """As the services take it."""
        return BankTerms(
            self.code, self.name, self.name_en, tuple(one.plain() for one in self.products), self.active
        )  # fmt: skip


class BankChangeIn(BankIn):
    """The same, for a bank that is there. ``revision``: of what was read."""

    revision: Annotated[int, Field(ge=1, le=1_000_000)]


class DeskBankOut(Schema):
    """A bank of a project."""

    id: UUID
    channel: str
    code: str
    name: str
    name_en: str
    active: bool
    revision: int
    products: list[LoanProductOut]

    @classmethod
    def of(cls, one: BankFacts) -> Self:
        """The bank on the wire."""
        return cls(
            id=one.id,
            channel=one.channel,
            code=one.terms.code,
            name=one.terms.name,
            name_en=one.terms.name_en,
            active=one.terms.active,
            revision=one.revision,
            products=[LoanProductOut.of(product, price_fen=None) for product in one.terms.products],
        )


class DeskBanksOut(Schema):
    """The banks of a project. ``channels``: by which banks can be spoken to here."""

    items: list[DeskBankOut]
    channels: list[str]
    may_keep: bool
