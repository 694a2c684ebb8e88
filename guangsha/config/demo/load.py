"""Writes the demo into the system through the doors of its contexts: one command per project, whole or not at all."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_CEILING, Decimal
from uuid import UUID

from guangsha.accounts.public import ensure_organisation
from guangsha.backbone.public import command
from guangsha.catalog.public import (
    DatePrecision,
    PhaseSpec,
    PriceReason,
    ProjectValues,
    UnitKind,
    add_permit,
    create_project,
    public_ref,
    publish_listing,
    put_buildings,
    put_layouts,
    put_phases,
    put_units,
    report_progress,
    set_surroundings,
    update_project,
)
from guangsha.config.demo.cities import PROJECTS
from guangsha.config.demo.ground import Ground, block_name, lay_out
from guangsha.config.demo.homes import layout_spec
from guangsha.config.demo.sales import sale_steps
from guangsha.config.demo.spec import DemoProject
from guangsha.config.demo.stock import StockUnit, permit_day, stock_of
from guangsha.config.demo.story import permit_number, places_of, progress_of
from guangsha.config.demo.words import CARETAKERS, DEVELOPERS
from guangsha.inventory.public import set_unit_statuses
from guangsha.kit.actor import system_actor
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Gone, NotFound
from guangsha.kit.money import fen_from_yuan

SOURCE = "demo"
TODAY = date(2026, 11, 22)
HELD_FOR = timedelta(days=30)
"""Homes held in the demo stay so for a month after it was loaded, whatever day it plays on."""
"""The day the demo stands still on, so that it is the same wherever and whenever it is loaded."""
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
ACTOR = system_actor("demo")
HOURS = ("每日 9:00–18:00", "Daily 9:00-18:00")


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What a load did: projects written and those that stood already, and the units of the written ones."""

    projects: int
    unchanged: int
    units: int
    released: int


def _stands(project: DemoProject) -> bool:
    """Whether the project was loaded before; one taken down since stays down."""
    try:
        public_ref(slug=project.slug)
    except NotFound:
        return False
    except Gone:
        return True
    return True


def _phone(index: int) -> str:
    """A number that cannot be anybody's: the area code 000 does not exist."""
    return f"000-5550-{1000 + index * 37:04d}"


def _homes(stock: list[StockUnit]) -> int:
    return sum(unit.spec.kind is UnitKind.HOME for unit in stock)


def _average_fen(stock: list[StockUnit]) -> int | None:
    """Filed price per square metre over all homes that have one, fen."""
    priced = [unit.spec for unit in stock if unit.spec.kind is UnitKind.HOME and unit.spec.filed_price_fen]
    area = sum((spec.built_area for spec in priced), start=Decimal(0))
    if not area:
        return None
    total = sum(spec.filed_price_fen or 0 for spec in priced)
    return round(Decimal(total) / area / 100) * 100


def _values(project: DemoProject, ground: Ground, stock: list[StockUnit], index: int) -> ProjectValues:
    homes = _homes(stock)
    care, care_en = CARETAKERS[project.developer]
    developer, developer_en = DEVELOPERS[project.developer]
    spaces = (Decimal(homes) * Decimal(str(project.spaces))).to_integral_value(ROUND_CEILING)
    return ProjectValues(
        name=project.name,
        name_en=project.name_en,
        alias=project.alias,
        headline=project.headline[0],
        headline_en=project.headline[1],
        description=project.about[0],
        description_en=project.about[1],
        city_code=project.city,
        district_code=project.district,
        area_name=project.area[0],
        area_name_en=project.area[1],
        address=project.address[0],
        address_en=project.address[1],
        lng=project.at[0],
        lat=project.at[1],
        bearing_deg=project.bearing,
        site_geometry=ground.site,
        sales_phone=_phone(index),
        sales_address=f"{project.address[0]}，{project.name}售楼处",
        sales_address_en=f"Sales office of {project.name_en}, {project.address[1]}",
        sales_hours=HOURS[0],
        sales_hours_en=HOURS[1],
        developer=developer,
        developer_en=developer_en,
        property_company=care,
        property_company_en=care_en,
        property_fee_fen=fen_from_yuan(project.fee),
        property_type=project.kind,
        fit_out=project.fit_out,
        plot_ratio=ground.plot_ratio,
        greening_ratio=ground.greening,
        parking_spaces=int(spaces),
        households=homes,
        tags=list(project.tags),
        facilities=list(project.facilities),
        sale_status=project.status,
        opening_on=project.opening,
        opening_precision=DatePrecision.DAY if project.permits else DatePrecision.MONTH,
        handover_on=project.handover,
        handover_precision=DatePrecision.DAY,
        stated_permit=bool(project.permits),
    )


def _phases(project: DemoProject) -> list[PhaseSpec]:
    names = project.phases or (("一期", "Phase 1"),)
    openings = [project.opening, *project.permits[1:]]
    out = []
    for ordinal, (name, name_en) in enumerate(names, start=1):
        permits = [permit_day(project, block.permit) for block in project.blocks if block.phase == ordinal]
        known = [day for day in permits if day is not None]
        opening = project.opening if ordinal == 1 else (min(known) + timedelta(days=8) if known else None)
        out.append(
            PhaseSpec(
                ordinal=ordinal,
                name=name,
                name_en=name_en,
                opening_on=opening or (openings[-1] if ordinal == 1 else None),
                handover_on=project.handover,
            )
        )
    return out


