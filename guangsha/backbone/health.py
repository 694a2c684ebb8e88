"""Is this process up, and can it serve?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import connection
from django.db.models.functions import Now

from guangsha.backbone.models import Lease, OutboxEvent

RELAY_LATE_S = 30

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class HealthAnswer:
    """``detail`` is for operators and holds no secrets."""

    ok: bool
    detail: str


_checks: dict[str, Callable[[], HealthAnswer]] = {}


def register_health(name: str, check: Callable[[], HealthAnswer]) -> None:
    """Add a check to /readyz and ``guangsha doctor``."""
    if name in _checks:
        raise ValueError(f"health check {name} is registered already")
    _checks[name] = check


def health_answers() -> dict[str, HealthAnswer]:
    """Every check's answer; a check that raises is not ok."""
    answers = {}
    for name, check in _checks.items():
        try:
            answers[name] = check()
        except Exception as error:  # noqa: BLE001 - whatever breaks a check is its answer
            log.warning("health_check_failed", check=name, error=str(error)[:300])
            answers[name] = HealthAnswer(False, type(error).__name__)
    return answers


def database_health() -> HealthAnswer:
    """Can the database be read?"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return HealthAnswer(True, connection.vendor)


def relay_health() -> HealthAnswer:
    """Are committed events stamped in time?"""
    late = OutboxEvent.objects.filter(position=None, created_at__lt=Now() - timedelta(seconds=RELAY_LATE_S))
    if late.exists():
        holder = Lease.objects.filter(pk="relay").values_list("owner", flat=True).first()
        return HealthAnswer(False, f"events wait longer than {RELAY_LATE_S} s; last relay: {holder or 'none'}")
    return HealthAnswer(True, "in time")
