"""Hints: after a commit, tell whoever listens in this process and, by Redis, in others that a stream has something new.

A hint may be lost. Each process with sockets therefore also follows the outbox positions, and a reader always resumes by number.
"""

import hashlib
import json
import os
import socket
import time
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction

from guangsha.backbone import metrics
from guangsha.backbone.realtime.streams import Topic, topics_of

REDIS_TIMEOUT_S = 0.5
REDIS_PAUSE_S = 5.0
"""After a failure nobody waits for Redis again for this long."""

log = structlog.get_logger(__name__)


def process_name() -> str:
    """This process, so that it does not listen to itself; asked late, because workers are forked."""
    return f"{socket.gethostname()}:{os.getpid()}"


_listeners: list[Callable[[Topic], None]] = []
_redis_off_until = [0.0]


def on_hint(listener: Callable[[Topic], None]) -> None:
    """Have ``listener`` called in the thread that committed."""
    _listeners.append(listener)


@lru_cache(maxsize=1)
def channel() -> str:
    """The Redis channel of this installation; others may share the server."""
    return "guangsha:" + hashlib.sha256(f"hints:{settings.SECRET_KEY}".encode()).hexdigest()[:16]


@lru_cache(maxsize=1)
def _redis(url: str) -> Any:
    import redis

    return redis.Redis.from_url(url, socket_timeout=REDIS_TIMEOUT_S, socket_connect_timeout=REDIS_TIMEOUT_S, protocol=2)


def _tell_others(topics: list[Topic]) -> None:
    url = settings.ENV.redis_url
    if not url or time.monotonic() < _redis_off_until[0]:
        return
    try:
        _redis(url).publish(channel(), json.dumps({"from": process_name(), "topics": topics}))
    except Exception as error:  # noqa: BLE001 - a hint is never worth an error: the positions tell the same a little later
        _redis_off_until[0] = time.monotonic() + REDIS_PAUSE_S
        metrics.HINTS_LOST.inc()
        log.warning("hint_not_sent", error=type(error).__name__)


def hint(topics: list[Topic]) -> None:
    """Tell now. ``hint_after_commit`` is what a command wants."""
    for topic in topics:
        for listener in _listeners:
            listener(topic)
    if topics:
        _tell_others(topics)


def hint_after_commit(event_name: str, payload: dict[str, Any]) -> None:
    """Once the transaction around this call is committed, hint at the streams which this event wakes."""
    topics = topics_of(event_name, payload)
    if topics:
        transaction.on_commit(partial(hint, topics), robust=True)
