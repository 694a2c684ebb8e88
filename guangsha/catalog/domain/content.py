"""The content of a listing version: what a visitor could read, as plain JSON that two machines write alike."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from guangsha.catalog.domain.facts import MediaFacts, ProjectFacts
from guangsha.catalog.domain.part_facts import (
    BuildingFacts,
    LayoutFacts,
    PermitFacts,
    PoiFacts,
    ProgressFacts,
    UnitFacts,
)

SHAPE = 1
NOT_SEEN = frozenset({"revision", "updated_at", "published_at", "first_published_at", "state"})
"""Fields of a project that change without a visitor seeing anything else."""
UNIT_COLUMNS = tuple(
    field.name
    for field in fields(UnitFacts)
    if field.name not in {"project_id", "project_slug", "building_id", "building_name_en", "entrance_id",
                          "entrance_name_en", "layout_id"}
)  # fmt: skip


def plain(value: Any) -> Any:
    """``value`` as JSON: ids, dates and decimals as text, tuples as lists."""
    match value:
        case StrEnum() | UUID() | Decimal():
            return str(value)
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case _:
            return value


def _rows(items: Iterable[Any]) -> list[Any]:
    return [plain(asdict(item)) for item in items]


def _file(media: MediaFacts) -> dict[str, Any]:
    return {"id": str(media.id), "kind": str(media.kind), "sha256": media.sha256, "alt": media.alt,
            "alt_en": media.alt_en, "focal": [media.focal_x, media.focal_y]}  # fmt: skip


def _report(report: ProgressFacts) -> dict[str, Any]:
    return {**plain(asdict(report)), "media": [_file(media) for media in report.media]}


def listing_content(
    *,
    project: ProjectFacts,
    buildings: Sequence[BuildingFacts],
    layouts: Sequence[LayoutFacts],
    units: Iterable[UnitFacts],
    permits: Sequence[PermitFacts],
    surroundings: Sequence[PoiFacts],
    progress: Sequence[ProgressFacts],
    media: Sequence[MediaFacts],
) -> dict[str, Any]:
    """Everything a visitor could read of a listing. Units are a table (``columns``, ``rows``), for there may be thousands."""
    seen = {name: value for name, value in asdict(project).items() if name not in NOT_SEEN}
    return {
        "shape": SHAPE,
        "project": plain(seen),
        "buildings": _rows(buildings),
        "layouts": _rows(layouts),
        "permits": _rows(permits),
        "surroundings": _rows(surroundings),
        "progress": [_report(report) for report in progress],
        "media": [_file(item) for item in media],
        "units": {
            "columns": list(UNIT_COLUMNS),
            "rows": [[plain(getattr(unit, name)) for name in UNIT_COLUMNS] for unit in units],
        },
    }
