"""A small project in the real geography of Changsha, made through the services, and ways to act on it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from guangsha.accounts.public import ensure_organisation
from guangsha.backbone.public import command
from guangsha.catalog.public import (
    BuildingKind,
    BuildingSpec,
    EntranceSpec,
    LayoutSpec,
    Orientation,
    PhaseSpec,
    PoiKind,
    PoiSpec,
    ProjectValues,
    UnitKind,
    UnitSpec,
    add_permit,
    create_project,
    publish_listing,
    put_buildings,
    put_layouts,
    put_phases,
    put_units,
    report_progress,
    set_surroundings,
    take_down_listing,
)
from guangsha.kit.actor import system_actor

T = TypeVar("T")
EDITOR = system_actor("tester")
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
VALUES: ProjectValues = {
    "name": "云麓里",
    "name_en": "Yunlu Lane",
    "city_code": "430100",
    "district_code": "430104",
    "address": "岳麓区云麓路 8 号",
    "lng": 112.9388,
    "lat": 28.2282,
    "tags": ["近地铁"],
    "stated_unit_price_fen": 1_500_000,
}


def run(work: Callable[[], T]) -> T:
    """``work`` as a command of the tester."""
    return command(work, actor=EDITOR)


def make_project(source_id: str = "p1", *, values: ProjectValues | None = None, now: datetime = NOW) -> UUID:
    """A draft without parts."""

    def work() -> UUID:
        organisation_id = ensure_organisation(slug="acme", name="示例置业", name_en="Example Homes")
        return create_project(
            actor=EDITOR,
            now=now,
            organisation_id=organisation_id,
            source="test",
            source_id=source_id,
            values={**VALUES, **(values or {})},
        ).project_id

    return run(work)


def unit_spec(floor: int, stack: int, *, building: str = "1栋", price: int | None = None) -> UnitSpec:
    """A three-room home; odd stacks face south."""
    return UnitSpec(
        identity=f"{building}-{floor:02}{stack:02}",
        building=building,
        entrance_ordinal=1,
        layout_code="A",
        number=f"{floor:02}{stack:02}",
        floor=floor,
        stack=stack,
        built_area=Decimal("120.00"),
        inner_area=Decimal("96.00"),
        filed_price_fen=price if price is not None else 180_000_000 + floor * 1_000_000,
        filed_on=date(2026, 10, 1),
    )


def fill(project_id: UUID, *, floors: int = 3, now: datetime = NOW) -> None:
    """Two buildings (only the first has a permit), a layout, homes, a shop, surroundings and a report."""

    def work() -> None:
        put_phases(actor=EDITOR, now=now, project_id=project_id, phases=[PhaseSpec(ordinal=1, name="一期")])
        entrances = (EntranceSpec(ordinal=1, name="1单元", last_stack=2),)
        put_buildings(
            actor=EDITOR,
            now=now,
            project_id=project_id,
            buildings=[
                BuildingSpec(
                    name=name,
                    phase_ordinal=1,
                    kind=BuildingKind.TOWER,
                    footprint=[(left, 0.0), (left + 30.0, 0.0), (left + 30.0, 14.0), (left, 14.0)],
                    floors=18,
                    floor_height_m=Decimal("2.95"),
                    stacks=2,
                    entrances=entrances,
                )
                for name, left in (("1栋", 0.0), ("2栋", 50.0))
            ],
        )
        put_layouts(
            actor=EDITOR,
            now=now,
            project_id=project_id,
            layouts=[
                LayoutSpec(
                    code="A",
                    name="三房两厅",
                    rooms=3,
                    halls=2,
                    baths=2,
                    orientation=Orientation.SN,
                    built_area=Decimal("120.00"),
                )
            ],
        )
        homes = [
            unit_spec(floor, stack, building=building)
            for building in ("1栋", "2栋")
            for floor in range(1, floors + 1)
            for stack in (1, 2)
        ]
        shop = UnitSpec(identity="shop-1", building="1栋", kind=UnitKind.SHOP, number="S1", built_area=Decimal("60.5"))
        put_units(actor=EDITOR, now=now, project_id=project_id, units=[*homes, shop])
        add_permit(
            actor=EDITOR, now=now, project_id=project_id, number="长住预售(2026)第0001号", building_names=["1栋"]
        )
        pois = [PoiSpec(kind=PoiKind.METRO, name="望城坡站", lng=112.9400, lat=28.2282)]
        set_surroundings(actor=EDITOR, now=now, project_id=project_id, pois=pois)
        report_progress(
            actor=EDITOR,
            now=now,
            project_id=project_id,
            reported_on=date(2026, 11, 1),
            title="主体施工",
            building_name="1栋",
            floors_done=10,
        )

    run(work)


def publish(project_id: UUID, *, now: datetime = NOW) -> None:
    """Show it to the public."""
    run(lambda: publish_listing(actor=EDITOR, now=now, project_id=project_id))


def take_down(project_id: UUID, *, now: datetime = NOW) -> None:
    """Hide it from the public."""
    run(lambda: take_down_listing(actor=EDITOR, now=now, project_id=project_id, reason="test"))


def public_project(source_id: str = "p1", *, values: ProjectValues | None = None, floors: int = 3) -> UUID:
    """A published project with everything in it."""
    project_id = make_project(source_id, values=values)
    fill(project_id, floors=floors)
    publish(project_id)
    return project_id
