"""Runs calls in both engines and says how often they agree."""

from __future__ import annotations

import datetime as dt
import math
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Run = Callable[[str], Any]
"""Runs a query of one value and returns that value; raises for what the engine refuses."""


@dataclass
class Verdict:
    """Tells how the calls of one function went; calls that the peer refuses do not count."""

    agreed: int = 0
    differed: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def calls(self) -> int:
        """Counts the calls that the peer answered."""
        return self.agreed + len(self.differed) + len(self.refused)

    @property
    def works(self) -> bool:
        """Tells whether the function is there and answers nearly always as the peer does."""
        return self.agreed > 0 and self.agreed >= 0.8 * self.calls


def judge(queries: Iterable[str], ours: Run, theirs: Run, changing: bool = False) -> Verdict:
    """Runs all `queries` in both engines; those of a `changing` function need only be alike."""
    agree = alike if changing else same
    verdict = Verdict()
    for query in queries:
        try:
            expected = theirs(query)
        except Exception:  # noqa: BLE001 - whatever the peer refuses is no case
            continue
        try:
            found = ours(query)
        except Exception as error:  # noqa: BLE001 - the message is the finding
            verdict.refused.append(f"{query}: {str(error).splitlines()[0]}")
            continue
        if agree(found, expected) or ("ORDER BY" not in query.upper() and permuted(found, expected)):
            verdict.agreed += 1
        else:
            verdict.differed.append(f"{query}: {found!r}, not {expected!r}")
    return verdict


def same(found: Any, expected: Any) -> bool:
    """Tells whether two values are equal, floats up to rounding; structs by their values."""
    if hasattr(expected, "asDict") and isinstance(found, Mapping):
        found = list(found.values())
    if isinstance(found, (list, tuple)) and isinstance(expected, (list, tuple)):
        return len(found) == len(expected) and all(map(same, found, expected))
    found, expected = plain(found), plain(expected)
    if isinstance(found, float) and isinstance(expected, float):
        if math.isnan(found) or math.isnan(expected):
            return math.isnan(found) and math.isnan(expected)
        return math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-12)
    if isinstance(found, list) and isinstance(expected, list):
        return len(found) == len(expected) and all(map(same, found, expected))
    return found == expected


def permuted(found: Any, expected: Any) -> bool:
    """Tells whether two results are the same rows in another order."""
    if not all(isinstance(rows, list) and len(rows) > 1 for rows in (found, expected)):
        return False
    if not all(isinstance(row, tuple) for row in found + expected):
        return False
    return same(sorted(found, key=repr), sorted(expected, key=repr))


def alike(found: Any, expected: Any) -> bool:
    """Tells whether two values of a random number, the time, a user's name and so on are of a kind."""
    found, expected = plain(found), plain(expected)
    if isinstance(found, list) and isinstance(expected, list):
        return len(found) == len(expected) and sorted(map(repr, found)) == sorted(map(repr, expected))
    if isinstance(found, float) and isinstance(expected, float):
        return (0 <= found < 1) == (0 <= expected < 1) or abs(found) < 10 > abs(expected)
    if isinstance(found, dt.date) and isinstance(expected, dt.date):
        return abs(found.toordinal() - expected.toordinal()) <= 1
    return type(found) is type(expected)


def plain(value: Any) -> Any:
    """Turns values that engines give in different types into one: numbers, tuples, mappings."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float, Decimal)):
        return float(value)
    if isinstance(value, uuid.UUID):
        return str(value)
    if hasattr(value, "toPython"):  # Spark's VARIANT
        return plain(value.toPython())
    if isinstance(value, (bytearray, bytes)):
        return bytes(value)
    if isinstance(value, Mapping):
        return [[plain(k), plain(v)] for k, v in sorted(value.items(), key=str)]
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, dt.datetime) and value.tzinfo:
        return value.astimezone(dt.timezone.utc).replace(tzinfo=None)
    if isinstance(value, str) and value.replace(".", "", 1).lstrip("-").isdigit():
        return float(value)
    return value
