"""Clauses and templates on the wire. No defaults in answers."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from guangsha.catalog.public import UnitKind
from guangsha.contracts.domain.placeholders import WORDS
from guangsha.contracts.domain.wording import WordingState
from guangsha.contracts.selectors.regime import ClauseFacts, TemplateFacts, UseFacts, WordingDesk
from guangsha.contracts.services.regime import ClauseWanted, TemplateWanted
from guangsha.vault.public import Masked

Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
LINE = r"^[^\x00-\x1f\x7f]*$"
TEXT = r"^[^\x00-\x09\x0b-\x1f\x7f]*$"
"""Lines may end; nothing else that steers."""


class ClauseIn(Schema):
    """The next version of a clause. ``risk``: every buyer confirms having read it."""

    organisation_id: UUID
    code: Code
    title: Annotated[str, Field(min_length=1, max_length=80, pattern=LINE)]
    title_en: Annotated[str, Field(min_length=1, max_length=160, pattern=LINE)]
    text: Annotated[str, Field(min_length=1, max_length=6_000, pattern=TEXT)]
    text_en: Annotated[str, Field(min_length=1, max_length=9_000, pattern=TEXT)]
    risk: bool

    def wanted(self) -> ClauseWanted:
        """As the services take it."""
        return ClauseWanted(**self.model_dump(exclude={"organisation_id"}))


class TemplateIn(Schema):
    """The next version of a template. ``offer_days``: how long an offer made from it stands."""

    organisation_id: UUID
    code: Code
    name: Annotated[str, Field(min_length=1, max_length=80, pattern=LINE)]
    name_en: Annotated[str, Field(min_length=1, max_length=160, pattern=LINE)]
    unit_kind: UnitKind
    clause_ids: Annotated[list[UUID], Field(min_length=1, max_length=100)]
    offer_days: Annotated[int, Field(ge=1, le=60)]

    def wanted(self) -> TemplateWanted:
        """As the services take it."""
        return TemplateWanted(**self.model_dump(exclude={"organisation_id"}))


class WordingDecisionIn(Schema):
    """Approve or refuse."""

    approve: bool
    note: Annotated[str, Field(max_length=200, pattern=LINE)] = ""


class TemplateUseIn(Schema):
    """From when a template is in force. ``project_id`` null: for all projects without their own; ``starts_at`` null: now."""

    project_id: UUID | None
    starts_at: AwareDatetime | None


class WordingDoneOut(Schema):
    """What a command was about."""

    id: UUID


class ClauseOut(Schema):
    """A version of a clause. ``mine``: the reader wrote it, so somebody else approves it."""

    id: UUID
    organisation_id: UUID
    code: str
    version: int
    title: str
    title_en: str
    text: str
    text_en: str
    risk: bool
    state: WordingState
    written_name: Masked | None
    written_at: datetime
    decided_name: Masked | None
    decided_at: datetime | None
    note: str
    mine: bool

    @classmethod
    def of(cls, one: ClauseFacts) -> Self:
        """The clause on the wire."""
        return cls(**{name: getattr(one, name) for name in cls.model_fields})


class TemplateOut(Schema):
    """A version of a template; clause versions by id, in order."""

    id: UUID
    organisation_id: UUID
    code: str
    version: int
    name: str
    name_en: str
    unit_kind: UnitKind
    clause_ids: list[UUID]
    offer_days: int
    state: WordingState
    written_name: Masked | None
    written_at: datetime
    decided_name: Masked | None
    decided_at: datetime | None
    note: str
    mine: bool

    @classmethod
    def of(cls, one: TemplateFacts) -> Self:
        """The template on the wire."""
        return cls(**{name: getattr(one, name) for name in cls.model_fields})


class TemplateUseOut(Schema):
    """A template in force from a moment. ``now``: contracts of its place are made from it today."""

    id: UUID
    organisation_id: UUID
    project_id: UUID | None
    project_name: str
    project_name_en: str
    unit_kind: UnitKind
    template_id: UUID
    starts_at: datetime
    now: bool

    @classmethod
    def of(cls, one: UseFacts) -> Self:
        """The use on the wire."""
        return cls(**{name: getattr(one, name) for name in cls.model_fields})


class PlaceholderOut(Schema):
    """What a clause may leave open: ``{price}``."""

    code: str
    name: str
    name_en: str


class WordingDeskOut(Schema):
    """Clauses and templates, newest versions first; where one may write, and approve."""

    clauses: list[ClauseOut]
    templates: list[TemplateOut]
    uses: list[TemplateUseOut]
    placeholders: list[PlaceholderOut]
    may_write: list[UUID]
    may_approve: list[UUID]

    @classmethod
    def of(cls, desk: WordingDesk) -> Self:
        """The desk on the wire."""
        return cls(
            clauses=[ClauseOut.of(one) for one in desk.clauses],
            templates=[TemplateOut.of(one) for one in desk.templates],
            uses=[TemplateUseOut.of(one) for one in desk.uses],
            placeholders=[PlaceholderOut(code=str(key), name=zh, name_en=en) for key, (zh, en) in WORDS.items()],
            may_write=sorted(desk.may_write, key=str),
            may_approve=sorted(desk.may_approve, key=str),
        )
