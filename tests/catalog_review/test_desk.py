"""States as documented, truth checks, looks, monitor, reports, days of the past, and imports over sold units."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from PIL import Image, ImageDraw

from guangsha.backbone.models import AuditEntry, OutboxEvent
from guangsha.backbone.public import command
from guangsha.catalog.domain import report_states, review_states
from guangsha.catalog.domain.monitor import Shown, days_of, percentile
from guangsha.catalog.domain.picture_prints import SAME, far
from guangsha.catalog.domain.report_states import REPORTS, ReportKind, ReportMove, ReportState, report_moved
from guangsha.catalog.domain.review_checks import PriceRule, cell_findings
from guangsha.catalog.domain.review_states import (
    SUBMISSIONS,
    FieldMove,
    SubmissionMove,
    SubmissionState,
    Verdict,
    field_moved,
    submission_moved,
)
from guangsha.catalog.domain.review_words import SENTENCES, sentence
from guangsha.catalog.jobs import print_pictures_step, reaudit_step
from guangsha.catalog.models import Building, ListingReport, Project, Reaudit, Unit
from guangsha.catalog.public import (
    IllegalMove,
    UnitInUse,
    add_media,
    put_listing_rule,
    put_units,
    register_unit_removal_guard,
    store_image,
    update_project,
)
from guangsha.catalog.selectors.content import candidate_cells
from guangsha.catalog.selectors.review import queue_of
from guangsha.catalog.selectors.review_truth import findings_of
from guangsha.catalog.services.review_prints import picture_print
from guangsha.catalog.services.review_reaudit import look_again
from guangsha.catalog.services.review_reports import erase_report_text, move_report, report_listing
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import NotFound
from tests.catalog.support import EDITOR, NOW, run, unit_spec
from tests.catalog_review.support import LATER, People, draft_listing, house, judge, person, public_listing, submitted

DIAGRAM = Path(__file__).resolve().parents[2] / "docs" / "states" / "review.md"


class TestStates:
    @pytest.mark.parametrize("state", SubmissionState)
    @pytest.mark.parametrize("move", SubmissionMove)
    def test_every_pair_of_a_submission_is_decided(self, state: SubmissionState, move: SubmissionMove) -> None:
        if (state, move) in SUBMISSIONS:
            assert submission_moved(state, move) is SUBMISSIONS[state, move]
        else:
            with pytest.raises(IllegalMove):
                submission_moved(state, move)

    @pytest.mark.parametrize("four_eyes", [False, True])
    @pytest.mark.parametrize("verdict", Verdict)
    @pytest.mark.parametrize("move", FieldMove)
    def test_every_pair_of_a_field_is_decided(self, verdict: Verdict, move: FieldMove, four_eyes: bool) -> None:
        table = review_states.TWO_REVIEWERS if four_eyes else review_states.ONE_REVIEWER
        if (verdict, move) in table:
            assert field_moved(verdict, move, four_eyes=four_eyes) is table[verdict, move]
        else:
            with pytest.raises(IllegalMove):
                field_moved(verdict, move, four_eyes=four_eyes)

    @pytest.mark.parametrize("state", ReportState)
    @pytest.mark.parametrize("move", ReportMove)
    def test_every_pair_of_a_report_is_decided(self, state: ReportState, move: ReportMove) -> None:
        if (state, move) in REPORTS:
            assert report_moved(state, move) is REPORTS[state, move]
        else:
            with pytest.raises(IllegalMove):
                report_moved(state, move)

    def test_two_people_are_two_steps(self) -> None:
        once = field_moved(Verdict.PENDING, FieldMove.APPROVE, four_eyes=True)
        assert (once, field_moved(once, FieldMove.APPROVE, four_eyes=True)) == (Verdict.HALF, Verdict.APPROVED)

    def test_the_diagrams_in_the_docs_are_these(self) -> None:
        text = DIAGRAM.read_text()
        assert review_states.submission_mermaid() in text
        assert review_states.field_mermaid(four_eyes=False) in text
        assert review_states.field_mermaid(four_eyes=True) in text
        assert report_states.report_mermaid() in text


def unit(**more: Any) -> dict[str, Any]:
    return {
        "units|a|place": {"building_name": "1栋", "floor": more.get("floor", 3)},
        "units|a|facts": {"kind": "home", "layout_code": "A"},
        "units|a|area": {"built_area": more.get("built", "100.00"), "inner_area": more.get("inner", "80.00")},
        "units|a|price": {"filed_price_fen": 100_000_000, "filed_on": "2026-10-01"},
        "buildings|1栋|floors": 10,
        "layouts|A|area": {"built_area": "100.00", "inner_area": "80.00"},
        "permits|X|facts": {"building_names": more.get("permitted", ["1栋"])},
    }


def codes(cells: dict[str, Any], asking: dict[str, int] | None = None) -> set[tuple[str, str]]:
    return {(one.code, one.severity) for one in cell_findings(cells, rule=PriceRule(15), asking=asking or {})}


class TestTruth:
    def test_a_consistent_listing_has_no_findings(self) -> None:
        assert codes(unit()) == set()

    @pytest.mark.parametrize(
        ("cells", "code", "severity"),
        [
            (unit(permitted=[]), "permit_missing", "block"),
            (unit(floor=11), "floor_outside_building", "block"),
            (unit(inner="101.00"), "inner_above_built", "block"),
            (unit(built="110.00", inner="80.00"), "area_differs_from_layout", "warn"),
            (unit() | {"project||stated.total_max_fen": 100_000_001}, "price_above_filed", "block"),
            (unit() | {"project||stated.total_min_fen": 84_999_999}, "price_below_filed", "block"),
            (unit() | {"layouts|A|geometry": {"version": 9}}, "drawing_unreadable", "block"),
            (
                unit()
                | {
                    "buildings|1栋|footprint": [[0, 0], [10, 0], [10, 10], [0, 10]],
                    "buildings|2栋|footprint": [[5, 5], [15, 5], [15, 15], [5, 15]],
                },
                "footprints_overlap",
                "block",
            ),
        ],
    )
    def test_each_lie_is_found(self, cells: dict[str, Any], code: str, severity: str) -> None:
        assert (code, severity) in codes(cells)

    def test_asking_prices_keep_to_the_published_rule(self) -> None:
        assert codes(unit(), {"a": 85_000_000}) == codes(unit(), {"a": 100_000_000}) == set()
        assert codes(unit(), {"a": 84_999_999}) == {("price_below_filed", "block")}
        assert codes(unit(), {"a": 100_000_001}) == {("price_above_filed", "block")}

    def test_every_finding_has_its_sentence_in_both_languages(self) -> None:
        data = dict.fromkeys(
            ("units", "highest_fen", "lowest_fen", "below_percent", "drawn", "stated", "other", "shared_m2"), 1
        )
        for code in SENTENCES:
            assert sentence(code, data, english=True) != sentence(code, data, english=False)


def photograph(seed: int, size: tuple[int, int] = (640, 420)) -> Image.Image:
    """A made-up facade: no two seeds look alike."""
    picture = Image.new("RGB", (640, 420), (200, 215, 230))
    draw = ImageDraw.Draw(picture)
    for index in range(24):
        x, y = (seed * 37 + index * 83) % 600, (seed * 61 + index * 47) % 380
        shade = (seed * 91 + index * 53) % 255
        draw.rectangle([x, y, x + 40 + index * 4, y + 30 + (seed * index) % 60], fill=(shade, 255 - shade, shade // 2))
    return picture.resize(size)


def numbers(picture: Image.Image) -> tuple[int, int]:
    one, two = picture_print(picture)
    return int(one, 16), int(two, 16)


@pytest.mark.django_db(transaction=True)
class TestPictures:
    def test_a_smaller_brighter_copy_is_the_same_and_another_picture_is_not(self) -> None:
        first = numbers(photograph(1))
        assert far(first, numbers(photograph(1, (300, 200)).point(lambda value: min(255, value + 12)))) <= SAME
        assert all(far(first, numbers(photograph(seed))) > SAME for seed in range(2, 12))
        assert picture_print(Image.new("RGB", (64, 48), (200, 30, 30))) == ("", "")

    def _with_picture(self, project_id: UUID, picture: Image.Image, tmp_path: Path) -> None:
        path = tmp_path / "picture.jpg"
        picture.save(path, quality=85)
        with path.open("rb") as file:
            stored = store_image(content=file)
        run(lambda: add_media(actor=EDITOR, now=NOW, project_id=project_id, stored=stored))

    def test_a_picture_of_another_house_is_blocked_and_one_of_ones_own_is_pointed_out(self, tmp_path: Path) -> None:
        mine, other = draft_listing("p1"), draft_listing("p2", name="别家")
        self._with_picture(mine, photograph(1), tmp_path)
        assert [one.code for one in findings_of(project_id=mine)] == ["picture_not_compared"]
        self._with_picture(other, photograph(1, (500, 330)), tmp_path)
        assert print_pictures_step()
        assert not print_pictures_step()
        assert [(one.code, one.severity) for one in findings_of(project_id=mine)] == [
            ("picture_resembles_other", "warn")
        ]
        Project.objects.filter(pk=other).update(organisation_id=house("other"))
        assert [(one.code, one.severity) for one in findings_of(project_id=mine)] == [
            ("picture_of_other_project", "block")
        ]


@pytest.mark.django_db(transaction=True)
class TestLooks:
    def _rule(self, days: int | None = 30) -> None:
        run(
            lambda: put_listing_rule(
                actor=EDITOR, organisation_id=house_id(), reaudit_days=days, hide_after_days=14, below_percent=15
            )
        )

    def test_overdue_is_said_once_then_hidden_by_the_databases_clock(self) -> None:
        public_listing()
        assert not reaudit_step()
        self._rule()
        assert reaudit_step()
        assert not reaudit_step()
        past = utc_now() - timedelta(minutes=1)
        Reaudit.objects.update(due_at=past)
        assert reaudit_step()
        assert not reaudit_step()
        assert OutboxEvent.objects.filter(name="catalog.reaudit_overdue").count() == 1
        assert Project.objects.get().state == "published"
        Reaudit.objects.update(hide_at=past)
        assert reaudit_step()
        assert not reaudit_step()
        assert Project.objects.get().state == "taken_down"
        assert OutboxEvent.objects.filter(name="catalog.reaudit_hidden").count() == 1
        assert AuditEntry.objects.get(action="catalog.project.take_down").data["reason"] == "reaudit_overdue"

    def test_a_look_plans_the_next_one(self) -> None:
        people, project_id = People(), public_listing()
        self._rule()
        reaudit_step()
        Reaudit.objects.update(due_at=utc_now() - timedelta(minutes=1))
        reaudit_step()
        command(lambda: look_again(actor=people.first, now=utc_now(), project_id=project_id), actor=people.first)
        row = Reaudit.objects.get()
        assert (row.overdue_at, row.looked_by_id) == (None, people.first.person_id)
        assert row.due_at > utc_now() + timedelta(days=29)
        self._rule(None)
        assert not reaudit_step()


def house_id() -> UUID:
    return Project.objects.values_list("organisation_id", flat=True)[0]


@pytest.mark.django_db(transaction=True)
class TestMonitor:
    def test_days_tell_a_publication_from_an_update_and_a_take_down(self) -> None:
        project, noon = UUID(int=1), datetime(2026, 11, 20, 4, tzinfo=UTC)
        day = timedelta(days=1)
        rows = [
            Shown(project, noon, noon + day),
            Shown(project, noon + day, noon + 2 * day),
            Shown(project, noon + 3 * day, None),
        ]
        found = days_of(rows, first=date(2026, 11, 20), last=date(2026, 11, 23))
        assert [(one.published, one.updated, one.taken_down) for one in found] == [
            (1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 0, 0),
        ]  # fmt: skip

    def test_percentiles(self) -> None:
        assert percentile([], 0.5) is None
        assert (percentile([3, 1, 2], 0.5), percentile(list(range(1, 11)), 0.9)) == (2, 9)

    def test_a_queue_holds_what_waits_for_me(self) -> None:
        people, project_id = People(), draft_listing()
        submission = submitted(people.editor, project_id)
        assert [one.id for one in queue_of(actor=people.first)] == [submission.pk]
        assert queue_of(actor=people.editor) == []
        found = list(submission.fields.values_list("path", flat=True))
        judge(people.first, submission, approve=found)
        assert queue_of(actor=people.first) == []
        assert [one.half > 0 for one in queue_of(actor=people.second)] == [True]
        assert queue_of(actor=person("listing.review", organisation_id=house("other"))) == []


@pytest.mark.django_db(transaction=True)
class TestReports:
    def test_the_text_is_sealed_and_can_be_destroyed(self) -> None:
        public_listing()
        people = People()
        report_id = run(
            lambda: report_listing(
                now=LATER, slug="yunlu-lane", kind=ReportKind.PRICE, field="", text="电话 13800138000"
            )
        )
        assert "13800138000" not in str(ListingReport.objects.values_list("text", flat=True).get())
        for move, answer in ((ReportMove.TRIAGE, ""), (ReportMove.ANSWER, "已更正"), (ReportMove.CLOSE, "")):
            command(
                lambda move=move, answer=answer: move_report(  # type: ignore[misc]
                    actor=people.editor, now=LATER, report_id=report_id, move=move, answer=answer
                ),
                actor=people.editor,
            )
        stranger = person("listing.review", organisation_id=house("other"))
        with pytest.raises(NotFound):
            command(
                lambda: move_report(actor=stranger, now=LATER, report_id=report_id, move=ReportMove.REOPEN),
                actor=stranger,
            )
        assert Client().get(f"/api/v1/projects/yunlu-lane/reports/{report_id}").json()["answer"] == "已更正"
        run(lambda: erase_report_text(report_id=report_id, now=LATER))

    def test_one_network_cannot_flood_the_desk(self) -> None:
        public_listing()
        sent = [
            Client()
            .post(
                "/api/v1/projects/yunlu-lane/reports",
                {"kind": "price", "text": "价格不对"},
                content_type="application/json",
                headers={"Idempotency-Key": f"01936d5e-0000-7000-8000-00000000000{index}"},
            )
            .status_code
            for index in range(6)
        ]
        assert sent == [201] * 5 + [429]
        assert ListingReport.objects.count() == 5


@pytest.mark.django_db(transaction=True)
class TestDays:
    def test_the_past_is_shown_as_it_was(self) -> None:
        project_id = public_listing()
        run(lambda: update_project(actor=EDITOR, now=LATER, project_id=project_id, values={"address": "别处 1 号"}))
        first = Client().get("/api/v1/projects/yunlu-lane/on/2026-11-22")
        assert first.json()["content"]["project"]["address"] == "岳麓区云麓路 8 号"
        assert [(one["path"], one["after"]) for one in first.json()["changes"]] == [("project.address", "别处 1 号")]
        assert Client().get("/api/v1/projects/yunlu-lane/on/2026-11-21").status_code == 404
        assert Client().get("/api/v1/projects/yunlu-lane/on/2999-01-01").status_code == 404
        page = Client().get("/en/projects/yunlu-lane/on/2026-11-22")
        assert page.status_code == 200
        assert "noindex" in page.content.decode()
        assert Client().get("/projects/yunlu-lane/on/nonsense").status_code == 404


@pytest.mark.django_db(transaction=True)
class TestHeldUnits:
    def test_a_unit_somebody_holds_keeps_its_place(self) -> None:
        project_id = public_listing()
        held = Unit.objects.get(identity="1栋-0101")
        register_unit_removal_guard("test", lambda *, unit_id, leaving_at: "held" if unit_id == held.pk else None)
        try:
            spec = unit_spec(1, 1)
            for other in (unit_spec(5, 1), unit_spec(1, 1, building="2栋")):
                moved = type(spec)(**{**_fields(other), "identity": spec.identity})
                with pytest.raises(UnitInUse):
                    run(lambda moved=moved: put_units(actor=EDITOR, now=LATER, project_id=project_id, units=[moved]))  # type: ignore[misc]
            run(lambda: put_units(actor=EDITOR, now=LATER, project_id=project_id, units=[unit_spec(1, 1, price=1)]))
        finally:
            register_unit_removal_guard("test", lambda *, unit_id, leaving_at: None)
        held.refresh_from_db()
        assert (held.floor, held.building.name, held.filed_price_fen) == (1, "1栋", 1)
        assert Building.objects.count() == 2
        assert candidate_cells(project_id=project_id)["units|1栋-0101|place"]["floor"] == 1


def _fields(spec: Any) -> dict[str, Any]:
    return {name: getattr(spec, name) for name in spec.__dataclass_fields__}
