"""V8 in this process: one isolate, one thread that owns it, a time budget per page.

The page's own Vue components are rendered to HTML. Nobody waits longer than the budget: a page that is late (or
fails) is answered without server-rendered HTML, and the browser renders it instead; the late result still reaches
``on_late`` so that the next visitor has it.
"""

from __future__ import annotations

import atexit
import json
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Any
from weakref import WeakSet

import structlog

from guangsha.pages.rendering.assets import ssr_script

BUDGET_S = 0.05
COLD_BUDGET_S = 1.5
HARD_LIMIT_S = 3.0
MAX_WAITING = 16
MAX_DRAWINGS = 64
"""A page of results asks for a dozen drawings at once, and a visitor waits for drawings rather than sees none."""

NO_KEYS = "--no-memory-protection-keys"
"""On processors with protection keys V8 guards its memory with a key that only the thread that started it, and threads
born of that one, hold: another thread that enters an isolate, or frees one at exit, ends the whole process with SIGSEGV
(rusty_v8 #1381 and #2054 tell it of other programs). V8 runs nothing here but our own bundle, and does without."""

THROWN = frozenset({"JSEvalException", "JSPromiseError"})
"""What a component threw. The isolate is as good as before; making a new one each time leaks threads."""

log = structlog.get_logger(__name__)

_isolates: WeakSet[Any] = WeakSet()
_starting = threading.Lock()
"""The first isolate of a process sets up V8's memory for all; two first ones at once ended the process with SIGTRAP."""


@atexit.register
def _close() -> None:
    """While threads still run: an isolate freed by the dying interpreter waits for ever for the thread of its event loop,
    which is dead by then, or ends the process with a trap of V8's."""
    for isolate in list(_isolates):
        isolate.close()


class RenderFailed(Exception):
    """V8 gave no HTML: an error in a component, or the time was up."""


class Engine:
    """Renders payloads. Safe to use from many threads; calls queue for the one isolate."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pages-v8")
        self._isolate: Any = None
        self._warm: set[str] = set()
        self._waiting = 0
        self._lock = threading.Lock()

    def render(self, *, name: str, payload_json: str, on_late: Callable[[str], None] | None = None) -> str:
        """HTML of one page.

        The first rendering of each page name may take longer: V8 compiles its code then. Raises RenderFailed.
        """
        return self._call("render", name, payload_json, on_late)

    def draw(self, *, function: str, input_json: str) -> str:
        """Call one of the drawing functions of the bundle; waits for the result. Raises RenderFailed, also when busy."""
        try:
            return self._submit(function, input_json, MAX_DRAWINGS).result(timeout=HARD_LIMIT_S * 2)
        except FutureTimeout as error:
            raise RenderFailed(f"{function} took longer than {HARD_LIMIT_S * 2} s") from error

    def _call(self, function: str, name: str, data: str, on_late: Callable[[str], None] | None) -> str:
        future = self._submit(function, data, MAX_WAITING)
        budget = BUDGET_S if name in self._warm else COLD_BUDGET_S
        try:
            html = future.result(timeout=budget)
        except FutureTimeout as error:
            if on_late is not None:
                future.add_done_callback(lambda done: None if done.exception() else on_late(done.result()))
            raise RenderFailed(f"{name} took longer than {budget} s") from error
        self._warm.add(name)
        return html

    def _submit(self, function: str, data: str, most: int) -> Future[str]:
        with self._lock:
            if self._waiting >= most:
                raise RenderFailed(f"{self._waiting} calls are waiting already")
            self._waiting += 1
        future = self._thread.submit(self._run, function, data)
        future.add_done_callback(self._left)
        return future

    def _left(self, _: Future[str]) -> None:
        with self._lock:
            self._waiting -= 1

    def _run(self, function: str, data: str) -> str:
        try:
            if self._isolate is None:
                self._isolate = self._start()
            # The argument travels as a JSON string literal; U+2028 and U+2029 are legal in JavaScript strings.
            call = f"GuangshaSite.{function}({json.dumps(data, ensure_ascii=False)})"
            result = self._isolate.eval(call, timeout_sec=HARD_LIMIT_S)
            if hasattr(result, "get"):
                result = result.get(timeout=HARD_LIMIT_S)
        except Exception as error:
            if type(error).__name__ not in THROWN:
                self._isolate = None  # stopped in the middle, or out of memory: not trusted again
            log.warning("pages.render_failed", function=function, error=str(error)[:500])
            raise RenderFailed(str(error)[:500]) from error
        if not isinstance(result, str):
            raise RenderFailed(f"{function} gave {type(result).__name__}, not text")
        return result

    @staticmethod
    def _start() -> Any:
        # 82 MB of V8: only where pages are rendered.
        from py_mini_racer import DEFAULT_V8_FLAGS, MiniRacer, init_mini_racer

        script = ssr_script()
        if not script.is_file():
            raise RenderFailed("the web application has not been built")
        with _starting:
            init_mini_racer(flags=(*DEFAULT_V8_FLAGS, NO_KEYS), ignore_duplicate_init=True)
            isolate = MiniRacer()
            _isolates.add(isolate)
        isolate.eval(script.read_text("utf-8"))
        return isolate


_ENGINE = Engine()
_DRAWING_ENGINE = Engine()


def engine() -> Engine:
    """The engine of this process. V8 and its thread start with the first call, so never before a fork."""
    return _ENGINE


def drawing_engine() -> Engine:
    """A second isolate for drawings, so that a large one keeps no page waiting."""
    return _DRAWING_ENGINE
