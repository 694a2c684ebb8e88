"""The door of the unit ledger."""

from guangsha.inventory.api import routes
from guangsha.inventory.domain.board import BoardUnit, StatusNow, UnitBoard
from guangsha.inventory.domain.claims import ClaimEnding, HoldFacts
from guangsha.inventory.domain.errors import (
    CoolingDown,
    HoldEnded,
    HoldingTooFast,
    HoldsAnother,
    NotOffered,
    PriceChanged,
    PriceNotFiled,
    StatusConflict,
    StatusRefused,
    UnitTaken,
)
from guangsha.inventory.domain.events import UnitsChanged
from guangsha.inventory.domain.price import PriceReceipt, RuleKind
from guangsha.inventory.domain.price_desk import RuleWanted
from guangsha.inventory.domain.statuses import ShownStatus, UnitStatus, shown
from guangsha.inventory.ports import HouseholdsOf, MayChoose, register_households_of, register_may_choose
from guangsha.inventory.schemas.board import PriceReceiptOut
from guangsha.inventory.selectors.board import (
    counts_by_status,
    statuses_of_project,
    statuses_of_units,
    steps_taken,
    unit_board,
    unit_status,
)
from guangsha.inventory.selectors.offers import holds_of, receipt_of
from guangsha.inventory.selectors.prices import AskedRange, Asking, asked_ranges, asked_totals, asking_of
from guangsha.inventory.selectors.public_log import (
    RuleEnded,
    RulePublished,
    ShownStep,
    ended_rules,
    projects_with_steps,
    publications,
    published_rules,
    shown_steps,
    step_ids,
)
from guangsha.inventory.selectors.wishes import Choice, Verdict, Wish, judged
from guangsha.inventory.services.hold_many import hold_chosen
from guangsha.inventory.services.holds import (
    extend_hold,
    forget_holder,
    hand_hold_to,
    hold_unit,
    release_hold,
    settle_households,
)
from guangsha.inventory.services.prices import decide_rule, propose_rule
from guangsha.inventory.services.sales import (
    contract_unit,
    give_up_unit,
    hand_over_unit,
    restore_unit,
    subscribe_unit,
)
from guangsha.inventory.services.statuses import set_unit_statuses
from guangsha.inventory.views import note_view

__all__ = [
    "AskedRange",
    "Asking",
    "BoardUnit",
    "Choice",
    "ClaimEnding",
    "CoolingDown",
    "HoldEnded",
    "HoldFacts",
    "HoldingTooFast",
    "HoldsAnother",
    "HouseholdsOf",
    "MayChoose",
    "NotOffered",
    "PriceChanged",
    "PriceNotFiled",
    "PriceReceipt",
    "PriceReceiptOut",
    "RuleEnded",
    "RuleKind",
    "RulePublished",
    "RuleWanted",
    "ShownStatus",
    "ShownStep",
    "StatusConflict",
    "StatusNow",
    "StatusRefused",
    "UnitBoard",
    "UnitStatus",
    "UnitTaken",
    "UnitsChanged",
    "Verdict",
    "Wish",
    "asked_ranges",
    "asked_totals",
    "asking_of",
    "contract_unit",
    "counts_by_status",
    "decide_rule",
    "ended_rules",
    "extend_hold",
    "forget_holder",
    "give_up_unit",
    "hand_hold_to",
    "hand_over_unit",
    "hold_chosen",
    "hold_unit",
    "holds_of",
    "judged",
    "note_view",
    "projects_with_steps",
    "propose_rule",
    "publications",
    "published_rules",
    "receipt_of",
    "register_households_of",
    "register_may_choose",
    "release_hold",
    "restore_unit",
    "routes",
    "set_unit_statuses",
    "settle_households",
    "shown",
    "shown_steps",
    "statuses_of_project",
    "statuses_of_units",
    "step_ids",
    "steps_taken",
    "subscribe_unit",
    "unit_board",
    "unit_status",
]
