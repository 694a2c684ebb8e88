"""Routes of the transparency log: public, and the same for everybody."""

import base64
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query

from guangsha.backbone.public import Routes, anyone, not_modified, weak_etag
from guangsha.kit.errors import Invalid, NotFound
from guangsha.transparency.domain.heads import origin_of
from guangsha.transparency.schemas import (
    ConsistencyOut,
    InclusionOut,
    LedgerEntriesOut,
    LedgerEntryOut,
    LedgerHeadOut,
    LedgerKeyOut,
    UnitLedgerOut,
)
from guangsha.transparency.selectors.public_log import (
    MOST,
    consistency,
    entries,
    head_of,
    inclusion,
    latest_head,
    unit_history,
)
from guangsha.transparency.services.signing import public_key

routes = Routes(tags=["ledger"])
TOP = 2**47
HOUR = "public, max-age=3600"
SECOND = "public, max-age=1"
Size = Annotated[int | None, Query(ge=1, le=TOP, description="Number of leaves; the newest head's when left out.")]


@routes.get("/ledger/key", policy=anyone, response=LedgerKeyOut, operation_id="get_ledger_key")
def get_ledger_key(request: HttpRequest, response: HttpResponse) -> LedgerKeyOut:
    """The key that heads are signed with."""
    response["Cache-Control"] = HOUR
    key = public_key()
    return LedgerKeyOut(origin=origin_of(key), public_key=base64.b64encode(key).decode())


@routes.get("/ledger/head", policy=anyone, response=LedgerHeadOut, errors=[NotFound], operation_id="get_ledger_head")
def get_ledger_head(request: HttpRequest, response: HttpResponse, size: Size = None) -> LedgerHeadOut:
    """The newest signed tree head, or the one that was signed at ``size``."""
    head = head_of(size=size) if size else latest_head()
    response["Cache-Control"] = HOUR if size else SECOND
    return LedgerHeadOut.of(head)


@routes.get(
    "/ledger/entries",
    policy=anyone,
    response=LedgerEntriesOut,
    errors=[NotFound],
    cached=True,
    operation_id="list_ledger_entries",
)
def list_ledger_entries(
    request: HttpRequest,
    response: HttpResponse,
    start: Annotated[int, Query(alias="from", ge=0, le=TOP)] = 0,
    end: Annotated[int | None, Query(alias="to", ge=0, le=TOP, description="Before this index.")] = None,
) -> LedgerEntriesOut | HttpResponse:
    """Leaves in order, at most 500 at once, by index from ``from`` to before ``to``."""
    size = latest_head().size
    last = min(size, start + MOST if end is None else end)
    found = entries(start=start, end=last)
    open_now = sum(entry.text is not None for entry in found)
    etag = weak_etag(start, last, size, open_now)
    rows = [LedgerEntryOut.of(entry) for entry in found]
    return not_modified(request, response, etag=etag) or LedgerEntriesOut(size=size, entries=rows)


@routes.get(
    "/ledger/proofs/inclusion",
    policy=anyone,
    response=InclusionOut,
    errors=[NotFound, Invalid],
    operation_id="prove_ledger_inclusion",
)
def prove_ledger_inclusion(
    request: HttpRequest,
    response: HttpResponse,
    *,
    unit: UUID | None = None,
    revision: Annotated[int | None, Query(ge=0, le=2**31 - 1)] = None,
    index: Annotated[int | None, Query(ge=0, le=TOP)] = None,
    size: Size = None,
) -> InclusionOut:
    """That the log has a step of a unit (``unit`` and ``revision``), or a leaf (``index``)."""
    proof = inclusion(unit_id=unit, revision=revision, index=index, size=size)
    response["Cache-Control"] = SECOND
    return InclusionOut.of(proof)


@routes.get(
    "/ledger/proofs/consistency",
    policy=anyone,
    response=ConsistencyOut,
    errors=[NotFound, Invalid],
    operation_id="prove_ledger_consistency",
)
def prove_ledger_consistency(
    request: HttpRequest,
    response: HttpResponse,
    old: Annotated[int, Query(alias="from", ge=1, le=TOP)],
    size: Annotated[int, Query(alias="to", ge=1, le=TOP)],
) -> ConsistencyOut:
    """That the log only grew between two of its sizes."""
    proof = consistency(old=old, size=size)
    response["Cache-Control"] = HOUR
    return ConsistencyOut.model_validate({"from": old, "to": size, "proof": list(proof)})


@routes.get(
    "/ledger/units/{unit_id}",
    policy=anyone,
    response=UnitLedgerOut,
    errors=[NotFound],
    operation_id="get_unit_ledger",
)
def get_unit_ledger(request: HttpRequest, response: HttpResponse, unit_id: UUID) -> UnitLedgerOut:
    """The public record of a unit, each step with its proof 此房源的公开记录. It stays when the listing is taken down."""
    history = unit_history(unit_id=unit_id)
    response["Cache-Control"] = SECOND
    return UnitLedgerOut.of(history)
