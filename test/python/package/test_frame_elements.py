"""Checks elements of lists that are sorted, filtered or each taken once within expressions, by Polars."""

from __future__ import annotations

import lakebolt
import polars
import pytest
from frame_oracle import assert_same

STRUCTS = [
    {"n": "A", "g": 2, "h": 1}, {"n": "B", "g": 1, "h": 1}, {"n": "C", "g": None, "h": 2},
    {"n": "D", "g": 2, "h": 3}, None,
]  # fmt: skip
DATA = {
    "s": [STRUCTS, None, [], STRUCTS[:2]],
    "v": [[3, 1, None, 2, 3], None, [], [1, 1]],
}


def field(m, name):
    return m.element().struct.field(name)


EACH = {
    "field by field": ("s", lambda m: field(m, "n").sort_by(field(m, "g"))),
    "then field": ("s", lambda m: m.element().sort_by(field(m, "g")).struct.field("n")),
    "down": (
        "s",
        lambda m: m.element().sort_by(field(m, "g"), descending=True, nulls_last=True).struct["n"],
    ),
    "two keys": (
        "s",
        lambda m: m.element()
        .sort_by(field(m, "h"), field(m, "g"), descending=[True, False], nulls_last=[True, True])
        .struct.field("n"),
    ),
    "filter": ("s", lambda m: m.element().filter(field(m, "h") < 2).struct.field("n")),
    "sorted": ("v", lambda m: m.element().sort() + 1),
    "by another": ("v", lambda m: (m.element() * 2).sort_by(m.element() % 3, m.element())),
    "by its opposite": ("v", lambda m: m.element().sort_by(-m.element())),
    "each once": ("v", lambda m: m.element().unique(maintain_order=True) * 2),
}


@pytest.mark.parametrize("name", EACH)
def test_elements(name):
    column, make = EACH[name]
    assert_same(
        lambda m, f: f.select(m.col(column).list.eval(make(m))),
        lakebolt.DataFrame(DATA),
        polars.DataFrame(DATA),
    )


def test_refused():
    element = lakebolt.element()
    for mixed in (-element.sort_by(element.rank()), element.filter(element > 1) / element.sum(), element.sort() - element):
        with pytest.raises(lakebolt.NotSupportedError, match="use two list.eval"):
            lakebolt.col("v").list.eval(mixed)
