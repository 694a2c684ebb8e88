"""Release batches of a listing."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from guangsha.backbone.public import KeyIn, Routes, acting, run_named
from guangsha.inventory.api.console_board import STEP
from guangsha.inventory.domain.errors import NoUnitMoved, RequestClosed, TimeRefused
from guangsha.inventory.domain.steps import StepOutcome
from guangsha.inventory.policies import keepers
from guangsha.inventory.schemas.console import BatchCancelIn, BatchIn, StepOutcomeOut, outcome
from guangsha.inventory.services.batches import cancel_batch, plan_batch

routes = Routes(tags=["console: unit board"])


@routes.post(
    "/console/projects/{project_id}/batches", policy=keepers, response=StepOutcomeOut,
    errors=[*STEP, TimeRefused, NoUnitMoved], operation_id="plan_release_batch",
)  # fmt: skip
def plan_release_batch(request: HttpRequest, project_id: UUID, payload: BatchIn, key: KeyIn) -> dict[str, Any]:
    """Have units become available together, at a moment."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        made, done = plan_batch(
            actor=actor,
            project_id=project_id,
            name=payload.name,
            unit_ids=payload.unit_ids,
            release_at=payload.release_at,
        )
        return outcome(done, made)

    body = [str(project_id), payload.model_dump(mode="json")]
    return run_named(request, work, key=key, name="inventory.plan_batch", body=body)


@routes.post(
    "/console/projects/{project_id}/batches/{batch_id}/cancel", policy=keepers, response=StepOutcomeOut,
    errors=[*STEP, RequestClosed], operation_id="cancel_release_batch",
)  # fmt: skip
def cancel_release_batch(
    request: HttpRequest, project_id: UUID, batch_id: UUID, payload: BatchCancelIn, key: KeyIn
) -> dict[str, Any]:
    """Take a planned batch back."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        cancel_batch(actor=actor, project_id=project_id, batch_id=batch_id, reason=payload.reason)
        return outcome(StepOutcome(()), batch_id)

    body = [str(project_id), str(batch_id), payload.model_dump()]
    return run_named(request, work, key=key, name="inventory.cancel_batch", body=body)
