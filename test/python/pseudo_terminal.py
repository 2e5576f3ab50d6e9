"""Runs a command on a pseudo-terminal and keeps what a person would see on its screen."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Sequence

import pyte

# Generous: the machine that runs the tests may be busy.
PATIENCE = 60


class PseudoTerminal:
    """Is a terminal of some size with a command running on it."""

    def __init__(
        self,
        arguments: Sequence[str],
        environment: dict[str, str] | None = None,
        columns: int = 80,
        rows: int = 24,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.received = b""
        self.pid, self._file = pty.fork()
        if self.pid == 0:
            # The tests may run where nobody hangs up.
            signal.signal(signal.SIGHUP, signal.SIG_DFL)
            defaults = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
            os.execve(arguments[0], list(arguments), {**os.environ, **defaults, **(environment or {})})
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def __enter__(self) -> PseudoTerminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._file)

    status: int | None = None

    def send(self, text: str) -> None:
        """Types `text`."""
        os.write(self._file, text.encode())

    def resize(self, columns: int, rows: int) -> None:
        """Gives the terminal another size."""
        self.screen.resize(rows, columns)
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def echoes(self) -> bool:
        """Tells whether the terminal shows keys as they are typed and gives them line by line."""
        wanted = termios.ECHO | termios.ICANON
        return termios.tcgetattr(self._file)[3] & wanted == wanted

    def text(self) -> str:
        """Returns what the screen shows, without blanks at line ends."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    def _read(self, seconds: float) -> bool:
        """Takes what the command writes within some time; false when it has ended."""
        ready, _, _ = select.select([self._file], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self._file, 65536)
        except OSError:  # Linux says so when the other side has closed
            return False
        self.received += data
        self._stream.feed(data)
        return bool(data)

    def wait_for(self, *words: str) -> str:
        """Waits until the screen shows all of `words`, and returns what it shows then."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if all(word in self.text() for word in words):
                return self.text()
            if not self._read(0.05):
                break
        missing = [word for word in words if word not in self.text()]
        assert not missing, f"{missing} not on the screen:\n{self.text()}"
        return self.text()

    def wait_until(self, condition: object) -> str:
        """Waits until `condition()` holds, and returns what the screen shows then."""
        assert callable(condition)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and not condition():
            if not self._read(0.05):
                break
        assert condition(), f"never so; the screen shows:\n{self.text()}"
        return self.text()

    def settle(self, seconds: float = 0.1) -> str:
        """Waits until nothing more has come for a while, and returns what the screen shows."""
        quiet = time.monotonic() + seconds
        while time.monotonic() < quiet:
            before = len(self.received)
            if not self._read(seconds / 4):
                break
            if len(self.received) > before:
                quiet = time.monotonic() + seconds
        return self.text()

    def wait_for_end(self) -> int:
        """Waits until the command has ended, and returns its exit status."""
        deadline = time.monotonic() + PATIENCE
        while self._read(0.05) and time.monotonic() < deadline:
            pass
        while time.monotonic() < deadline:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid != 0:
                self.status = os.waitstatus_to_exitcode(status)
                return self.status
            time.sleep(0.01)
        raise AssertionError(f"still running; the screen shows:\n{self.text()}")
