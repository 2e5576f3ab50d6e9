"""Defines the records a sqllogictest file is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from . import conditions


@dataclass
class Record:
    """Holds what every record has: where it stands and which engines it is for."""

    file: str
    line: int
    skip_if: list[str] = field(default_factory=list)
    only_if: list[str] = field(default_factory=list)

    def applies_to(self, engine: str, variables: Mapping[str, str]) -> bool:
        """Tells whether `skipif` and `onlyif` let `engine` run this record."""
        return not any(conditions.holds(c, engine, variables) for c in self.skip_if) and all(
            conditions.holds(c, engine, variables) for c in self.only_if
        )


@dataclass
class Statement(Record):
    """Is `statement ok|error|maybe`: SQL that is run for its effect or its error."""

    expect: str = "ok"
    connection: str = ""
    sql: str = ""
    message: list[str] = field(default_factory=list)


@dataclass
class Query(Record):
    """Is `query TYPES [SORT] [LABEL]`: SQL whose rows are compared."""

    types: str = ""
    sort: str = ""
    label: str = ""
    connection: str = ""
    sql: str = ""
    expected: list[str] | None = None
    result_begin: int = 0
    """Zero-based index of the file's line after `----`; 0 when there is no such line."""
    result_end: int = 0


@dataclass
class Control(Record):
    """Is a one-line directive: `halt`, `mode`, `require`, `hash-threshold`, `control`, ..."""

    words: list[str] = field(default_factory=list)


@dataclass
class Loop(Record):
    """Is `loop` or `foreach`: a body that is run once for each value of a variable."""

    variable: str = ""
    values: list[str] = field(default_factory=list)
    body: list[Record] = field(default_factory=list)


class FormatError(Exception):
    """Reports a file that is not in the sqllogictest format."""
