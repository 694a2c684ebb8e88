"""What was put in by mistake can be taken out again; what something refers to stays."""

import io
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from guangsha.backbone.models import AuditEntry, OutboxEvent
from guangsha.catalog import ports
from guangsha.catalog.models import Building, Entrance, Layout, ListingVersion, Media, Permit, Project, Unit
from guangsha.catalog.public import (
    BuildingSpec,
    LayoutSpec,
    PartInUse,
    UnitInUse,
    add_media,
    add_permit,
    describe_media,
    media_of,
    put_buildings,
    put_layouts,
    remove_building,
    remove_layout,
    remove_media,
    remove_permit,
    remove_unit,
    reorder_media,
    store_image,
)
from guangsha.kit.actor import VISITOR
from guangsha.kit.errors import Forbidden, Invalid, NotFound
from guangsha.kit.ids import new_id
from tests.catalog.support import EDITOR, NOW, public_project, run
from tests.catalog.test_media import picture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]
LATER = NOW + timedelta(hours=1)


def _act(work: Callable[..., Any], **values: Any) -> Any:
    return run(partial(work, actor=EDITOR, now=LATER, **values))


class _Traces:
    """How often a project's change was told, audited and kept."""

    def __init__(self, project_id: UUID) -> None:
        self.project_id = project_id
        self.before = self._now()

    def _now(self) -> tuple[int, int, int, int]:
        return (
            Project.objects.get(pk=self.project_id).revision,
            OutboxEvent.objects.filter(name="catalog.project_changed").count(),
            AuditEntry.objects.count(),
            ListingVersion.objects.count(),
        )

    def assert_one_of_each(self) -> None:
        assert [after - before for before, after in zip(self.before, self._now(), strict=True)] == [1, 1, 1, 1]
        self.before = self._now()

    def assert_none(self) -> None:
        assert self._now() == self.before


@pytest.fixture
def project_id() -> UUID:
    project_id = public_project()
    _act(
        put_buildings,
        project_id=project_id,
        buildings=[BuildingSpec(name="9栋", footprint=[(100, 0), (120, 0), (120, 10), (100, 10)])],
    )
    _act(put_layouts, project_id=project_id, layouts=[LayoutSpec(code="Z", name="误建", built_area=Decimal(90))])
    return project_id


