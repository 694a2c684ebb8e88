"""The door of deals."""

from guangsha.deals.api import routers
from guangsha.deals.domain.rules import DEFAULT, AfterSigning, Rules, Rung
from guangsha.deals.domain.subscriptions import TimelineEntry, Who
from guangsha.deals.ports import NoFault, register_no_fault, register_timeline
from guangsha.deals.selectors.loans import LoanBuyer, LoanSale, loan_sale, loan_sales
from guangsha.deals.selectors.plans import plan_of
from guangsha.deals.services.plans import drop_plan, owe_plan
from guangsha.deals.services.rules import publish_rules
from guangsha.deals.window import hold_window

__all__ = [
    "DEFAULT",
    "AfterSigning",
    "LoanBuyer",
    "LoanSale",
    "NoFault",
    "Rules",
    "Rung",
    "TimelineEntry",
    "Who",
    "drop_plan",
    "hold_window",
    "loan_sale",
    "loan_sales",
    "owe_plan",
    "plan_of",
    "publish_rules",
    "register_no_fault",
    "register_timeline",
    "routers",
]
