"""What the screens of watching need in the page's language: cards, saved searches in words, the page behind mails."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from guangsha.catalog.public import project_cards, units_by_id
from guangsha.inventory.public import asked_totals
from guangsha.kit.ids import parse_id
from guangsha.pages import geography
from guangsha.pages.cards import project_cards_out, unit_card_out
from guangsha.pages.domain.wording import Language
from guangsha.pages.ledger import statuses_of
from guangsha.pages.loaders.search_filters import chips_of, search_path
from guangsha.pages.request import LoadedPage, PageRequest
from guangsha.pages.schemas import CardsOut, SavedData, SearchWordsListOut, SearchWordsOut
from guangsha.search.public import InvalidQuery, SearchQuery

MOST_CARDS = 60
MOST_SEARCHES = 50


def load_alerts(request: PageRequest) -> LoadedPage:
    """The frame of the page that links in alert mails lead to; whose alerts they are never leaves the browser."""
    return LoadedPage(
        data=SavedData(note=""),
        title=request.text(zh="找房提醒", en="Alerts for new homes"),
        description=request.text(zh="确认、调整或退订邮件提醒。", en="Confirm, change or stop alerts by e-mail."),
        path="/alerts",
        indexed=False,
    )


def _ids(text: str) -> list[UUID]:
    return [found for part in text.split(",")[:MOST_CARDS] if (found := parse_id(part))]


def load_cards(*, projects: str, units: str, language: Language) -> CardsOut:
    """Cards of the public ones among the ids, in the order given. A fixed number of queries."""
    homes = units_by_id(unit_ids=_ids(units))
    wanted = _ids(projects)
    every = {card.id: card for card in project_cards(project_ids=[*wanted, *{unit.project_id for unit in homes}])}
    statuses, asked = statuses_of(unit_ids=[unit.id for unit in homes]), asked_totals(units=homes)
    return CardsOut(
        projects=project_cards_out([every[one] for one in wanted if one in every], language),
        units=[
            unit_card_out(
                unit, project=every[unit.project_id], status=statuses[unit.id], asked=asked, language=language
            )
            for unit in homes
            if unit.project_id in every
        ],
    )


def load_search_words(*, searches: Sequence[str], language: Language) -> SearchWordsListOut:
    """Each search in words and where it is; one that cannot be read has neither."""
    return SearchWordsListOut(items=[_words(query, language) for query in searches[:MOST_SEARCHES]])


def _words(query: str, language: Language) -> SearchWordsOut:
    try:
        read = SearchQuery.from_url(query)
    except InvalidQuery:
        return SearchWordsOut(query=query, path="", words=[])
    city = geography.place(read.city) if read.city else None
    words = [city.label(language)] if city else []
    return SearchWordsOut(
        query=query,
        path=search_path(read),
        words=words + [chip.label for chip in chips_of(read, frozenset(), language)],
    )
