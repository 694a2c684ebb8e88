"""Contracts on the wire. Money: fen. Shares: hundredths of a percent. Days: China's. No defaults in answers."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from ninja import Field, Schema

from guangsha.contracts.domain.promised import Promised
from guangsha.contracts.domain.shown import ContractHead, ContractPage, StepShown, VoidShown
from guangsha.contracts.domain.states import ContractState
from guangsha.contracts.domain.void_words import void_words
from guangsha.contracts.selectors.readiness import Missing, MissingKind
from guangsha.vault.public import Masked

Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
DAY_SECONDS = 86_400


class DraftIn(Schema):
    """Which sale a contract is drawn up for. ``delivery_on`` null: the day that the listing states."""

    subject: Annotated[str, Field(pattern=r"^[a-z]+:[0-9a-f-]{36}$")]
    delivery_on: date | None


class VoidIn(Schema):
    """Why a contract is declared void. Names nobody."""

    reason: Line


class DifferenceKnownIn(Schema):
    """The difference that one knows of."""

    difference_id: UUID


class ClauseReadIn(Schema):
    """The risk clause that one has read, and for how many seconds it was shown."""

    clause_id: UUID
    seconds: Annotated[int, Field(ge=0, le=DAY_SECONDS)]


class ContractDoneOut(Schema):
    """The contract a command was about; ``number`` once it has one."""

    id: UUID
    number: str | None


class ContractHeadOut(Schema):
    """A contract in a list."""

    id: UUID
    number: str | None
    subject: str
    state: ContractState
    project_id: UUID
    unit_id: UUID
    project: str
    project_en: str
    home: str
    home_en: str
    price_fen: int
    made_at: datetime
    offered_at: datetime | None
    expires_at: datetime | None
    signed_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, head: ContractHead) -> Self:
        """The row on the wire."""
        return cls.model_validate(head, from_attributes=True)


class ContractsOut(Schema):
    """A page of contracts."""

    items: list[ContractHeadOut]
    next_cursor: str | None


class OwnContractsOut(Schema):
    """The contracts one is a buyer in, newest first."""

    items: list[ContractHeadOut]


class PartyOut(Schema):
    """A party; a person's name is masked. ``confirmed``: may sign. ``me``: the reader."""

    line: int
    company: bool
    masked_name: str
    share: int
    confirmed: bool
    me: bool


class DifferenceOut(Schema):
    """The contract says ``stated`` where the listing promised ``promised``. ``known``: lines of the buyers who know."""

    id: UUID
    what: Promised
    promised: str
    stated: str
    known: list[int]


class ContractClauseOut(Schema):
    """A clause with its places filled. ``read``: lines of the buyers who confirmed having read it."""

    id: UUID
    number: int
    title: str
    title_en: str
    text: str
    text_en: str
    risk: bool
    read: list[int]


class ContractDocumentOut(Schema):
    """A PDF of the contract; ``sha256`` of its bytes."""

    number: int
    sha256: str
    size: int
    made_at: datetime


class ContractPlanStepOut(Schema):
    """A payment to come."""

    title: str
    title_en: str
    amount_fen: int
    due_on: date


class ContractStepOut(Schema):
    """Something that happened. ``note``: what the details say, as codes."""

    at: datetime
    kind: str
    note: str
    by_name: Masked | None


class TermsOut(Schema):
    """What the contract says, in figures."""

    seller: str
    seller_en: str
    price_fen: int
    filed_fen: int | None
    unit_fen: int
    deposit_fen: int
    receipt_hash: str
    built_area: str
    inner_area: str | None
    layout: str
    fit_out: str
    delivery_on: date
    permits: list[str]
    plan: list[ContractPlanStepOut]
    template: str
    template_en: str
    template_version: int

    @classmethod
    def of(cls, terms: dict[str, Any]) -> Self:
        """From what is kept with the contract."""
        money, home, template = terms["price"], terms["home"], terms["template"]
        return cls(
            seller=terms["seller"]["name"],
            seller_en=terms["seller"]["name_en"] or terms["seller"]["name"],
            price_fen=money["total_fen"],
            filed_fen=money["filed_fen"],
            unit_fen=money["unit_fen"],
            deposit_fen=money["deposit_fen"],
            receipt_hash=money["receipt_hash"],
            built_area=home["built_area"],
            inner_area=home["inner_area"],
            layout=home["layout"],
            fit_out=home["fit_out"],
            delivery_on=date.fromisoformat(terms["delivery_on"]),
            permits=terms["permits"],
            plan=[ContractPlanStepOut(**one) for one in terms["plan"]],
            template=template["name"],
            template_en=template["name_en"] or template["name"],
            template_version=template["version"],
        )


