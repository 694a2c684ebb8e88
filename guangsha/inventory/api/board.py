"""The unit board of a public project, and the status and price of one unit."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path

from guangsha.backbone.public import Routes, Shelf, anyone, kept_answer, not_modified, weak_etag
from guangsha.catalog.public import public_ref, public_ref_of_unit
from guangsha.inventory.domain.board import StatusNow
from guangsha.inventory.domain.errors import PriceNotFiled
from guangsha.inventory.domain.price import PriceReceipt
from guangsha.inventory.schemas.board import PriceReceiptOut, UnitBoardOut, UnitStatusOut
from guangsha.inventory.selectors.board import steps_taken, unit_board, unit_status
from guangsha.inventory.selectors.offers import receipt_of
from guangsha.kit.bounded_cache import MEGABYTE
from guangsha.kit.errors import Gone, NotFound

routes = Routes(tags=["units"])
boards = Shelf("unit_board", room=32 * MEGABYTE, keep_s=600)
SlugIn = Annotated[str, Path(pattern=r"^[-a-zA-Z0-9_]+$", max_length=100, description="The project's address.")]


@routes.get(
    "/projects/{slug}/unit-board",
    policy=anyone,
    response=UnitBoardOut,
    errors=[NotFound, Gone],
    cached=True,
    operation_id="get_unit_board",
)
def get_unit_board(request: HttpRequest, response: HttpResponse, slug: SlugIn) -> HttpResponse:
    """Every unit of a project with its status as of now 销控表."""
    ref = public_ref(slug=slug)
    version = (ref.id, ref.revision, steps_taken(project_id=ref.id))
    return not_modified(request, response, etag=weak_etag(*version)) or kept_answer(
        response, boards, *version, make=lambda: UnitBoardOut.of(unit_board(project_id=ref.id))
    )


@routes.get(
    "/units/{unit_id}/status",
    policy=anyone,
    response=UnitStatusOut,
    errors=[NotFound, Gone],
    operation_id="get_unit_status",
)
def get_unit_status(request: HttpRequest, response: HttpResponse, unit_id: UUID) -> StatusNow:
    """The status of one unit of a public project, now."""
    public_ref_of_unit(unit_id=unit_id)
    response["Cache-Control"] = "no-store"
    return unit_status(unit_id=unit_id)


@routes.get(
    "/units/{unit_id}/price",
    policy=anyone,
    response=PriceReceiptOut,
    errors=[NotFound, Gone, PriceNotFiled],
    operation_id="get_unit_price",
)
def get_unit_price(request: HttpRequest, response: HttpResponse, unit_id: UUID) -> PriceReceipt:
    """What one unit costs now, the same for everybody, and how that came about 价格凭据."""
    response["Cache-Control"] = "no-store"
    return receipt_of(unit_id=unit_id)
