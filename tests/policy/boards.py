"""Unit boards for the table: a listing of somebody's company with units in every state that a board shows."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from guangsha.catalog.models import Project, Unit
from guangsha.inventory.models import HoldRequest, PublishedRule, ReleaseBatch, RuleProposal
from guangsha.inventory.public import UnitStatus, set_unit_statuses
from guangsha.kit.clock import utc_now
from tests.catalog.support import EDITOR, NOW, fill, make_project, publish, run
from tests.inventory.support import hold
from tests.policy.bodies import NOBODY

BOARD = "/console/projects/{project_id}"
SOON = (utc_now() + timedelta(days=1)).isoformat()
RULE: dict[str, Any] = {
    "kind": "factor", "value": 9_500, "name": "九五折", "name_en": "5 % off", "starts_at": None, "ends_at": None,
    "building_ids": [], "layout_ids": [], "replaces": None,
}  # fmt: skip
BODIES: dict[str, dict[str, Any]] = {
    f"{BOARD}/board/steps": {
        "step": "release",
        "units": [{"id": "{home_id}", "revision": 0}, {"id": NOBODY, "revision": 0}],
        "reason": "开盘",
    },
    f"{BOARD}/hold-requests": {"unit_ids": ["{home_id}"], "reason": "样板间", "until": SOON},
    f"{BOARD}/hold-requests/{{request_id}}/decision": {"approve": True},
    f"{BOARD}/batches": {"name": "首批", "unit_ids": ["{home_id}"], "release_at": SOON},
    f"{BOARD}/batches/{{batch_id}}/cancel": {"reason": "改期"},
    f"{BOARD}/price-rules/preview": {**RULE, "value": 5_000},
    f"{BOARD}/price-proposals": {**RULE, "reason": "开盘优惠"},
    f"{BOARD}/price-proposals/{{proposal_id}}/decision": {"approve": True},
}


class House:
    """A public listing of a company: a home on sale, one that a buyer holds, one that nobody released."""

    def __init__(self, organisation_id: UUID, colleague_id: UUID, person_id: UUID) -> None:
        self.project_id = make_project(str(uuid4()))
        Project.objects.filter(pk=self.project_id).update(organisation_id=organisation_id)
        fill(self.project_id, floors=2)
        publish(self.project_id)
        self.colleague_id, self.person_id = colleague_id, person_id
        rows = Unit.objects.filter(project=self.project_id, building__name="1栋", kind="home").order_by("identity")
        self.held, self.asked, self.planned, self.home = rows.values_list("pk", flat=True)
        run(
            lambda: set_unit_statuses(
                actor=EDITOR, now=NOW, unit_ids=[self.held, self.asked], status=UnitStatus.AVAILABLE
            )
        )
        PublishedRule.objects.create(
            project_id=self.project_id,
            number=1,
            kind="factor",
            value=9_900,
            name="九九折",
            name_en="1 % off",
            starts_at=NOW,
        )
        hold(self.held)
        self.request(colleague_id)
        self.proposal(colleague_id)
        self.batch = str(self._batch())
        ReleaseBatch.objects.filter(pk=self.batch).update(refused={str(self.held): "taken"})

    def request(self, person_id: UUID) -> UUID:
        """Somebody asks that a home is kept."""
        return HoldRequest.objects.create(
            project_id=self.project_id,
            unit_ids=[str(self.asked)],
            reason="样板间",
            until=utc_now() + timedelta(days=1),
            asked_by=person_id,
            asked_at=utc_now(),
        ).pk

    def _batch(self) -> UUID:
        return ReleaseBatch.objects.create(
            project_id=self.project_id,
            name="首批",
            unit_ids=[str(self.planned)],
            release_at=utc_now() + timedelta(days=1),
            planned_by=self.colleague_id,
            planned_at=utc_now(),
        ).pk

    def proposal(self, person_id: UUID) -> UUID:
        """Somebody proposes a rule."""
        return RuleProposal.objects.create(
            project_id=self.project_id,
            kind="factor",
            value=9_500,
            name="九五折",
            name_en="5 % off",
            reason="开盘优惠",
            asked_by=person_id,
            asked_at=utc_now(),
        ).pk
