"""Homes, prices and sales of the demo."""

import re
from collections import Counter, defaultdict
from datetime import date

import pytest

from guangsha.catalog.public import SaleStatus, UnitKind
from guangsha.config.demo import words
from guangsha.config.demo.cities import PROJECTS
from guangsha.config.demo.ground import lay_out
from guangsha.config.demo.load import TODAY
from guangsha.config.demo.sales import released_on, sale_steps
from guangsha.config.demo.spec import DemoProject
from guangsha.config.demo.stock import permit_day, stock_of
from guangsha.config.demo.story import permit_number, places_of, progress_of
from guangsha.inventory.domain.statuses import UnitStatus, may_become
from guangsha.kit.hashing import digest
from guangsha.pages.domain.tags import FACILITIES

EACH = [pytest.param(project, id=project.slug) for project in PROJECTS]


def final(project: DemoProject) -> dict[str, UnitStatus]:
    """Where each unit stands after all its steps."""
    stock = stock_of(project)
    state = {unit.spec.identity: UnitStatus.UNRELEASED for unit in stock}
    for step in sale_steps(project, stock, today=TODAY):
        for identity in step.identities:
            assert may_become(state[identity], step.status), (identity, state[identity], step.status)
            state[identity] = step.status
    return state


def test_there_is_enough_to_sell() -> None:
    kinds = Counter(unit.spec.kind for project in PROJECTS for unit in stock_of(project))
    assert kinds[UnitKind.HOME] >= 6_000
    assert kinds[UnitKind.SHOP] >= 80
    assert kinds[UnitKind.PARKING] >= 200


@pytest.mark.parametrize("project", EACH)
def test_units_are_named_once_and_stand_in_a_building(project: DemoProject) -> None:
    stock = stock_of(project)
    buildings = {spec.name: spec for spec in lay_out(project).buildings}
    assert len({unit.spec.identity for unit in stock}) == len(stock)
    places = Counter((u.spec.building, u.spec.floor, u.spec.stack) for u in stock)
    assert set(places.values()) == {1}
    for unit in stock:
        spec, building = unit.spec, buildings[unit.spec.building]
        if spec.kind is UnitKind.HOME:
            assert spec.stack is not None
            assert spec.floor is not None
            assert spec.number is not None
            assert 1 <= spec.stack <= (building.stacks or 0)
            assert 1 <= spec.floor <= (building.floors or 0)
            assert spec.number.startswith(str(spec.floor))
            assert spec.inner_area is not None
            assert spec.inner_area < spec.built_area


@pytest.mark.parametrize("project", EACH)
def test_prices_are_whole_yuan_and_only_where_a_permit_is(project: DemoProject) -> None:
    for unit in stock_of(project):
        fen = unit.spec.filed_price_fen
        assert (fen is None) == (unit.permit == 0)
        if fen is None:
            continue
        assert fen % 100 == 0
        if unit.spec.kind is UnitKind.HOME:
            per_m2 = fen / 100 / float(unit.spec.built_area)
            assert 0.78 * project.price < per_m2 < 1.25 * project.price


@pytest.mark.parametrize("project", EACH)
def test_nothing_is_released_without_permit_or_before_the_opening(project: DemoProject) -> None:
    state = final(project)
    for unit in stock_of(project):
        if unit.permit == 0 or project.opening > TODAY:
            assert state[unit.spec.identity] is UnitStatus.UNRELEASED
        else:
            assert (state[unit.spec.identity] is UnitStatus.UNRELEASED) == (
                released_on(project, unit.permit, today=TODAY) is None
            )


def test_steps_are_dated_between_permit_and_today() -> None:
    for project in PROJECTS:
        for step in sale_steps(project, stock_of(project), today=TODAY):
            assert min(project.permits) < step.at.date() <= TODAY


