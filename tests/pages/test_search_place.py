"""Where a search looks when it says nothing of a place, on the running product with the demo cities."""

import json
import urllib.parse
import urllib.request
from typing import Any

from tests.live import Site


def _search(site: Site, sentence: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{site.url}/api/v1/pages/search?q={urllib.parse.quote(sentence)}") as answer:
        return dict(json.load(answer))


def _slugs(page: dict[str, Any]) -> list[str]:
    return [project["path"].rsplit("/", 1)[-1] for project in page["data"]["projects"]]


def _cities(site: Site, slugs: list[str]) -> set[str]:
    found = set()
    for slug in slugs:
        with urllib.request.urlopen(f"{site.url}/api/v1/projects/{slug}") as answer:
            found.add(json.load(answer)["city_code"])
    return found


def test_a_sentence_without_a_place_stays_in_the_sites_own_city(live_site: Site) -> None:
    slugs = _slugs(_search(live_site, "三房朝南"))
    assert len(slugs) >= 3
    assert _cities(live_site, slugs) == {"430100"}


def test_a_named_district_of_another_city_is_searched_there(live_site: Site) -> None:
    assert _cities(live_site, _slugs(_search(live_site, "市南区三房"))) == {"370200"}


def test_a_project_of_another_city_is_found_by_its_name(live_site: Site) -> None:
    slugs = _slugs(_search(live_site, "果山叠院"))
    assert _cities(live_site, slugs[:1]) == {"370200"}


def test_one_address_per_page(live_site: Site) -> None:
    with urllib.request.urlopen(f"{live_site.url}/en/?x=1") as answer:
        assert answer.url == f"{live_site.url}/en?x=1"
