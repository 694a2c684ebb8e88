"""Cities with listings, and district outlines as GeoJSON."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import shapely

from guangsha.catalog.regions import SOURCE, bounding_box, districts_of, outline, region
from guangsha.catalog.selectors.projects import cities
from guangsha.kit.errors import NotFound

TOLERANCE_DEG = 0.001
GRID_DEG = 0.00001


@dataclass(frozen=True, slots=True)
class ListedCity:
    """A city with public projects; ``bbox`` west, south, east, north."""

    code: str
    name: str
    short_name: str
    name_en: str
    projects: int
    bbox: tuple[float, float, float, float] | None


def listed_cities() -> list[ListedCity]:
    """Cities with public projects, most projects first; one whose code is unknown is called by it. One query."""
    found = []
    for count in cities():
        known = region(count.city_code)
        found.append(
            ListedCity(
                code=count.city_code,
                name=known.name if known else count.city_code,
                short_name=known.short_name if known else count.city_code,
                name_en=known.name_en if known else count.city_code,
                projects=count.projects,
                bbox=bounding_box(count.city_code),
            )
        )
    return found


@lru_cache(maxsize=32)
def district_collection(*, city_code: str) -> dict[str, Any]:
    """A GeoJSON FeatureCollection of the city's districts, simplified. Raises NotFound for an unknown city. No query."""
    known = region(city_code)
    if known is None or known.level != "city":
        raise NotFound("city")
    features = []
    for district in districts_of(city_code) or [known]:
        shape = outline(district.code, tolerance_deg=TOLERANCE_DEG)
        if shape is None:
            continue
        rounded = shapely.set_precision(shape, GRID_DEG)
        features.append(
            {
                "type": "Feature",
                "id": district.code,
                "properties": {
                    "code": district.code,
                    "name": district.name,
                    "short_name": district.short_name,
                    "name_en": district.name_en,
                },
                "geometry": shapely.geometry.mapping(rounded),
            }
        )
    return {"type": "FeatureCollection", "source": SOURCE, "features": features}