def test_better_floors_go_first() -> None:
    sold: dict[bool, list[float]] = defaultdict(list)
    for project in PROJECTS:
        if not 0.3 < project.sold < 0.8:
            continue
        state = final(project)
        for unit in stock_of(project):
            if unit.spec.kind is UnitKind.HOME and (unit.spec.floors_total or 0) >= 17:
                gone = state[unit.spec.identity] not in (UnitStatus.UNRELEASED, UnitStatus.AVAILABLE)
                height = (unit.spec.floor or 0) / (unit.spec.floors_total or 1)
                sold[0.45 < height < 0.85].append(gone)
    assert sum(sold[True]) / len(sold[True]) > sum(sold[False]) / len(sold[False]) + 0.1


def test_sold_out_means_that_nothing_is_left() -> None:
    for project in PROJECTS:
        if project.status is SaleStatus.SOLD_OUT:
            assert not {UnitStatus.AVAILABLE, UnitStatus.UNRELEASED} & set(final(project).values())


def test_every_kind_of_sale_occurs() -> None:
    seen = Counter(status for project in PROJECTS for status in final(project).values())
    assert set(seen) >= set(UnitStatus) - {UnitStatus.WITHDRAWN}
    assert {project.status for project in PROJECTS} == {
        SaleStatus.UPCOMING,
        SaleStatus.ON_SALE,
        SaleStatus.SOLD_OUT,
    }
    soon = [project for project in PROJECTS if TODAY < project.opening <= date(2026, 12, 31)]
    assert soon
    assert all(project.permits for project in soon)
    assert any(not project.permits for project in PROJECTS)


@pytest.mark.parametrize("project", EACH)
def test_dates_are_in_order(project: DemoProject) -> None:
    assert project.started < project.opening < project.handover or project.handover < TODAY
    for number, day in enumerate(project.permits, start=1):
        assert permit_day(project, number) == day
        assert project.started < day <= TODAY
        assert "示例" in permit_number(project, number)[0]
    if project.permits:
        assert project.permits[0] <= project.opening
        assert list(project.permits) == sorted(project.permits)
    if project.refiled:
        assert project.permits[0] < project.refiled[0] < TODAY


@pytest.mark.parametrize("project", EACH)
def test_everything_is_said_in_both_languages(project: DemoProject) -> None:
    pairs = [project.headline, project.about, project.area, project.address, (project.name, project.name_en)]
    pairs += [(place.name, place.name_en) for place in places_of(project)]
    pairs += [(report.title, report.title_en) for report in progress_of(project, today=TODAY)]
    pairs += [(report.body, report.body_en) for report in progress_of(project, today=TODAY)]
    for zh, en in pairs:
        assert re.search(r"[一-鿿]", zh), zh
        assert en, zh
        assert not re.search(r"[一-鿿]", en), en
    assert set(project.tags) <= set(words.TAGS)
    assert set(project.facilities) <= set(FACILITIES)
    assert project.developer in words.DEVELOPERS
    assert project.developer in words.CARETAKERS
    assert project.city in words.CITIES
    assert project.district in words.DISTRICTS


def test_projects_do_not_share_their_words() -> None:
    for texts in (
        [p.headline for p in PROJECTS],
        [p.about for p in PROJECTS],
        [p.name for p in PROJECTS],
        [p.slug for p in PROJECTS],
        [p.address for p in PROJECTS],
    ):
        assert len(set(texts)) == len(PROJECTS)


def test_progress_rises_and_ends_today() -> None:
    for project in PROJECTS:
        reports = progress_of(project, today=TODAY)
        assert reports
        assert reports == sorted(reports, key=lambda report: report.on)
        assert reports[-1].on <= TODAY
        floors = [report.floors for report in reports if report.floors is not None]
        assert floors == sorted(floors)


def test_the_dice_fall_the_same_way_everywhere() -> None:
    """The stock of one project by its hash: a change here changes every installation's demo."""
    first, again = (
        digest([[u.spec.identity, u.spec.filed_price_fen, round(u.wanted, 6)] for u in stock_of(PROJECTS[0])])
        for _ in range(2)
    )
    assert first == again
