"""Values kept in this process's memory, within bounds."""

import sys
import threading
from collections import OrderedDict
from typing import Generic, TypeVar

Value = TypeVar("Value")

MEGABYTE = 1 << 20


class BoundedCache(Generic[Value]):
    """The most recently used values, together at most ``size`` bytes. Safe to use from many threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._used = 0
        self._values: OrderedDict[object, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def used(self) -> int:
        """Bytes in use, as counted by who put the values."""
        return self._used

    def get(self, key: object) -> Value | None:
        """The value, or None."""
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            self._values.move_to_end(key)
            return found[0]

    def put(self, key: object, value: Value, cost: int) -> None:
        """Keep a value of ``cost`` bytes; those not used for longest go. One that alone is too large is not kept."""
        with self._lock:
            _, freed = self._values.pop(key, (None, 0))
            self._used -= freed
            if cost > self._size:
                return
            self._values[key] = (value, cost)
            self._used += cost
            while self._used > self._size:
                _, (_, freed) = self._values.popitem(last=False)
                self._used -= freed

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()
            self._used = 0


def bytes_of(text: str) -> int:
    """What a string takes in memory."""
    return sys.getsizeof(text)
