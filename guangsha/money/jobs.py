"""Background work of money: each loads an id and makes one call."""

from datetime import date
from typing import Any
from uuid import UUID

from guangsha.backbone.public import register_job, register_loop
from guangsha.money.bills import bills_step, reconcile
from guangsha.money.invoicing import push_invoice
from guangsha.money.outside import close_payment, follow_payment, push_refund


def _follow(payload: dict[str, Any]) -> None:
    follow_payment(UUID(payload["payment"]))


def _close(payload: dict[str, Any]) -> None:
    close_payment(UUID(payload["payment"]))


def _refund(payload: dict[str, Any]) -> None:
    push_refund(UUID(payload["refund"]))


def _invoice(payload: dict[str, Any]) -> None:
    push_invoice(UUID(payload["invoice"]))


def _reconcile(payload: dict[str, Any]) -> None:
    reconcile(payload["provider"], date.fromisoformat(payload["day"]))


def register_jobs() -> None:
    """Called once at start."""
    register_job("money.follow", _follow)
    register_job("money.close", _close)
    register_job("money.refund", _refund)
    register_job("money.invoice", _invoice)
    register_job("money.reconcile", _reconcile, slow=True)
    register_loop("money-bills", step=bills_step, every_s=600.0)
