"""Groups of rows by periods of time: ``group_by_dynamic``, and ``rolling`` for each row."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lakebolt import errors
from lakebolt.expr import selectors
from lakebolt.expr.base import template, wrap
from lakebolt.expr.call import Call, Window
from lakebolt.expr.node import Column, Key, Node, Parameter, name_of
from lakebolt.expr.period import (
    Parts,
    Period,
    bounds_of,
    length,
    months_of,
    negated,
    parts_of,
    truncated,
    written,
)
from lakebolt.expr.prepare import Item
from lakebolt.expr.rolling_by import framed
from lakebolt.frame.expand import expand, refuse_duplicates
from lakebolt.frame.exploding import Explode
from lakebolt.frame.grouping import GroupBy
from lakebolt.frame.hidden import hidden
from lakebolt.frame.steps import Project

if TYPE_CHECKING:
    from lakebolt.frame.dataframe import DataFrame

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Windows:
    """Says where the windows of ``group_by_dynamic`` begin and end."""

    def __init__(
        self,
        every: Period,
        period: Period | None = None,
        offset: Period | None = None,
        closed: str = "left",
        start_by: str = "window",
    ):
        """Begins a window of a length each period, from its start moved by an offset on."""
        self.every = every
        self.step = parts_of(every)
        self.width = self.step if period is None else parts_of(period)
        self.offset: Parts = [] if offset is None else parts_of(offset)
        self.with_low, self.with_high = bounds_of(closed)
        if start_by not in ("window", "datapoint", *_DAYS):
            raise errors.InterfaceError(
                f"start_by must be window, datapoint or a day of the week, not {start_by!r}"
            )
        self.start_by = start_by
        if length(self.step) <= 0 or length(self.width) <= 0:
            raise errors.InterfaceError("windows must be longer than nothing, and apart")

    def apart(self) -> bool:
        """Tells whether each moment lies in just one window."""
        return (
            self.width == self.step
            and (self.with_low, self.with_high) == (True, False)
            and self.start_by == "window"
        )

    def begin(self, moment: Node, first: Node, before: int = 0) -> Node:
        """Returns the beginning of the last window that begins no later, or so many before it."""
        back = [(-number * before, unit) for number, unit in self.step] if before else []
        if self.start_by == "window":
            shifted = moved(moment, negated(self.offset))
            return _as(moved(moved(truncated(shifted, self.every), back), self.offset), moment)
        origin = self._start(first)
        if all(unit == "i" for _, unit in self.step):
            step = written(self.step)
            bucket = template(f"({{}} + (({{}} - {{}}) // {step}) * {step})", origin, moment, origin)
            return moved(bucket, back)
        months = months_of(self.step)
        if months is not None:
            origin = moved(origin, negated(self.step))  # which is not behind the moment
            passed = template("datesub('month', {}, {})", origin, moment)
            start = template(f"({{}} + to_months({{}} // {months} * {months}))", origin, passed)
        else:
            start = template(f"time_bucket({written(self.step)}, {{}}, {{}})", moment, origin)
        return _as(moved(start, back), moment)

    def _start(self, first: Node) -> Node:
        """Returns the beginning from which the first window is looked for."""
        if self.start_by == "datapoint":
            return first
        start = truncated(first, self.every)
        if self.start_by in _DAYS:
            day = _DAYS.index(self.start_by)
            start = template(f"(date_trunc('week', {{}}) + to_days({day}))", first)
        return _as(moved(start, self.offset), first)

    def _around(self, moment: Node, first: Node) -> Node:
        """Returns a list of the beginnings of the windows that a moment lies in, the last first."""
        count = math.ceil(length(self.width) / length(self.step)) + 2
        starts = [self.begin(moment, first, i) for i in range(count)]
        low = "<=" if self.with_low else "<"
        high = "<=" if self.with_high else "<"
        listed = template("[" + ", ".join(["{}"] * len(starts)) + "]", *starts)
        inside = f'"#w" {low} {{}} AND {{}} {high} {{}}'
        end = moved(Parameter('"#w"'), self.width)
        return template(f'list_filter({{}}, lambda "#w": {inside})', listed, moment, moment, end)

    def all_of(self, moment: Node, first: Node) -> Node:
        """Returns a list of the beginnings of the windows that a moment lies in.

        None begins before that of the first moment, which is the one nearest to where it is looked
        for.
        """
        around = self._around(moment, first)
        start = self._start(first)
        if self.start_by != "datapoint":
            near = self._around(first, first)
            start = template(
                "least(greatest({}, list_extract({}, -1)), coalesce(list_extract({}, 1), {}))",
                *[start, near, near, self.begin(first, first)],
            )
        return template('list_filter({}, lambda "#w": "#w" >= {})', around, start)

    def end(self, begin: Node) -> Node:
        """Returns the end of a window."""
        return _as(moved(begin, self.width), begin)


def _as(node: Node, moment: Node) -> Node:
    return template("cast_to_type({}, {})", node, moment)


def moved(node: Node, parts: Parts) -> Node:
    """Returns a moment or number moved by a period."""
    return template(f"({{}} + {written(parts)})", node) if parts else node


class DynamicGroupBy(GroupBy):
    """Is the rows of a frame by windows of time; ``agg`` and its shortcuts give a row for each."""

    def __init__(
        self,
        frame: DataFrame,
        index: Node,
        by: list[Item],
        windows: Windows,
        label: str,
        boundaries: bool,
    ):
        """Groups a frame; use ``DataFrame.group_by_dynamic``."""
        if label not in ("left", "right", "datapoint"):
            raise errors.InterfaceError(f"label must be left, right or datapoint, not {label!r}")
        refuse_duplicates([*by, (name_of(index), index)])
        # columns of windows' beginnings, and of the first moment
        self._window, self._first = hidden("window first", frame.columns, [key for key, _ in by])
        if windows.apart():
            begin = wrap(windows.begin(index, index)).alias(self._window)
            plan = frame.filter(wrap(index).is_not_null()).with_columns(begin)._plan
        else:
            first = wrap(Call("min", (index,))).over(*[wrap(node) for _, node in by])
            found = wrap(windows.all_of(index, Column(self._first))).alias(self._window)
            listed = frame.with_columns(first.alias(self._first)).with_columns(found)
            plan = Explode(listed.drop(self._first)._plan, [self._window])
        super().__init__(frame._with(plan), [*by, (self._window, Column(self._window))])
        self._index = index
        self._windows = windows
        self._label = label
        self._boundaries = boundaries

    def having(self, *predicates: Any) -> GroupBy:
        """Refuses conditions, which the frame's own ``filter`` takes."""
        raise errors.NotSupportedError("filter the answer of agg instead")

    def _rest(self) -> selectors.Choice:
        choice = super()._rest()
        hidden = (self._window, name_of(self._index).casefold())
        names = [name for name in choice.names if name.casefold() not in hidden]
        return selectors.Choice(names, choice.types, choice.known, choice.locate)

    def _made(self, items: list[Item]) -> DataFrame:
        name = name_of(self._index)
        first = (self._first, Call("min", (self._index,)))
        frame = super()._made([*items, first] if self._label == "datapoint" else items)
        begin = Column(self._window)
        end = self._windows.end(begin)
        shown = {"left": begin, "right": end, "datapoint": Column(self._first)}[self._label]
        by = [key for key, _ in self._keys[:-1]]
        out: list[Item] = [(key, Column(key)) for key in by]
        if self._boundaries:
            shown_as = self._frame._types()[self._window]
            kind = "TIMESTAMP" if shown_as == "DATE" else str(shown_as)
            ends = [template(f"CAST({{}} AS {kind})", node) for node in (begin, end)]
            out += [("_lower_boundary", ends[0]), ("_upper_boundary", ends[1])]
        out += [(name, shown), *((item, Column(item)) for item, _ in items)]
        refuse_duplicates(out)
        return frame._with(Project(frame.sort(*by, self._window)._plan, out))


