"""Loading the demo into a real database: whole projects, once."""

import pytest
from django.db.models import Count, Min

from guangsha.accounts.models import Organisation
from guangsha.catalog.models import (
    Building,
    Layout,
    Permit,
    PointOfInterest,
    PriceChange,
    Progress,
    Project,
    Unit,
)
from guangsha.config.demo import load
from guangsha.config.demo.cities import PROJECTS
from guangsha.config.demo.stock import stock_of
from guangsha.inventory.models import UnitEvent, UnitRecord
from guangsha.inventory.public import UnitStatus

SOME = {"lingshang-yunting", "yantian-shiguang", "yanghu-tingzhou", "nanzhan-yunjie"}
"""One whose prices were corrected, one without a permit, one of houses, one with shops."""
COUNTED = (
    Organisation,
    Project,
    Building,
    Layout,
    Unit,
    Permit,
    PointOfInterest,
    Progress,
    PriceChange,
    UnitRecord,
    UnitEvent,
)


@pytest.fixture
def some(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Four projects of the demo loaded; what was echoed."""
    monkeypatch.setattr(load, "PROJECTS", tuple(project for project in PROJECTS if project.slug in SOME))
    said: list[str] = []
    load.load_demo(echo=said.append)
    return said


@pytest.mark.django_db(transaction=True)
def test_loading_twice_changes_nothing(some: list[str]) -> None:
    assert len(some) == len(SOME)
    before = [model.objects.count() for model in COUNTED]
    revisions = list(Project.objects.order_by("slug").values_list("slug", "revision", "updated_at"))
    summary = load.load_demo(echo=some.append)
    assert (summary.projects, summary.unchanged, summary.units) == (0, len(SOME), 0)
    assert [model.objects.count() for model in COUNTED] == before
    assert list(Project.objects.order_by("slug").values_list("slug", "revision", "updated_at")) == revisions
    assert len(some) == len(SOME)


@pytest.mark.django_db(transaction=True)
def test_what_was_written_is_what_was_meant(some: list[str]) -> None:
    assert set(Project.objects.filter(state="published").values_list("slug", flat=True)) == SOME
    for project in Project.objects.all():
        meant = next(p for p in PROJECTS if p.slug == project.slug)
        assert project.units.count() == len(stock_of(meant))
        assert project.plot_ratio is not None
        assert project.greening_ratio is not None
        assert project.surroundings.aggregate(least=Min("distance_m"))["least"] > 0
        assert project.permits.count() == len(meant.permits)
        assert project.progress.exists()
    unpermitted = Unit.objects.annotate(covered=Count("building__permits")).filter(covered=0)
    assert unpermitted.exists()
    assert not UnitRecord.objects.filter(pk__in=unpermitted.values("pk")).exists()


@pytest.mark.django_db(transaction=True)
def test_a_corrected_price_keeps_its_history(some: list[str]) -> None:
    project = Project.objects.get(slug="lingshang-yunting")
    stated = list(project.price_changes.filter(unit=None).order_by("changed_at").values_list("reason", flat=True))
    assert stated == ["initial", "correction"]
    home = project.units.filter(kind="home").first()
    assert home is not None
    steps = list(home.price_changes.order_by("changed_at"))
    assert [step.reason for step in steps] == ["initial", "correction"]
    assert steps[1].old_fen == steps[0].new_fen
    assert steps[1].new_fen == home.filed_price_fen
    assert steps[0].as_of is not None
    assert steps[1].as_of is not None
    assert steps[0].as_of < steps[1].as_of


@pytest.mark.django_db(transaction=True)
def test_a_sale_is_a_row_of_dated_steps(some: list[str]) -> None:
    sold = UnitRecord.objects.filter(status=UnitStatus.CONTRACTED).first()
    assert sold is not None
    steps = list(UnitEvent.objects.filter(unit_id=sold.pk).order_by("changed_at").values_list("before", "after"))
    assert [after for _, after in steps] == ["available", "held", "subscribed", "contracted"]
    assert [before for before, _ in steps[1:]] == [after for _, after in steps[:-1]]


@pytest.mark.django_db(transaction=True)
def test_an_interrupted_load_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "PROJECTS", tuple(project for project in PROJECTS if project.slug in SOME))
    first = load.PROJECTS[0]
    publish, calls = load.publish_listing, []

    def power_cut(**given: object) -> None:
        calls.append(given)
        if len(calls) == 2:
            raise RuntimeError("the machine stopped")
        publish(**given)  # type: ignore[arg-type]

    monkeypatch.setattr(load, "publish_listing", power_cut)
    with pytest.raises(RuntimeError, match="stopped"):
        load.load_demo(echo=lambda line: None)
    assert list(Project.objects.values_list("slug", flat=True)) == [first.slug]
    summary = load.load_demo(echo=lambda line: None)
    assert (summary.projects, summary.unchanged) == (len(SOME) - 1, 1)
