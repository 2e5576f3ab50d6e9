"""What all families of methods of an expression are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable, TypeVar, Union

from lakebolt import errors
from lakebolt.datatype import identifier
from lakebolt.expr import node as n
from lakebolt.expr.call import Call
from lakebolt.expr.literal import literal

if TYPE_CHECKING:
    from lakebolt.expr.expr import Expr

IntoExpr = Union["Expr", str, int, float, bool, None, Any]
Self = TypeVar("Self", bound="Base")


class Base:
    """Holds the tree of an expression."""

    __slots__ = ("_node",)

    def __init__(self, node: n.Node):
        """Wraps a tree; use ``lakebolt.col`` or ``lakebolt.lit``."""
        self._node = node

    def _call(self, function: str, *more: IntoExpr) -> Expr:
        """Calls a function of SQL with the expression and more."""
        return wrap(call(function, self._node, *map(value, more)))

    def _name(self) -> str:
        """Returns the name of the column that the expression gives."""
        return n.name_of(self._node)

    def _unmodified(self) -> n.Node:
        """Returns the values of the column, before any were left out."""
        return self._node.children[0] if isinstance(self._node, n.Modified) else self._node


def wrap(node: n.Node) -> Expr:
    """Returns an expression of a tree."""
    from lakebolt.expr.expr import Expr

    return Expr(node)


def value(item: IntoExpr) -> n.Node:
    """Returns the tree of an expression, or of a literal."""
    if isinstance(item, Base):
        return item._node
    text = literal(item)
    return n.Raw(text, precedence=n.UNARY if text.startswith("-") else n.ATOM)


def column(item: IntoExpr) -> n.Node:
    """Returns the tree of an expression or, of a text, of the column it names."""
    if isinstance(item, str):
        from lakebolt.expr.making import col

        return col(item)._node
    return value(item)


def number(item: Any, what: str) -> int:
    """Returns a whole number, or raises InterfaceError saying what it is for."""
    if isinstance(item, bool) or not hasattr(item, "__index__"):
        raise errors.InterfaceError(f"{what} must be an int, not {type(item).__name__}")
    return int(item)


def binary(operator: str, precedence: int, left: n.Node, right: n.Node) -> n.Node:
    """Returns an operator that groups from the left."""
    return n.Template(
        ("", f" {operator} ", ""), (left, right), (precedence, precedence + 1), precedence
    )


def compare(operator: str, left: n.Node, right: n.Node) -> n.Node:
    """Returns an operator that does not chain."""
    return n.Template(("", f" {operator} ", ""), (left, right), (n.OTHER, n.OTHER), n.COMPARE)


def call(function: str, *arguments: n.Node) -> n.Node:
    """Returns the call of a function over single rows."""
    if not arguments:
        return n.Raw(f"{function}()", function)
    texts = (f"{function}(", *([", "] * (len(arguments) - 1)), ")")
    return n.Template(texts, arguments, (0,) * len(arguments), n.ATOM)


def postfix(child: n.Node, text: str) -> n.Node:
    """Returns a test that stands behind its operand, such as IS NULL."""
    return n.Template(("", text), (child,), (n.OTHER,), n.COMPARE)


def template(text: str, *children: n.Node) -> n.Node:
    """Returns SQL with ``{}`` for its arguments, which need no brackets."""
    return n.Template(tuple(text.split("{}")), children, (0,) * len(children), n.ATOM)


def unless_null(test: n.Node, node: n.Node) -> n.Node:
    """Returns what ``node`` gives where ``test`` is not NULL, else NULL."""
    return n.Template(
        ("CASE WHEN ", " IS NOT NULL THEN ", " END"), (test, node), (n.OTHER, 0), n.ATOM
    )


def aggregate(
    function: str,
    child: n.Node,
    *more: n.Node,
    ordered: bool = False,
    distinct: bool = False,
) -> n.Node:
    """Returns an aggregate over an expression; takes over what sorts or filters its values."""
    where: tuple[n.Node, ...] = ()
    order: tuple[n.Key, ...] = ()
    listed = lifted(child)
    if isinstance(listed, n.Listed):
        made = of_list(function, listed.children[0], more, distinct)
        return n.Named(made, n.name_of(child))
    if isinstance(child, n.Modified):
        where = child.children[1 : 1 + child.where]
        order = tuple(key for key in child.children if isinstance(key, n.Key))
        distinct = distinct or child.distinct
        child = child.children[0]
    else:
        found: list[n.Node] = []

        def strip(part: n.Node) -> n.Node:
            if isinstance(part, n.Modified) and not part.distinct and not part.order:
                found.extend(part.children[1:])
                return part.children[0]
            return part

        child = n.rebuild(child, strip)
        where = tuple(found)
    return Call(
        function,
        (child, *more),
        where=where,
        order=order if ordered else (),
        distinct=distinct,
        ordered=ordered,
    )


def of_list(function: str, values: n.Node, more: tuple[n.Node, ...], distinct: bool) -> n.Node:
    """Returns an aggregate over the elements of a list."""
    if distinct:
        values = template("list_distinct({})", values)
    if function == "list":
        return values
    if function in ("first", "last"):
        return template("list_extract({}, {})", values, value(1 if function == "first" else -1))
    arguments = "".join(", {}" for _ in more)
    return template(f"list_aggregate({{}}, '{function}'{arguments})", values, *more)


def window_call(
    function: str, *arguments: n.Node, order: tuple[n.Key, ...] = (), frame: str = ""
) -> n.Node:
    """Returns a function that needs a window; without one it is that of all rows in their order."""
    return Call(function, arguments, order=order, aggregate=False, ordered=True, frame=frame)


def narrowed(node: n.Node) -> n.Node:
    """Returns a sum of whole numbers as BIGINT; it is HUGEINT in SQL, which no data frame has."""
    return template("replace_type({}, NULL::HUGEINT, NULL::BIGINT)", node)


def modified(
    child: n.Node,
    where: tuple[n.Node, ...] = (),
    order: tuple[n.Key, ...] = (),
    distinct: bool = False,
) -> n.Node:
    """Returns an expression's values with some left out, sorted, or each once, for an aggregate."""
    if where or order:
        child = in_rows(child)
    if isinstance(child, n.Modified):
        keys = tuple(key for key in child.children if isinstance(key, n.Key))
        where = (*child.children[1 : 1 + child.where], *where)
        return n.Modified(child.children[0], where, order or keys, distinct or child.distinct)
    return n.Modified(child, where, order, distinct)


