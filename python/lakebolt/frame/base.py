"""What all families of methods of a frame are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lakebolt import errors
from lakebolt.datatype import DataType
from lakebolt.expr.node import Node
from lakebolt.expr.selectors import Choice
from lakebolt.frame.expand import check, unknown_column
from lakebolt.frame.origin import located
from lakebolt.frame.plan import Plan, without_columns
from lakebolt.frame.writer import Writer

if TYPE_CHECKING:
    from lakebolt.connection import Connection
    from lakebolt.frame.dataframe import DataFrame


class FrameBase:
    """Holds the plan of a frame and the connection that will run it."""

    _plan: Plan
    _connection: Connection

    def _with(self, plan: Plan) -> DataFrame:
        from lakebolt.frame.dataframe import DataFrame

        return DataFrame._of(self._connection, plan)

    def _without_columns(self) -> DataFrame:
        return self._with(without_columns())

    @property
    def _frame(self) -> DataFrame:
        return self._with(self._plan)

    def _types(self) -> dict[str, DataType]:
        if not self._plan.columns:
            return {}
        if self._plan.types is None:
            writer = Writer(self._plan)
            columns = self._connection._describe(writer.sql(), writer.parameters, writer.tables.get)
            self._plan.types = {name: DataType(kind) for name, kind in columns or []}
        return self._plan.types

    def _choice(self) -> Choice:
        return Choice(list(self._plan.columns), self._types, locate=self._located)

    def _located(self, node: Node) -> Node:
        """Returns an expression with the names that columns have here."""
        return located(node, self._plan)

    def _check(self, *nodes: Node) -> None:
        for node in nodes:
            check(node, self._plan.columns)

    def _name(self, name: Any) -> str:
        """Returns the column that a name, or an expression that is one, means."""
        from lakebolt.expr.base import Base
        from lakebolt.expr.node import name_of

        if isinstance(name, Base):
            name = name_of(self._located(name._node))
        if not isinstance(name, str):
            raise errors.InterfaceError(f"a name must be a str, not {type(name).__name__}")
        folded = name.casefold()
        for column in self._plan.columns:
            if column.casefold() == folded:
                return column
        raise unknown_column(name, self._plan.columns)

    def _chosen(self, columns: Any) -> list[str]:
        """Returns the names that names, selectors or a list of them mean."""
        from lakebolt.expr.base import column, wrap
        from lakebolt.expr.node import Selection
        from lakebolt.frame.expand import flat

        out: list[str] = []
        for item in flat([columns]) if not isinstance(columns, list) else flat(columns):
            node = self._located(column(item))
            if isinstance(node, Selection):
                out += node.choose(self._choice())
            else:
                out.append(self._name(wrap(node)))
        return out
