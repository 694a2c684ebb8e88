"""The ground of a demo project: footprints from the homes in a building, greens from what is left, ratios from both."""

import math
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from shapely import LineString, MultiLineString, Point, Polygon
from shapely.ops import linemerge, unary_union

from guangsha.catalog.domain.geometry import read_site, site_figures
from guangsha.catalog.public import BuildingKind, BuildingSpec, EntranceSpec
from guangsha.config.demo.homes import DrawnHome, drawn
from guangsha.config.demo.shapes import footprint, form_fill, lawns, rectangle, ring
from guangsha.config.demo.spec import XY, Block, DemoProject, Garage, ShopRow

LANE_M = 4.5
GARAGE_NAME = "地下车库"
Footprint = list[list[float]]


@dataclass(frozen=True, slots=True)
class Ground:
    """Site geometry, buildings, and the figures that follow from them."""

    site: dict[str, Any]
    buildings: list[BuildingSpec]
    plot_ratio: Decimal
    greening: Decimal
    site_area: Decimal
    floor_area: Decimal


def stacks_of(block: Block) -> list[list[str]]:
    """Layout codes per entrance, west to east."""
    return [part.split() for part in block.homes.split("|")]


def block_name(no: str) -> tuple[str, str]:
    """What a building is called in both languages."""
    return f"{no}栋", f"Building {no}"


def block_kind(block: Block) -> BuildingKind:
    """The massing: as stated, else a tower when it is much higher than long."""
    if block.kind:
        return BuildingKind(block.kind)
    if block.levels > 1 and block.floors <= 4:
        return BuildingKind.VILLA
    return BuildingKind.TOWER if block.floors >= 20 and block.aspect else BuildingKind.SLAB


def block_area(block: Block, homes: dict[str, DrawnHome]) -> float:
    """Built area on one floor of a block, square metres."""
    return sum(float(homes[code].built) for part in stacks_of(block) for code in part) / block.levels


def block_footprint(block: Block, homes: dict[str, DrawnHome]) -> Footprint:
    """The outline a block needs on the ground."""
    area = block_area(block, homes) / form_fill(block.shape)
    if block.aspect:
        wide = math.sqrt(area * block.aspect)
    else:
        # A house drawn on several levels side by side is only as wide as one of them.
        widths = [homes[code].wide_m / _sheets(homes[code]) for part in stacks_of(block) for code in part]
        wide = sum(widths)
    return footprint(block.shape, wide, area / wide, block.at, block.turn)


def _sheets(home: DrawnHome) -> int:
    return max(1, len([room for room in home.geometry["rooms"] if room["id"].startswith("stair")]))


def shops_footprint(row: ShopRow, homes: dict[str, DrawnHome]) -> Footprint:
    """A row of shop bays side by side."""
    home = homes[row.layout]
    wide = home.wide_m * row.count
    return footprint("plain", wide, float(home.built) * row.count / wide, row.at, row.turn)


def garage_footprint(garage: Garage) -> Footprint:
    """The area marked on the ground under which the bays lie."""
    return [list(point) for point in rectangle(*garage.outline)]


def _buildings(project: DemoProject, homes: dict[str, DrawnHome]) -> list[BuildingSpec]:
    out = []
    height = Decimal(project.floor_height)
    for index, block in enumerate(project.blocks, start=1):
        name, name_en = block_name(block.no)
        entrances, start = [], 1
        for ordinal, part in enumerate(stacks_of(block), start=1):
            entrances.append(
                EntranceSpec(
                    ordinal=ordinal,
                    name=f"{ordinal}单元",
                    name_en=f"Entrance {ordinal}",
                    first_stack=start,
                    last_stack=start + len(part) - 1,
                    lifts=0 if block.floors < 4 else 1 if block.floors <= 8 else 2 if len(part) < 5 else 4,
                )
            )
            start += len(part)
        out.append(
            BuildingSpec(
                name=name,
                name_en=name_en,
                ordinal=index,
                phase_ordinal=block.phase,
                kind=block_kind(block),
                footprint=[(x, y) for x, y in block_footprint(block, homes)],
                floors=block.floors,
                floors_below=1 if block.levels > 1 else 2,
                floor_height_m=height,
                stacks=start - 1,
                entrances=entrances,
            )
        )
    for row in project.shops:
        name, name_en = block_name(row.no)
        out.append(
            BuildingSpec(
                name=name,
                name_en=name_en,
                ordinal=len(out) + 1,
                phase_ordinal=1,
                kind=BuildingKind.SHOPS,
                footprint=[(x, y) for x, y in shops_footprint(row, homes)],
                floors=row.floors,
                floors_below=0,
                floor_height_m=Decimal("4.50"),
                stacks=row.count,
            )
        )
    if project.garage is not None:
        out.append(
            BuildingSpec(
                name=GARAGE_NAME,
                name_en="Underground garage",
                ordinal=len(out) + 1,
                phase_ordinal=1,
                kind=BuildingKind.GARAGE,
                footprint=[(x, y) for x, y in garage_footprint(project.garage)],
                floors=0,
                floors_below=1,
                floor_height_m=Decimal("3.60"),
                stacks=0,
            )
        )
    return out


