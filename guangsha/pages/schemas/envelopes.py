"""One envelope per page, so that the generated types name each payload exactly."""

from __future__ import annotations

from typing import Literal

from ninja import Schema

from guangsha.pages.schemas.finding import HomeData, SearchData
from guangsha.pages.schemas.frame import HeadOut, ShellOut
from guangsha.pages.schemas.plain import (
    AccountData,
    ArticleData,
    ArticleListData,
    CalculatorData,
    CompareData,
    ErrorData,
    LandingData,
    LedgerData,
    SavedData,
    ShownData,
    SignInData,
    VerifyData,
)
from guangsha.pages.schemas.project import ProjectData, UnitData


class PageFrame(Schema):
    """What every page has."""

    shell: ShellOut
    head: HeadOut


class HomePage(PageFrame):
    """The home page in its frame."""

    page: Literal["home"]
    data: HomeData


class SearchPage(PageFrame):
    """The search page in its frame."""

    page: Literal["search"]
    data: SearchData


class ProjectPage(PageFrame):
    """The project page in its frame."""

    page: Literal["project"]
    data: ProjectData


class UnitPage(PageFrame):
    """The unit page in its frame."""

    page: Literal["unit"]
    data: UnitData


class ComparePage(PageFrame):
    """The compare page in its frame."""

    page: Literal["compare"]
    data: CompareData


class CalculatorPage(PageFrame):
    """The calculator page in its frame."""

    page: Literal["calculator"]
    data: CalculatorData


class LandingPage(PageFrame):
    """The landing page in its frame."""

    page: Literal["landing"]
    data: LandingData


class LedgerPage(PageFrame):
    """The page of the transparency log in its frame."""

    page: Literal["ledger"]
    data: LedgerData


class VerifyPage(PageFrame):
    """The page that checks contracts in its frame."""

    page: Literal["verify"]
    data: VerifyData


class HelpPage(PageFrame):
    """The help page in its frame."""

    page: Literal["help"]
    data: ArticleListData


class ArticlePage(PageFrame):
    """The article page in its frame."""

    page: Literal["article"]
    data: ArticleData


class SavedPage(PageFrame):
    """The saved page in its frame."""

    page: Literal["saved"]
    data: SavedData


class ShownPage(PageFrame):
    """The page of what was shown on a day in its frame."""

    page: Literal["shown"]
    data: ShownData


class AccountPage(PageFrame):
    """A section of one's own account in its frame."""

    page: Literal["account"]
    data: AccountData


class SignInPage(PageFrame):
    """The sign-in page in its frame."""

    page: Literal["sign_in"]
    data: SignInData


class AlertsPage(PageFrame):
    """The page behind the links of alert mails in its frame."""

    page: Literal["alerts"]
    data: SavedData


class ErrorPage(PageFrame):
    """The error page in its frame."""

    page: Literal["error"]
    data: ErrorData
