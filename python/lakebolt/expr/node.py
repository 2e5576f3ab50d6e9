"""The parts of expressions. They are immutable and know nothing of tables.

A tree may be thousands of levels high (``reduce(add, columns)``), so whoever walks one does it with
a stack of his own: ``walk``, ``rebuild`` and ``write``.
"""

from __future__ import annotations

from typing import Any, Callable, Iterator

from lakebolt.datatype import identifier

# How tightly operators bind, loosest first, as in src/sql/precedence.h.
OR, AND, NOT, COMPARE, OTHER, ADD, MULTIPLY, UNARY, ATOM = range(1, 10)

ELEMENT = '"#e"'  # what generated lambdas call an element; see ``Parameter``

Piece = Any  # a text, or a node with the precedence that it must have at least


class Node:
    """Is one part of an expression."""

    __slots__ = ("children",)
    precedence = ATOM

    def __init__(self, children: tuple[Node, ...] = ()):
        """Makes a node over others."""
        self.children = children

    def replace(self, children: tuple[Node, ...]) -> Node:
        """Returns the same node over other children."""
        raise NotImplementedError

    def pieces(self) -> list[Piece]:
        """Returns the SQL: texts, and pairs of a child and the precedence that it needs."""
        raise NotImplementedError

    def label(self) -> str | None:
        """Returns the output column's name, or None for that of the first child."""
        return None


class Column(Node):
    """Is a column of the frame by its name."""

    __slots__ = ("column",)

    def __init__(self, column: str):
        """Names a column."""
        super().__init__()
        self.column = column

    def replace(self, children: tuple[Node, ...]) -> Node:
        """Returns itself."""
        return self

    def pieces(self) -> list[Piece]:
        """Returns the quoted name."""
        return [identifier(self.column)]

    def label(self) -> str | None:
        """Returns the name."""
        return self.column


class Raw(Node):
    """Is a text of SQL: a literal, a parameter of a lambda, or what the user wrote."""

    __slots__ = ("text", "name", "precedence_", "constant")

    def __init__(
        self, text: str, name: str = "literal", precedence: int = ATOM, constant: bool = True
    ):
        """Takes SQL as it is; ``constant``: it has the same value in all rows."""
        super().__init__()
        self.text = text
        self.name = name
        self.precedence_ = precedence
        self.constant = constant

    @property
    def precedence(self) -> int:  # type: ignore[override]
        """Returns how tightly the text's operator binds."""
        return self.precedence_

    def replace(self, children: tuple[Node, ...]) -> Node:
        """Returns itself."""
        return self

    def pieces(self) -> list[Piece]:
        """Returns the text."""
        return [self.text]

    def label(self) -> str | None:
        """Returns the name."""
        return self.name


class Parameter(Raw):
    """Is a parameter of a lambda in generated SQL, where such names begin with ``#``.

    Templates write these names; ``write`` adds more of ``#`` where columns' names begin so, too.
    """

    __slots__ = ()

    def __init__(self, text: str, name: str = "literal"):
        """Takes the quoted name."""
        super().__init__(text, name, constant=False)


class Selection(Node):
    """Stands for several columns, until the frame's names are known."""

    __slots__ = ("choose", "description")

    def __init__(self, choose: Callable[[Any], list[str]], description: str):
        """Takes what chooses among a frame's columns; it is given the plan's schema."""
        super().__init__()
        self.choose = choose
        self.description = description

    def replace(self, children: tuple[Node, ...]) -> Node:
        """Returns itself."""
        return self

    def pieces(self) -> list[Piece]:
        """Returns what it stands for, to be looked at."""
        return [self.description]

    def label(self) -> str | None:
        """Returns what it stands for."""
        return self.description


class Template(Node):
    """Is SQL with places for its children: an operator or the call of a function of one row."""

    __slots__ = ("texts", "needs", "precedence_")

    def __init__(
        self,
        texts: tuple[str, ...],
        children: tuple[Node, ...],
        needs: tuple[int, ...],
        precedence: int,
    ):
        """Puts child i, in brackets if it binds looser than needs[i], between texts i and i + 1."""
        super().__init__(children)
        self.texts = texts
        self.needs = needs
        self.precedence_ = precedence

    @property
    def precedence(self) -> int:  # type: ignore[override]
        """Returns how tightly the operator binds."""
        return self.precedence_

    def replace(self, children: tuple[Node, ...]) -> Node:
        """Returns the same over other children."""
        return Template(self.texts, children, self.needs, self.precedence_)

    def pieces(self) -> list[Piece]:
        """Returns texts and children in turn."""
        out: list[Piece] = [self.texts[0]]
        for text, child, need in zip(self.texts[1:], self.children, self.needs):
            out.append((child, need))
            out.append(text)
        return out

    def label(self) -> str | None:
        """Returns None, or a name for calls without arguments."""
        return None if self.children else "literal"


class Named(Node):
    """Gives the output column a name."""

    __slots__ = ("name",)

    def __init__(self, child: Node, name: str):
        """Names what ``child`` gives."""
        super().__init__((child,))
        self.name = name

    def replace(self, children: tuple[Node, ...]) -> Node:
        """Returns the name over another child."""
        return Named(children[0], self.name)

    def pieces(self) -> list[Piece]:
        """Returns the child: names are written by the SELECT list."""
        return [(self.children[0], 0)]

    @property
    def precedence(self) -> int:  # type: ignore[override]
        """Returns the child's."""
        return self.children[0].precedence

    def label(self) -> str | None:
        """Returns the name."""
        return self.name