def _drawn_to_scale(project: DemoProject) -> DemoProject:
    """The project with every position multiplied by the scale of its site; buildings keep their size."""
    k = project.site.scale
    site = project.site

    def near(points: tuple[XY, ...]) -> tuple[XY, ...]:
        return tuple((x * k, y * k) for x, y in points)

    garage = project.garage
    if garage is not None:
        west, south, east, north = garage.outline
        garage = replace(garage, outline=(west * k, south * k, east * k, north * k))
    return replace(
        project,
        site=replace(
            site,
            boundary=near(site.boundary),
            waters=tuple(near(points) for points in site.waters),
            paths=tuple((width, near(line)) for width, line in site.paths),
            plazas=tuple((x * k, y * k, radius) for x, y, radius in site.plazas),
            scale=1.0,
        ),
        blocks=tuple(replace(block, at=near((block.at,))[0]) for block in project.blocks),
        shops=tuple(replace(row, at=near((row.at,))[0]) for row in project.shops),
        garage=garage,
    )


def _free_runs(
    line: LineString, outlines: list[Polygon], width: float, clear: float
) -> list[tuple[float, list[list[float]]]]:
    """The parts of a way along ``line`` where no building is nearer than ``clear`` metres to it."""
    free = line.difference(unary_union([shape.buffer(clear + width / 2) for shape in outlines]))
    runs = linemerge(free) if isinstance(free, MultiLineString) else free
    lines = [runs] if isinstance(runs, LineString) else list(getattr(runs, "geoms", ()))
    return [(width, [[round(x, 2), round(y, 2)] for x, y in run.coords]) for run in lines if run.length > 10]


def lay_out(project: DemoProject) -> Ground:
    """Site geometry and buildings of a project; plot and greening ratios computed from them."""
    project = _drawn_to_scale(project)
    homes = {plan.code: drawn(plan) for plan in project.homes}
    plan = project.site
    boundary = Polygon(plan.boundary)
    buildings = _buildings(project, homes)
    standing = [spec for spec in buildings if spec.kind is not BuildingKind.GARAGE]
    outlines = [Polygon(spec.footprint or ()) for spec in standing]
    lanes = [run for width, line in plan.paths for run in _free_runs(LineString(line), outlines, width, 1.2)]
    if plan.lane:
        belt = boundary.buffer(-plan.lane, join_style="round").buffer(-4).buffer(4).simplify(0.3)
        if isinstance(belt, Polygon):
            lanes = [*_free_runs(LineString(belt.exterior.coords), outlines, LANE_M, 3.2), *lanes]
    waters = [Polygon(points) for points in plan.waters]
    hard = [LineString(line).buffer(width / 2) for width, line in lanes]
    hard += [Point(x, y).buffer(radius) for x, y, radius in plan.plazas]
    greens = lawns(boundary, outlines, [*hard, *waters], plan.green)
    site: dict[str, Any] = {
        "version": 1,
        "boundary": ring(plan.boundary),
        "greens": [ring(shape.exterior.coords) for shape in greens],
        "waters": [ring(points) for points in plan.waters],
        "roads": [{"line": line, "width": width} for width, line in lanes],
    }
    figures = site_figures(read_site(site), [spec.footprint or () for spec in standing])
    floor_area = sum(
        (Decimal(Polygon(spec.footprint or ()).area) * (spec.floors or 0) for spec in standing),
        start=Decimal(0),
    )
    ratio = (floor_area / figures.site_area_m2).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Ground(site, buildings, ratio, figures.greening_percent, figures.site_area_m2, floor_area)
