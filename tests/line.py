"""The line between a phone and the server, as a phone has it: it can be cut, also in the middle of an answer."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CHUNK = 65536
WAIT_SECONDS = 10


@dataclass
class Line:
    """A forwarder on loopback. ``cut`` drops every connection and lets no new one through until ``mend``."""

    target: tuple[str, int]
    listener: socket.socket
    open: bool = True
    answer_bytes: int | None = None
    pairs: list[socket.socket] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """The address the phone uses."""
        host, port = self.listener.getsockname()
        return f"http://{host}:{port}"

    def cut(self) -> None:
        """Drop everything."""
        with self.lock:
            self.open = False
            for each in self.pairs:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Let everything through again."""
        self.answer_bytes = None
        self.open = True

    def cut_answers_after(self, count: int) -> None:
        """Let requests through, and only so many bytes of each answer."""
        self.answer_bytes = count

    def run(self) -> None:
        """Take connections until the listener is closed."""
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            if not self.open:
                near.close()
                continue
            try:
                far = socket.create_connection(self.target, timeout=60)
            except OSError:
                near.close()
                continue
            with self.lock:
                self.pairs += [near, far]
            both = threading.Thread(target=self._both, args=(near, far), daemon=True)
            self.threads = [each for each in self.threads if each.is_alive()] + [both]
            both.start()

    def _both(self, near: socket.socket, far: socket.socket) -> None:
        asking = threading.Thread(target=self._pass, args=(near, far, False), daemon=True)
        asking.start()
        self._pass(far, near, answering=True)
        asking.join()
        with self.lock:
            self.pairs = [each for each in self.pairs if each not in (near, far)]
        near.close()
        far.close()

    def _pass(self, source: socket.socket, sink: socket.socket, answering: bool) -> None:  # noqa: FBT001 - a thread's argument
        passed = 0
        with contextlib.suppress(OSError):
            while data := source.recv(CHUNK):
                if answering and self.answer_bytes is not None:
                    data = data[: max(0, self.answer_bytes - passed)]
                    if not data:
                        break
                passed += len(data)
                sink.sendall(data)
        for each in (source, sink):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def line_to(url: str) -> Iterator[Line]:
    """Lay a line to a running server."""
    parts = urlsplit(url)
    listener = socket.create_server(("127.0.0.1", 0))
    line = Line((parts.hostname or "127.0.0.1", parts.port or 80), listener)
    thread = threading.Thread(target=line.run, daemon=True)
    thread.start()
    try:
        yield line
    finally:
        line.cut()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        for other in line.threads:
            other.join(WAIT_SECONDS)
