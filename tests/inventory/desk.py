"""People who keep the unit ledger, and what they do on the board."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from guangsha.backbone.public import command
from guangsha.catalog.models import Project
from guangsha.inventory.domain.steps import BoardStep, StepOutcome
from guangsha.inventory.models import UnitRecord
from guangsha.inventory.services.batches import plan_batch
from guangsha.inventory.services.board import take_step
from guangsha.inventory.services.requests import ask_hold, decide_hold_request
from guangsha.kit.actor import Actor
from guangsha.kit.clock import utc_now
from tests.actors import holder

T = TypeVar("T")


class Desk:
    """Two sales managers of the company of the only project."""

    def __init__(self) -> None:
        project = Project.objects.get()
        self.project_id: UUID = project.pk
        self.keeper = holder("sales_manager", organisation_id=project.organisation_id)
        self.approver = holder("sales_manager", organisation_id=project.organisation_id)

    def as_(self, actor: Actor, work: Callable[[], T]) -> T:
        """``work`` as a command of ``actor``."""
        return command(work, actor=actor)

    def seen(self, units: Sequence[UUID]) -> dict[UUID, int]:
        """The units with the revisions they have now."""
        known = dict(UnitRecord.objects.filter(pk__in=units).values_list("pk", "revision"))
        return {unit: known.get(unit, 0) for unit in units}

    def step(
        self, step: BoardStep, units: Sequence[UUID], *, actor: Actor | None = None, seen: dict[UUID, int] | None = None
    ) -> StepOutcome:
        """A step with a reason."""
        who, known = actor or self.keeper, seen or self.seen(units)
        return self.as_(
            who, lambda: take_step(actor=who, project_id=self.project_id, step=step, units=known, reason="开盘")
        )

    def ask(self, units: Sequence[UUID], *, days: float = 3, actor: Actor | None = None) -> UUID:
        """Ask that the house keeps the units; the request."""
        who, until = actor or self.keeper, utc_now() + timedelta(days=days)
        return self.as_(
            who,
            lambda: ask_hold(actor=who, project_id=self.project_id, unit_ids=units, reason="样板间", until=until),
        )[0]

    def decide(self, request_id: UUID, *, approve: bool = True, actor: Actor | None = None) -> StepOutcome:
        """Approve or refuse."""
        who = actor or self.approver
        return self.as_(
            who,
            lambda: decide_hold_request(
                actor=who, project_id=self.project_id, request_id=request_id, approve=approve, note="同意"
            ),
        )

    def plan(self, units: Sequence[UUID], *, hours: float = 1) -> UUID:
        """Plan a batch; its id."""
        at = utc_now() + timedelta(hours=hours)
        return self.as_(
            self.keeper,
            lambda: plan_batch(
                actor=self.keeper, project_id=self.project_id, name="首批", unit_ids=units, release_at=at
            ),
        )[0]
