"""Expressions of single rows: casts, missing values, mathematics, membership, names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Iterable, Mapping

from lakebolt import errors
from lakebolt.datatype import IntoDataType, data_type
from lakebolt.expr import node as n
from lakebolt.expr import zones
from lakebolt.expr.base import (
    Base,
    IntoExpr,
    call,
    column,
    postfix,
    template,
    unless_null,
    value,
    wrap,
)
from lakebolt.expr.call import Call

if TYPE_CHECKING:
    from lakebolt.expr.expr import Expr

_SHOWN_BY_CLOCKS = ("DATE", "TIME", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")


class Values(Base):
    """Gives expressions functions of single rows."""

    __slots__ = ()

    def alias(self, name: str) -> Expr:
        """Names the column.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1]}).select((lb.col("a") + 1).alias("b")).columns
        ['b']
        """
        if not isinstance(name, str):
            raise errors.InterfaceError(f"a name must be a str, not {type(name).__name__}")
        return wrap(n.Named(self._node, name))

    def cast(self, dtype: IntoDataType, *, strict: bool = True) -> Expr:
        """Casts to a type; a value that does not fit is an error or, unless ``strict``, NULL.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"a": ["1", "x"]})
        >>> frame.select(lb.col("a").cast(int, strict=False)).rows()
        [(1,), (None,)]
        """
        kind = data_type(dtype)
        node = zones.wall(self._node) if str(kind) in _SHOWN_BY_CLOCKS else self._node
        return wrap(template(f"{'CAST' if strict else 'TRY_CAST'}({{}} AS {kind})", node))

    def try_cast(self, dtype: IntoDataType) -> Expr:
        """Casts to a type; a value that does not fit gives NULL."""
        return self.cast(dtype, strict=False)

    def is_null(self) -> Expr:
        """Tells whether the value is NULL."""
        return wrap(postfix(self._node, " IS NULL"))

    def is_not_null(self) -> Expr:
        """Tells whether the value is not NULL."""
        return wrap(postfix(self._node, " IS NOT NULL"))

    def is_nan(self) -> Expr:
        """Tells whether the value is NaN."""
        return self._call("isnan")

    def is_not_nan(self) -> Expr:
        """Tells whether the value is not NaN."""
        return ~self._call("isnan")

    def fill_null(
        self, value: IntoExpr = None, strategy: str | None = None, limit: int | None = None
    ) -> Expr:
        """Replaces NULL by a value, or by a strategy: forward, backward, min, max, mean, zero, one.

        ``limit`` is how many NULLs in a row are filled forward or backward.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, None]}).select(lb.col("a").fill_null(0)).rows()
        [(1,), (0,)]
        """
        this = wrap(self._node)
        if limit is not None and strategy not in ("forward", "backward"):
            raise errors.InterfaceError("a limit needs the strategy forward or backward")
        if strategy is None:
            return self._call("coalesce", value)
        fills: dict[str, Callable[[], Expr]] = {
            "forward": lambda: this.forward_fill(limit),
            "backward": lambda: this.backward_fill(limit),
            "min": lambda: this.fill_null(this.min()),
            "max": lambda: this.fill_null(this.max()),
            "mean": lambda: this.fill_null(this.mean()),
            "zero": lambda: this.fill_null(0),
            "one": lambda: this.fill_null(1),
        }
        if strategy not in fills:
            raise errors.InterfaceError(
                f"strategy must be one of {sorted(fills)}, not {strategy!r}"
            )
        return fills[strategy]()

    def fill_nan(self, value: IntoExpr) -> Expr:
        """Replaces NaN by a value."""
        return wrap(call("if", call("isnan", self._node), _tree(value), self._node)).alias(
            self._name()
        )

    def is_in(self, other: Any, *, nulls_equal: bool = False) -> Expr:
        """Tells whether the value is one of a collection, or of a list.

        None in the collection counts for nothing, and NULL stays NULL, unless ``nulls_equal``.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, 2]}).filter(lb.col("a").is_in([2, 3])).rows()
        [(2,)]
        """
        if nulls_equal:
            return self._is_in_with_nulls(other)
        if isinstance(other, Base):
            return wrap(call("list_contains", other._node, self._node)).alias(self._name())
        if isinstance(other, str) or not isinstance(other, Iterable):
            raise errors.InterfaceError(f"is_in expects a collection, not {type(other).__name__}")
        items = tuple(value(item) for item in other if item is not None)
        if not items:
            return wrap(n.Named(template("({} IS NULL AND NULL)", self._node), self._name()))
        texts = ("", " IN (", *([", "] * (len(items) - 1)), ")")
        return wrap(
            n.Template(texts, (self._node, *items), (n.OTHER, *[0] * len(items)), n.COMPARE)
        )

    def _is_in_with_nulls(self, other: Any) -> Expr:
        if isinstance(other, Base):
            found = template("(list_position({}, {}) IS NOT NULL)", other._node, self._node)
            listed = unless_null(other._node, found)
            return wrap(listed).alias(self._name())
        items = list(other)
        found_ = wrap(self._node).is_in(items).fill_null(any(item is None for item in items))
        return found_.alias(self._name())

    def is_between(
        self, lower_bound: IntoExpr, upper_bound: IntoExpr, closed: str = "both"
    ) -> Expr:
        """Tells whether the value lies between two others; texts are columns.

        ``closed`` says which bounds belong to it: both, left, right or none.
        """
        low, high = wrap(column(lower_bound)), wrap(column(upper_bound))
        this = wrap(self._node)
        if closed == "both":
            tree = (this._node, low._node, high._node)
            return wrap(n.Template(("", " BETWEEN ", " AND ", ""), tree, (n.OTHER,) * 3, n.COMPARE))
        if closed not in ("left", "right", "none"):
            raise errors.InterfaceError(f"closed must be both, left, right or none, not {closed!r}")
        above = this >= low if closed == "left" else this > low
        return above & (this <= high if closed == "right" else this < high)

    def replace(
        self,
        old: Any,
        new: Any = None,
        *,
        default: IntoExpr = ...,
        return_dtype: IntoDataType | None = None,
    ) -> Expr:
        """Replaces values by others: a mapping, or a value or list and what stands for it.

        Values that are not named stay, unless there is a ``default``.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, 2]}).select(lb.col("a").replace({1: 10})).rows()
        [(10,), (2,)]
        """
        if isinstance(old, Mapping):
            pairs = list(old.items())
        elif isinstance(old, (list, tuple)):
            pairs = list(zip(old, new if isinstance(new, (list, tuple)) else [new] * len(old)))
        else:
            pairs = [(old, new)]
        children: list[n.Node] = [self._node]
        texts = ["CASE"]
        needs: list[int] = []
        for key, item in pairs:
            texts[-1] += " WHEN "
            texts += [" IS NOT DISTINCT FROM ", " THEN ", ""]
            children += ([self._node] if needs else []) + [value(key), value(item)]
            needs += [n.OTHER, n.OTHER, 0]
        texts[-1] += " ELSE "
        texts.append(" END")
        children.append(self._node if default is ... else value(default))
        out = wrap(n.Template(tuple(texts), tuple(children), (*needs, 0), n.ATOM))
        return out.cast(return_dtype) if return_dtype is not None else out

    def replace_strict(
        self,
        old: Any,
        new: Any = None,
        *,
        default: IntoExpr = ...,
        return_dtype: IntoDataType | None = None,
    ) -> Expr:
        """Replaces values by others; one that is not named becomes the ``default`` or is an error.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"a": [1, 2]})
        >>> frame.select(lb.col("a").replace_strict({1: "x", 2: "y"})).rows()
        [('x',), ('y',)]
        """
        if default is ...:
            text = "replace_strict has nothing for a value: name it, or give a default"
            failing = template(f"error('{text}')")
            default = wrap(unless_null(self._node, failing))
        return self.replace(old, new, default=default, return_dtype=return_dtype)

    def set_sorted(self, *, descending: bool = False, nulls_last: bool = False) -> Expr:
        """Returns the expression: the engine finds out what is sorted."""
        del descending, nulls_last
        return wrap(self._node)

    def hash(self) -> Expr:
        """Returns a hash of the value."""
        return self._call("hash")

    def explode(self, *, empty_as_null: bool = False, keep_nulls: bool = True) -> Expr:
        """Makes a row of each element of a list; see ``DataFrame.explode``."""
        from lakebolt.frame.exploding import unnested

        repeated = [self._node] * (1 + (empty_as_null and not keep_nulls))
        elements = template(unnested("{}", empty_as_null, keep_nulls), *repeated)
        together = template("flatten({})", Call("list", (elements,), ordered=True))
        return wrap(n.Listed(together, template("unnest({})", elements), unnests=True))

    def repeat_by(self, by: IntoExpr) -> Expr:
        """Makes a list of the value so many times."""
        return wrap(n.Named(call("array_repeat", self._node, column(by)), self._name()))

    def reinterpret(self, dtype: IntoDataType) -> Expr:
        """Casts to a type, as ``cast`` does."""
        return self.cast(dtype)

    def map_sql(self, text: str) -> Expr:
        """Puts the expression into SQL, where ``{}`` stands.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": ["x"]}).select(lb.col("a").map_sql("repeat({}, 2)")).rows()
        [('xx',)]
        """
        return wrap(template(f"({text})", self._node))

    def pipe(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Calls a function with the expression."""
        return function(wrap(self._node), *args, **kwargs)

    def exclude(self, *names: Any) -> Expr:
        """Leaves columns out of those that an expression stands for."""
        from lakebolt.expr.selectors import without

        def change(part: n.Node) -> n.Node:
            return without(part, names) if isinstance(part, n.Selection) else part

        return wrap(n.rebuild(self._node, change))


def _tree(item: IntoExpr) -> n.Node:
    return value(item)
