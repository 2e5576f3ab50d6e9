"""Turns what users give for columns into named trees over the columns of a plan."""

from __future__ import annotations

import re
from typing import Any, Callable, Iterable

from lakebolt import errors
from lakebolt.expr.base import Base, call, column, value
from lakebolt.expr.fields import Fields
from lakebolt.expr.node import Column, Key, Named, Node, Selection, name_of, rebuild, walk
from lakebolt.expr.prepare import Item
from lakebolt.expr.selectors import Choice
from lakebolt.expr.spread import resolved


def flat(items: Iterable[Any]) -> list[Any]:
    """Returns arguments with lists, tuples and generators among them unpacked."""
    out: list[Any] = []
    for item in items:
        if isinstance(item, (list, tuple, set, frozenset)) or hasattr(item, "__next__"):
            out.extend(item)
        else:
            out.append(item)
    return out


def expand(
    exprs: Iterable[Any],
    named: dict[str, Any],
    choice: Choice,
    *,
    literal_texts: bool = False,
) -> list[Item]:
    """Returns name and tree of each column; a selection of columns gives one for each."""
    items: list[Item] = []
    for item in flat(exprs):
        tree = value(item) if literal_texts and not isinstance(item, Base) else column(item)
        items += [(name_of(node), node) for node in _each(choice.locate(tree), choice)]
    for name, item in named.items():
        if isinstance(item, (list, tuple)):
            item = _list_literal(item)
        found = _each(choice.locate(column(item)), choice)
        if len(found) != 1:
            raise errors.InterfaceError(
                f"{name!r} names {len(found)} columns: use .name to name them"
            )
        items.append((name, found[0]))
    for _, node in items:
        check(node, choice.known)
    return items


def _list_literal(item: Any) -> Any:
    from lakebolt.expr.functions import lit

    return lit(item)


def _each(tree: Node, choice: Choice) -> list[Node]:
    tree = resolved(tree, lambda part: _each(part, choice))
    selection = next((part for part in walk(tree) if isinstance(part, Selection)), None)
    if selection is None:
        fields = next((part for part in walk(tree) if isinstance(part, Fields)), None)
        return [tree] if fields is None else _of_fields(tree, fields, choice)

    named_so = selection.description  # by what names an expression after its column

    def chosen(name: str) -> Callable[[Node], Node]:
        def change(part: Node) -> Node:
            if isinstance(part, Selection):
                return Column(name)
            called = type(part) is Named and part.label() == named_so
            return Named(part.children[0], name) if called else part

        return change

    made = [rebuild(tree, chosen(name)) for name in selection.choose(choice)]
    return [one for part in made for one in _each(part, choice)]


def _of_fields(tree: Node, fields: Fields, choice: Choice) -> list[Node]:
    """Returns the tree with each of the fields that some stand for."""
    struct = fields.children[0]
    names: list[str] = []
    for name in fields.names:
        if name != "*" and not name.startswith("^"):
            names.append(name)
            continue
        if not isinstance(struct, Column):
            raise errors.NotSupportedError("which fields a struct has is known of columns only")
        kind = next(kind for own, kind in choice.types().items() if own.casefold() == struct.column.casefold())
        names += [one for one in kind.fields() if name == "*" or re.search(name, one)]
    return [
        rebuild(
            tree,
            lambda part: (
                Named(call("struct_extract", part.children[0], value(name)), name)
                if isinstance(part, Fields)
                else part
            ),
        )
        for name in names
    ]


def check(node: Node, names: Iterable[str]) -> None:
    """Raises ProgrammingError if an expression looks at a column that is not there."""
    if isinstance(node, Key):
        node = node.children[0]
    known = {name.casefold() for name in names}
    for part in walk(node):
        if isinstance(part, Column) and part.column.casefold() not in known:
            raise unknown_column(part.column, names)


def unknown_column(name: str, names: Iterable[str]) -> errors.ProgrammingError:
    """Returns the error of a name that no column has, with the nearest ones."""
    import difflib

    listed = list(names)
    near = difflib.get_close_matches(name, listed, 3, 0.5)
    hint = "did you mean " + " or ".join(f'"{one}"' for one in near) + "?" if near else ""
    if not hint:
        shown = ", ".join(listed[:10]) + (", …" if len(listed) > 10 else "")
        hint = f"the frame has the columns {shown}" if listed else "the frame has no columns"
    text = f'Error [42703] unknown column: there is no column "{name}"\nHINT: {hint}'
    error = errors.make(text, "42703", "unknown column", hint, None)
    assert isinstance(error, errors.ProgrammingError)
    return error


def refuse_duplicates(items: list[Item]) -> None:
    """Raises ProgrammingError if two columns have the same name."""
    check_names([name for name, _ in items])


def check_names(names: list[str]) -> None:
    """Raises ProgrammingError if one name stands there twice."""
    seen: set[str] = set()
    for name in names:
        folded = name.casefold()
        if folded in seen:
            hint = "give one of them another name with .alias(...)"
            text = f'Error [42710] duplicate name: two columns are called "{name}"\nHINT: {hint}'
            raise errors.make(text, "42710", "duplicate name", hint, None)
        seen.add(folded)
