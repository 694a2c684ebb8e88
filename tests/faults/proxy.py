"""A line to a database that can be cut at the worst moment: between COMMIT and the news of it."""

import contextlib
import socket
import threading
from collections.abc import Iterator

CHUNK = 65536


class Proxy:
    """Passes bytes between ``port`` and a database. While ``losing``, COMMITs arrive there and their answers do not come back."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self.losing = False
        self.lost = 0
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Nobody gets through any more."""
        self._server.close()
        self.cut()

    def cut(self) -> None:
        """Cut every line."""
        for one in list(self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                inner, _ = self._server.accept()
                threading.Thread(target=self._serve, args=(inner,), daemon=True).start()

    def _serve(self, inner: socket.socket) -> None:
        try:
            outer = socket.create_connection(("127.0.0.1", self._target), timeout=10)
        except OSError:
            inner.close()
            return
        outer.settimeout(None)
        for one in (inner, outer):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._open |= {inner, outer}
        deaf = threading.Event()
        back = threading.Thread(target=self._back, args=(outer, inner, deaf), daemon=True)
        back.start()
        with contextlib.suppress(OSError):
            while data := inner.recv(CHUNK):
                if self.losing and b"COMMIT" in data:
                    deaf.set()
                outer.sendall(data)
        self._shut(inner, outer)
        back.join(5)
        self._open -= {inner, outer}

    def _back(self, outer: socket.socket, inner: socket.socket, deaf: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := outer.recv(CHUNK):
                if deaf.is_set():
                    self.lost += 1
                    break
                inner.sendall(data)
        self._shut(inner, outer)

    def _shut(self, *both: socket.socket) -> None:
        for one in both:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


@contextlib.contextmanager
def proxied(address: str) -> Iterator[tuple[str, Proxy]]:
    """A database's address through a proxy, and the proxy."""
    port = int(address.rpartition(":")[2].partition("/")[0])
    proxy = Proxy(port)
    try:
        yield address.replace(f":{port}/", f":{proxy.port}/"), proxy
    finally:
        proxy.close()
