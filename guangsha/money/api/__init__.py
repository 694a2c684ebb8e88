"""Routes of money: a buyer's own, the finance console, and the addresses where providers tell us."""

from guangsha.money.api.bookings import routes as booking_routes
from guangsha.money.api.console import routes as console_routes
from guangsha.money.api.invoices import routes as invoice_routes
from guangsha.money.api.ledger import routes as ledger_routes
from guangsha.money.api.notices import routes as notice_routes
from guangsha.money.api.own import routes as own_routes
from guangsha.money.api.receipts import routes as receipt_routes
from guangsha.money.api.reconciliation import routes as reconciliation_routes

routers = (
    own_routes,
    notice_routes,
    console_routes,
    booking_routes,
    reconciliation_routes,
    ledger_routes,
    receipt_routes,
    invoice_routes,
)
