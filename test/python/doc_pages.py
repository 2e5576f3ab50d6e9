"""Runs what stands in a markdown page: its code, commands, and tables of two engines.

In the order of the page, over one namespace and in one folder:

- ```python blocks are executed, ```pycon blocks show what Python answers;
- ```sql blocks run on one connection; a ```text block right behind one shows its last result;
- ```console blocks show commands behind `$ ` and what they write;
- of a table whose second column is "Lakebolt", the first two cells of a row are run if both are
  code, and give the same rows, in any order, unless a third cell says how they differ.

In what is shown, `...` stands for anything. Blocks of other languages are not run, nor is what
follows `<!-- not run: REASON -->`; PySpark's side is run where PySpark is installed. `Page.run` gives
the page as it should be.
"""

from __future__ import annotations

import contextlib
import doctest
import importlib.util
import io
import os
import re
import shlex
import subprocess
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import command
import lakebolt
from doc_values import rows_of

FENCE = re.compile(r"^```(\w*)$")
HAS_PYSPARK = importlib.util.find_spec("pyspark") is not None
CODE_CELL = re.compile(r"^(`+) ?(.*?) ?\1$")


@dataclass
class Block:
    """Is a fenced block: its language, its lines, and the number of its first line."""

    language: str
    lines: list[str]
    number: int


@dataclass
class Pair:
    """Is a row of a table: the same thing in another engine and in this one."""

    theirs: str
    ours: str
    remark: str
    number: int


def parts(text: str) -> Iterator[Block | Pair]:
    """Gives the blocks and rows of a page that are run."""
    lines = text.splitlines()
    number, compares, runs = 0, False, True
    while number < len(lines):
        line = lines[number]
        if fence := FENCE.match(line):
            end = lines.index("```", number)
            if runs:
                yield Block(fence[1], lines[number + 1 : end], number + 1)
            number = end
        elif line.startswith("|"):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            if lines[number + 1 : number + 2] and lines[number + 1].startswith("|---"):
                compares = cells[0] != "" and cells[1] == "Lakebolt"
            elif compares and len(cells) == 3:
                codes = [CODE_CELL.match(cell.replace("\\|", "|")) for cell in cells[:2]]
                if codes[0] and codes[1]:
                    yield Pair(codes[0][2], codes[1][2], cells[2], number)
        if line:
            runs = not line.startswith("<!-- not run")
        number += 1


class Page:
    """Is one page in the course of being run, in the current folder."""

    def __init__(self, path: Path) -> None:
        """Opens a page."""
        self.problems: list[str] = []
        self._lines = path.read_text().splitlines()
        self._names: dict[str, Any] = {"__name__": "page"}
        self._lacks_peer = "import pyspark" in path.read_text() and not HAS_PYSPARK
        self._connection = lakebolt.connect()
        self._answer: list[str] = []

    def run(self) -> str:
        """Runs all parts, notes what goes wrong, and returns the page with the right answers."""
        with mock.patch.dict(os.environ, COLUMNS="100"):  # as wide as tables may be
            return self._run()

    def _run(self) -> str:
        out, done = [], 0
        for part in parts("\n".join(self._lines)):
            if isinstance(part, Pair):
                self._compare(part)
                continue
            try:
                shown = self._shown(part)
            except Exception:
                self._note(part.number, traceback.format_exc(limit=-1))
                continue
            want, got = "\n".join(part.lines) + "\n", "\n".join(shown) + "\n"
            if not doctest.OutputChecker().check_output(want, got, doctest.ELLIPSIS):
                self._note(part.number, f"what is shown is now\n{got}")
                out += [*self._lines[done : part.number], *shown]
                done = part.number + len(part.lines)
        return "\n".join(out + self._lines[done:]) + "\n"

    def _note(self, number: int, problem: str) -> None:
        self.problems.append(f"line {number + 1}: {problem}")

    def _shown(self, block: Block) -> list[str]:
        """Runs a block, and returns its lines as they should be."""
        match block.language:
            case "python" if not (self._lacks_peer and "import pyspark" in block.lines[0]):
                exec(compile("\n".join(block.lines), "page", "exec"), self._names)
            case "pycon":
                return list(self._python_session(block))
            case "console" if block.lines[0].startswith("$ "):
                return list(shell_session(block.lines))
            case "sql":
                self._answer = self._run_sql("\n".join(block.lines))
            case "text" if self._lines[block.number - 2] == "```" and self._answer:
                answer, self._answer = self._answer, []
                return answer
        return block.lines

    def _run_sql(self, sql: str) -> list[str]:
        *first, last = [text for text in re.split(r";\s*\n", sql + "\n") if text.strip()]
        for statement in first:
            self._connection.execute(statement)
        return str(self._connection.sql(last)).splitlines()

    def _python_session(self, block: Block) -> Iterator[str]:
        for example in doctest.DocTestParser().get_examples("\n".join(block.lines) + "\n"):
            first, *more = example.source.rstrip("\n").split("\n")
            yield f">>> {first}"
            yield from (f"... {line}".rstrip() for line in more)
            with contextlib.redirect_stdout(io.StringIO()) as written:
                try:
                    exec(compile(example.source, "page", "single"), self._names)
                except lakebolt.Error as error:
                    print("".join(traceback.format_exception_only(error)))
            yield from (line.rstrip() for line in written.getvalue().rstrip().splitlines())

    def _value(self, source: str) -> Any:
        """Returns what an expression gives; nothing for a statement."""
        try:
            return rows_of(eval(compile(source, "page", "eval"), self._names))
        except SyntaxError:
            exec(compile(source, "page", "exec"), self._names)
            return []

    def _compare(self, pair: Pair) -> None:
        try:
            ours = self._value(pair.ours)
            theirs = None if self._lacks_peer else self._value(pair.theirs)
        except Exception:
            self._note(pair.number, traceback.format_exc(limit=-2))
            return
        if theirs is not None and not pair.remark and theirs != ours:
            self._note(pair.number, f"{pair.ours}\n  gives    {ours}\n  not even {theirs}")


def shell_session(lines: list[str]) -> Iterator[str]:
    """Runs commands in a shell, and gives them with what they write."""
    number = 0
    while number < len(lines):
        text = lines[number].removeprefix("$ ")
        yield lines[number]
        while not is_whole(text):
            number += 1
            text += "\n" + lines[number]
            yield lines[number]
        yield from run_command(text)
        number += 1
        while number < len(lines) and not lines[number].startswith("$ "):
            number += 1
        if number < len(lines) and lines[number - 1] == "":
            yield ""


def is_whole(text: str) -> bool:
    """Tells whether all quotes of a command are closed."""
    try:
        shlex.split(text)
    except ValueError:
        return False
    return True


def run_command(text: str) -> list[str]:
    """Returns what a command writes, errors among it."""
    folder = Path(command.path()).parent
    done = subprocess.run(
        ["bash", "-c", text],
        env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
    )
    return [line.rstrip() for line in done.stdout.rstrip().splitlines()]
