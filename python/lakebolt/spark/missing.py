"""Missing values of Spark's frames: ``na.fill``, ``na.drop``, ``na.replace``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping

from lakebolt import errors
from lakebolt.expr import node as n
from lakebolt.expr.base import template
from lakebolt.frame.dataframe import DataFrame as Frame
from lakebolt.frame.steps import Filter
from lakebolt.spark import types as t
from lakebolt.spark.labels import literal_or, wrapped
from lakebolt.spark.nodes import cast_node

if TYPE_CHECKING:
    from lakebolt.spark.frame import DataFrame

_NUMBERS = (t.DoubleType, t.FloatType, t.LongType, t.IntegerType, t.ShortType, t.ByteType,
            t.DecimalType)  # fmt: skip


class Missing(Frame):
    """Gives frames what fills, drops and replaces values."""

    if TYPE_CHECKING:
        schema: t.StructType

        def withColumns(self, *colsMap: Any) -> DataFrame:
            """Returns a frame with other columns."""

        def _with(self, plan: Any) -> DataFrame:
            """Returns a frame over a plan."""

    def fillna(self, value: Any, subset: Any = None) -> DataFrame:
        """Replaces NULL, and NaN by numbers, in the columns that the value's type fits."""
        if isinstance(value, Mapping):
            given = {_spelt(self, name): item for name, item in value.items()}
        else:
            given = {name: value for name in _names(self, subset)}
        kinds = {field.name: field.dataType for field in self.schema.fields}
        filled = {
            name: _filled(name, kinds[name], item)
            for name, item in given.items()
            if name in kinds and (_fits(item, kinds[name]) or isinstance(value, Mapping))
        }
        return self.withColumns(filled) if filled else self._with(self._plan)

    def dropna(
        self, how: str = "any", thresh: int | None = None, subset: Any = None
    ) -> DataFrame:
        """Drops rows with NULL or NaN: in any column, in all, or with fewer values than ``thresh``."""
        if how not in ("any", "all"):
            raise errors.InterfaceError(f"how must be any or all, not {how!r}")
        kinds = {field.name: field.dataType for field in self.schema.fields}
        names = _names(self, subset)
        needed = thresh if thresh is not None else len(names) if how == "any" else 1
        counted = [_present(n.Column(self._name(name)), kinds.get(name)) for name in names]
        texts = ("", *([" + "] * (len(counted) - 1)), f" >= {needed}")
        test = n.Template(texts, tuple(counted), (n.ADD,) * len(counted), n.COMPARE)
        return self._with(Filter(self._plan, [test]))

    def replace(self, to_replace: Any, value: Any = None, subset: Any = None) -> DataFrame:
        """Replaces values in the columns that their type fits."""
        if isinstance(to_replace, Mapping):
            pairs = dict(to_replace)
            if value is not None and subset is None:
                subset = value
        else:
            old = list(to_replace) if isinstance(to_replace, (list, tuple)) else [to_replace]
            new = list(value) if isinstance(value, (list, tuple)) else [value] * len(old)
            if len(old) != len(new):
                raise errors.InterfaceError(f"{len(old)} values to replace, but {len(new)} others")
            pairs = dict(zip(old, new))
        kinds = {field.name: field.dataType for field in self.schema.fields}
        changed = {}
        for name in _names(self, subset):
            fitting = {old: new for old, new in pairs.items() if _fits(old, kinds[name])}
            if fitting:
                changed[name] = _replaced(name, kinds[name], fitting)
        return self.withColumns(changed) if changed else self._with(self._plan)

    @property
    def na(self) -> NaFunctions:
        """Returns what fills, drops and replaces missing values."""
        return NaFunctions(self)


def _names(frame: Any, subset: Any) -> list[str]:
    if subset is None:
        return list(dict.fromkeys(frame.columns))
    listed = list(subset) if isinstance(subset, (list, tuple)) else [subset]
    return [_spelt(frame, name) for name in listed]


def _spelt(frame: Any, name: str) -> str:
    """Returns a column's name as the frame spells it."""
    frame._name(name)
    return next((own for own in frame.columns if own.casefold() == name.casefold()), name)


def _fits(value: Any, kind: t.DataType) -> bool:
    if isinstance(value, bool):
        return isinstance(kind, t.BooleanType)
    if isinstance(value, (int, float)):
        return isinstance(kind, _NUMBERS)
    return isinstance(value, str) and isinstance(kind, t.StringType)


def _filled(name: str, kind: t.DataType, value: Any) -> Any:
    node: n.Node = n.Column(name)
    if isinstance(kind, (t.DoubleType, t.FloatType)):
        node = template("CASE WHEN NOT isnan({}) THEN {} END", node, node)
    made = cast_node(literal_or(value)._node, kind, True)
    return wrapped(template("coalesce({}, {})", node, made))


def _present(node: n.Node, kind: t.DataType | None) -> n.Node:
    if isinstance(kind, (t.DoubleType, t.FloatType)):
        return template("CASE WHEN {} IS NULL OR isnan({}) THEN 0 ELSE 1 END", node, node)
    return template("CASE WHEN {} IS NULL THEN 0 ELSE 1 END", node)


def _replaced(name: str, kind: t.DataType, pairs: dict[Any, Any]) -> Any:
    text, nodes = "CASE", []
    for old, new in pairs.items():
        text += " WHEN {} = {} THEN {}"
        to = cast_node(literal_or(new)._node, kind, True)
        nodes += [n.Column(name), literal_or(old)._node, to]
    return wrapped(template(text + " ELSE {} END", *nodes, n.Column(name)))


class NaFunctions:
    """Gives frames PySpark's ``na`` methods."""

    def __init__(self, frame: Any):
        """Takes the frame."""
        self._frame = frame

    def fill(self, value: Any, subset: Any = None) -> DataFrame:
        """Replaces NULL and NaN."""
        made: DataFrame = self._frame.fillna(value, subset)
        return made

    def drop(self, how: str = "any", thresh: int | None = None, subset: Any = None) -> DataFrame:
        """Drops rows with missing values."""
        made: DataFrame = self._frame.dropna(how, thresh, subset)
        return made

    def replace(self, to_replace: Any, value: Any = None, subset: Any = None) -> DataFrame:
        """Replaces values."""
        made: DataFrame = self._frame.replace(to_replace, value, subset)
        return made
