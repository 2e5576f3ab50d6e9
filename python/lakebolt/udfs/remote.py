"""Functions that run in worker processes, beside the interpreter lock.

A worker is a fresh interpreter that runs ``lakebolt.udfs.worker`` and talks over a socket: messages
are a length, a pickled head and a body of Arrow IPC. Workers are shared by all functions, kept for
the next query, and ended with this process; one that is cancelled in a call is killed.
"""

from __future__ import annotations

import atexit
import os
import pickle
import select
import socket
import struct
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any, Callable

from lakebolt import _lakebolt, errors

if TYPE_CHECKING:
    from lakebolt.udfs.function import UserFunction

_LENGTHS = struct.Struct("<QQ")
_LOOK = 0.02  # seconds between looks at whether the query was cancelled


class Remote:
    """Calls a function for batches of rows in worker processes."""

    def __init__(self, function: UserFunction[..., Any]):
        """Pickles the function, so that what cannot be is told at once."""
        self.name = function.name
        self._most = function.workers
        self._out = 0
        self._turn = threading.Condition()
        self.payload = pickled(function)

    def __call__(self, batch: Any, types: list[str], rows: int) -> Any:
        """Returns a record batch of one column."""
        import pyarrow

        with self._turn:
            while self._out >= self._most:
                self._turn.wait(_LOOK)
                _lakebolt.check_cancelled()
            self._out += 1
        worker = None
        try:
            worker = _workers.take()
            made = worker.call(self, pyarrow.record_batch(batch), types)
            _workers.give_back(worker)
            worker = None
            return made
        finally:
            if worker is not None and worker.is_usable:
                _workers.give_back(worker)
            elif worker is not None:
                worker.kill()
            with self._turn:
                self._out -= 1
                self._turn.notify()


def pickled(function: UserFunction[..., Any]) -> bytes:
    """Returns a function with its types as bytes that a worker reads."""
    spec = {
        "name": function.name,
        "over_arrow": function.over_arrow,
        "is_aggregate": function.is_aggregate,
        "sees_nulls": function.sees_nulls,
        "errors_are_null": function.errors_are_null,
        "result": str(function.result),
    }
    dumps: Callable[..., bytes] = pickle.dumps
    try:
        import cloudpickle

        dumps = cloudpickle.dumps
    except ImportError:
        pass
    try:
        if dumps is pickle.dumps and function.function.__module__ == "__main__":
            raise pickle.PicklingError("it is defined in the program that runs")
        return dumps((spec, function.function), protocol=5)
    except Exception as error:
        raise errors.InterfaceError(
            f"{function.name} cannot go to worker processes: {error}\n"
            "HINT: put it into a module, or install cloudpickle"
        ) from error


class _RemoteTraceback(Exception):
    """Shows where in a worker an exception was raised."""

    def __init__(self, text: str):
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return f"\n{self.text}"


class _Worker:
    """Is one worker process."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-m", "lakebolt.udfs.worker", str(theirs.fileno())]
            environment = dict(os.environ)
            environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
            self._process = subprocess.Popen(
                command,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,  # Ctrl-C is the query's to deal with
            )
        ours.setblocking(False)
        self._socket = ours
        self._known: set[int] = set()
        self._functions: list[Remote] = []  # numbers are those of living objects
        self.is_usable = True

    def call(self, function: Remote, batch: Any, types: list[str]) -> Any:
        """Runs one batch; raises what the function raised."""
        import pyarrow

        key = id(function)
        payload = None if key in self._known else function.payload
        sink = pyarrow.BufferOutputStream()
        with pyarrow.ipc.new_stream(sink, batch.schema) as writer:
            writer.write_batch(batch)
        body = sink.getvalue()
        head = pickle.dumps((key, payload, types))
        self.is_usable = False  # a call that is cut short leaves half a message behind
        try:
            self._send(_LENGTHS.pack(len(head), body.size), head, body)
            head_size, body_size = _LENGTHS.unpack(self._receive(_LENGTHS.size))
            failure = pickle.loads(self._receive(head_size))
            answer = self._receive(body_size)
        except (ConnectionError, EOFError) as error:
            raise errors.OperationalError(
                f"the worker process of {function.name} has died ({self._end()})"
            ) from error
        self.is_usable = True
        if payload is not None:
            self._known.add(key)
            self._functions.append(function)
        if failure is not None:
            raise _rebuilt(failure)
        return pyarrow.ipc.open_stream(answer).read_next_batch()

    def _wait(self, writing: bool) -> None:
        poll = select.poll()
        poll.register(self._socket, select.POLLOUT if writing else select.POLLIN)
        while not poll.poll(_LOOK * 1000):
            _lakebolt.check_cancelled()

    def _send(self, *parts: Any) -> None:
        for part in parts:
            view = memoryview(part)
            while view.nbytes:
                try:
                    view = view[self._socket.send(view) :]
                except BlockingIOError:
                    self._wait(writing=True)

    def _receive(self, size: int) -> bytearray:
        data = bytearray(size)
        view = memoryview(data)
        while view.nbytes:
            try:
                count = self._socket.recv_into(view)
            except BlockingIOError:
                self._wait(writing=False)
                continue
            if count == 0:
                raise EOFError
            view = view[count:]
        return data

    def _end(self) -> str:
        try:
            status = self._process.wait(1)
        except subprocess.TimeoutExpired:
            return "it no longer answers"
        return f"signal {-status}" if status < 0 else f"exit status {status}"

    def kill(self) -> None:
        """Ends the process at once."""
        self.is_usable = False
        self._socket.close()
        self._process.kill()
        self._process.wait()


def _rebuilt(failure: tuple[bytes | None, str, str, str]) -> BaseException:
    """Returns the exception that a worker raised; its kind only as text if it has no pickle."""
    pickle_, summary, trace, call = failure
    try:
        error: BaseException = pickle.loads(pickle_) if pickle_ else RuntimeError(summary)
    except Exception:
        error = RuntimeError(summary)
    error.__cause__ = _RemoteTraceback(trace)
    error.lakebolt_traceback = trace  # type: ignore[attr-defined]
    error.lakebolt_call = call  # type: ignore[attr-defined]
    return error


class _Workers:
    """Keeps the workers that have nothing to do."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._owner = os.getpid()

    def take(self) -> _Worker:
        with self._lock:
            if self._owner != os.getpid():  # those of the process that we were forked from
                self._idle, self._owner = [], os.getpid()
            if self._idle:
                return self._idle.pop()
        return _Worker()

    def give_back(self, worker: _Worker) -> None:
        with self._lock:
            self._idle.append(worker)

    def end(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        if self._owner == os.getpid():
            for worker in idle:
                worker.kill()


_workers = _Workers()
atexit.register(_workers.end)
