"""The sales that a contract can be drawn up for, for those who do so."""

from django.http import HttpRequest, HttpResponse

from guangsha.backbone.public import Routes, acting, holding
from guangsha.deals.schemas.contracts import ContractSaleOut, ContractSalesOut
from guangsha.deals.selectors.contracts import DRAFT, sales_without_contract
from guangsha.kit.errors import Forbidden, Unauthenticated

routes = Routes(tags=["console: contracts"])


@routes.get(
    "/console/contract-sales", policy=holding(DRAFT), response=ContractSalesOut, errors=[Unauthenticated, Forbidden],
    operation_id="list_contract_sales",
)  # fmt: skip
def list_contract_sales(request: HttpRequest, response: HttpResponse) -> ContractSalesOut:
    """Paid subscriptions of one's companies that have no live contract, oldest first."""
    response["Cache-Control"] = "no-store"
    found = sales_without_contract(actor=acting(request))
    return ContractSalesOut(items=[ContractSaleOut.model_validate(one, from_attributes=True) for one in found])
