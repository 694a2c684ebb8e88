"""Which requests for a unit's page are somebody looking at it."""

import re

from django.http import HttpRequest

from guangsha.inventory.public import note_view
from guangsha.kit.ids import parse_id
from guangsha.pages.request import PageRequest

PROGRAMS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|headless|lighthouse|preview|scan|monitor|uptime|fetch|http|curl|wget|python|java/|okhttp|axios"
    r"|facebookexternalhit|feed|archiver",
    re.IGNORECASE,
)
"""What programs call themselves. One that calls itself a browser is counted as one: nothing here can tell."""


def is_a_look(request: HttpRequest) -> bool:
    """Whether a person seems to read the page now: no program, nothing fetched in advance, no colleague."""
    agent = request.headers.get("User-Agent", "")
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return (
        request.META.get("REQUEST_METHOD") == "GET"  # a HEAD looks like a GET further in
        and bool(agent)
        and PROGRAMS.search(agent) is None
        and "prefetch" not in purpose
        and "prerender" not in purpose
        and request.headers.get("Sec-Fetch-Dest", "document") in ("document", "empty")
        and not request.actor.roles  # type: ignore[attr-defined]
    )


def note_look(request: HttpRequest, wanted: PageRequest) -> None:
    """Count the look at a unit's page that was just answered. Other pages are not counted."""
    unit_id = parse_id(wanted.get("id")) if wanted.page == "unit" else None
    if unit_id is not None and is_a_look(request):
        note_view(unit_id=unit_id, now=wanted.now)
