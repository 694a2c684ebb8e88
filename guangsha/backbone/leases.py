"""Leases: one owner at a time, by a conditional write and the database's clock."""

import os
import secrets
import socket
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Now

from guangsha.backbone.models import Lease

_names: dict[int, str] = {}


def this_process() -> str:
    """The name of this process in leases and logs. By its number, because the server forks its workers from one parent."""
    number = os.getpid()
    return _names.setdefault(number, f"{socket.gethostname()[:40]}:{number}:{secrets.token_hex(4)}")


def hold_lease(name: str, *, seconds: float, owner: str | None = None) -> bool:
    """Take or renew the lease ``name`` for ``seconds``; False while another holds it.

    Called inside the transaction that relies on it, the write makes every competitor's transaction conflict.
    """
    owner = owner or this_process()
    until = Now() + timedelta(seconds=seconds)
    mine_or_free = Q(owner=owner) | Q(until__lt=Now())
    if Lease.objects.filter(mine_or_free, name=name).update(owner=owner, until=until):
        return True
    if Lease.objects.filter(name=name).exists():
        return False
    try:
        with transaction.atomic():
            Lease.objects.create(name=name, owner=owner, until=until)
    except IntegrityError:
        return False
    return True


def drop_lease(name: str, *, owner: str | None = None) -> None:
    """Give the lease back early; harmless when it is not ours."""
    Lease.objects.filter(name=name, owner=owner or this_process()).update(until=Now() - timedelta(seconds=1))
