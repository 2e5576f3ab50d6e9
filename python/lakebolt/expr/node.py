"""The parts of expressions. They are immutable and know nothing of tables.

A tree may be thousands of levels high (``reduce(add, columns)``), so whoever walks one does it with
a stack of his own: ``walk``, ``rebuild`` and ``write``.
"""

from __future__ import annotations

from typing import Any, Callable, Iterator

from lakebolt.datatype import identifier

# How tightly operators bind, loosest first, as in src/sql/precedence.h.
OR, AND, NOT, COMPARE, OTHER, ADD, MULTIPLY, UNARY, ATOM = range(1, 10)

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
    """Is a list that stands for the values in it: alone in a SELECT list they become rows."""

    __slots__ = ()

    def __init__(self, child: Node):
        """Takes what makes the list."""
        super().__init__(child, "")

    def replace(self, children: tuple[Node, ...]) -> Node:
        """Returns the mark over another child."""
        return Listed(children[0])

    def label(self) -> str | None:
        """Returns None: the name is the child's."""
        return None


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


class Window:
    """Says over which rows a call is computed: a partition, its order and a frame of rows."""

    __slots__ = ("partition", "order", "frame")

    def __init__(
        self, partition: tuple[Node, ...] = (), order: tuple[Key, ...] = (), frame: str = ""
    ):
        """Takes partition keys, sort keys and the SQL of a frame."""
        self.partition = partition
        self.order = order
        self.frame = frame


_ALL_ROWS = "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"


class Call(Node):
    """Is a call over many rows: an aggregate, or a function that needs a window.

    Its children are its arguments, conditions, sort keys, and the window's keys.
    """

    __slots__ = ("function", "counts", "distinct", "aggregate", "ordered", "frame", "windowed")

    def __init__(
        self,
        function: str,
        arguments: tuple[Node, ...],
        *,
        where: tuple[Node, ...] = (),
        order: tuple[Key, ...] = (),
        window: Window | None = None,
        partition: tuple[Node, ...] = (),
        distinct: bool = False,
        aggregate: bool = True,
        ordered: bool = False,
        frame: str = "",
    ):
        """Calls a function.

        ``ordered``: the answer depends on the order of rows. ``frame`` and ``partition``: the frame
        that the call has, and keys that it adds, wherever it is computed over a window.
        """
        partition = window.partition if window else partition
        keys = window.order if window else ()
        super().__init__((*arguments, *where, *order, *partition, *keys))
        self.function = function
        self.counts = (len(arguments), len(where), len(order), len(partition), len(keys))
        self.distinct = distinct
        self.aggregate = aggregate
        self.ordered = ordered
        self.frame = window.frame if window else frame
        self.windowed = window is not None

    def part(self, index: int) -> tuple[Node, ...]:
        """Returns arguments (0), conditions (1), sort keys (2), partition (3) or its order (4)."""
        begin = sum(self.counts[:index])
        return self.children[begin : begin + self.counts[index]]

    def _keys(self, index: int) -> tuple[Key, ...]:
        return tuple(key for key in self.part(index) if isinstance(key, Key))

    def over(self, window: Window) -> Call:
        """Returns the call over a window; sort keys of the call itself become the window's."""
        order = () if self.counts[2] == 0 or self.aggregate else self._keys(2)
        frame = self.frame or window.frame
        if self.aggregate and window.order and not frame:
            frame = _ALL_ROWS  # the order is that of the values, not of running ones
        return Call(
            self.function,
            self.part(0),
            where=self.part(1),
            order=self._keys(2) if self.aggregate else (),
            window=Window((*self.part(3), *window.partition), order or window.order, frame),
            distinct=self.distinct,
            aggregate=self.aggregate,
            ordered=self.ordered,
        )

    def ordered_by(
        self, function: str, arguments: tuple[Node, ...], order: tuple[Key, ...]
    ) -> Call:
        """Returns the call of a function over explicitly ordered rows."""
        return Call(function, arguments, where=self.part(1), order=order, distinct=self.distinct)

    def replace(self, children: tuple[Node, ...]) -> Node:
        """Returns the same call over other children."""
        copy = Call.__new__(Call)
        for slot in Call.__slots__:
            setattr(copy, slot, getattr(self, slot))
        copy.children = children
        return copy

    def label(self) -> str | None:
        """Returns None, or the name of calls without arguments."""
        if self.children:
            return None
        return "len" if self.function == "count" else self.function

    def pieces(self) -> list[Piece]:
        """Returns the call with ORDER BY, FILTER and OVER."""
        out: list[Piece] = [self.function + "("]
        if self.distinct:
            out.append("DISTINCT ")
        out += _listed(self.part(0)) or (["*"] if self.function == "count" else [])
        if self.counts[2]:
            out += [" ORDER BY ", *_listed(self.part(2))]
        out.append(")")
        if self.counts[1]:
            out.append(" FILTER (WHERE ")
            for i, condition in enumerate(self.part(1)):
                out += [" AND " if i else "", (condition, AND)]
            out.append(")")
        return out + self._window_pieces()

    def _window_pieces(self) -> list[Piece]:
        if not self.windowed:
            return []
        inside: list[Piece] = []
        if self.counts[3]:
            inside += ["PARTITION BY ", *_listed(self.part(3))]
        if self.counts[4]:
            inside += [" " if inside else "", "ORDER BY ", *_listed(self.part(4))]
        if self.frame:
            inside += [" " if inside else "", self.frame]
        return [" OVER (", *inside, ")"]


def _listed(nodes: tuple[Node, ...]) -> list[Piece]:
    out: list[Piece] = []
    for i, node in enumerate(nodes):
        if i:
            out.append(", ")
        out.append((node, 0))
    return out


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
    out: list[str] = []
    stack: list[Piece] = [(root, 0)]
    while stack:
        piece = stack.pop()
        if isinstance(piece, str):
            out.append(piece)
            continue
        node, need = piece
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
            return label or "literal"
        node = node.children[0]


def columns_in(node: Node) -> Iterator[str]:
    """Gives the names of the columns that an expression looks at."""
    return (part.column for part in walk(node) if isinstance(part, Column))


def is_over_rows(node: Node) -> bool:
    """Tells whether an expression looks at other rows than its own."""
    return any(isinstance(part, Call) for part in walk(node))
