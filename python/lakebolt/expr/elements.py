"""Expressions on the elements of a list: ``list.eval`` and ``list.agg``."""

from __future__ import annotations

from lakebolt import errors
from lakebolt.expr import node as n
from lakebolt.expr.base import different, lifted, of_list, template, unless_null
from lakebolt.expr.call import Call, OverElements, Window, is_over_rows


def computed(node: n.Node, values: n.Node) -> n.Node:
    """Returns a list of what an expression on elements gives for those of ``values``."""
    while isinstance(node, n.Named) and not isinstance(node, n.Listed):
        node = node.children[0]
    if isinstance(node, n.Modified):
        return _chosen(node, values)
    node = lifted(node)
    if isinstance(node, n.Listed):
        found = template("coalesce({}, [])", aggregated(node.children[0], values))
        return unless_null(values, found)
    if any(isinstance(part, Call) and not part.aggregate for part in n.walk(node)):
        return _over_elements(node, values)
    if _is_one(node):
        return unless_null(values, template("[{}]", aggregated(node, values)))
    return _each(aggregated(node, values), values)


def _over_elements(node: n.Node, values: n.Node) -> n.Node:
    """Returns a list of what window functions give for the elements: these as rows, and back."""
    place = n.Parameter('"#i"')

    def change(part: n.Node) -> n.Node:
        if not isinstance(part, Call) or part.windowed:
            return part
        if any(map(is_over_rows, part.children)):
            raise errors.NotSupportedError(
                f"{part.function} looks at what is computed over other elements: use two list.eval"
            )
        return part.over(Window((), (n.Key(place),) if part.ordered else ()))

    texts = (
        '(SELECT list("#x" ORDER BY "#i") FROM (SELECT ', ' AS "#x", "#i" FROM (SELECT unnest(',
        f") AS {n.ELEMENT}, unnest(range(len(", '))) AS "#i")))',
    )  # fmt: skip
    rows = OverElements(texts, (n.rebuild(node, change), values, values), (0, 0, 0), n.ATOM)
    return unless_null(values, template("coalesce({}, [])", rows))


def _is_one(node: n.Node) -> bool:
    """Tells whether an expression gives one value for a whole list."""
    found = False
    stack = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, Call):
            found = True
        elif isinstance(part, n.Raw) and part.text == n.ELEMENT:
            return False
        else:
            stack.extend(part.children)
    return found


def aggregated(node: n.Node, values: n.Node) -> n.Node:
    """Returns an expression with its aggregates taken over the elements of ``values``."""

    def change(part: n.Node) -> n.Node:
        if not isinstance(part, Call):
            return part
        if part.windowed or not part.aggregate:
            raise errors.NotSupportedError(
                f"{part.function} looks at other elements: explode the list, and use over"
            )
        arguments = part.part(0)
        kept = _filtered(part.part(1), values)
        if part.counts[2]:
            raise errors.NotSupportedError("sort the elements by list.sort")
        if not arguments:
            return template("len({})", kept)
        return of_list(part.function, _each(arguments[0], kept), arguments[1:], part.distinct)

    return n.rebuild(node, change)


def _each(node: n.Node, values: n.Node) -> n.Node:
    if isinstance(node, n.Raw) and node.text == n.ELEMENT:
        return values
    return template(f"list_transform({{}}, lambda {n.ELEMENT}: {{}})", values, node)


def _filtered(conditions: tuple[n.Node, ...], values: n.Node) -> n.Node:
    for condition in conditions:
        values = template(f"list_filter({{}}, lambda {n.ELEMENT}: {{}})", values, condition)
    return values


def _chosen(node: n.Modified, values: n.Node) -> n.Node:
    """Returns the elements that are left, in their order, each once perhaps."""
    split = 1 + node.where
    values = _each(node.children[0], _filtered(node.children[1:split], values))
    for key in node.children[split:]:
        assert isinstance(key, n.Key)
        if n.write(key.children[0]) != n.write(node.children[0]):
            raise errors.NotSupportedError("the elements of a list are sorted by themselves only")
        direction = "DESC" if key.descending else "ASC"
        nulls = "LAST" if key.nulls_last else "FIRST"
        values = template(f"list_sort({{}}, '{direction}', 'NULLS {nulls}')", values)
    return different(values) if node.distinct else values
