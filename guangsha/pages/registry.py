"""Which page is where, and which loader feeds it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from guangsha.pages.loaders import (
    account,
    history,
    home,
    landing,
    ledger,
    project,
    search,
    texts,
    unit,
    verify,
    watching,
)
from guangsha.pages.request import LoadedPage, PageRequest
from guangsha.pages.schemas import (
    AccountPage,
    AlertsPage,
    ArticlePage,
    CalculatorPage,
    ComparePage,
    ErrorPage,
    HelpPage,
    HomePage,
    LandingPage,
    LedgerPage,
    PageFrame,
    ProjectPage,
    SavedPage,
    SearchPage,
    ShownPage,
    SignInPage,
    UnitPage,
    VerifyPage,
)
from guangsha.search.public import PARAMS as SEARCH_PARAMS

_PLACES = re.compile(r"<\w+:(\w+)>")
Loader = Callable[[PageRequest], LoadedPage]


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A public page: its Django routes (without language prefix), its loader, and the type of its payload.

    ``query`` are the parameters behind the question mark that the page knows; it never sees any other.
    """

    name: str
    routes: tuple[str, ...]
    load: Loader
    schema: type[PageFrame]
    query: tuple[str, ...] = ()

    @property
    def params(self) -> tuple[str, ...]:
        """Names of the parameters in its routes."""
        return tuple(dict.fromkeys(name for route in self.routes for name in _PLACES.findall(route)))


PAGES: tuple[PageSpec, ...] = (
    PageSpec("home", ("", "cities/<slug:city>"), home.load_home, HomePage),
    PageSpec("search", ("search",), search.load_search, SearchPage, query=tuple(SEARCH_PARAMS.values())),
    PageSpec(
        "landing",
        (
            "cities/<slug:city>/<slug:district>",
            "cities/<slug:city>/<slug:district>/<slug:rooms>",
            "cities/<slug:city>/<slug:district>/<slug:rooms>/<slug:band>",
        ),
        landing.load_landing,
        LandingPage,
    ),
    PageSpec("shown", ("projects/<slug:slug>/on/<str:day>",), history.load_shown, ShownPage),
    PageSpec("project", ("projects/<slug:slug>",), project.load_project, ProjectPage, query=("building",)),
    PageSpec("unit", ("units/<str:id>",), unit.load_unit, UnitPage),
    PageSpec("compare", ("compare",), unit.load_compare, ComparePage, query=("projects", "units")),
    PageSpec("calculator", ("calculator",), texts.load_calculator, CalculatorPage, query=("total_fen", "area")),
    PageSpec("ledger", ("ledger",), ledger.load_ledger, LedgerPage, query=("unit",)),
    PageSpec("verify", ("verify", "verify/<str:contract_code>"), verify.load_verify, VerifyPage),
    PageSpec("help", ("help",), texts.load_help, HelpPage),
    PageSpec("article", ("<shelf:shelf>/<slug:slug>",), texts.load_article, ArticlePage),
    PageSpec("saved", ("favourites",), texts.load_saved, SavedPage),
    PageSpec("alerts", ("alerts",), watching.load_alerts, AlertsPage),
    PageSpec("sign_in", ("account/sign-in",), account.load_sign_in, SignInPage),
    PageSpec("account", ("account", "account/<slug:section>"), account.load_account, AccountPage),
    PageSpec("error", (), texts.load_error, ErrorPage),
)
BY_NAME = {spec.name: spec for spec in PAGES}