class RollingGroupBy:
    """Is the rows around each row of a frame; ``agg`` gives a row for each.

    >>> import lakebolt as lb
    >>> frame = lb.from_dict({"t": [1, 2, 4], "a": [1, 2, 5]})
    >>> frame.rolling("t", period="2i").agg(lb.col("a").sum(), n=lb.len()).rows()
    [(1, 1, 1), (2, 3, 2), (4, 5, 1)]
    """

    def __init__(self, frame: DataFrame, index: Node, by: list[Item], range_: str):
        """Takes a frame, its index and keys, and the frame of rows; use ``DataFrame.rolling``."""
        self._frame = frame
        self._index = index
        self._by = by
        self._range = range_

    def agg(self, *aggs: Any, **named: Any) -> DataFrame:
        """Computes aggregates over the rows around each row; other expressions are listed."""
        keys = [*self._by, (name_of(self._index), self._index)]
        hidden = {name.casefold() for name, _ in keys}
        choice = self._frame._choice()
        names = [name for name in choice.names if name.casefold() not in hidden]
        rest = selectors.Choice(names, choice.types, choice.known, choice.locate)
        window = Window(tuple(node for _, node in self._by), (Key(self._index),), self._range)
        items: list[Item] = []
        for name, node in expand(aggs, named, rest):
            items.append((name, framed(node, window)))
        refuse_duplicates([*keys, *items])
        return self._frame._with(Project(self._frame._plan, [*keys, *items]))