def _earlier_prices(stock: list[StockUnit], share: float) -> list[StockUnit]:
    """The stock as it was filed before a correction."""
    out = []
    for unit in stock:
        fen = unit.spec.filed_price_fen
        if fen is None or unit.spec.kind is not UnitKind.HOME:
            out.append(unit)
            continue
        old = round(fen / 100 * share) * 100
        out.append(replace(unit, spec=replace(unit.spec, filed_price_fen=old)))
    return out


def _write_prices(project: DemoProject, project_id: UUID, stock: list[StockUnit]) -> dict[str, UUID]:
    """Units with their filed prices, the first filing and any correction; and the average of each as the stated price."""
    first_day = project.permits[0] if project.permits else None
    began = datetime.combine(first_day, time(3, 0), UTC) if first_day else NOW
    if project.refiled is None:
        ids = put_units(actor=ACTOR, now=began, project_id=project_id, units=[unit.spec for unit in stock]).ids
        average = _average_fen(stock)
        if average is not None:
            update_project(
                actor=ACTOR, now=began, project_id=project_id, values=ProjectValues(stated_unit_price_fen=average),
                reason=PriceReason.FILING, as_of=first_day,
            )  # fmt: skip
        return ids
    day, share = project.refiled
    before = _earlier_prices(stock, share)
    ids = put_units(actor=ACTOR, now=began, project_id=project_id, units=[unit.spec for unit in before]).ids
    moment = datetime.combine(day, time(3, 0), UTC)
    after = [
        unit if unit.spec.kind is not UnitKind.HOME else replace(unit, spec=replace(unit.spec, filed_on=day))
        for unit in stock
    ]
    for average, when, reason, as_of in (
        (_average_fen(before), began, PriceReason.FILING, first_day),
        (_average_fen(after), moment, PriceReason.CORRECTION, day),
    ):
        update_project(
            actor=ACTOR, now=when, project_id=project_id, values=ProjectValues(stated_unit_price_fen=average),
            reason=reason, as_of=as_of,
        )  # fmt: skip
    put_units(
        actor=ACTOR, now=moment, project_id=project_id, units=[unit.spec for unit in after],
        reason=PriceReason.CORRECTION, note="备案价调整",
    )  # fmt: skip
    return ids


def _write_permits(project: DemoProject, project_id: UUID) -> None:
    for permit, day in enumerate(project.permits, start=1):
        number, issuer, issuer_en = permit_number(project, permit)
        names = [block_name(block.no)[0] for block in project.blocks if block.permit == permit]
        names += [block_name(row.no)[0] for row in project.shops if row.permit == permit]
        if project.garage is not None and project.garage.permit == permit:
            names.append("地下车库")
        add_permit(
            actor=ACTOR, now=NOW, project_id=project_id, number=number, building_names=names, issuer=issuer,
            issuer_en=issuer_en, issued_on=day,
        )  # fmt: skip


def _write(project: DemoProject, index: int) -> tuple[int, int]:
    """All of one project; returns how many units it has and how many of them were released."""
    ground, stock = lay_out(project), stock_of(project)
    developer, developer_en = DEVELOPERS[project.developer]
    organisation_id = ensure_organisation(slug=project.developer, name=developer, name_en=developer_en)
    project_id = create_project(
        actor=ACTOR, now=NOW, organisation_id=organisation_id, source=SOURCE, source_id=project.slug,
        values=_values(project, ground, stock, index), slug=project.slug,
    ).project_id  # fmt: skip
    put_phases(actor=ACTOR, now=NOW, project_id=project_id, phases=_phases(project))
    put_buildings(actor=ACTOR, now=NOW, project_id=project_id, buildings=ground.buildings)
    turns = {code: block.turn for block in reversed(project.blocks) for code in f"{block.homes} {block.top}".split()}
    turns |= {row.layout: row.turn for row in project.shops}
    layouts = [layout_spec(project, plan, turn=turns.get(plan.code, 0)) for plan in project.homes]
    put_layouts(actor=ACTOR, now=NOW, project_id=project_id, layouts=layouts)
    _write_permits(project, project_id)
    ids = _write_prices(project, project_id, stock)
    set_surroundings(actor=ACTOR, now=NOW, project_id=project_id, pois=places_of(project))
    for report in progress_of(project, today=TODAY):
        report_progress(
            actor=ACTOR, now=NOW, project_id=project_id, reported_on=report.on, title=report.title,
            title_en=report.title_en, body=report.body, body_en=report.body_en, building_name=report.building,
            floors_done=report.floors,
        )  # fmt: skip
    released, until = 0, utc_now() + HELD_FOR
    for step in sale_steps(project, stock, today=TODAY):
        unit_ids = [ids[identity] for identity in step.identities]
        moved = set_unit_statuses(
            actor=ACTOR, now=step.at, unit_ids=unit_ids, status=step.status, reason=step.reason, until=until
        )
        released += moved if step.status.value == "available" else 0
    publish_listing(actor=ACTOR, now=NOW, project_id=project_id)
    return len(stock), released


def load_demo(*, echo: Callable[[str], None] = print) -> DemoSummary:
    """Load the demo cities; ``echo`` gets one line per project. Loading again changes nothing.

    Each project is one command: interrupted, the next call goes on with the first project that is missing.
    """
    written = unchanged = units = released = 0
    for index, project in enumerate(PROJECTS):
        if _stands(project):
            unchanged += 1
            continue
        has, freed = command(lambda project=project, index=index: _write(project, index), actor=ACTOR)  # type: ignore[misc]
        written, units, released = written + 1, units + has, released + freed
        echo(f"{project.name} {project.name_en}: {has} units, {freed} released")
    return DemoSummary(written, unchanged, units, released)
