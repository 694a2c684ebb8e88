"""Texts cost money and can be used to pester: limits per number, per network and in all, and an alarm before the last."""

import structlog
from django.conf import settings
from prometheus_client import Counter, Gauge

from guangsha.accounts.domain.errors import TooOften
from guangsha.accounts.limits import Limit, take, used
from guangsha.backbone.public import HealthAnswer

DAY = 86_400
PER_NUMBER_MINUTE = Limit("sms-number-minute", 1, 60)
PER_NUMBER_DAY = Limit("sms-number-day", 10, DAY)
PER_NETWORK_HOUR = Limit("sms-network-hour", 30, 3600)
CHECKS_PER_NETWORK = Limit("code-network", 60, 600)
ALARM_SHARE = 0.8
ALL = "all"

SENT = Counter("guangsha_sms_codes_total", "Codes asked for by text message and allowed")
REFUSED = Counter("guangsha_sms_refused_total", "Codes refused by a limit", ["limit"])
BUDGET_USED = Gauge("guangsha_sms_budget_used_ratio", "Share of the day's budget of texts that is used")
log = structlog.get_logger(__name__)


def budget() -> Limit:
    """How many texts a day this installation sends at most."""
    return Limit("sms-day", settings.ENV.sms_daily_budget, DAY)


def allow_sms(*, phone: str, network: str) -> None:
    """Count a text to ``phone`` asked for by ``network``. Raises TooOften; says nothing about accounts, for it knows none."""
    for limit, subject in (
        (PER_NETWORK_HOUR, network),
        (PER_NUMBER_MINUTE, phone),
        (PER_NUMBER_DAY, phone),
        (budget(), ALL),
    ):
        if not take(limit, subject):
            REFUSED.labels(limit.name).inc()
            if limit.name == "sms-day":
                log.error("sms_budget_spent", budget=limit.times)
            raise TooOften(retry_after_s=limit.seconds)
    SENT.inc()


def allow_check(*, network: str) -> None:
    """Count a code that was typed in. Raises TooOften."""
    if not take(CHECKS_PER_NETWORK, network):
        raise TooOften(retry_after_s=CHECKS_PER_NETWORK.seconds)


def sms_health() -> HealthAnswer:
    """A warning, not a failure: the site serves without texts, but somebody should look."""
    share = used(budget(), ALL) / budget().times
    BUDGET_USED.set(share)
    warning = "WARNING: " if share >= ALARM_SHARE else ""
    return HealthAnswer(True, f"{warning}{share:.0%} of the day's texts used")
