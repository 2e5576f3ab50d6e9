"""Functions of structs: ``Expr.struct``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lakebolt.expr import node as n
from lakebolt.expr.base import IntoExpr, call, n_template, value, wrap
from lakebolt.expr.literal import literal
from lakebolt.expr.namespace import Namespace

if TYPE_CHECKING:
    from lakebolt.expr.expr import Expr


class StructNamespace(Namespace):
    """Gives expressions functions of structs."""

    __slots__ = ()

    def field(self, name: str) -> Expr:
        """Returns a field by its name.

        >>> import lakebolt as lb
        >>> lb.from_dict({"s": [{"x": 1}]}).select(lb.col("s").struct.field("x")).rows(named=True)
        [{'x': 1}]
        """
        return wrap(n.Named(call("struct_extract", self._node, value(name)), name))

    def __getitem__(self, name: str) -> Expr:
        """Returns a field by its name."""
        return self.field(name)

    def with_fields(self, **fields: IntoExpr) -> Expr:
        """Adds fields."""
        texts = [f"{literal(name)}: {{}}" for name in fields]
        more = n_template("{{" + ", ".join(texts) + "}}", [value(item) for item in fields.values()])
        return self._named(call("struct_concat", self._node, more))

    def rename_fields(self, names: list[str]) -> Expr:
        """Gives the fields new names, by their places."""
        texts = [
            f"{literal(name)}: struct_extract_at({{}}, {i + 1})" for i, name in enumerate(names)
        ]
        return self._named(n_template("{{" + ", ".join(texts) + "}}", [self._node] * len(names)))

    def json_encode(self) -> Expr:
        """Writes the struct as JSON."""
        return self._named(n_template("CAST(to_json({}) AS VARCHAR)", [self._node]))

    def keys(self) -> Expr:
        """Lists the names of the fields."""
        return self._call("struct_keys")
