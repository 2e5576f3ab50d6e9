"""Decides `skipif` and `onlyif`: an engine's name, or a comparison of a loop's variable."""

from __future__ import annotations

import operator
import re
from collections.abc import Mapping

COMPARISON = re.compile(r"^(\w+)(<>|<=|>=|=|<|>)(.+)$")
OPERATORS = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def holds(condition: str, engine: str, variables: Mapping[str, str]) -> bool:
    """Tells whether `condition` holds: parts joined by `&&`, each an engine or a comparison."""
    return all(_part_holds(part, engine, variables) for part in condition.split("&&"))


def _part_holds(part: str, engine: str, variables: Mapping[str, str]) -> bool:
    match = COMPARISON.match(part)
    if not match:
        return part == engine
    name, sign, wanted = match.groups()
    found = variables.get(name, "")
    if found.lstrip("-").isdigit() and wanted.lstrip("-").isdigit():
        return OPERATORS[sign](int(found), int(wanted))
    return OPERATORS[sign](found.lower(), wanted.lower())
