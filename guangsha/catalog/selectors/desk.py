"""The whole candidate of a listing for the people who edit it: its tables with its draft on top, by names that stay.

A row of a draft has no id before it is published: buildings are named, layouts have codes, units identities, files hashes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Model

from guangsha.catalog.domain.choices import MediaKind
from guangsha.catalog.domain.review_cells import (
    BUILDING_PLAIN,
    CENTRE,
    LAYOUT_PLAIN,
    UNIT_ASPECTS,
    Cells,
    cell_parts,
    project_columns,
)
from guangsha.catalog.domain.specs import ProjectValues
from guangsha.catalog.models import Building, Layout, ListingDraft, Media, Project, Unit
from guangsha.catalog.selectors.content import candidate_cells
from guangsha.catalog.selectors.media import StoredVariant
from guangsha.catalog.selectors.review import listing_row, seen_project_id
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound

Row = dict[str, Any]
Parts = dict[str, dict[str, Row]]
"""Part -> key -> aspect -> value."""


def _parts(cells: Cells) -> Parts:
    found: Parts = defaultdict(lambda: defaultdict(dict))
    for name, value in cells.items():
        part, key, aspect = cell_parts(name)
        found[part][key][aspect] = value
    return found


def _filled(model: type[Model], names: Iterable[str], stated: Mapping[str, Any]) -> Row:
    """``stated`` with the empty value of every column that is not in it."""
    row: Row = {}
    for name in names:
        column: Any = model._meta.get_field(name)
        value = stated.get(name)
        row[name] = value if value is not None else None if column.null else column.get_default()
    return row


def _buildings(parts: Parts) -> list[Row]:
    rows = [
        {
            **_filled(Building, BUILDING_PLAIN, aspects),
            "name": name,
            "phase_ordinal": aspects.get("phase"),
            "entrances": [{"place": None, **one} for one in aspects.get("entrances") or []],
        }
        for name, aspects in parts["buildings"].items()
    ]
    return sorted(rows, key=lambda row: (row["ordinal"] or 0, row["name"]))


def _layouts(parts: Parts) -> list[Row]:
    return [
        {**_filled(Layout, LAYOUT_PLAIN, aspects), "code": code, **aspects["area"]}
        for code, aspects in sorted(parts["layouts"].items())
    ]


UNIT_PLAIN = tuple(
    name
    for names in UNIT_ASPECTS.values()
    for name in names
    if name not in {"building_name", "entrance_name", "layout_code"}
)


def _units(parts: Parts, buildings: list[Row]) -> list[Row]:
    order = {building["name"]: index for index, building in enumerate(buildings)}
    entrances = {
        (building["name"], entrance["name"]): entrance["ordinal"]
        for building in buildings
        for entrance in building["entrances"]
    }
    rows = []
    for identity, aspects in parts["units"].items():
        stated = {name: value for aspect in aspects.values() for name, value in aspect.items()}
        building = stated["building_name"]
        rows.append(
            {
                **_filled(Unit, UNIT_PLAIN, stated),
                "identity": identity,
                "building": building,
                "entrance_ordinal": entrances.get((building, stated.get("entrance_name") or "")),
                "layout_code": stated.get("layout_code") or None,
            }
        )
    none = 10_000
    return sorted(
        rows,
        key=lambda row: (
            order.get(row["building"], none),
            row["entrance_ordinal"] or 0,
            row["floor"] if row["floor"] is not None else none,
            row["stack"] if row["stack"] is not None else none,
            row["number"],
            row["identity"],
        ),
    )


def _places(parts: Parts) -> list[Row]:
    return list(parts["surroundings"][""]["places"]) if "" in parts["surroundings"] else []


def _files(project_id: UUID, draft: Mapping[str, Any]) -> dict[str, Row]:
    """What files are made of, by hash: those of the tables, and those that only the draft adds."""
    found = dict(draft)
    for row in Media.objects.filter(project_id=project_id, progress=None).select_related("layout"):
        found[row.sha256] = {
            "layout_code": row.layout.code if row.layout else "",
            "columns": {"ordinal": row.ordinal, "variants": row.variants, "width": row.width, "height": row.height},
        }
    return found


def _media(project_id: UUID, parts: Parts, draft: Mapping[str, Any]) -> list[Row]:
    files = _files(project_id, draft)
    rows = []
    for sha256, aspects in parts["media"].items():
        facts, file = aspects["file"], files.get(sha256)
        if file is None:
            continue
        focal_x, focal_y = facts.get("focal") or CENTRE
        columns = file["columns"]
        prefix = f"/api/v1/console/listings/{project_id}/media/{sha256}"
        rows.append(
            {
                "sha256": sha256,
                "kind": facts["kind"],
                "alt": facts.get("alt") or "",
                "alt_en": facts.get("alt_en") or "",
                "focal_x": focal_x,
                "focal_y": focal_y,
                "layout_code": file["layout_code"] or None,
                "ordinal": columns["ordinal"],
                "width": columns["width"],
                "height": columns["height"],
                "variants": [
                    {
                        "name": one["name"],
                        "url": f"{prefix}/{one['name']}",
                        "width": one["width"],
                        "height": one["height"],
                    }
                    for one in columns["variants"]
                ],
            }
        )
    return sorted(rows, key=lambda row: (row["kind"], row["layout_code"] or "", row["ordinal"], row["sha256"]))


def candidate_of(*, actor: Actor, project_id: UUID) -> Row:
    """Everything of a listing that people edit, as plain values by part. Raises NotFound."""
    row = listing_row(actor=actor, project_id=project_id)
    parts = _parts(candidate_cells(project_id=project_id))
    draft = ListingDraft.objects.filter(project_id=project_id).values_list("files", flat=True).first() or {}
    columns = dict(project_columns(parts["project"][""]))
    phases = [{"ordinal": int(ordinal), **aspects["facts"]} for ordinal, aspects in parts["phases"].items()]
    buildings = _buildings(parts)
    return {
        "listing": row,
        "values": _filled(Project, ProjectValues.__annotations__, columns),
        "phases": sorted(phases, key=lambda phase: phase["ordinal"]),
        "buildings": buildings,
        "layouts": _layouts(parts),
        "units": _units(parts, buildings),
        "permits": [{"number": number, **aspects["facts"]} for number, aspects in sorted(parts["permits"].items())],
        "media": _media(project_id, parts, draft),
        "surroundings": _places(parts),
        "progress": sorted(
            ({**aspects["report"]} for aspects in parts["progress"].values()),
            key=lambda report: (report["reported_on"], report["title"]),
            reverse=True,
        ),
    }


def candidate_file(*, actor: Actor, project_id: UUID, sha256: str, variant: str) -> StoredVariant:
    """A stored file of a listing's candidate, for staff who see the listing. Raises NotFound."""
    seen_project_id(actor=actor, project_id=project_id)
    draft = ListingDraft.objects.filter(project_id=project_id).values_list("files", flat=True).first() or {}
    row = Media.objects.filter(project_id=project_id, sha256=sha256).first()
    variants = row.variants if row is not None else draft.get(sha256, {}).get("columns", {}).get("variants", [])
    for stored in variants:
        if stored["name"] == variant:
            return StoredVariant(
                kind=MediaKind.DOCUMENT if stored["content_type"] == "application/pdf" else MediaKind.IMAGE,
                storage_name=stored["storage_name"],
                content_type=stored["content_type"],
                size_bytes=stored["size_bytes"],
                etag=f'"{stored["sha256"][:32]}"',
                file_name=f"{sha256[:16]}-{stored['name']}",
            )
    raise NotFound("file")
