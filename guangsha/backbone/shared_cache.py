"""Answers kept because making them again is slow: in this process, and in Redis for all processes where there is one.

Nothing is decided by what is kept here, and nothing here needs to be told of a change: whoever keeps an answer puts into its
key what it was made from (a revision, a position, a generation), so that what has changed is looked for under another key.
Redis may be empty, away, hanging or wiped at any moment; then the answer is made again.
"""

import hashlib
import hmac
import threading
import time
from functools import lru_cache

import structlog
from django.conf import settings
from django.core.cache import caches

from guangsha import __version__
from guangsha.backbone import metrics
from guangsha.kit.bounded_cache import BoundedCache

PAUSE_S = 5.0
"""After a failure nobody asks Redis again for this long; then one does, and the others follow once it answers."""
SEAL_BYTES = 16

log = structlog.get_logger(__name__)


class Bytes:
    """What Django's Redis cache stores: our bytes as they are, never a pickle that runs code when it is read."""

    def dumps(self, value: bytes) -> bytes:
        """As it is."""
        return value

    def loads(self, value: bytes) -> bytes:
        """As it is."""
        return value


class _Breaker:
    """Whether Redis may be asked now. A failure closes it for PAUSE_S, so that a hanging Redis costs one short wait."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._broken = False
        self._again_at = 0.0

    def may_ask(self) -> bool:
        """True; while broken only for one at a time, after the pause."""
        if not self._broken:
            return True
        with self._lock:
            if time.monotonic() < self._again_at:
                return False
            self._again_at = time.monotonic() + PAUSE_S
            return True

    def answered(self) -> None:
        """It works."""
        self._broken = False

    def failed(self, error: Exception) -> None:
        """It does not."""
        with self._lock:
            self._again_at = time.monotonic() + PAUSE_S
            self._broken = True
        metrics.CACHE_FAILURES.inc()
        log.warning("shared_cache_away", error=type(error).__name__)


_breaker = _Breaker()


@lru_cache(maxsize=1)
def _secret() -> bytes:
    return hashlib.sha256(f"shared-cache:{settings.SECRET_KEY}:{settings.PUBLIC_URL}".encode()).digest()


class Shelf:
    """One kind of kept answers, as bytes: at most ``room`` bytes in this process, ``keep_s`` seconds in Redis.

    Only what everybody may read goes onto a shelf. Safe to use from many threads.
    """

    def __init__(self, name: str, *, room: int, keep_s: int) -> None:
        self.name = name
        self._near: BoundedCache[bytes] = BoundedCache(room)
        self._keep_s = keep_s

    def get(self, *key: object) -> bytes | None:
        """What was put under ``key``, by this process or another; None when it is not (or no longer) there. Never raises."""
        name = self._name(key)
        value = self._near.get(name)
        if value is not None:
            metrics.CACHE_LOOKS.labels(self.name, "near").inc()
            return value
        value = self._far(name)
        metrics.CACHE_LOOKS.labels(self.name, "none" if value is None else "far").inc()
        if value is not None:
            self._near.put(name, value, len(value) + len(name))
        return value

    def put(self, *key: object, value: bytes) -> None:
        """Keep ``value``. ``key`` must name everything that it was made from. Never raises."""
        name = self._name(key)
        self._near.put(name, value, len(value) + len(name))
        if settings.ENV.redis_url and _breaker.may_ask():
            try:
                caches["shared"].set(name, _seal(name, value) + value, self._keep_s)
            except Exception as error:  # noqa: BLE001 - a kept answer is never worth an error
                _breaker.failed(error)
            else:
                _breaker.answered()

    @property
    def used(self) -> int:
        """Bytes in use in this process."""
        return self._near.used

    def forget(self) -> None:
        """Empty this process's part."""
        self._near.clear()

    def _name(self, key: tuple[object, ...]) -> str:
        text = repr((__version__, self.name, key))
        return f"guangsha:{self.name}:{hashlib.blake2b(text.encode(), key=_secret(), digest_size=20).hexdigest()}"

    def _far(self, name: str) -> bytes | None:
        if not settings.ENV.redis_url or not _breaker.may_ask():
            return None
        try:
            found: bytes | None = caches["shared"].get(name)
        except Exception as error:  # noqa: BLE001 - as if it were not there
            _breaker.failed(error)
            return None
        _breaker.answered()
        if found is None:
            return None
        value = found[SEAL_BYTES:]
        if not hmac.compare_digest(found[:SEAL_BYTES], _seal(name, value)):
            log.warning("shared_cache_forged", shelf=self.name)
            return None
        return value


def _seal(name: str, value: bytes) -> bytes:
    """Who can write to Redis cannot write our pages: what does not bear the seal of this installation is not used."""
    return hashlib.blake2b(name.encode() + b"\x00" + value, key=_secret(), digest_size=SEAL_BYTES).digest()