class Renamed(Named):
    """Gives the output column a name made of the one it had."""

    __slots__ = ("change",)

    def __init__(self, child: Node, change: Callable[[str], str]):
        """Changes the name of what ``child`` gives."""
        super().__init__(child, "")
        self.change = change

    def replace(self, children: tuple[Node, ...]) -> Node:
        """Returns the change over another child."""
        return Renamed(children[0], self.change)

    def label(self) -> str | None:
        """Returns the changed name."""
        return self.change(name_of(self.children[0]))


class Listed(Named):
    """Is a list that stands for the values in it: alone in a SELECT list they become rows.

    Its second child gives one of the values in each row, for where it stands beside other columns.
    """

    __slots__ = ("unnests",)

    def __init__(self, child: Node, beside: Node, unnests: bool = False):
        """Takes what makes the list; ``unnests``: beside other columns, too, values make rows."""
        super().__init__(child, "")
        self.children = (child, beside)
        self.unnests = unnests

    def replace(self, children: tuple[Node, ...]) -> Node:
        """Returns the mark over other children."""
        return Listed(children[0], children[1], self.unnests)

    def label(self) -> str | None:
        """Returns None: the name is the child's."""
        return None


class Once(Node):
    """Is what has one value for all rows of a partition, so that it is computed once for them."""

    __slots__ = ()

    def __init__(self, child: Node):
        """Marks what ``child`` gives."""
        super().__init__((child,))

    def replace(self, children: tuple[Node, ...]) -> Node:
        """Returns the mark over another child."""
        return Once(children[0])

    def pieces(self) -> list[Piece]:
        """Returns the child."""
        return [(self.children[0], 0)]

    @property
    def precedence(self) -> int:  # type: ignore[override]
        """Returns the child's."""
        return self.children[0].precedence


class Key(Node):
    """Is a key to sort by."""

    __slots__ = ("descending", "nulls_last")

    def __init__(self, child: Node, descending: bool = False, nulls_last: bool = False):
        """Sorts by what ``child`` gives."""
        super().__init__((child,))
        self.descending = descending
        self.nulls_last = nulls_last

    def replace(self, children: tuple[Node, ...]) -> Node:
        """Returns the same direction over another child."""
        return Key(children[0], self.descending, self.nulls_last)

    def pieces(self) -> list[Piece]:
        """Returns the key with its direction, which is always said."""
        direction = " DESC" if self.descending else ""
        nulls = " NULLS LAST" if self.nulls_last else " NULLS FIRST"
        return [(self.children[0], 0), direction + nulls]


class Modified(Node):
    """Is a column's values with some left out, in another order or each once, to be aggregated.

    Alone it stands for a list of them.
    """

    __slots__ = ("where", "order", "distinct")

    def __init__(
        self,
        child: Node,
        where: tuple[Node, ...] = (),
        order: tuple[Key, ...] = (),
        distinct: bool = False,
    ):
        """Keeps the values of ``child`` where all of ``where`` hold."""
        super().__init__((child, *where, *order))
        self.where = len(where)
        self.order = len(order)
        self.distinct = distinct

    def replace(self, children: tuple[Node, ...]) -> Node:
        """Returns the same over other children."""
        split = 1 + self.where
        keys = tuple(key for key in children[split:] if isinstance(key, Key))
        return Modified(children[0], children[1:split], keys, self.distinct)

    def pieces(self) -> list[Piece]:
        """Returns the values: the rest is said by the aggregate."""
        return [(self.children[0], 0)]


def walk(root: Node) -> Iterator[Node]:
    """Gives all nodes of a tree, parents before children."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.children))


def rebuild(root: Node, change: Callable[[Node], Node]) -> Node:
    """Returns the tree with each node changed, children before parents."""
    done: list[Node] = []
    stack: list[tuple[Node, bool]] = [(root, False)]
    while stack:
        node, visited = stack.pop()
        if not visited and node.children:
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node.children))
            continue
        if node.children:
            count = len(node.children)
            children = tuple(done[-count:])
            del done[-count:]
            if any(new is not old for new, old in zip(children, node.children)):
                node = node.replace(children)
        done.append(change(node))
    return done[0]


def write(root: Node) -> str:
    """Writes a tree as SQL, with as few brackets as its meaning allows."""
    names: list[str] = []
    text = _written(root, names)
    if not names or 'lambda "#' not in text:
        return text
    mark = "##"
    while any(name.startswith(mark) for name in names):
        mark += "#"
    return _written(root, [], f'"{mark}')


def _written(root: Node, marked: list[str], mark: str = "") -> str:
    """Writes a tree; adds names of columns that begin with ``#``, and has parameters begin so."""
    out: list[str] = []
    stack: list[Piece] = [(root, 0)]
    while stack:
        piece = stack.pop()
        if isinstance(piece, str):
            out.append(piece)
            continue
        node, need = piece
        if isinstance(node, Column) and node.column.startswith("#"):
            marked.append(node.column)
        elif mark and isinstance(node, (Template, Parameter)):
            pieces = (p.replace('"#', mark) if isinstance(p, str) else p for p in node.pieces())
            left, right = (["("], [")"]) if node.precedence < need else ([], [])
            stack.extend(reversed([*left, *pieces, *right]))
            continue
        if node.precedence < need:
            stack.append(")")
            stack.extend(reversed(node.pieces()))
            stack.append("(")
        else:
            stack.extend(reversed(node.pieces()))
    return "".join(out)


def name_of(node: Node) -> str:
    """Returns the name of the column that an expression gives: the alias, or its first column's."""
    while True:
        label = node.label()
        if label is not None or not node.children:
            return "literal" if label is None else label
        node = node.children[0]


def columns_in(node: Node) -> Iterator[str]:
    """Gives the names of the columns that an expression looks at."""
    return (part.column for part in walk(node) if isinstance(part, Column))
