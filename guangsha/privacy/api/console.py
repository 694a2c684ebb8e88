"""Whole values for staff, and who looked."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query

from guangsha.accounts.public import StepUpNeeded
from guangsha.backbone.public import Routes, acting, command, wants_english
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, Invalid, NotFound, Unauthenticated
from guangsha.privacy.domain.errors import RevealCapHit, ValueErased
from guangsha.privacy.policies import may_read_looks, may_read_register, may_try_reveal
from guangsha.privacy.schemas import LookPageOut, RegisterOut, RevealedOut, RevealIn
from guangsha.privacy.selectors.data import register_entries
from guangsha.privacy.selectors.looks import all_looks
from guangsha.privacy.services.reveals import reveal
from guangsha.vault.public import Secret

routes = Routes(tags=["console"])


@routes.post(
    "/console/privacy/reveals",
    policy=may_try_reveal,
    response=RevealedOut,
    errors=[Unauthenticated, Forbidden, StepUpNeeded, NotFound, ValueErased, Invalid, RevealCapHit],
    operation_id="reveal_value",
)
def reveal_value(request: HttpRequest, response: HttpResponse, body: RevealIn) -> dict[str, Any]:
    """The whole value of a masked field, for a reason; the person can read who looked and why."""
    actor = acting(request)
    response["Cache-Control"] = "no-store"
    note = Secret(body.note)
    found = command(
        lambda: reveal(actor=actor, now=utc_now(), label=body.label, row_id=body.row_id, reason=body.reason, note=note),
        actor=actor,
    )
    return {"look_id": found.look_id, "value": found.value.reveal(), "left_today": found.left_today}


@routes.get(
    "/console/privacy/reveals",
    policy=may_read_looks,
    response=LookPageOut,
    errors=[Unauthenticated, Forbidden],
    operation_id="list_reveals",
)
def list_reveals(
    request: HttpRequest,
    response: HttpResponse,
    before: Annotated[UUID | None, Query(description="``next_before`` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """Looks of everybody, newest first, without values."""
    response["Cache-Control"] = "no-store"
    lines = all_looks(before=before, limit=limit)
    return {
        "looks": [asdict(line) for line in lines],
        "next_before": lines[-1].id if len(lines) == limit else None,
    }


@routes.get(
    "/console/privacy/fields",
    policy=may_read_register,
    response=RegisterOut,
    errors=[Unauthenticated, Forbidden],
    operation_id="list_personal_fields",
)
def list_personal_fields(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    """The register of personal fields: what is held, why, on what basis, how long, and what an export shows."""
    response["Cache-Control"] = "no-store"
    english = wants_english(request)
    return {
        "fields": [
            {
                **entry,
                "title": entry["title" if english else "title_zh"],
                "purpose": entry["purpose" if english else "purpose_zh"],
            }
            for entry in register_entries()
        ]
    }
