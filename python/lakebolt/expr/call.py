"""Calls over many rows, and the windows that say which."""

from __future__ import annotations

from lakebolt.expr.node import AND, Key, Node, Piece, Template


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
        name, _, nulls = self.function.partition(" ")  # perhaps with IGNORE NULLS
        out: list[Piece] = [name + "("]
        if self.distinct:
            out.append("DISTINCT ")
        given = _listed(self.part(0)) or (["*"] if self.function == "count" else [])
        out += ["(", *given, ")"] if nulls else given  # a call's last word would be taken for its own
        if self.counts[2]:
            out += [" ORDER BY ", *_listed(self.part(2))]
        out.append(f" {nulls})" if nulls else ")")
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


class OverElements(Template):
    """Is a query of the elements of a list, for what SQL has no functions of lists for."""

    __slots__ = ()

    def replace(self, children: tuple[Node, ...]) -> Node:
        """Returns the same over other children."""
        return OverElements(self.texts, children, self.needs, self.precedence_)


def is_over_rows(node: Node) -> bool:
    """Tells whether an expression looks at other rows than its own."""
    stack = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, Call):
            return True
        stack.extend(part.children[1:] if isinstance(part, OverElements) else part.children)
    return False
