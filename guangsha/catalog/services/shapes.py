"""Geometry of a project taken together: what its own drawings could not show is refused before it is stored or published."""

from collections.abc import Iterable, Mapping

from guangsha.catalog.domain.checks import FieldError, footprint_errors, wrong
from guangsha.catalog.domain.choices import BuildingKind
from guangsha.catalog.domain.geometry import footprint_problems, site_problems
from guangsha.catalog.domain.layout_geometry import layout_problems
from guangsha.catalog.models import Building, Project


def site_errors(site_geometry: object, footprints: Mapping[str, object]) -> list[FieldError]:
    """What is wrong with a site and the footprints of its buildings by name (unknown ones, [] or None, left out).

    ``buildings.<name>...`` where a building is concerned, else ``site_geometry...``; the message is the problem's code.
    """
    known = {name: footprint for name, footprint in footprints.items() if footprint}
    problems = site_problems(site_geometry, known) if site_geometry else footprint_problems(known)
    return [
        wrong(".".join(("site_geometry" if known.keys().isdisjoint(one.where) else "buildings", *one.where)), one.code)
        for one in problems
    ]


def standing(buildings: Iterable[Building]) -> dict[str, object]:
    """The footprints by the building's name, without garages: they lie below the others, and below roads and greens."""
    return {building.name: building.footprint for building in buildings if building.kind != BuildingKind.GARAGE}


def drawing_errors(project: Project) -> list[FieldError]:
    """What is wrong with the stored site, buildings and layouts of a project: which one, where, and why."""
    buildings = list(project.buildings.all())
    errors = site_errors(project.site_geometry, standing(buildings))
    for building in buildings:
        if building.kind == BuildingKind.GARAGE:
            errors += footprint_errors(f"buildings.{building.name}", building.footprint)
    for code, geometry in project.layouts.order_by("code").values_list("code", "geometry"):
        problems = layout_problems(geometry) if geometry else []
        errors += [wrong(".".join(("layouts", code, "geometry", *one.where)), one.code) for one in problems]
    return errors
