"""What routes are asked with, and what their lists show of each owner."""

from typing import Any

from guangsha.deals.domain.plans import DEFAULT_TERMS
from guangsha.deals.public import DEFAULT
from tests.policy import boards, desk_of_deals, loans, papers, signings

HOUSE = {"organisation_id": "{organisation_id}"}
BODIES: dict[str, dict[str, Any]] = {
    "/console/roles": {**HOUSE, "name": "拍照员", "permissions": ["listing.read"]},
    "/console/people/{person_id}/roles": {**HOUSE, "role": "operations", "scope": "organisation", "within": "{organisation_id}"},
    "/console/people/{person_id}/department": {"department_id": "{department_id}"},
    "/console/invitations": {**HOUSE, "contact": "new@example.com", "roles": ["operations"]},
    "/console/privacy/reveals": {
        "label": "accounts.person.email", "row_id": "{person_id}", "reason": "call_back", "note": "客户请求回电",
    },
    "/me/searches/{search_id}": {"paused": True},
    "/me/notifications/read": {"ids": ["{notification_id}"]},
    **boards.BODIES,
    **papers.BODIES,
    **signings.BODIES,
    "/me/holds/{hold_id}/subscription": {"rules_hash": DEFAULT.hash, "share": 10_000},
    "/me/subscriptions/{subscription_id}/withdrawal": {"amount_fen": DEFAULT.deposit_fen},
    "/me/subscriptions/{subscription_id}/exit": {"amount_fen": DEFAULT.deposit_fen},
    "/me/subscriptions/{subscription_id}/exit/agreement": {"amount_fen": DEFAULT.deposit_fen},
    "/me/subscriptions/{subscription_id}/exit/objection": {"note": "孩子要上学"},
    "/me/subscriptions/{subscription_id}/buyer-change": {
        "buyers": [{"line": 0, "share": 4_000}, {"line": 1, "share": 6_000}], "reason": "调整份额",
    },
    "/me/obligations/{obligation_id}/payments": {"provider": "sandbox"},
    "/me/payments/{payment_id}/invoice": {"kind": "personal", "title": "张三", "tax_no": ""},
    "/console/finance/payments/{payment_id}/refunds": {"amount_fen": 1, "reason": "goodwill", "note": "补偿"},
    "/console/finance/refunds/{refund_id}/decision": {"approve": True},
    "/console/finance/cases/{case_id}/bookings": {"obligation_id": None, "note": "退回"},
    "/console/finance/bookings/{booking_id}/decision": {"approve": True},
    "/console/finance/cases/{case_id}/resolution": {"resolution": "已核对"},
    "/me/deal-links/{link_code}/hold": {"receipt_hash": "{offer_hash}"},
    "/me/subscriptions/{subscription_id}/plan": {"code": "thirds", "terms_hash": DEFAULT_TERMS.hash},
    "/me/subscriptions/{subscription_id}/exchange": {"unit_id": "{swap_id}", "receipt_hash": "{swap_hash}"},
    "/me/subscriptions/{subscription_id}/handover": {"slot_id": "{slot_id}"},
    "/me/subscriptions/{subscription_id}/handover/refusal": {"reason": "卫生间漏水"},
    **desk_of_deals.BODIES,
    **loans.BODIES,
    "/me/saved/move-in": {"favourites": [{"kind": "units", "id": "{key}", "at": "2026-11-22T04:00:00Z"}]},
}  # fmt: skip
LISTS = {
    "/console/people": "person_id",
    "/console/organisations": "organisation_id",
    "/console/roles": "role_id",
    "/console/approvals": "approval_id",
    "/console/invitations": "invitation_id",
    "/me/invitations": "invitation_id",
    "/me/searches": "search_id",
    "/me/notifications": "notification_id",
    "/me/sessions": "session_id",
    "/me/holds": "hold_id",
    "/console/imports": "import_id",
    "/me/obligations": "obligation_id",
    "/me/subscriptions": "subscription_id",
    "/me/payments": "payment_id",
    "/me/contracts": "contract_id",
    "/console/contracts": "contract_id",
    "/console/contract-voids": "contract_id",
    "/console/contract-filings": "contract_id",
    "/console/contract-wordings": "clause_id",
    "/console/contract-sales": "subscription_id",
    "/me/refunds": "refund_id",
    "/me/invoices": "invoice_id",
    "/console/finance/payments": "payment_id",
    "/console/finance/refunds": "refund_id",
    "/console/finance/invoices": "invoice_id",
    "/console/finance/cases": "case_id",
    "/console/finance/bookings": "booking_id",
    "/console/seals": "seal_id",
    "/console/deals": "deal_id",
    "/console/deal-links": "link_id",
    "/console/mortgages": "application_id",
    "/console/mortgage-cases": "case_id",
    "/me/data/looks": "look_note",
    "/console/privacy/reveals": "look_id",
}
"""Route -> what its list holds of each owner."""
MADE_FOR = {
    loans.BANKS: "bank_id",
    loans.SALE: "application_id",
    "/console/finance/reconciliation": "run_id",
    "/console/finance/ledger/accounts": "payment_id",
    "/console/finance/ledger/journals": "payment_id",
}
"""Route -> what its list needs to have something to show; it is nobody's own."""
