"""How often something may happen, counted in the database, so that all processes count together and a failure means no.

A window opens with its first event. Every step is one conditional write: of many at once, exactly ``limit`` pass.
"""

import ipaddress
from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now

from guangsha.accounts.models import RateWindow
from guangsha.vault.public import blind_index


@dataclass(frozen=True, slots=True)
class Limit:
    """``times`` within ``seconds``, counted apart for every subject."""

    name: str
    times: int
    seconds: int


def _key(limit: Limit, subject: str) -> str:
    return blind_index(f"accounts.limit.{limit.name}", subject)


OFFICE_TIMES = 40
"""Where buyers sit side by side behind one address: what one network may, so many times."""


def for_network(limit: Limit, network: str) -> Limit:
    """``limit`` as it holds for ``network``: wider for the networks of sales offices (GUANGSHA_OFFICE_NETWORKS)."""
    try:
        asked = ipaddress.ip_network(network)
    except ValueError:
        return limit
    offices = [ipaddress.ip_network(one, strict=False) for one in settings.ENV.office_networks]
    inside = any(asked.version == one.version and asked.subnet_of(one) for one in offices)  # type: ignore[arg-type]
    return replace(limit, times=limit.times * OFFICE_TIMES) if inside else limit


def take(limit: Limit, subject: str) -> bool:
    """Count one event; False when that is more than allowed. Call it outside a command: a refusal must stay counted."""
    key = _key(limit, subject)
    windows = RateWindow.objects.filter(pk=key)
    until = Now() + timedelta(seconds=limit.seconds)
    for _ in range(2):
        if windows.filter(until__gt=Now(), count__lt=limit.times).update(count=F("count") + 1):
            return True
        if windows.filter(until__lte=Now()).update(count=1, until=until):
            return True
        if windows.exists():
            return False
        try:
            with transaction.atomic():
                RateWindow.objects.create(key=key, count=1, until=until)
        except IntegrityError:
            continue  # another process opened the window: count in that one
        return True
    return False


def take_from(limit: Limit, network: str) -> bool:
    """Count one event of ``network``, as widely as ``limit`` holds for it."""
    return take(for_network(limit, network), network)


def used(limit: Limit, subject: str) -> int:
    """How many events the open window of ``subject`` holds."""
    found = RateWindow.objects.filter(pk=_key(limit, subject), until__gt=Now())
    return found.values_list("count", flat=True).first() or 0


def forget_windows() -> None:
    """Delete windows that closed."""
    RateWindow.objects.filter(until__lt=Now()).delete()
