"""Which page is where, and which loader feeds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from guangsha.pages.loaders import history, home, landing, project, search, texts, unit
from guangsha.pages.request import LoadedPage, PageRequest
from guangsha.pages.schemas import (
    ArticlePage,
    CalculatorPage,
    ComparePage,
    ErrorPage,
    HelpPage,
    HomePage,
    LandingPage,
    PageFrame,
    ProjectPage,
    SavedPage,
    SearchPage,
    ShownPage,
    UnitPage,
)

Loader = Callable[[PageRequest], LoadedPage]


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A public page: its Django routes (without language prefix), its loader, and the type of its payload."""

    name: str
    routes: tuple[str, ...]
    load: Loader
    schema: type[PageFrame]


PAGES: tuple[PageSpec, ...] = (
    PageSpec("home", ("", "cities/<slug:city>"), home.load_home, HomePage),
    PageSpec("search", ("search",), search.load_search, SearchPage),
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
    PageSpec("project", ("projects/<slug:slug>",), project.load_project, ProjectPage),
    PageSpec("shown", ("projects/<slug:slug>/on/<str:day>",), history.load_shown, ShownPage),
    PageSpec("unit", ("units/<str:id>",), unit.load_unit, UnitPage),
    PageSpec("compare", ("compare",), unit.load_compare, ComparePage),
    PageSpec("calculator", ("calculator",), texts.load_calculator, CalculatorPage),
    PageSpec("help", ("help",), texts.load_help, HelpPage),
    PageSpec("article", ("<shelf:shelf>/<slug:slug>",), texts.load_article, ArticlePage),
    PageSpec("saved", ("favourites",), texts.load_saved, SavedPage),
    PageSpec("error", (), texts.load_error, ErrorPage),
)
BY_NAME = {spec.name: spec for spec in PAGES}
