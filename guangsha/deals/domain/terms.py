"""Terms of sale as staff keep them: rules and payment plans, proposed by one person and published by another."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from guangsha.deals.domain.plans import PlanTerms, terms_from
from guangsha.deals.domain.rules import Rules, rules_from
from guangsha.deals.domain.states import ProposalState
from guangsha.vault.public import Masked


class TermsKind(StrEnum):
    """What is proposed."""

    RULES = "rules"
    PLANS = "plans"


Terms = Rules | PlanTerms


def kind_of(terms: Terms) -> TermsKind:
    """Which kind they are."""
    return TermsKind.RULES if isinstance(terms, Rules) else TermsKind.PLANS


def read_terms(kind: TermsKind, plain: dict[str, Any]) -> Terms:
    """What ``plain()`` of either wrote."""
    return rules_from(plain) if kind is TermsKind.RULES else terms_from(plain)


@dataclass(frozen=True, slots=True)
class PublishedTerms:
    """Terms that were published, from when they hold."""

    terms: Terms
    starts_at: datetime
    published_at: datetime
    in_force: bool


@dataclass(frozen=True, slots=True)
class ProposedTerms:
    """Terms that somebody proposed. ``mine``: the reader did, so somebody else publishes them."""

    id: UUID
    kind: TermsKind
    terms: Terms
    starts_at: datetime | None
    reason: str
    state: ProposalState
    asked_name: Masked | None
    asked_at: datetime
    decided_name: Masked | None
    decided_at: datetime | None
    note: str
    mine: bool


@dataclass(frozen=True, slots=True)
class TermsDesk:
    """Everything about the terms of a project."""

    project_id: UUID
    name: str
    name_en: str
    rules: Rules
    plans: PlanTerms
    published: tuple[PublishedTerms, ...]
    proposals: tuple[ProposedTerms, ...]
    may_propose: bool
    may_publish: bool
    as_of: datetime
