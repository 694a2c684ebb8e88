"""Compare, calculator, articles, landing pages, errors."""

from __future__ import annotations

from typing import Literal

from ninja import Schema

from guangsha.pages.schemas.finding import CountLinkOut, DistrictOut
from guangsha.pages.schemas.listings import ProjectCardOut, UnitCardOut
from guangsha.privacy.public import Document


class CompareData(Schema):
    """What the compare page shows."""

    projects: list[ProjectCardOut]
    units: list[UnitCardOut]
    missing: int


class LedgerUnitOut(Schema):
    """A unit whose record is shown; names are empty when its listing is not public any more."""

    id: str
    name: str
    path: str
    project: str
    project_path: str


class LedgerData(Schema):
    """What the page of the transparency log begins with."""

    unit: LedgerUnitOut | None


class VerifyData(Schema):
    """What the page that checks contracts begins with: the code of the one that is asked about."""

    code: str | None


class RateOut(Schema):
    """A published figure with where and when it was published.

    Interest and tax rates are in millionths (30,750 is 3.075 %), the maintenance fund in fen per square metre.
    """

    code: Literal[
        "lpr_5y",
        "commercial_spread",
        "fund_first",
        "fund_second",
        "deed_first_small",
        "deed_first_large",
        "deed_second_small",
        "deed_second_large",
        "maintenance",
    ]
    value: int
    source: str
    as_of: str


class CalculatorData(Schema):
    """What the calculator page shows."""

    rates: list[RateOut]
    total_fen: int | None
    area: float | None


class SectionOut(Schema):
    """Part of a page: section."""

    heading: str
    paragraphs: list[str]


class EditionLinkOut(Schema):
    """A version of a policy or agreement, with its address."""

    version: int
    effective_on: str
    path: str


class EditionOut(Schema):
    """Which version of a policy or agreement this is. ``text_hash``: SHA-256 of its exact text; ``versions`` newest first."""

    version: int
    effective_on: str
    text_hash: str
    in_force: bool
    versions: list[EditionLinkOut]


class ArticleData(Schema):
    """What the article page shows. ``edition`` is null for what nobody agrees to."""

    slug: str
    title: str
    summary: str
    updated_on: str
    sections: list[SectionOut]
    edition: EditionOut | None


class ArticleListData(Schema):
    """What the article list page shows."""

    articles: list[ArticleData]


class LandingData(Schema):
    """What the landing page shows."""

    heading: str
    intro: str
    district: DistrictOut
    projects: list[ProjectCardOut]
    units: list[UnitCardOut]
    total_units: int
    search_path: str
    nearby: list[CountLinkOut]


class SavedData(Schema):
    """Favourites and history live in the browser: the page brings only the frame."""

    note: str


class CardsOut(Schema):
    """Cards of projects and homes, for lists that somebody keeps."""

    projects: list[ProjectCardOut]
    units: list[UnitCardOut]


class SearchWordsOut(Schema):
    """A saved search in words, and where it is on this site; an empty path: it cannot be read (any more)."""

    query: str
    path: str
    words: list[str]


class SearchWordsListOut(Schema):
    """In the order asked."""

    items: list[SearchWordsOut]


class AccountData(Schema):
    """The frame of one's own account: which section of it. The browser asks for the rest once it knows who is there."""

    section: str


class AgreementHeadOut(Schema):
    """The version of a policy or agreement that is in force, as consent to it names it."""

    document: Document
    version: int
    title: str
    text_hash: str
    path: str


class SignInData(Schema):
    """What the sign-in page shows: the texts that whoever registers agrees to."""

    agreements: list[AgreementHeadOut]


class ShownFactOut(Schema):
    """One line of what was shown."""

    label: str
    value: str


class ShownChangeOut(Schema):
    """One difference between that day and today, in words; "" where there was or is nothing."""

    path: str
    label: str
    kind: Literal["added", "changed", "removed"]
    before: str
    after: str


class ShownData(Schema):
    """A project as the public saw it on a day. ``more``: differences beyond those listed."""

    name: str
    project_path: str
    day: str
    first_day: str
    today: str
    version: int
    content_hash: str
    facts: list[ShownFactOut]
    changes: list[ShownChangeOut]
    more: int


class ErrorData(Schema):
    """What the error page shows: the status, what of the address cannot be used, and the way back without it."""

    status: Literal[400, 404, 410, 422, 500]
    home_path: str
    back_path: str
    problems: list[str]
