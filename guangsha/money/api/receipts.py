"""Receipts of payments, for who paid and for finance."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from guangsha.backbone.public import Routes, acting, acting_person, signed_in
from guangsha.kit.errors import Forbidden, NotFound, Unauthenticated
from guangsha.money.documents.receipts import Receipt, receipt_for_buyer, receipt_for_staff
from guangsha.money.domain.errors import NoReceipt
from guangsha.money.policies import readers

routes = Routes(tags=["paying"])
FILE = {"schema": {"type": "string", "format": "binary"}}
PDF = {"responses": {200: {"description": "PDF", "content": {"application/pdf": FILE}}}}


def _answer(receipt: Receipt) -> HttpResponse:
    answer = HttpResponse(receipt.content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{receipt.number}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@routes.get(
    "/me/payments/{payment_id}/receipt", policy=signed_in, response=None,
    errors=[Unauthenticated, NotFound, NoReceipt], operation_id="get_own_receipt", openapi_extra=PDF,
)  # fmt: skip
def own_receipt(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """The receipt of one's payment as PDF; the same facts give the same file."""
    return _answer(receipt_for_buyer(payer_id=acting_person(request)[1], payment_id=payment_id))


@routes.get(
    "/console/finance/payments/{payment_id}/receipt", policy=readers, response=None,
    errors=[Unauthenticated, Forbidden, NotFound, NoReceipt], operation_id="get_receipt", openapi_extra=PDF,
)  # fmt: skip
def receipt(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """The same for finance."""
    return _answer(receipt_for_staff(actor=acting(request), payment_id=payment_id))
