"""Expressions that look at other rows: windows, running values, shifts and ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from lakebolt import errors
from lakebolt.expr import node as n
from lakebolt.expr.base import (
    Base,
    IntoExpr,
    aggregate,
    call,
    column,
    compare,
    in_rows,
    keys_of,
    listed,
    narrowed,
    number,
    rows,
    template,
    unless_null,
    value,
    window_call,
    wrap,
)
from lakebolt.expr.call import Call, Window
from lakebolt.expr.node import Named

if TYPE_CHECKING:
    from lakebolt.expr.expr import Expr

RankMethod = Literal["average", "min", "max", "dense", "ordinal"]
_SO_FAR = "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
_FROM_HERE = "ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING"


class Windows(Base):
    """Gives expressions windows. Without an order of their own, rows come in the frame's."""

    __slots__ = ()

    def over(
        self,
        *partition_by: Any,
        order_by: Any = None,
        descending: bool | list[bool] = False,
        nulls_last: bool | list[bool] = False,
        mapping_strategy: Literal["group_to_rows", "join", "explode"] = "group_to_rows",
    ) -> Expr:
        """Computes aggregates and window functions within the rows of a partition.

        Takes columns, expressions, or one ``lakebolt.Window`` as PySpark does. ``mapping_strategy``
        says what becomes of a partition's values: each goes to its row, all go to each of the rows
        as a list (``join``), or rows come by partitions (``explode``), where all columns do.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"g": ["x", "x", "y"], "a": [1, 2, 5]})
        >>> frame.select("g", total=lb.col("a").sum().over("g")).rows()
        [('x', 3), ('x', 3), ('y', 5)]
        >>> frame.select(lb.col("a").cum_sum().over("g", order_by="a", descending=True)).rows()
        [(3,), (2,), (5,)]
        """
        from lakebolt.expr.window_spec import WindowSpec

        if len(partition_by) == 1 and isinstance(partition_by[0], WindowSpec):
            return self._over(partition_by[0]._window)
        flat: list[Any] = []
        for item in partition_by:
            flat.extend(item if isinstance(item, (list, tuple)) else [item])
        keys = () if order_by is None else keys_of(order_by, descending, nulls_last)
        window = Window(tuple(map(column, flat)), keys)
        if mapping_strategy == "group_to_rows":
            return self._over(window)
        if mapping_strategy == "explode":
            return self._by_partitions(window)
        if mapping_strategy != "join":
            raise errors.InterfaceError(
                f"mapping_strategy must be group_to_rows, join or explode, not {mapping_strategy!r}"
            )
        return self._list_of(window)

    def _list_of(self, window: Window) -> Expr:
        """Returns the list of a partition's values, or their aggregate."""
        made = listed(self._node)
        if isinstance(made, n.Listed):
            return wrap(n.Named(made.children[0], self._name()))._over(window)
        if any(isinstance(part, Call) and part.aggregate for part in n.walk(made)):
            return self._over(window)
        values = self._over(window)._node
        gathered = Call("list", (values,), ordered=True).over(Window(window.partition))
        return wrap(n.Named(gathered, self._name()))

    def _by_partitions(self, window: Window) -> Expr:
        """Returns the values in the order of the partitions' first rows."""
        row = window_call("row_number")
        first = Call("min", (row,)).over(Window(window.partition))
        values = self._over(window)._node
        return wrap(n.Modified(values, order=(n.Key(first), n.Key(row))))

    def _over(self, window: Window) -> Expr:
        node = listed(self._node)

        def change(part: n.Node) -> n.Node:
            if isinstance(part, Call) and not part.windowed:
                return part.over(window)
            return part

        return wrap(n.rebuild(node, change))

    def _running(self, function: str, reverse: bool) -> n.Node:
        return window_call(function, self._node, frame=_FROM_HERE if reverse else _SO_FAR)

    def _unless_null(self, node: n.Node) -> Expr:
        return wrap(unless_null(self._node, node))

    def cum_sum(self, *, reverse: bool = False) -> Expr:
        """Adds up the values so far; NULL where the value is.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, None, 3]}).select(lb.col("a").cum_sum()).rows()
        [(1,), (None,), (4,)]
        """
        return self._unless_null(narrowed(self._running("sum", reverse)))

    def cum_prod(self, *, reverse: bool = False) -> Expr:
        """Multiplies the values so far; NULL where the value is."""
        return self._unless_null(self._running("product", reverse))

    def cum_min(self, *, reverse: bool = False) -> Expr:
        """Gives the least value so far; NULL where the value is."""
        return self._unless_null(self._running("min", reverse))

    def cum_max(self, *, reverse: bool = False) -> Expr:
        """Gives the greatest value so far; NULL where the value is."""
        return self._unless_null(self._running("max", reverse))

    def cum_count(self, *, reverse: bool = False) -> Expr:
        """Counts the values so far that are not NULL."""
        return wrap(self._running("count", reverse))

    def shift(self, n: int | Expr = 1, *, fill_value: IntoExpr = None) -> Expr:
        """Gives the value of the row that comes ``n`` rows before; behind if it is negative.

        ``n`` may be an expression, of one value for all rows.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, 2, 3]}).select(lb.col("a").shift(1)).rows()
        [(None,), (1,), (2,)]
        """
        more = () if fill_value is None else (value(fill_value),)
        if isinstance(n, Base):
            return wrap(window_call("lag", self._node, in_rows(n._node), *more))
        count = number(n, "the number of rows to shift by")
        function = "lag" if count >= 0 else "lead"
        return wrap(window_call(function, self._node, value(abs(count)), *more))

    def lag(self, offset: int = 1, default: IntoExpr = None) -> Expr:
        """Gives the value of a row before, as in PySpark."""
        return self.shift(offset, fill_value=default)

    def lead(self, offset: int = 1, default: IntoExpr = None) -> Expr:
        """Gives the value of a row behind, as in PySpark."""
        return self.shift(-offset, fill_value=default)

    def diff(self, n: int = 1, null_behavior: Literal["ignore", "drop"] = "ignore") -> Expr:
        """Gives the difference from the value ``n`` rows before.

        Rows without one give NULL, or with ``null_behavior="drop"`` none.
        """
        change = wrap(self._node) - self.shift(n)
        if null_behavior == "ignore":
            return change
        if null_behavior != "drop":
            raise errors.InterfaceError(
                f"null_behavior must be ignore or drop, not {null_behavior!r}"
            )
        values = aggregate("list", change._node, ordered=True)
        kept = "{}[{}:]" if n >= 0 else "{}[:{}]"
        return rows(Named(template(kept, values, value(n + 1 if n >= 0 else n - 1)), self._name()))

    def pct_change(self, n: int = 1) -> Expr:
        """Gives the change from the value ``n`` rows before, as a share of it."""
        return wrap(self._node) / self.shift(n) - 1

    def rank(self, method: RankMethod = "average", *, descending: bool = False) -> Expr:
        """Ranks the values from 1; NULLs have no rank.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [3, 1, 3]}).select(lb.col("a").rank("min")).rows()
        [(2,), (1,), (2,)]
        """
        functions = {"min": "rank", "max": "rank", "average": "rank", "dense": "dense_rank",
                     "ordinal": "row_number"}  # fmt: skip
        if method not in functions:
            raise errors.InterfaceError(
                f"method must be one of {sorted(functions)}, not {method!r}"
            )
        order = (n.Key(self._node, descending, True),)
        label = n.name_of(self._node)
        ranks: n.Node = window_call(functions[method], order=order)
        if method in ("max", "average"):
            peers = Call("count", (), partition=(self._node,), aggregate=False)
            extra: n.Node = template("({} - 1)", peers)
            if method == "average":
                ranks = template("{} + {} / 2", ranks, extra)
            else:
                ranks = template("{} + {}", ranks, extra)
            ranks = n.Template(("", ""), (ranks,), (0,), n.ADD)
        return wrap(n.Named(self._unless_null(ranks)._node, label))

    def peak_max(self) -> Expr:
        """Tells whether the values before and behind are smaller."""
        return self._peak(">")

    def peak_min(self) -> Expr:
        """Tells whether the values before and behind are greater."""
        return self._peak("<")

    def _peak(self, operator: str) -> Expr:
        sides = [
            template("coalesce({}, TRUE)", compare(operator, self._node, self.shift(step)._node))
            for step in (1, -1)
        ]
        return wrap(sides[0]) & wrap(sides[1])

    def forward_fill(self, limit: int | None = None) -> Expr:
        """Replaces NULL by the last value before that is not NULL, at most ``limit`` rows back."""
        return self._filled("last_value", limit, "{} PRECEDING AND CURRENT ROW")

    def backward_fill(self, limit: int | None = None) -> Expr:
        """Replaces NULL by the next value that is not NULL, at most ``limit`` rows on."""
        return self._filled("first_value", limit, "CURRENT ROW AND {} FOLLOWING")

    def _filled(self, function: str, limit: int | None, frame: str) -> Expr:
        reach = "UNBOUNDED" if limit is None else str(number(limit, "limit"))
        rows_ = "ROWS BETWEEN " + frame.format(reach)
        return wrap(window_call(f"{function} IGNORE NULLS", self._node, frame=rows_))

    def interpolate(self, method: Literal["linear", "nearest"] = "linear") -> Expr:
        """Replaces NULL by a value on the line through the nearest values, by the rows' numbers.

        NULLs before the first value and behind the last stay. Whole numbers become DOUBLE, unless
        ``method`` takes the ``nearest`` value itself, the later of two.
        """
        if method == "nearest":
            return self._nearest()
        if method != "linear":
            raise errors.InterfaceError(f"method must be linear or nearest, not {method!r}")
        return self._on_the_line(n.Key(window_call("row_number")))

    def _nearest(self) -> Expr:
        this = wrap(self._node)
        row = window_call("row_number")
        at = wrap(template("CASE WHEN {} IS NOT NULL THEN {} END", this._node, row))
        before, behind = at.forward_fill(), at.backward_fill()
        near = (wrap(row) - before) < (behind - wrap(row))
        found = template(
            "CASE WHEN {} THEN {} WHEN {} IS NOT NULL THEN {} END",
            *[near._node, this.forward_fill()._node, before._node, this.backward_fill()._node],
        )
        return wrap(n.Named(found, self._name()))

    def interpolate_by(self, by: IntoExpr) -> Expr:
        """Replaces NULL by a value on the line through the nearest values, along another column."""
        return self._on_the_line(n.Key(column(by)))

    def _on_the_line(self, key: n.Key) -> Expr:
        """Fills NULLs that have a value before and one behind."""
        number_ = self._node
        for kind in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT"):
            number_ = template(f"replace_type({{}}, NULL::{kind}, NULL::DOUBLE)", number_)
        filled = Call("fill", (number_,), order=(key,), aggregate=False, ordered=True)
        sides = [
            Call(
                "count",
                (self._node,),
                order=(n.Key(key.children[0], down, down),),
                aggregate=False,
                frame=_SO_FAR,
            )
            for down in (False, True)
        ]
        inside = n.Template(
            ("CASE WHEN ", " > 0 AND ", " > 0 THEN ", " END"),
            (*sides, filled),
            (n.OTHER, n.OTHER, 0),
            n.ATOM,
        )
        return wrap(n.Named(inside, n.name_of(self._node)))

    def is_duplicated(self) -> Expr:
        """Tells whether a value occurs in another row too."""
        return wrap(compare(">", self._peers(), value(1)))

    def is_unique(self) -> Expr:
        """Tells whether a value occurs in no other row."""
        return wrap(compare("=", self._peers(), value(1)))

    def _peers(self) -> n.Node:
        peers = Call("count", (), partition=(self._node,), aggregate=False)
        return n.Named(peers, n.name_of(self._node))

    def is_first_distinct(self) -> Expr:
        """Tells whether a value occurs for the first time."""
        return self._nth_of_its_kind(False)

    def is_last_distinct(self) -> Expr:
        """Tells whether a value occurs for the last time."""
        return self._nth_of_its_kind(True)

    def _nth_of_its_kind(self, from_the_end: bool) -> Expr:
        order: tuple[n.Key, ...] = ()
        if from_the_end:
            order = (n.Key(window_call("row_number"), True),)
        place = Call(
            "row_number", (), order=order, partition=(self._node,), aggregate=False, ordered=True
        )
        return wrap(compare("=", n.Named(place, n.name_of(self._node)), value(1)))

    def rle_id(self) -> Expr:
        """Numbers runs of equal values from 0."""
        before = window_call("lag", self._node)
        row = window_call("row_number")
        changed = call(
            "if",
            n.Template(
                ("", " IS DISTINCT FROM ", " AND ", " > 1"),
                (self._node, before, row),
                (n.OTHER, n.OTHER, n.OTHER),
                n.AND,
            ),
            value(1),
            value(0),
        )
        total = narrowed(window_call("sum", changed, frame=_SO_FAR))
        return wrap(n.Named(total, n.name_of(self._node)))
