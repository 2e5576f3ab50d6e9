"""Compares the rows of a query with what a sqllogictest file expects."""

from __future__ import annotations

import hashlib
import math
import re

HASH = re.compile(r"^(\d+) values hashing to ([0-9a-f]{32})$")
INTEGER = re.compile(r"^-?\d+$")
RELATIVE_TOLERANCE = 1e-9
"""Two sums of the same doubles in another order may differ by this much."""


TOLERANCE = 1e-5
"""What a tolerant comparison allows, relative to the expected number."""
IGNORED = "<slt:ignore>"
"""Stands for any result."""
BOOLEANS = {"true": "1", "false": "0"}
"""How hashes write them."""


def sort_cells(rows: list[list[str]], sort: str) -> list[list[str]]:
    """Returns `rows` in the order that `sort` asks for; valuesort gives one cell a row."""
    if sort == "rowsort":
        return sorted(rows)
    if sort == "valuesort":
        return sorted([value] for row in rows for value in row)
    return rows


def digest(rows: list[list[str]]) -> str:
    """Returns the line that stands for a long result: its number of values and their MD5."""
    values = [BOOLEANS.get(value, value) for row in rows for value in row]
    md5 = hashlib.md5("".join(value + "\n" for value in values).encode()).hexdigest()
    return f"{len(values)} values hashing to {md5}"


def expected_rows(expected: list[str], row_count: int, columns: int) -> list[list[str]] | None:
    """Splits the expected lines into rows in whichever of the three forms they are written.

    These are DuckDB's (tabs between columns), SQLite's (one value a line) and DataFusion's (blanks
    between columns, where None is returned as cells cannot be told apart).
    """
    if columns == 1:
        return [[line] for line in expected]
    tabbed = [line.split("\t") for line in expected]
    if all(len(cells) == columns for cells in tabbed):
        return tabbed
    if len(expected) == row_count * columns and not (row_count and len(expected) == row_count):
        return [expected[i : i + columns] for i in range(0, len(expected), columns)]
    return None


def same_number(actual: str, expected: str) -> bool:
    """Tells whether two texts are the same number or truth value, as a tolerant runner sees them."""
    if BOOLEANS.get(actual, actual) == BOOLEANS.get(expected.lower(), expected):
        return True
    try:
        if INTEGER.match(actual) and INTEGER.match(expected):
            return int(actual) == int(expected)
        found, wanted = float(actual), float(expected)
    except ValueError:
        return False
    same_nan = math.isnan(found) and math.isnan(wanted)
    return same_nan or math.isclose(found, wanted, rel_tol=TOLERANCE, abs_tol=1e-8)


def same_cell(actual: str, expected: str, column_type: str, tolerant: bool = False) -> bool:
    """Tells whether two cells agree; numbers in `R` columns may differ by rounding."""
    if actual == expected or (tolerant and same_number(actual, expected)):
        return True
    if expected.startswith("<REGEX>:"):
        return re.fullmatch(expected[8:], actual, re.DOTALL) is not None
    if expected.startswith("<!REGEX>:"):
        return re.fullmatch(expected[9:], actual, re.DOTALL) is None
    if column_type != "R":
        return False
    try:
        return math.isclose(float(actual), float(expected), rel_tol=RELATIVE_TOLERANCE)
    except ValueError:
        return False


def difference(
    actual: list[list[str]],
    expected: list[str],
    types: str,
    sort: str,
    columns: int,
    tolerant: bool = False,
) -> str | None:
    """Returns what differs between the rows and the expected lines; None when they agree."""
    if tolerant and expected == [IGNORED]:
        return None
    actual = sort_cells(actual, sort)
    match = HASH.match(expected[0]) if len(expected) == 1 else None
    if match:
        found = digest(actual)
        return None if found == expected[0] else f"expected {expected[0]}\n     got {found}"
    rows = expected_rows(expected, len(actual), 1 if sort == "valuesort" else columns)
    if rows is None:
        return _joined_difference(actual, expected, tolerant)
    rows = sort_cells(rows, sort)
    if len(rows) == len(actual):
        kinds = types if sort != "valuesort" and len(types) == columns else "T" * columns
        same = all(
            len(a) == len(e)
            and all(same_cell(x, y, k, tolerant) for x, y, k in zip(a, e, kinds, strict=False))
            for a, e in zip(actual, rows, strict=True)
        )
        if same:
            return None
    return _report(["\t".join(row) for row in actual], ["\t".join(row) for row in rows])


def _joined_difference(
    actual: list[list[str]], expected: list[str], tolerant: bool
) -> str | None:
    """Compares rows whose expected cells cannot be told apart: word by word."""
    joined = [" ".join(" ".join(row).split()) for row in actual]
    wanted = [" ".join(line.split()) for line in expected]
    if joined == wanted:
        return None
    if tolerant and len(joined) == len(wanted):
        pairs = [(a.split(), e.split()) for a, e in zip(joined, wanted, strict=True)]
        if all(
            len(a) == len(e) and all(map(lambda x, y: same_cell(x, y, "T", True), a, e))
            for a, e in pairs
        ):
            return None
    return _report(joined, wanted)


def _report(actual: list[str], expected: list[str], limit: int = 30) -> str:
    """Writes the first differing rows side by side."""
    lines = [f"expected {len(expected)} rows, got {len(actual)}"]
    for i in range(max(len(actual), len(expected))):
        wanted = expected[i] if i < len(expected) else "<no row>"
        found = actual[i] if i < len(actual) else "<no row>"
        if wanted != found:
            lines.append(f"  row {i + 1}: expected {wanted!r}\n         {'':>{len(str(i))}}got {found!r}")
        if len(lines) > limit:
            lines.append("  ...")
            break
    return "\n".join(lines)
