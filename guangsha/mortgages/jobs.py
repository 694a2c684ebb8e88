"""Background work of mortgages: each loads an id and makes one call."""

from typing import Any
from uuid import UUID

from guangsha.backbone.public import register_job
from guangsha.mortgages.outside import FOLLOW_JOB, find_money, follow, push, withdraw
from guangsha.mortgages.services.applications import PUSH_JOB, WITHDRAW_JOB
from guangsha.mortgages.services.news import MONEY_JOB


def _push(payload: dict[str, Any]) -> None:
    push(UUID(payload["application"]))


def _follow(payload: dict[str, Any]) -> None:
    follow(UUID(payload["application"]), int(payload.get("tries", 0)))


def _withdraw(payload: dict[str, Any]) -> None:
    withdraw(UUID(payload["application"]))


def _money(payload: dict[str, Any]) -> None:
    find_money(UUID(payload["application"]), int(payload.get("tries", 0)))


def register_jobs() -> None:
    """Called once at start."""
    register_job(PUSH_JOB, _push)
    register_job(FOLLOW_JOB, _follow)
    register_job(WITHDRAW_JOB, _withdraw)
    register_job(MONEY_JOB, _money)
