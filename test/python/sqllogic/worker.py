"""Runs files of other projects, each in a process of its own that may be killed."""

from __future__ import annotations

import multiprocessing as mp
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from time import monotonic
from typing import Any

from . import parser
from .records import FormatError
from .script import Script, Skipped


@dataclass
class Outcome:
    """Tells how one file went."""

    file: str
    status: str
    """Is `passed`, `failed`, `skipped`, `crashed`, `timeout` or `unreadable`."""
    passed: int = 0
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True)
class Options:
    """Says how files are run."""

    dialect: str = "duckdb"
    settings: tuple[str, ...] = ()
    root: str = "."
    variables: tuple[tuple[str, str], ...] = ()


def run_file(file: str, options: Options) -> Outcome:
    """Runs one file here and now."""
    import engine

    os.chdir(options.root)
    begin = monotonic()
    outcome = Outcome(file, "passed")
    settings = options.settings
    if options.dialect != "duckdb" and engine.NAME == "lakebolt":
        settings = (f"SET dialect = '{options.dialect}'", *settings)
    with tempfile.TemporaryDirectory() as scratch:
        script = Script(
            lambda: engine.connect(settings),
            engine.Error,
            engine.NAME,
            Path(scratch),
            dialect=options.dialect,
            check_messages=False,
            keep_going=True,
            tolerant=True,
            variables=dict(options.variables),
        )
        try:
            script.run(parser.parse_file(Path(file)))
        except Skipped as reason:
            outcome.status, outcome.problems = "skipped", [str(reason)]
        except (FormatError, UnicodeDecodeError) as error:
            outcome.status, outcome.problems = "unreadable", [str(error)]
        except AssertionError:
            pass
        if script.mismatches:
            outcome.status = "failed"
            outcome.problems = [str(mismatch) for mismatch in script.mismatches]
        outcome.passed = script.passed
    outcome.seconds = monotonic() - begin
    return outcome


def _child(file: str, options: Options, pipe: Connection) -> None:
    pipe.send(run_file(file, options))
    pipe.close()


@dataclass
class _Running:
    file: str
    process: Any
    pipe: Connection
    begin: float


def run_files(
    files: Sequence[str],
    options: Options,
    jobs: int,
    timeout: float,
    started: Callable[[str], None] = lambda file: None,
) -> Iterator[Outcome]:
    """Runs `files`, `jobs` at a time, and gives their outcomes as they come.

    A file that takes over `timeout` seconds is killed; one that takes its process down is a crash.
    """
    context = mp.get_context("forkserver")  # each process starts with the engine loaded
    context.set_forkserver_preload(["engine", "sqllogic.worker"])
    waiting = list(reversed(files))
    running: list[_Running] = []
    while waiting or running:
        while waiting and len(running) < jobs:
            file = waiting.pop()
            started(file)
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(target=_child, args=(file, options, theirs), daemon=True)
            process.start()
            theirs.close()
            running.append(_Running(file, process, ours, monotonic()))
        wait([one.pipe for one in running], timeout=0.2)
        for one in list(running):
            outcome = _outcome(one, timeout)
            if outcome:
                one.process.join()
                running.remove(one)
                yield outcome


def _outcome(one: _Running, timeout: float) -> Outcome | None:
    """Returns the outcome of a process that has ended or must end; None when it goes on."""
    seconds = monotonic() - one.begin
    if one.pipe.poll():
        try:
            return one.pipe.recv()
        except EOFError:
            one.process.join()
            problem = f"{one.file}: process ended with {one.process.exitcode}"
            return Outcome(one.file, "crashed", 0, [problem], seconds)
    if seconds > timeout:
        one.process.kill()
        return Outcome(one.file, "timeout", 0, [f"{one.file}: over {timeout:g} s"], seconds)
    return None
