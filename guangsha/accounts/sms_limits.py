"""Texts cost money and can be used to pester: limits per number, per network and in all, and an alarm before the last."""

from uuid import UUID

import structlog
from django.conf import settings
from prometheus_client import Counter, Gauge

from guangsha.accounts.domain.errors import TooOften
from guangsha.accounts.limits import Limit, for_network, take, take_from, used
from guangsha.backbone.public import HealthAnswer

DAY = 86_400
PER_NUMBER_MINUTE = Limit("sms-number-minute", 1, 60)
PER_NUMBER_DAY = Limit("sms-number-day", 10, DAY)
CHECKS_PER_NETWORK = Limit("code-network", 60, 600)
CHECKS_PER_PERSON = Limit("code-person", 20, 600)
ALARM_SHARE = 0.8
ALL = "all"

SENT = Counter("guangsha_sms_codes_total", "Codes asked for by text message and allowed")
REFUSED = Counter("guangsha_sms_refused_total", "Codes refused by a limit", ["limit"])
BUDGET_USED = Gauge("guangsha_sms_budget_used_ratio", "Share of the day's budget of texts that is used")
log = structlog.get_logger(__name__)


def budget() -> Limit:
    """How many texts a day this installation sends at most."""
    return Limit("sms-day", settings.ENV.sms_daily_budget, DAY)


def per_network_hour() -> Limit:
    """How many texts an hour one network may ask for without being signed in."""
    return Limit("sms-network-hour", settings.ENV.sms_per_network_hour, 3600)


def allow_sms(*, phone: str, network: str | None) -> None:
    """Count a text to ``phone`` asked for by ``network``; None: by somebody signed in, to their own number.

    That one counts for the number alone: in a sales office many buyers prove their presence from one address. Raises TooOften;
    says nothing about accounts, for it knows none.
    """
    by_network = [(for_network(per_network_hour(), network), network)] if network is not None else []
    for limit, subject in (
        *by_network,
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
    """Count a code that somebody typed in who is not signed in. Raises TooOften."""
    if not take_from(CHECKS_PER_NETWORK, network):
        raise TooOften(retry_after_s=CHECKS_PER_NETWORK.seconds)


def allow_own_check(*, person_id: UUID) -> None:
    """Count a code that a signed-in person typed in. Raises TooOften."""
    if not take(CHECKS_PER_PERSON, str(person_id)):
        raise TooOften(retry_after_s=CHECKS_PER_PERSON.seconds)


def sms_health() -> HealthAnswer:
    """A warning, not a failure: the site serves without texts, but somebody should look."""
    share = used(budget(), ALL) / budget().times
    BUDGET_USED.set(share)
    warning = "WARNING: " if share >= ALARM_SHARE else ""
    return HealthAnswer(True, f"{warning}{share:.0%} of the day's texts used")