class TestParts:
    def test_what_nothing_refers_to_goes(self, project_id: UUID) -> None:
        traces = _Traces(project_id)
        Entrance.objects.create(building=Building.objects.get(name="9栋"), ordinal=1, name="1单元")
        _act(remove_building, building_id=Building.objects.get(name="9栋").pk)
        traces.assert_one_of_each()
        _act(remove_layout, layout_id=Layout.objects.get(code="Z").pk)
        traces.assert_one_of_each()
        _act(remove_permit, permit_id=Permit.objects.get().pk)
        traces.assert_one_of_each()
        assert set(Building.objects.values_list("name", flat=True)) == {"1栋", "2栋"}
        assert list(Layout.objects.values_list("code", flat=True)) == ["A"]
        assert not Permit.objects.exists()
        actions = set(AuditEntry.objects.values_list("action", flat=True))
        assert {"catalog.building.remove", "catalog.layout.remove", "catalog.permit.remove"} <= actions

    def test_what_something_refers_to_stays_and_says_why(self, project_id: UUID) -> None:
        traces = _Traces(project_id)
        building, layout = Building.objects.get(name="1栋"), Layout.objects.get(code="A")
        with pytest.raises(PartInUse) as refused:
            _act(remove_building, building_id=building.pk)
        assert refused.value.data["counts"] == {"units": 7, "permits": 1, "progress": 1}
        with pytest.raises(PartInUse) as refused:
            _act(remove_layout, layout_id=layout.pk)
        assert refused.value.data["counts"] == {"units": 12}
        traces.assert_none()
        for unit in Unit.objects.filter(building__name="2栋"):
            _act(remove_unit, unit_id=unit.pk)
        with pytest.raises(PartInUse) as refused:  # history names the building
            _act(remove_building, building_id=Building.objects.get(name="2栋").pk)
        assert refused.value.data["counts"] == {"units": 6}

    def test_a_permit_that_alone_covers_a_unit_in_use_stays(
        self, project_id: UUID, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        held = Unit.objects.filter(building__name="1栋").order_by("-pk").values_list("pk", flat=True)[0]
        monkeypatch.setattr(ports, "_removal_guards", {})
        ports.register_unit_removal_guard("test", lambda *, unit_id, leaving_at: "held" if unit_id == held else None)
        permit_id = Permit.objects.get().pk
        with pytest.raises(UnitInUse) as refused:
            _act(remove_permit, permit_id=permit_id)
        assert refused.value.data == {"unit_id": str(held), "reason": "held"}
        _act(add_permit, project_id=project_id, number="长住预售(2026)第0002号", building_names=["1栋", "2栋"])
        _act(remove_permit, permit_id=permit_id)
        assert Permit.objects.get().number.endswith("0002号")

    @pytest.mark.parametrize(
        ("work", "name"),
        [(remove_building, "building_id"), (remove_layout, "layout_id"), (remove_permit, "permit_id")],
    )
    def test_nobody_else_may_and_what_is_not_there_is_not_found(
        self, project_id: UUID, work: Callable[..., None], name: str
    ) -> None:
        with pytest.raises(NotFound):
            _act(work, **{name: new_id()})
        part = {"building_id": Building, "layout_id": Layout, "permit_id": Permit}[name].objects.first()  # type: ignore[attr-defined]
        with pytest.raises(Forbidden):
            run(partial(work, actor=VISITOR, now=NOW, **{name: part.pk}))


class TestMedia:
    @pytest.fixture
    def media(self, project_id: UUID) -> list[UUID]:
        stored = [store_image(content=io.BytesIO(picture((600 + 10 * n, 300)))) for n in range(3)]
        return [_act(add_media, project_id=project_id, stored=one) for one in stored]

    def test_what_is_said_of_a_picture(self, project_id: UUID, media: list[UUID]) -> None:
        traces = _Traces(project_id)
        assert _act(describe_media, media_id=media[0], alt="南立面", focal_x=0.25, focal_y=1.0)
        traces.assert_one_of_each()
        assert not _act(describe_media, media_id=media[0], alt="南立面")
        traces.assert_none()
        facts = media_of(project_id=project_id)[0]
        assert (facts.alt, facts.alt_en, facts.focal_x, facts.focal_y) == ("南立面", "", 0.25, 1.0)

    @pytest.mark.parametrize(
        "values", [{"focal_x": 1.01}, {"focal_y": -0.1}, {"focal_x": float("nan")}, {"alt": "x" * 201}, {"alt": "a\0"}]
    )
    def test_what_cannot_be_said(self, project_id: UUID, media: list[UUID], values: dict[str, Any]) -> None:
        traces = _Traces(project_id)
        with pytest.raises(Invalid):
            _act(describe_media, media_id=media[0], **values)
        traces.assert_none()

    def test_another_order_and_one_less(self, project_id: UUID, media: list[UUID]) -> None:
        traces = _Traces(project_id)
        turned = [media[2], media[0], media[1]]
        assert _act(reorder_media, project_id=project_id, media_ids=turned)
        traces.assert_one_of_each()
        assert [one.id for one in media_of(project_id=project_id)] == turned
        assert not _act(reorder_media, project_id=project_id, media_ids=turned)
        for wrong in (media[:2], [*media, media[0]], [*media, new_id()], []):
            with pytest.raises(Invalid):
                _act(reorder_media, project_id=project_id, media_ids=wrong)
        traces.assert_none()
        _act(remove_media, media_id=media[2])
        traces.assert_one_of_each()
        assert [one.id for one in media_of(project_id=project_id)] == media[:2]
        with pytest.raises(NotFound):
            _act(remove_media, media_id=media[2])

    def test_a_layout_with_a_picture_stays(self, project_id: UUID) -> None:
        stored = store_image(content=io.BytesIO(picture((620, 310))))
        media_id = _act(add_media, project_id=project_id, stored=stored, layout_code="Z")
        layout_id = Layout.objects.get(code="Z").pk
        with pytest.raises(PartInUse):
            _act(remove_layout, layout_id=layout_id)
        _act(remove_media, media_id=media_id)
        _act(remove_layout, layout_id=layout_id)
        assert not Media.objects.exists()

    def test_nobody_else_may(self, project_id: UUID, media: list[UUID]) -> None:
        for work in (
            partial(remove_media, media_id=media[0]),
            partial(describe_media, media_id=media[0], alt="x"),
            partial(reorder_media, project_id=project_id, media_ids=media[::-1]),
        ):
            with pytest.raises(Forbidden):
                run(partial(work, actor=VISITOR, now=NOW))
