"""Quantiles that are elements of a sorted list, or lie between two."""

from __future__ import annotations

from lakebolt import errors
from lakebolt.expr import node as n
from lakebolt.expr.base import template, value

_PLACES = {
    "lower": "floor({} * (len({}) - 1))",
    "higher": "ceil({} * (len({}) - 1))",
    "nearest": "round({} * (len({}) - 1))",
}


def element_at(values: n.Node, quantile: float, interpolation: str) -> n.Node:
    """Returns the element of a sorted list below which a share of all lies."""
    if interpolation == "midpoint":
        low, high = (element_at(values, quantile, end) for end in ("lower", "higher"))
        return template("(({} + {}) / 2)", low, high)
    if interpolation not in _PLACES:
        raise errors.InterfaceError(
            "interpolation must be linear, nearest, lower, higher or midpoint, not "
            f"{interpolation!r}"
        )
    place = template(_PLACES[interpolation], value(quantile), values)
    return template("list_extract({}, {}::BIGINT + 1)", values, place)
