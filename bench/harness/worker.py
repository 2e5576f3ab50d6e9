"""Keeps one engine in a process of its own and measures each query there."""

from __future__ import annotations

import contextlib
import multiprocessing as mp
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import pyarrow as pa

from . import answers, engines

SPAWN = mp.get_context("spawn")


@dataclass
class Outcome:
    """Holds one run of one query: seconds, CPU seconds, peak bytes, rows; or what went wrong."""

    seconds: float = 0.0
    cpu: float = 0.0
    peak: int = 0
    rows: int = 0
    answer: pa.Table | answers.Digest | None = None
    error: str = ""


def forget_peak_memory() -> None:
    """Lets the kernel measure this process's peak memory from now on, where it can."""
    with contextlib.suppress(OSError), open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def peak_memory() -> int:
    """Returns the most bytes that this process has had in memory since it was last forgotten."""
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def _serve(pipe: Connection, make: Callable[[], engines.Engine], options: dict[str, Any]) -> None:
    """Runs in the worker: opens the engine, then answers requests until the pipe closes."""
    try:
        engine = make()
        engine.open(**options)
        pipe.send("")
    except BaseException as error:  # noqa: BLE001: whatever it is, the parent reports it
        pipe.send(engines.describe(error))
        return
    while True:
        request = pipe.recv()
        if request is None:
            return
        name, sql, want_rows = request
        pipe.send(_run(engine, name, sql, want_rows))


def _run(engine: engines.Engine, name: str, sql: str, want_rows: bool) -> Outcome:
    """Runs and times one query."""
    forget_peak_memory()
    cpu = time.process_time()
    start = time.perf_counter()
    try:
        table = engine.run(name, sql)
    except BaseException as error:  # noqa: BLE001: a panic of an engine is a result too
        return Outcome(error=engines.describe(error))
    seconds = time.perf_counter() - start
    outcome = Outcome(seconds, time.process_time() - cpu, peak_memory(), table.num_rows)
    if want_rows:
        try:
            outcome.answer = answers.summary(table)
        except pa.ArrowException as error:
            return Outcome(error=engines.describe(error))
    return outcome


class Worker:
    """Is the parent's hold on one engine's process."""

    def __init__(self, make: Callable[[], engines.Engine], options: dict[str, Any]) -> None:
        self._make = make
        self._options = options
        self._process: Any = None
        self._pipe: Any = None

    def start(self) -> str:
        """Starts the process; returns what went wrong, or "" when the engine is open."""
        self._pipe, theirs = SPAWN.Pipe()
        os.environ["POLARS_MAX_THREADS"] = str(self._options["threads"])
        self._process = SPAWN.Process(
            target=_serve, args=(theirs, self._make, self._options), daemon=True
        )
        self._process.start()
        theirs.close()
        try:
            return self._pipe.recv()
        except EOFError:
            return "the process ended while it opened the tables"

    def run(self, name: str, sql: str, want_rows: bool, timeout: float) -> Outcome:
        """Runs one query; a crash or a timeout ends the process, and a new one is started."""
        try:
            self._pipe.send((name, sql, want_rows))
            if self._pipe.poll(timeout):
                return self._pipe.recv()
            error = f"no answer after {timeout:g} s"
        except (EOFError, BrokenPipeError, ConnectionResetError):
            self._process.join()
            error = f"crashed with exit status {self._process.exitcode}"
        self._process.kill()
        self._process.join()
        self.start()
        return Outcome(error=error)

    def stop(self) -> None:
        """Ends the process."""
        with contextlib.suppress(EOFError, OSError):
            self._pipe.send(None)
        self._process.join(10)
        self._process.kill()
        self._process.join()
