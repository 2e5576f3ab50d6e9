"""Expressions on the elements of a list: ``list.eval`` and ``list.agg``."""

from __future__ import annotations

from lakebolt import errors
from lakebolt.expr import node as n
from lakebolt.expr.base import different, lifted, of_list, template, unless_null
from lakebolt.expr.call import Call, OverElements, Window, is_over_rows

_BESIDE = (
    "elements that are left out, sorted or taken once stand beside what is computed over others: "
    "use two list.eval"
)


def computed(node: n.Node, values: n.Node) -> n.Node:
    """Returns a list of what an expression on elements gives for those of ``values``."""
    while isinstance(node, n.Named) and not isinstance(node, n.Listed):
        node = node.children[0]
    if chosen := _modified_in(node):
        calls = any(isinstance(part, Call) for part in n.walk(node))
        if len(chosen) > 1 or calls or _has_others(node):
            raise errors.NotSupportedError(_BESIDE)
        if node is chosen[0]:
            return _chosen(chosen[0], values)
        element = n.Parameter(n.ELEMENT, "element")
        each = n.rebuild(node, lambda part: element if isinstance(part, n.Modified) else part)
        return _each(each, _chosen(chosen[0], values))
    node = lifted(node)
    if isinstance(node, n.Listed):
        found = template("coalesce({}, [])", aggregated(node.children[0], values))
        return unless_null(values, found)
    if any(isinstance(part, Call) and not part.aggregate for part in n.walk(node)):
        return _over_elements(node, values)
    if _is_one(node):
        return unless_null(values, template("[{}]", aggregated(node, values)))
    return _each(aggregated(node, values), values)


def _modified_in(node: n.Node) -> list[n.Modified]:
    """Returns the elements left out, sorted or taken once that no call takes."""
    found: list[n.Modified] = []
    stack = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, n.Modified):
            found.append(part)
        elif not isinstance(part, Call):
            stack.extend(part.children)
    return found


def _has_others(node: n.Node) -> bool:
    """Tells whether elements stand beside those that are left out, sorted or taken once."""
    if isinstance(node, n.Modified):
        return False
    if isinstance(node, n.Parameter) and n.write(node) == n.ELEMENT:
        return True
    return any(map(_has_others, node.children))


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
    keys = [key for key in node.children[split:] if isinstance(key, n.Key)]
    values = _filtered(node.children[1:split], values)
    own = n.write(node.children[0])
    if any(n.write(key.children[0]) != own for key in keys):
        for key in reversed(keys):  # each keeps the order of elements that are alike to it
            values = _sorted_by(key, values)
        values = _each(node.children[0], values)
    else:
        values = _each(node.children[0], values)
        for key in keys[:1]:
            values = template(f"list_sort({{}}, {_direction(key)})", values)
    return different(values) if node.distinct else values


def _sorted_by(key: n.Key, values: n.Node) -> n.Node:
    elements = n.Parameter('"#l"')
    places = template(f"list_grade_up({{}}, {_direction(key)})", _each(key.children[0], elements))
    once = 'list_transform([{}], lambda "#l": list_select({}, {}))[1]'
    return template(once, values, elements, places)


def _direction(key: n.Key) -> str:
    direction = "DESC" if key.descending else "ASC"
    return f"'{direction}', 'NULLS {'LAST' if key.nulls_last else 'FIRST'}'"
