"""Price rules on the wire. Money: fen. ``value``: basis points of the total (factor), or fen (amount). No defaults in answers."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from guangsha.inventory.domain.price import PriceRule, RuleKind
from guangsha.inventory.domain.price_desk import PriceDesk, ProposalFacts, RulePreview, RuleWanted
from guangsha.inventory.domain.steps import AskedState
from guangsha.inventory.schemas.console import LINE, ReasonIn
from guangsha.vault.public import Masked

MOST_FEN = 100_000_000_000
MOST_PARTS = 500


class RuleIn(Schema):
    """A rule as somebody proposes it. ``kind`` null: only the rule it ``replaces`` is to end."""

    kind: RuleKind | None
    value: Annotated[int, Field(ge=-MOST_FEN, le=MOST_FEN)]
    name: Annotated[str, Field(min_length=1, max_length=60, pattern=LINE)]
    name_en: Annotated[str, Field(min_length=1, max_length=60, pattern=LINE)]
    starts_at: AwareDatetime | None = Field(description="Null: ten seconds after it is published.")
    ends_at: AwareDatetime | None
    building_ids: Annotated[list[UUID], Field(max_length=MOST_PARTS)]
    layout_ids: Annotated[list[UUID], Field(max_length=MOST_PARTS)]
    replaces: UUID | None

    def wanted(self) -> RuleWanted:
        """As the services take it."""
        return RuleWanted(
            kind=self.kind,
            value=self.value,
            name=self.name,
            name_en=self.name_en,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            building_ids=frozenset(self.building_ids),
            layout_ids=frozenset(self.layout_ids),
            replaces=self.replaces,
        )


class RuleProposalIn(RuleIn):
    """A proposal says why."""

    reason: ReasonIn


class RuleOut(Schema):
    """A published rule. Empty lists: it holds for all buildings, all layouts."""

    id: UUID
    number: int
    kind: RuleKind
    value: int
    name: str
    name_en: str
    starts_at: datetime
    ends_at: datetime | None
    building_ids: list[UUID]
    layout_ids: list[UUID]

    @classmethod
    def of(cls, rule: PriceRule) -> Self:
        """The rule on the wire."""
        return cls.model_validate(rule)


class RuleProposalOut(Schema):
    """A proposal. ``mine``: the reader proposed it, so somebody else publishes it."""

    id: UUID
    kind: RuleKind | None
    value: int
    name: str
    name_en: str
    starts_at: datetime | None
    ends_at: datetime | None
    building_ids: list[UUID]
    layout_ids: list[UUID]
    replaces: UUID | None
    reason: str
    state: AskedState
    asked_name: Masked | None
    asked_at: datetime
    decided_name: Masked | None
    decided_at: datetime | None
    note: str
    mine: bool

    @classmethod
    def of(cls, row: ProposalFacts) -> Self:
        """The proposal on the wire."""
        own = {name: getattr(row, name) for name in _OF_PROPOSAL}
        rule = {name: getattr(row.wanted, name) for name in cls.model_fields if name not in {"id", *_OF_PROPOSAL}}
        return cls(id=row.id, **own, **rule)


_OF_PROPOSAL = ("reason", "state", "asked_name", "asked_at", "decided_name", "decided_at", "note", "mine")


class PricePartOut(Schema):
    """A building or layout that a rule may be for."""

    id: UUID
    name: str
    name_en: str


class PriceDeskOut(Schema):
    """The price rules of a listing. ``below_percent``: no price may be further below the filed one."""

    project_id: UUID
    name: str
    name_en: str
    as_of: datetime
    below_percent: int
    rules: list[RuleOut]
    proposals: list[RuleProposalOut]
    buildings: list[PricePartOut]
    layouts: list[PricePartOut]
    may_propose: bool
    may_publish: bool

    @classmethod
    def of(cls, desk: PriceDesk) -> Self:
        """The desk on the wire."""
        plain = ("project_id", "name", "name_en", "as_of", "below_percent", "may_propose", "may_publish")
        return cls(
            **{name: getattr(desk, name) for name in plain},
            rules=[RuleOut.of(rule) for rule in desk.rules],
            proposals=[RuleProposalOut.of(row) for row in desk.proposals],
            buildings=[PricePartOut(id=pk, name=name, name_en=name_en) for pk, name, name_en in desk.buildings],
            layouts=[PricePartOut(id=pk, name=code, name_en=code) for pk, code in desk.layouts],
        )


class PriceMoveOut(Schema):
    """What a unit is asked before and after."""

    unit_id: UUID
    number: str
    building_name: str
    building_name_en: str
    filed_price_fen: int
    before_fen: int
    after_fen: int


class PriceBreachOut(Schema):
    """A price that may not be asked: ``above_filed`` or ``below_limit``."""

    unit_id: UUID
    at: datetime
    total_fen: int
    why: str


class RulePreviewOut(Schema):
    """What a rule would change if it were published now. ``moves`` and ``breaches``: the first ones."""

    start: datetime
    units: int
    changed: int
    before_fen: int
    after_fen: int
    moves: list[PriceMoveOut]
    breaches: list[PriceBreachOut]

    @classmethod
    def of(cls, preview: RulePreview) -> Self:
        """The preview on the wire."""
        return cls.model_validate(preview)


class RuleDecisionIn(Schema):
    """Publish or refuse."""

    approve: bool
    note: Annotated[str, Field(max_length=200)] = ""


class RuleDoneOut(Schema):
    """The proposal a command was about, and the rule that it became."""

    id: UUID
    rule_id: UUID | None
