"""Functions of lists: ``Expr.list``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from lakebolt.expr.base import (
    IntoExpr,
    call,
    column,
    different,
    narrowed,
    struct_of,
    template,
    unless_null,
    value,
    wrap,
)
from lakebolt.expr.elements import aggregated, computed
from lakebolt.expr.namespace import Namespace
from lakebolt.expr.node import Node

if TYPE_CHECKING:
    from lakebolt.expr.expr import Expr


class ListNamespace(Namespace):
    """Gives expressions functions of lists."""

    __slots__ = ()

    def len(self) -> Expr:
        """Counts the elements."""
        return self._call("len")

    def mean(self) -> Expr:
        """Averages the elements."""
        return self._call("list_avg")

    def min(self) -> Expr:
        """Gives the least element."""
        return self._call("list_min")

    def max(self) -> Expr:
        """Gives the greatest element."""
        return self._call("list_max")

    def median(self) -> Expr:
        """Gives the middle element."""
        return self._call("list_median")

    def mode(self) -> Expr:
        """Gives the most frequent element."""
        return self._call("list_mode")

    def first(self) -> Expr:
        """Gives the first element."""
        return self._call("list_first")

    def last(self) -> Expr:
        """Gives the last element."""
        return self._call("list_last")

    def reverse(self) -> Expr:
        """Turns the list around."""
        return self._call("list_reverse")

    def n_unique(self) -> Expr:
        """Counts the different elements, NULL being one."""
        return self._named(
            template(
                "(list_unique({}) + (list_position({}, NULL) IS NOT NULL)::BIGINT)",
                self._node,
                self._node,
            )
        )

    def unique(self, *, maintain_order: bool = True) -> Expr:
        """Keeps each element once, NULL too, in the order of first appearance."""
        del maintain_order
        return self._named(different(self._node))

    def any(self, *, ignore_nulls: bool = True) -> Expr:
        """Tells whether some element is true; NULL if that depends on NULLs that count."""
        return self._known("list_bool_or", "FALSE", "{} OR", ignore_nulls)

    def all(self, *, ignore_nulls: bool = True) -> Expr:
        """Tells whether all elements are true; NULL if that depends on NULLs that count."""
        return self._known("list_bool_and", "TRUE", "NOT {} OR", ignore_nulls)

    def _known(self, function: str, nothing: str, decided: str, ignore_nulls: bool) -> Expr:
        found = template(f"coalesce({function}({{}}), {nothing})", self._node)
        if not ignore_nulls:
            known = f"CASE WHEN {decided} list_position({{}}, NULL) IS NULL THEN {{}} END"
            found = template(known, found, self._node, found)
        return self._named(unless_null(self._node, found))

    def product(self) -> Expr:
        """Multiplies the elements."""
        return self._call("list_product")

    def sum(self) -> Expr:
        """Adds up the elements; NULL where there is no value, as in SQL.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [[1, 2]]}).select(lb.col("a").list.sum()).item()
        3
        """
        return wrap(narrowed(call("list_sum", self._node)))

    def std(self, ddof: int = 1) -> Expr:
        """Gives the standard deviation of the elements."""
        return self._call("list_stddev_samp" if ddof else "list_stddev_pop")

    def var(self, ddof: int = 1) -> Expr:
        """Gives the variance of the elements."""
        return self._call("list_var_samp" if ddof else "list_var_pop")

    def contains(self, item: IntoExpr, *, nulls_equal: bool = False) -> Expr:
        """Tells whether there is an element; ``nulls_equal``: NULL is one, too."""
        if nulls_equal:
            found = template("(list_position({}, {}) IS NOT NULL)", self._node, value(item))
            return self._named(unless_null(self._node, found))
        return self._call("list_contains", item)

    def count_matches(self, element: IntoExpr) -> Expr:
        """Counts the elements equal to a value."""
        return self._named(
            template(
                'len(list_filter({}, lambda "#e": "#e" IS NOT DISTINCT FROM {}))',
                self._node,
                value(element),
            )
        )

    def get(self, index: IntoExpr, *, null_on_oob: bool = True) -> Expr:
        """Gives an element, counted from 0, or from the end below 0.

        Where the list has none there it is NULL, or an error unless ``null_on_oob``.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [[1, 2]]}).select(lb.col("a").list.get(-1)).item()
        2
        """
        if isinstance(index, int) and null_on_oob:
            return self._call("list_extract", index + 1 if index >= 0 else index)
        place = value(index) if isinstance(index, int) else column(index)
        case, parts = "CASE ", []
        if not null_on_oob:
            text = "error('list.get: an index is out of bounds')::BIGINT"
            case += f"WHEN {{}} >= len({{}}) OR {{}} < -len({{}}) THEN {text} "
            parts = [place, self._node] * 2
        case += "WHEN {} >= 0 THEN {} + 1 ELSE {} END"
        return self._named(
            template(f"list_extract({{}}, {case})", self._node, *parts, *[place] * 3)
        )

    def gather(self, indices: Any, *, null_on_oob: bool = True) -> Expr:
        """Gives a list of the elements at places counted from 0.

        Where there is none it has NULL; unless ``null_on_oob`` that is an error.
        """
        is_list = isinstance(indices, (list, tuple))
        if is_list and null_on_oob and all(type(i) is int and i >= 0 for i in indices):
            return self._call("list_select", [i + 1 for i in indices])
        listed = value(list(indices)) if is_list else column(indices)
        case, parts = "CASE ", []
        if not null_on_oob:
            text = "error('list.gather: an index is out of bounds')::BIGINT"
            case += f'WHEN "#i" >= len({{}}) OR "#i" < -len({{}}) THEN {text} '
            parts = [self._node] * 2
        case += 'WHEN "#i" >= 0 THEN "#i" + 1 ELSE "#i" END'
        made = template(
            f'list_transform({{}}, lambda "#i": list_extract({{}}, {case}))',
            *[listed, self._node, *parts],
        )
        return self._named(unless_null(self._node, made))

    def slice(self, offset: IntoExpr, length: IntoExpr = None) -> Expr:
        """Gives so many elements from a place counted from 0, or from the end below 0.

        Both may be expressions; to the end where the length is NULL.
        """
        if isinstance(offset, int) and offset >= 0 and isinstance(length, int):
            return self._call("list_slice", offset + 1, offset + length)
        return self._sliced(column(offset), None if length is None else column(length))

    def _sliced(self, offset: Node, length: Node | None) -> Expr:
        begin = template(
            "CASE WHEN {} >= 0 THEN {} ELSE len({}) + {} END", offset, offset, self._node, offset
        )
        rest = template("({})[greatest({}, 0) + 1:]", self._node, begin)
        if length is None:
            return self._named(unless_null(offset, rest))
        part = template(
            "CASE WHEN {} IS NULL THEN {} WHEN {} + {} <= 0 THEN ({})[1:0] "
            "ELSE ({})[greatest({}, 0) + 1:{} + {}] END",
            *[length, rest, begin, length, self._node, self._node, begin, begin, length],
        )
        return self._named(unless_null(offset, part))

    def head(self, n: IntoExpr = 5) -> Expr:
        """Gives the first elements."""
        return self.slice(0, n)

    def tail(self, n: IntoExpr = 5) -> Expr:
        """Gives the last elements."""
        if isinstance(n, int) and n > 0:
            return self.slice(-n)
        last = template("({})[greatest(len({}) - {}, 0) + 1:]", self._node, self._node, column(n))
        return self._named(unless_null(column(n), last))

    def join(self, separator: IntoExpr, *, ignore_nulls: bool = True) -> Expr:
        """Joins the elements as text, but for NULLs; they give NULL unless ``ignore_nulls``."""
        joined = self._call("list_to_string", separator)
        if ignore_nulls:
            return joined
        known = "CASE WHEN list_position({}, NULL) IS NULL THEN {} END"
        return self._named(template(known, self._node, joined._node))

    def sort(self, *, descending: bool = False, nulls_last: bool = False) -> Expr:
        """Sorts the elements."""
        return self._call(
            "list_sort",
            "DESC" if descending else "ASC",
            "NULLS LAST" if nulls_last else "NULLS FIRST",
        )

    def concat(self, other: IntoExpr) -> Expr:
        """Appends another list."""
        return self._named(template("(({}) || ({}))", self._node, column(other)))

    def drop_nulls(self) -> Expr:
        """Leaves NULLs out."""
        return self._named(template('list_filter({}, lambda "#e": "#e" IS NOT NULL)', self._node))

    def filter(self, predicate: Expr) -> Expr:
        """Keeps the elements for which a condition on ``lakebolt.element()`` holds."""
        return self._named(
            template('list_filter({}, lambda "#e": {})', self._node, predicate._node)
        )

    def eval(self, expr: Expr) -> Expr:
        """Computes an expression on ``lakebolt.element()`` for each element.

        It may filter, sort and cut the elements, or look at others, as ``rank`` and ``cum_sum`` do.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [[1, 2]]}).select(lb.col("a").list.eval(lb.element() * 2)).item()
        [2, 4]
        """
        return self._named(computed(expr._node, self._node))

    def set_union(self, other: IntoExpr) -> Expr:
        """Gives the elements of either list, each once."""
        return self._named(call("list_union", self._node, column(other)))

    def set_intersection(self, other: IntoExpr) -> Expr:
        """Gives the elements of both lists, each once."""
        return self._named(call("list_intersect", self._node, column(other)))

    def set_difference(self, other: IntoExpr) -> Expr:
        """Gives the elements that another list has not, each once."""
        return self._named(call("list_except", self._node, column(other)))

    def set_symmetric_difference(self, other: IntoExpr) -> Expr:
        """Gives the elements that only one of the lists has, each once."""
        left = call("list_except", self._node, column(other))
        right = call("list_except", column(other), self._node)
        return self._named(call("list_concat", left, right))

    def arg_min(self) -> Expr:
        """Gives the place, from 0, of the least element."""
        return self._named(
            template("(list_position({}, list_min({})) - 1)", self._node, self._node)
        )

    def arg_max(self) -> Expr:
        """Gives the place, from 0, of the greatest element."""
        return self._named(
            template("(list_position({}, list_max({})) - 1)", self._node, self._node)
        )

    def shift(self, n: IntoExpr = 1) -> Expr:
        """Moves the elements by places; NULLs come in."""
        count = value(n) if isinstance(n, int) else column(n)
        moved = template(
            'list_transform({}, lambda "#e", "#i": '
            'list_extract({}, nullif(greatest("#i" - {}, 0), 0)))',
            *[self._node, self._node, count],
        )
        return self._named(moved if isinstance(n, int) else unless_null(count, moved))

    def diff(self, n: int = 1, null_behavior: Literal["ignore", "drop"] = "ignore") -> Expr:
        """Gives the differences from the elements ``n`` places before; ``drop`` leaves NULLs out."""
        return self._named(
            template(
                "({})[{}:]" if null_behavior == "drop" else "{}",
                self._differences(n),
                *([value(n + 1)] if null_behavior == "drop" else []),
            )
        )

    def _differences(self, n: int) -> Node:
        return (
            template(
                'list_transform({}, lambda "#e", "#i": '
                '"#e" - list_extract({}, nullif(greatest("#i" - {}, 0), 0)))',
                self._node,
                self._node,
                value(n),
            )
        )

    def explode(self) -> Expr:
        """Makes a row of each element; see ``DataFrame.explode``."""
        return wrap(self._node).explode()

    def gather_every(self, n: int, offset: int = 0) -> Expr:
        """Gives every n-th element."""
        test = f'"#i" > {offset} AND ("#i" - 1 - {offset}) % {n} = 0'
        return self._named(template(f'list_filter({{}}, lambda "#e", "#i": {test})', self._node))

    def item(self) -> Expr:
        """Gives the only element."""
        return self._call("list_extract", 1)

    def agg(self, expr: Expr | str) -> Expr:
        """Applies an aggregate of ``lakebolt.element()`` to the elements, or SQL's by its name.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"a": [[1, 2]]})
        >>> frame.select(lb.col("a").list.agg(lb.element().max() - lb.element().min())).item()
        1
        """
        if isinstance(expr, str):
            return self._call("list_aggregate", expr)
        return self._named(aggregated(expr._node, self._node))

    def to_struct(self, fields: list[str]) -> Expr:
        """Makes a struct of the first elements, with these names."""
        made = struct_of(
            (name, call("list_extract", self._node, value(i + 1))) for i, name in enumerate(fields)
        )
        return self._named(unless_null(self._node, made))

    def to_array(self, width: int) -> Expr:
        """Makes lists of just so many elements of them; an error where a list has others.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [[1, 2]]}).select(lb.col("a").list.to_array(2)).dtypes
        [BIGINT[2]]
        """
        elements = [call("list_extract", self._node, value(i + 1)) for i in range(width)]
        made = call("array_value", *elements)
        text = f"error('a list of other than {width} elements')::BOOLEAN"
        checked = template(
            f"CASE WHEN len({{}}) = {width} OR {text} THEN {{}} END", self._node, made
        )
        return self._named(unless_null(self._node, checked))

    def to_list(self) -> Expr:
        """Makes lists of any length of those of one length."""
        return self._named(template("list_slice({}, 1, -1)", self._node))

    def sample(self, n: int = 1) -> Expr:
        """Gives so many elements, in random order."""
        return self._named(template("list_slice(shuffle({}), 1, {})", self._node, value(n)))
