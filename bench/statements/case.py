"""Describes a statement to be measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """Is a statement, what must be run before it each time, and a query whose rows it decides."""

    name: str
    before: list[str]
    sql: str
    check: str = ""
