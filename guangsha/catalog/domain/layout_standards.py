"""What a home must have by GB 50096-2011 (Design code for residential buildings), measured on a well-formed plan.

Areas are usable areas, clear of walls. Article 5.2.1: a double bedroom 9 m2, a single one 5 m2, a room to live and
sleep in 12 m2; 5.2.2: a living room 10 m2; 5.3.1: a kitchen 4.0 m2, 3.5 m2 in the smallest homes; 5.4.1: a bathroom
with three fixtures 2.5 m2; 5.8.7: clear door openings of 1.0 m (entrance), 0.9 m (bedrooms), 0.8 m (kitchen), 0.7 m
(bath); 7.1.1: daylight in bedrooms and living room. A shortfall is a remark for a reviewer: old homes have them.
"""

from decimal import Decimal

from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from guangsha.catalog.domain.geometry import GeometryProblem
from guangsha.catalog.domain.layout_geometry import OPEN_KINDS, LayoutPlan, Room, layout_areas

SINGLE_BEDROOM_M2 = Decimal("5.00")
DOUBLE_BEDROOM_M2 = Decimal("9.00")
LIVING_M2 = Decimal("10.00")
LIVING_AND_SLEEPING_M2 = Decimal("12.00")
KITCHEN_M2 = Decimal("4.00")
SMALL_KITCHEN_M2 = Decimal("3.50")
FULL_BATH_M2 = Decimal("2.50")
ENTRANCE_MM, BEDROOM_DOOR_MM, KITCHEN_DOOR_MM, BATH_DOOR_MM = 1_000, 900, 800, 700
DAYLIT_KINDS = frozenset(("living", "master", "bedroom"))
EDGE_MM = 10.0


def _short(code: str, room: Room, has: Decimal, needs: Decimal) -> GeometryProblem:
    return GeometryProblem(code, (room.id,), f"{has} square metres, {needs} required")


def _areas_short(plan: LayoutPlan) -> list[GeometryProblem]:
    usable = layout_areas(plan).usable
    by_kind: dict[str, list[Room]] = {}
    for room in plan.rooms:
        by_kind.setdefault(room.kind, []).append(room)
    sleeping = [*by_kind.get("master", ()), *by_kind.get("bedroom", ())]
    found = []
    for room in sleeping:
        least = DOUBLE_BEDROOM_M2 if room.kind == "master" else SINGLE_BEDROOM_M2
        if usable[room.id] < least:
            found.append(_short("bedroom_small", room, usable[room.id], least))
    living = by_kind.get("living", [])
    if living:
        least = LIVING_M2 if sleeping else LIVING_AND_SLEEPING_M2
        largest = max(living, key=lambda room: usable[room.id])
        if usable[largest.id] < least:
            found.append(_short("living_small", largest, usable[largest.id], least))
    kitchens = by_kind.get("kitchen", [])
    if kitchens:
        least = KITCHEN_M2 if len(sleeping) > 1 else SMALL_KITCHEN_M2
        largest = max(kitchens, key=lambda room: usable[room.id])
        # An open kitchen counts up to the counter: half of what it opens to is not its own, so only walled ones are judged.
        if usable[largest.id] < least and not _opens_to_living(plan, largest):
            found.append(_short("kitchen_small", largest, usable[largest.id], least))
    baths = by_kind.get("bath", [])
    if baths:
        largest = max(baths, key=lambda room: usable[room.id])
        if usable[largest.id] < FULL_BATH_M2:
            found.append(_short("bath_small", largest, usable[largest.id], FULL_BATH_M2))
    return found


def _opens_to_living(plan: LayoutPlan, kitchen: Room) -> bool:
    ring: BaseGeometry = Polygon(kitchen.polygon).exterior
    walls = [LineString((wall.a, wall.b)).buffer(EDGE_MM) for wall in plan.walls]
    for wall in walls:
        ring = ring.difference(wall)
    neighbours = [room for room in plan.rooms if room.id != kitchen.id and room.kind in OPEN_KINDS]
    return any(ring.intersection(Polygon(room.polygon).buffer(EDGE_MM)).length > 600 for room in neighbours)


def _doors_narrow(plan: LayoutPlan) -> list[GeometryProblem]:
    least = {
        "master": BEDROOM_DOOR_MM,
        "bedroom": BEDROOM_DOOR_MM,
        "living": BEDROOM_DOOR_MM,
        "kitchen": KITCHEN_DOOR_MM,
        "bath": BATH_DOOR_MM,
    }
    found = []
    for index, door in enumerate(plan.doors):
        line = LineString((door.a, door.b))
        if door.kind == "entrance":
            if line.length < ENTRANCE_MM:
                found.append(GeometryProblem("entrance_narrow", (f"doors[{index}]",), f"{line.length:.0f} mm wide"))
            continue
        rooms = [
            room
            for room in plan.rooms
            if Polygon(room.polygon).exterior.buffer(EDGE_MM).intersection(line).length >= 0.98 * line.length
        ]
        # Between two rooms the narrower need decides: a bath off a bedroom has a bathroom door, a wardrobe any.
        needs = [least[room.kind] for room in rooms if room.kind in least]
        if any(room.kind == "storage" for room in rooms):
            continue
        if needs and line.length < min(needs):
            found.append(
                GeometryProblem(
                    "door_narrow", tuple(room.id for room in rooms), f"{line.length:.0f} mm, {min(needs)} required"
                )
            )
    return found


def _dark_rooms(plan: LayoutPlan) -> list[GeometryProblem]:
    light = [LineString((window.a, window.b)) for window in plan.windows]
    ledges = [Polygon(room.polygon).exterior for room in plan.rooms if room.kind in ("balcony", "terrace")]
    for door in plan.doors:
        line = LineString((door.a, door.b))
        if any(ledge.buffer(EDGE_MM).intersection(line).length > 0.9 * line.length for ledge in ledges):
            light.append(line)
    found = []
    for room in plan.rooms:
        if room.kind not in DAYLIT_KINDS:
            continue
        edge = Polygon(room.polygon).exterior.buffer(EDGE_MM)
        if not any(edge.intersection(line).length >= 0.5 * line.length for line in light):
            found.append(GeometryProblem("no_daylight", (room.id,), "no window and no door to a balcony"))
    return found


def standard_shortfalls(plan: LayoutPlan) -> list[GeometryProblem]:
    """Where a well-formed plan of a home falls short of the code; empty for shops and parking bays."""
    if any(room.kind in ("shop", "parking") for room in plan.rooms):
        return []
    return [*_areas_short(plan), *_doors_narrow(plan), *_dark_rooms(plan)]
