"""Cities and districts as pages name them: slugs for addresses, names for people."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings

from guangsha.catalog.public import Region, cities, districts_of, region
from guangsha.pages.domain.wording import Language, pick
from guangsha.pages.schemas import CityOut

_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Place:
    """A city or district with its slug."""

    code: str
    slug: str
    name: str
    name_en: str
    short: str

    def label(self, language: Language) -> str:
        """The name people say, in the language."""
        return pick(language, self.name, self.name_en)


def slug_of(name_en: str) -> str:
    """``Yuelu District`` gives ``yuelu-district``."""
    return _NOT_IN_SLUG.sub("-", name_en.lower()).strip("-")


def _place(found: Region) -> Place:
    name = found.short_name if found.level == "city" else found.name
    return Place(found.code, slug_of(found.name_en) or found.code, name, found.name_en, found.short_name)


def place(code: str) -> Place | None:
    """The city or district with this adcode."""
    found = region(code) if code else None
    return _place(found) if found else None


def listed() -> list[Place]:
    """Cities with public listings, most projects first."""
    found = (place(count.city_code) for count in cities())
    return [city for city in found if city]


def city_called(slug: str) -> Place | None:
    """The listed city called ``slug`` (or with that adcode)."""
    return next((city for city in listed() if slug in (city.slug, city.code)), None)


def district_called(city: Place, slug: str) -> Place | None:
    """The district of a city called ``slug``."""
    return next((one for one in map(_place, districts_of(city.code)) if slug in (one.slug, one.code)), None)


def city_path(city: Place) -> str:
    """A city's home page; the default city's is the site's."""
    return "/" if city.code == settings.ENV.default_city else f"/cities/{city.slug}"


def district_path(city: Place, district: Place) -> str:
    """A district's page."""
    return f"/cities/{city.slug}/{district.slug}"


def feed_path(slug: str) -> str:
    """The Atom feed of a city's new listings."""
    return f"/feeds/{slug}.xml"


def _out(city: Place, language: Language) -> CityOut:
    return CityOut(
        slug=city.slug, code=city.code, name=city.label(language), path=city_path(city), feed=feed_path(city.slug)
    )


def city_out(code: str, language: Language) -> CityOut | None:
    """A city for the page's frame."""
    found = place(code)
    return _out(found, language) if found else None


def listed_cities(language: Language) -> list[CityOut]:
    """The cities to switch between."""
    return [_out(city, language) for city in listed()]


def default_city(language: Language) -> CityOut | None:
    """The city a page without one belongs to: the configured one if it has listings, else the fullest."""
    found = listed()
    chosen = next((city for city in found if city.code == settings.ENV.default_city), found[0] if found else None)
    return _out(chosen, language) if chosen else None