class _Page(Schema):
    """What both readers see."""

    contract: ContractHeadOut
    terms: TermsOut
    parties: list[PartyOut]
    differences: list[DifferenceOut]
    clauses: list[ContractClauseOut]
    documents: list[ContractDocumentOut]
    void_reason: str
    void_reason_en: str
    as_of: datetime


def _shared(page: ContractPage) -> dict[str, Any]:
    return {
        "contract": ContractHeadOut.of(page.head),
        "terms": TermsOut.of(page.terms),
        "parties": [PartyOut.model_validate(one, from_attributes=True) for one in page.parties],
        "differences": [DifferenceOut.model_validate(one, from_attributes=True) for one in page.differences],
        "clauses": [ContractClauseOut.model_validate(one, from_attributes=True) for one in page.clauses],
        "documents": [ContractDocumentOut.model_validate(one, from_attributes=True) for one in page.documents],
        "void_reason": page.void_reason,
        "void_reason_en": page.void_reason_en,
        "as_of": page.as_of,
    }


def _note(step: StepShown) -> str:
    """What is kept with a step. Of a void contract the reason, in both languages where it is a code."""
    if step.kind == "void":
        return " / ".join(dict.fromkeys(void_words(step.details.get("reason", ""))))
    return " · ".join(str(one) for one in step.details.values())


class ConsoleContractOut(_Page):
    """A contract as staff see it."""

    steps: list[ContractStepOut]
    may_draft: bool
    may_void: bool

    @classmethod
    def of(cls, page: ContractPage, *, may_draft: bool, may_void: bool) -> Self:
        """The page on the wire."""
        steps = [ContractStepOut(at=one.at, kind=one.kind, note=_note(one), by_name=one.by) for one in page.steps]
        return cls(**_shared(page), steps=steps, may_draft=may_draft, may_void=may_void)


class MissingOut(Schema):
    """What keeps the reader from signing. ``ref``: the difference's or clause's id, or the state."""

    kind: MissingKind
    ref: str


class OwnContractOut(_Page):
    """A contract as one of its buyers reads it. ``missing`` empty: it may be signed."""

    missing: list[MissingOut]

    @classmethod
    def of(cls, page: ContractPage, missing: list[Missing]) -> Self:
        """The page on the wire."""
        return cls(**_shared(page), missing=[MissingOut(kind=one.kind, ref=one.ref) for one in missing])


class VoidOut(Schema):
    """A line of the void register. ``state_before``: where the contract stood. ``by_name`` null: a rule did, or (``by_house``)
    somebody of the house who gave no name. ``reason_en``: as ``reason`` where staff wrote it."""

    contract_id: UUID
    number: str | None
    state_before: ContractState
    project: str
    project_en: str
    home: str
    home_en: str
    reason: str
    reason_en: str
    by_house: bool
    by_name: Masked | None
    at: datetime

    @classmethod
    def of(cls, one: VoidShown) -> Self:
        """The line on the wire."""
        values = {name: getattr(one, name) for name in cls.model_fields if name != "by_name"}
        return cls(**values, by_name=one.by)


class VoidsOut(Schema):
    """A page of the void register."""

    items: list[VoidOut]
    next_cursor: str | None


class FilingBuyerOut(Schema):
    """One who buys, masked; ``share``: hundredths of a percent."""

    line: int
    share: int
    name: Masked
    id_number: Masked


class FilingWholeBuyerOut(Schema):
    """One who buys, as the authority wants them named."""

    line: int
    share: int
    name: str
    id_number: str


class _Filing(Schema):
    """What a filing says of a signed contract. ``exported_at``: taken out for filing before, when first."""

    id: UUID
    exported_at: datetime | None
    contract_number: str | None
    signed_at: str
    seller: str
    project: str
    unit: str
    use: str
    permits: str
    built_area_m2: str
    inner_area_m2: str | None
    price_fen: int
    filed_price_fen: int | None
    delivery_on: str | None
    document_sha256: str


class FilingOut(_Filing):
    """A signed contract in the list to choose from."""

    buyers: list[FilingBuyerOut]


class FilingWholeOut(_Filing):
    """A signed contract that is taken out."""

    buyers: list[FilingWholeBuyerOut]


class FilingsOut(Schema):
    """Signed contracts, names and numbers masked."""

    items: list[FilingOut]
    next_cursor: str | None


class FilingIn(Schema):
    """The contracts that are filed now, and why they leave whole. Names nobody."""

    contract_ids: Annotated[list[UUID], Field(min_length=1, max_length=100)]
    reason: Line


class FilingTakenOut(Schema):
    """The chosen contracts with whole names and numbers."""

    contracts: list[FilingWholeOut]