def keys_of(
    by: Any,
    descending: bool | list[bool] | tuple[bool, ...],
    nulls_last: bool | list[bool] | tuple[bool, ...],
) -> tuple[n.Key, ...]:
    """Returns sort keys for columns and one or as many directions."""
    items = list(by) if isinstance(by, (list, tuple)) else [by]
    down = list(descending) if isinstance(descending, (list, tuple)) else [descending] * len(items)
    last = list(nulls_last) if isinstance(nulls_last, (list, tuple)) else [nulls_last] * len(items)
    if len(down) != len(items) or len(last) != len(items):
        raise errors.InterfaceError(
            f"{len(items)} keys to sort by, but {len(down)} of descending and "
            f"{len(last)} of nulls_last"
        )
    out = []
    for item, is_down, is_last in zip(items, down, last):
        tree = column(item)
        out.append(tree if isinstance(tree, n.Key) else n.Key(tree, is_down, is_last))
    return tuple(out)


def struct_of(fields: Iterable[tuple[str, n.Node]]) -> n.Node:
    """Returns a struct of fields, whatever their names are."""
    nodes = [part for name, node in fields for part in (n.Raw(literal(name)), node)]
    texts = ["{", *[": ", ", "] * (len(nodes) // 2)]
    return _spliced([*texts[:-1], "}"] if nodes else ["{}"], nodes)


def fields_call(
    function: str, arguments: Iterable[n.Node], fields: Iterable[tuple[str, n.Node]]
) -> n.Node:
    """Returns a call with arguments that have names, whatever these are, behind others."""
    first = list(arguments)
    named = [part for name, node in fields for part in (n.Raw(identifier(name)), node)]
    texts = [f"{function}(", *[", "] * len(first), *[" := ", ", "] * (len(named) // 2)]
    return _spliced([*texts[:-1], ")"], [*first, *named])


def _spliced(texts: list[str], nodes: list[n.Node]) -> n.Node:
    return n.Template(tuple(texts), tuple(nodes), (0,) * len(nodes), n.ATOM)


def different(values: n.Node) -> n.Node:
    """Returns each element of a list once, NULL too."""
    place = template("list_position({}, NULL)", values)
    before = template("list_distinct(list_slice({}, 1, {} - 1))", values, place)
    return template(
        "CASE WHEN {} IS NULL THEN list_distinct({}) "
        "ELSE {} || [NULL] || (list_distinct({}))[len({}) + 1:] END",
        place,
        values,
        before,
        values,
        before,
    )


def rows(node: n.Node) -> Expr:
    """Returns a list whose elements are meant."""
    values = n.Once(node)
    beside = template("list_extract({}, {})", values, place_in(template("len({})", values)))
    return wrap(n.Listed(node, beside))


def place_in(length: n.Node) -> n.Node:
    """Returns the row's number, from 1, after a check that there are as many values as rows."""
    count = Call("count", ())
    text = "error('an expression gives another number of values than there are rows')::BIGINT"
    return template(
        f"CASE {{}} WHEN {{}} THEN {{}} WHEN 1 THEN 1 ELSE {text} END",
        length,
        count,
        window_call("row_number"),
    )


def listed(node: n.Node) -> n.Node:
    """Has values that were left out, sorted or taken once stand as a list of them."""
    return n.rebuild(
        node, lambda part: _made_list(part)._node if isinstance(part, n.Modified) else part
    )


def _made_list(values: n.Modified) -> Expr:
    split = 1 + values.where
    keys = tuple(key for key in values.children[split:] if isinstance(key, n.Key))
    if values.distinct:
        plain = n.Modified(values.children[0], values.children[1:split], keys)
        return rows(different(_made_list(plain)._node.children[0]))
    made = Call(
        "list", values.children[:1], where=values.children[1:split], order=keys, ordered=True
    )
    return rows(made)


def in_rows(node: n.Node) -> n.Node:
    """Has lists that stand for the values in them give the value of each row."""
    return n.rebuild(node, lambda part: part.children[1] if isinstance(part, n.Listed) else part)


def lifted(node: n.Node) -> n.Node:
    """Returns what is computed with the values of a list as a list of what it gives for each."""
    marks = [part for part in n.walk(node) if isinstance(part, n.Listed)]
    inner = node
    while isinstance(inner, n.Named) and not isinstance(inner, n.Listed):
        inner = inner.children[0]
    if not marks or isinstance(inner, n.Listed):
        return inner if marks else node
    if (
        any(
            isinstance(part, Call) and any(mark in n.walk(part) for mark in marks)
            for part in n.walk(node)
        )
        or len({n.write(mark) for mark in marks}) > 1
    ):
        return node
    element = n.Parameter('"#v"')
    each = n.rebuild(node, lambda part: element if isinstance(part, n.Listed) else part)
    made = template('list_transform({}, lambda "#v": {})', marks[0].children[0], each)
    return n.Listed(made, node)
