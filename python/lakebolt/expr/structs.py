"""Functions of structs: ``Expr.struct``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lakebolt.expr import node as n
from lakebolt.expr.base import (
    IntoExpr,
    call,
    column,
    fields_call,
    struct_of,
    template,
    unless_null,
    value,
    wrap,
)
from lakebolt.expr.fields import Fields
from lakebolt.expr.namespace import Namespace

if TYPE_CHECKING:
    from lakebolt.expr.expr import Expr


class StructNamespace(Namespace):
    """Gives expressions functions of structs."""

    __slots__ = ()

    def field(self, name: str | list[str], *more: str) -> Expr:
        """Returns a field by its name, or several: by names, ``*`` or ``^a regular expression$``.

        >>> import lakebolt as lb
        >>> lb.from_dict({"s": [{"x": 1}]}).select(lb.col("s").struct.field("x")).rows(named=True)
        [{'x': 1}]
        """
        names = [*(name if isinstance(name, list) else [name]), *more]
        if len(names) == 1 and names[0] != "*" and not names[0].startswith("^"):
            return wrap(n.Named(call("struct_extract", self._node, value(names[0])), names[0]))
        return wrap(Fields(self._node, tuple(names)))

    def unnest(self) -> Expr:
        """Returns all fields."""
        return self.field("*")

    def __getitem__(self, name: str) -> Expr:
        """Returns a field by its name."""
        return self.field(name)

    def with_fields(self, *exprs: IntoExpr, **fields: IntoExpr) -> Expr:
        """Adds fields, or replaces some; ``lakebolt.field`` is a field of the struct in them.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"s": [{"x": 1}]})
        >>> frame.select(lb.col("s").struct.with_fields(y=lb.field("x") + 1)).item()
        {'x': 1, 'y': 2}
        """
        items = [(n.name_of(node), node) for node in map(column, exprs)]
        items += [(name, value(item)) for name, item in fields.items()]
        new = [(name, _of_struct(node, self._node)) for name, node in items]
        made = fields_call("struct_update", [self._node], new)
        return self._named(unless_null(self._node, made))

    def rename_fields(self, names: list[str]) -> Expr:
        """Gives the fields new names, by their places."""
        fields = [
            (name, call("struct_extract_at", self._node, value(i + 1)))
            for i, name in enumerate(names)
        ]
        made = struct_of(fields)
        return self._named(unless_null(self._node, made))

    def json_encode(self) -> Expr:
        """Writes the struct as JSON."""
        return self._named(template("CAST(to_json({}) AS VARCHAR)", self._node))

    def keys(self) -> Expr:
        """Lists the names of the fields."""
        return self._call("struct_keys")


def _of_struct(node: n.Node, struct: n.Node) -> n.Node:
    """Has what stands for an element stand for a struct."""
    return n.rebuild(
        node, lambda part: struct if isinstance(part, n.Raw) and part.text == n.ELEMENT else part
    )
