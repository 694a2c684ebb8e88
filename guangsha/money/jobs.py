"""Background work of money: each loads an id and makes one call."""

from typing import Any
from uuid import UUID

from guangsha.backbone.public import register_job
from guangsha.money.outside import close_payment, follow_payment, push_refund


def _follow(payload: dict[str, Any]) -> None:
    follow_payment(UUID(payload["payment"]))


def _close(payload: dict[str, Any]) -> None:
    close_payment(UUID(payload["payment"]))


def _refund(payload: dict[str, Any]) -> None:
    push_refund(UUID(payload["refund"]))


def register_jobs() -> None:
    """Called once at start."""
    register_job("money.follow", _follow)
    register_job("money.close", _close)
    register_job("money.refund", _refund)
