"""The frames of Lakebolt and Polars that tests compare, and what they are compared by."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from typing import Any

import lakebolt
import polars
from frame_oracle import Steps, assert_same, random_columns

COLUMNS = random_columns(random.Random(5), 60)
THEIRS = polars.DataFrame(COLUMNS)
OURS = lakebolt.DataFrame(THEIRS)
RIGHT = {"g": ["x", "y", "y", "w"], "h": [1, 1, None, 2], "v": [10, 2, 3, 4]}
RIGHTS = {lakebolt: lakebolt.DataFrame(RIGHT), polars: polars.DataFrame(RIGHT)}
QUOTES = {
    "t": [datetime.datetime(2024, 1, 1) + datetime.timedelta(hours=100 * i) for i in range(60)],
    "v": list(range(60)),
    "g": ["x", "y", "z"] * 20,
}
QUOTED = {lakebolt: lakebolt.DataFrame(QUOTES), polars: polars.DataFrame(QUOTES)}


def same(steps: Steps, in_order: bool = True) -> None:
    """Checks that both engines give the same after some steps."""
    assert_same(steps, OURS, THEIRS, in_order=in_order)


def named(names: str) -> dict[str, Callable[[Any], Any]]:
    """Returns a call without arguments of each of some methods."""
    return {name: (lambda e, name=name: getattr(e, name)()) for name in names.split()}
