"""Steps of a frame, and where its rows come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Iterator, Mapping, Sequence

from lakebolt.datatype import identifier
from lakebolt.expr.node import Node
from lakebolt.expr.zones import Zones, resolved
from lakebolt.frame.block import Block
from lakebolt.zoned import zones_of

if TYPE_CHECKING:
    from lakebolt.expr.prepare import Item
    from lakebolt.frame.writer import Writer


class Plan:
    """Is one step: names its columns and writes itself as SQL over its inputs."""

    __slots__ = ("columns", "inputs", "types", "has_origins", "zones")

    def __init__(self, columns: Sequence[str], inputs: tuple[Plan, ...] = ()):
        """Makes a step that gives ``columns``."""
        self.columns = tuple(columns)
        self.inputs = inputs
        # Whether names may be other ones than in the inputs, or be asked for by an alias.
        self.has_origins: bool = any(source.has_origins for source in inputs)
        self.types: dict[str, Any] | None = None  # found out when they are asked for
        # In which zones columns of moments are shown, by folded names; steps that compute say it.
        self.zones: Zones = inputs[0].zones if inputs else {}

    def _resolve(self, nodes: Sequence[Node]) -> list[Node]:
        """Returns expressions over the first input with the zones of its columns put in."""
        return resolved(nodes, self.inputs[0].zones)[0]

    def _resolve_items(self, items: Sequence[Item], zones: Zones | None = None) -> list[Item]:
        """Returns the same of columns to be computed, whose zones join ``zones``."""
        nodes, found = resolved([node for _, node in items], self.inputs[0].zones)
        names = [name for name, _ in items]
        gone = {name.casefold() for name in names}
        new = {name.casefold(): zone for name, zone in zip(names, found) if zone is not None}
        self.zones = {**{k: zone for k, zone in (zones or {}).items() if k not in gone}, **new}
        return list(zip(names, nodes))

    def wants_order(self, ordered: bool) -> tuple[bool, ...]:
        """Tells of each input whether its rows must come in their order, if ours must or not."""
        return tuple(ordered for _ in self.inputs)

    def write(self, writer: Writer, ordered: bool) -> Block:
        """Writes the step."""
        raise NotImplementedError


class ObjectScan(Plan):
    """Reads an Arrow, pandas or Polars object."""

    __slots__ = ("value", "kind")

    def __init__(self, columns: Sequence[str], value: Any, kind: str):
        """Reads ``value`` each time; ``kind`` is for its name in SQL."""
        super().__init__(columns)
        self.zones = zones_of(value, columns)
        self.value = value
        self.kind = kind

    def write(self, writer: Writer, ordered: bool) -> Block:
        """Writes the object's name."""
        return Block(identifier(writer.table(self.value, self.kind)))


class SqlScan(Plan):
    """Reads what can stand in FROM: a table, a table function."""

    __slots__ = ("source",)

    def __init__(self, columns: Sequence[str], source: str):
        """Reads from a text of SQL."""
        super().__init__(columns)
        self.source = source

    def write(self, writer: Writer, ordered: bool) -> Block:
        """Writes the text."""
        return Block(self.source)


class Query(Plan):
    """Is the user's own query; names in it may be objects, or frames, which are its inputs."""

    __slots__ = ("text", "parameters", "tables", "frames", "embed")

    def __init__(
        self,
        columns: Sequence[str],
        text: str,
        parameters: Any,
        tables: Mapping[str, Any],
        frames: Mapping[str, Plan],
        embed: Callable[[str, str], str],
    ):
        """Takes the query with all that its names stand for.

        ``embed`` makes of the text, and a prefix for its parameters, one that can stand in another.
        """
        super().__init__(columns, tuple(frames.values()))
        self.zones = {}  # what SQL gives is shown in the session's
        self.text = text
        self.parameters = parameters
        self.tables = tables
        self.frames = list(frames)
        self.embed = embed

    def write(self, writer: Writer, ordered: bool) -> Block:
        """Writes the query in brackets; what it names stands before it in a WITH of its own."""
        prefix = writer.prefix()
        text = self.embed(self.text, prefix)
        writer.parameters.update(
            (f"{prefix}_{name}", value) for name, value in _named(self.parameters)
        )
        named = [
            f"{identifier(name)} AS (SELECT * FROM {writer.source(plan)})"
            for name, plan in zip(self.frames, self.inputs)
        ]
        for name, value in self.tables.items():
            alias = writer.table(value, "object")
            named.append(f"{identifier(name)} AS (SELECT * FROM {identifier(alias)})")
        if named:
            text = f"WITH {', '.join(named)}\n({text}\n)"
        return Block(f"({text}\n)", whole=text)


def _named(parameters: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(parameters, Mapping):
        yield from ((str(name), value) for name, value in parameters.items())
    else:
        yield from ((str(i), value) for i, value in enumerate(parameters or (), 1))


def without_columns() -> Plan:
    """Returns a table of no columns and no rows."""
    import pyarrow

    return Cached((), lambda: pyarrow.table({}))


class Cached(Plan):
    """Is what another plan gives, kept from the first time that it is asked for."""

    __slots__ = ("make", "table")

    def __init__(self, columns: Sequence[str], make: Callable[[], Any], zones: Zones | None = None):
        """Keeps the Arrow table that ``make`` makes, with columns in ``zones``."""
        super().__init__(columns)
        self.zones = zones or {}
        self.make: Callable[[], Any] | None = make
        self.table: Any = None

    def get(self) -> Any:
        """Returns the table."""
        if self.table is None and self.make is not None:
            self.table = self.make()
            self.make = None
        return self.table

    def write(self, writer: Writer, ordered: bool) -> Block:
        """Writes the table's name."""
        return Block(identifier(writer.table(self.get(), "cached")))
