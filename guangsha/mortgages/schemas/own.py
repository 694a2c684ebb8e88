"""Mortgages of buyers on the wire. Money: fen, incomes: yuan a month. Rates: millionths a year. No defaults in answers."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from ninja import Field, Schema

from guangsha.mortgages.domain.checklist import DocumentFacts, Item, Marital
from guangsha.mortgages.domain.consent import ConsentText
from guangsha.mortgages.domain.facts import (
    MOST_INCOME,
    ApplicantFacts,
    ApplicationFacts,
    BankFacts,
    MortgageFacts,
    TurnWhat,
)
from guangsha.mortgages.domain.states import DocumentState, MortgageState, RefusalCause, StepWho
from guangsha.mortgages.domain.terms import MOST_YEARS, Product, ProductTerms
from guangsha.mortgages.services.dossiers import AnswersWanted
from guangsha.vault.public import Secret

Yuan = Annotated[int, Field(ge=0, le=MOST_INCOME)]
Line = Annotated[int, Field(ge=0, le=9)]


class ApplicantIn(Schema):
    """What is said about the buyer of this line so far; null: left open."""

    line: Line
    employer: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")] | None
    income_yuan: Yuan | None
    marital: Marital | None
    loans_yuan: Yuan | None

    def plain(self) -> AnswersWanted:
        """As the service takes it."""
        employer = Secret(self.employer) if self.employer else None
        return AnswersWanted(self.line, employer, self.income_yuan, self.marital, self.loans_yuan)


class MortgageFormIn(Schema):
    """The form as it is now. ``revision``: of what was read, 0: none was kept."""

    revision: Annotated[int, Field(ge=0, le=1_000_000)]
    years: Annotated[int, Field(ge=1, le=MOST_YEARS)]
    applicants: Annotated[list[ApplicantIn], Field(min_length=1, max_length=5)]


class ApplyIn(Schema):
    """At which bank, for which kind of loan."""

    bank_id: UUID
    product: Product


class BankConsentIn(Schema):
    """The words that were read and are agreed to."""

    language: Literal["zh-CN", "en"]
    text_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class BankConsentOut(Schema):
    """The words that are to be agreed to, and their SHA-256."""

    language: Literal["zh-CN", "en"]
    text: str
    text_hash: str

    @classmethod
    def of(cls, one: ConsentText) -> Self:
        """The words on the wire."""
        return cls(language=one.language, text=one.text, text_hash=one.hash)


class LoanProductOut(Schema):
    """A product of a bank. ``most_fen``: the largest loan for this home; null on desks."""

    product: Product
    rate_millionths: int
    rate_text: str
    rate_text_en: str
    years_max: int
    ltv_permille: int
    cap_fen: int | None
    source: str
    most_fen: int | None

    @classmethod
    def of(cls, one: ProductTerms, *, price_fen: int | None) -> Self:
        """The product on the wire."""
        return cls(
            product=one.product,
            rate_millionths=one.rate_millionths,
            rate_text=one.rate_text,
            rate_text_en=one.rate_text_en,
            years_max=one.years_max,
            ltv_permille=one.ltv_permille,
            cap_fen=one.cap_fen,
            source=one.source,
            most_fen=None if price_fen is None else one.most_fen(price_fen),
        )


class LendingBankOut(Schema):
    """A bank that a home can be financed by."""

    id: UUID
    name: str
    name_en: str
    products: list[LoanProductOut]

    @classmethod
    def of(cls, one: BankFacts, *, price_fen: int) -> Self:
        """The bank on the wire."""
        products = [LoanProductOut.of(product, price_fen=price_fen) for product in one.terms.products]
        return cls(id=one.id, name=one.terms.name, name_en=one.terms.name_en, products=products)


class ApplicantOut(Schema):
    """A buyer of the home. ``answers``: null where the reader may not see them or nothing was said. ``mine``: the reader."""

    line: int
    masked_name: str
    mine: bool
    confirmed: bool
    borrows: bool
    complete: bool
    answers: ApplicantIn | None

    @classmethod
    def of(cls, one: ApplicantFacts) -> Self:
        """The buyer on the wire: whole answers go to who gave them alone."""
        said = None
        if one.answers is not None:
            income, loans, marital = one.answers.income, one.answers.loans, one.answers.marital
            said = ApplicantIn(
                line=one.line,
                employer=one.answers.employer.reveal() if one.answers.employer else None,
                income_yuan=int(income.reveal()) if income else None,
                marital=Marital(marital.reveal()) if marital else None,
                loans_yuan=int(loans.reveal()) if loans else None,
            )
        return cls(
            line=one.line,
            masked_name=one.name,
            mine=one.mine,
            confirmed=one.confirmed,
            borrows=one.borrows,
            complete=one.complete,
            answers=said,
        )


class PaperOut(Schema):
    """A document of the checklist. ``id``, ``file_id`` null: nothing was uploaded."""

    id: UUID | None
    item: Item
    line: int
    state: DocumentState
    reason: str
    file_id: UUID | None

    @classmethod
    def of(cls, one: DocumentFacts) -> Self:
        """The document on the wire."""
        return cls(
            id=one.id, item=one.item, line=one.line, state=one.state, reason=one.reason, file_id=one.file_id
        )  # fmt: skip


class TurnOut(Schema):
    """What has to be done next, and by whom."""

    who: StepWho
    what: TurnWhat


class MortgageStepOut(Schema):
    """A line of the status history."""

    at: datetime
    state: str
    who: StepWho
    amount_fen: int | None
    note: str


class MortgageApplicationOut(Schema):
    """An application at one bank. ``consents``: lines of applicants who agreed that their data goes there.

    ``expired``: its offer is too old to be accepted.
    """

    id: UUID
    bank_id: UUID
    bank: str
    bank_en: str
    product: Product
    amount_fen: int
    years: int
    state: MortgageState
    taken: bool
    formal: bool
    offered_fen: int | None
    rate_millionths: int | None
    valid_until: datetime | None
    expired: bool
    cause: RefusalCause | None
    transfer_mark: str
    desk_url: str
    submitted_at: datetime | None
    consents: list[int]
    documents: list[PaperOut]
    steps: list[MortgageStepOut]
    turn: TurnOut | None

    @classmethod
    def of(cls, one: ApplicationFacts) -> Self:
        """The application on the wire."""
        return cls(
            id=one.id,
            bank_id=one.bank.id,
            bank=one.bank.terms.name,
            bank_en=one.bank.terms.name_en,
            product=one.product,
            amount_fen=one.amount_fen,
            years=one.years,
            state=one.state,
            taken=one.taken,
            formal=one.formal,
            offered_fen=one.offered_fen,
            rate_millionths=one.rate_millionths,
            valid_until=one.valid_until,
            expired=one.expired,
            cause=one.cause,
            transfer_mark=one.transfer_mark,
            desk_url=one.desk_url,
            submitted_at=one.submitted_at,
            consents=list(one.consents),
            documents=[PaperOut.of(paper) for paper in one.documents],
            steps=[
                MortgageStepOut(at=step.at, state=step.state, who=step.who, amount_fen=step.amount_fen, note=step.note)
                for step in one.steps
            ],
            turn=TurnOut(who=one.turn.who, what=one.turn.what) if one.turn is not None else None,
        )


class MortgageOut(Schema):
    """The mortgage of a home one buys. ``loan_fen`` 0: the chosen plan has no loan part. ``owner``: the reader may act."""

    subscription_id: UUID
    home: str
    home_en: str
    price_fen: int
    loan_fen: int
    contracted: bool
    owner: bool
    revision: int
    years: int
    applicants: list[ApplicantOut]
    banks: list[LendingBankOut]
    applications: list[MortgageApplicationOut]

    @classmethod
    def of(cls, one: MortgageFacts) -> Self:
        """The mortgage on the wire."""
        home = one.sale.home
        return cls(
            subscription_id=one.sale.subscription_id,
            home=f"{home.project} {home.name}" if home else "",
            home_en=f"{home.project_en} {home.name_en}" if home else "",
            price_fen=one.sale.price_fen,
            loan_fen=one.sale.loan_fen,
            contracted=one.sale.contracted,
            owner=one.owner,
            revision=one.revision,
            years=one.years,
            applicants=[ApplicantOut.of(buyer) for buyer in one.applicants],
            banks=[LendingBankOut.of(bank, price_fen=one.sale.price_fen) for bank in one.banks],
            applications=[MortgageApplicationOut.of(application) for application in one.applications],
        )
