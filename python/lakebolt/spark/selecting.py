"""Methods of Spark's frames that choose, compute, filter, sort and group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping

from lakebolt import errors
from lakebolt.datatype import identifier
from lakebolt.expr import node as n
from lakebolt.expr import selectors
from lakebolt.expr.base import Base, column
from lakebolt.expr.expr import Expr
from lakebolt.expr.prepare import Item, aggregates, is_reduced
from lakebolt.frame.dataframe import DataFrame as Frame
from lakebolt.frame.expand import expand, flat
from lakebolt.frame.steps import Extend, Filter, Group, Project
from lakebolt.spark.generated import Generated, item_text
from lakebolt.spark.labels import wrapped
from lakebolt.spark.nodes import Generator
from lakebolt.spark.select_text import given_name, is_generator, text_name
from lakebolt.spark.sql_text import plain_name

if TYPE_CHECKING:
    from lakebolt.spark.column import Column
    from lakebolt.spark.frame import DataFrame
    from lakebolt.spark.grouped import GroupedData


class Selecting(Frame):
    """Gives frames SELECT lists, conditions, sorts and groups."""

    _shown: dict[str, str]

    if TYPE_CHECKING:

        def _named(self, plan: Any, shown: dict[str, str]) -> DataFrame:
            """Returns a frame with names."""

        def _internal(self, name: str) -> list[str]:
            """Returns the columns of a name."""

        def _with(self, plan: Any) -> DataFrame:
            """Returns a frame over a plan."""

    def select(self, *cols: Any) -> DataFrame:
        """Computes columns; texts name them, and ``*`` is all."""
        return self._selected(self._items(cols))

    def _selected(self, items: list[Item]) -> DataFrame:
        if any(isinstance(node, Generator) for _, node in items):
            return self._generated([item_text(name, node) for name, node in items])
        unique, shown = distinguished(items)
        nodes = [node for _, node in unique]
        if any(map(aggregates, nodes)) and all(map(is_reduced, nodes)):
            return self._named(Group(self._plan, [], unique), shown)
        return self._named(Project(self._plan, unique), shown)

    def _generated(self, texts: list[str]) -> DataFrame:
        plan = Generated(self._plan, texts)
        made = self._named(plan, self._shown)
        plan.columns = tuple(made._types())
        return self._named(plan, self._shown)

    def _items(self, cols: Any) -> list[Item]:
        """Returns names as they are shown, and trees, of what is selected."""
        items: list[Item] = []
        for item in flat(cols):
            node = column(plain_name(item))
            if isinstance(node, n.Raw) and node.precedence == 0:
                name, made = self._item_of_text(node)
                plain = isinstance(made, Generator) or not self._plan.has_origins
                items.append((name, made if plain else self._located(made)))
                continue
            if isinstance(node, n.Column) and node.column.endswith(".*"):
                node = self._fields(node)
            if isinstance(node, list):
                items += node
                continue
            for name, tree in expand([Expr(node)], {}, self._choice()):
                items.append((self._shown_name(node, name, tree), tree))
        return items

    def _shown_name(self, given: n.Node, name: str, tree: n.Node) -> str:
        if isinstance(tree, n.Column):
            if isinstance(given, n.Column) and type(given) is n.Column:
                plain = given.column.rpartition(".")[2] if "." in given.column else given.column
                own = self._shown.get(tree.column, tree.column)
                return plain if plain.casefold() == own.casefold() else own
            return self._shown.get(tree.column, tree.column)
        return name

    def _item_of_text(self, node: n.Raw) -> Item:
        text, name = given_name(node.text)
        if is_generator(text):
            plain = n.Raw(text, constant=False)
            return name or "col", Generator(plain, plain, (name,) if name else ())
        return name or text_name(self, text), n.Raw(text, constant=False, precedence=0)

    def _fields(self, node: n.Column) -> Any:
        """Returns the fields of a struct, of what names them all; else the column as it is."""
        from lakebolt.frame.origin import find_alias
        from lakebolt.spark import types as t

        name = node.column[:-2]
        if find_alias(self._plan, name) is not None:
            return node
        found = self._located(n.Column(name))
        from lakebolt.spark.locating import type_of

        kind = type_of(self._with(self._plan), found)
        if not isinstance(kind, t.StructType):
            return node
        return [
            (field, self._located(wrapped(found).getField(field)._node)) for field in kind.names
        ]

    def withColumn(self, colName: str, col: Any) -> DataFrame:
        """Adds a column, or replaces the one of the name."""
        return self.withColumns({colName: col})

    def withColumns(self, *colsMap: Any) -> DataFrame:
        """Adds columns by a mapping, or replaces those of the same names."""
        items: list[Item] = []
        shown = dict(self._shown)
        given: Mapping[str, Any] = colsMap[0]
        for name, col in given.items():
            if not isinstance(col, Base):
                raise TypeError(f"col should be a Column, not {type(col).__name__}")
            ((_, node),) = self._items([col])
            if isinstance(node, Generator):
                rest = [identifier(own) for own in self._plan.columns if own not in self._internal(name)]
                return self._generated([*rest, item_text(name, node.called((name,)))])
            for own in self._internal(name) or [name]:
                items.append((own, node))
                if own in shown:
                    shown[own] = name
        return self._named(Extend(self._plan, items), shown)

    def withColumnRenamed(self, existing: str, new: str) -> DataFrame:
        """Renames a column if it is there."""
        return self.withColumnsRenamed({existing: new})

    def withColumnsRenamed(self, colsMap: Mapping[str, str]) -> DataFrame:
        """Renames columns by a mapping; names that are not there are left alone."""
        new = {name.casefold(): other for name, other in colsMap.items()}
        return self._renamed([new.get(name.casefold(), name) for name in self._names()])

    def _names(self) -> list[str]:
        return [self._shown.get(name, name) for name in self._plan.columns]

    def _renamed(self, names: list[str]) -> DataFrame:
        items: list[Item] = [
            (name, n.Column(own)) for name, own in zip(names, self._plan.columns)
        ]
        unique, shown = distinguished(items)
        return self._named(Project(self._plan, unique), shown)

    def toDF(self, *cols: str) -> DataFrame:
        """Gives all columns new names."""
        if len(cols) != len(self._plan.columns):
            raise errors.InterfaceError(f"{len(self._plan.columns)} columns, but {len(cols)} names")
        return self._renamed(list(cols))

    def drop(self, *cols: Any) -> DataFrame:
        """Leaves columns out; names that are not there are left alone."""
        gone: set[str] = set()
        for item in cols:
            if isinstance(item, str):
                gone.update(self._internal(item))
                continue
            node = self._located(item._node)
            if isinstance(node, n.Column):
                gone.add(node.column)
        kept: list[Item] = [
            (name, n.Column(name)) for name in self._plan.columns if name not in gone
        ]
        return self._with(Project(self._plan, kept)) if gone else self._with(self._plan)

    def selectExpr(self, *expr: Any) -> DataFrame:
        """Computes columns that are written in Spark's SQL."""
        from lakebolt.spark.conditions import expr as of_text

        cols = [of_text(text) if text.strip() != "*" else "*" for text in flat(expr)]
        return self.select(*cols)

    def filter(self, condition: Any) -> DataFrame:
        """Keeps rows for which a condition holds: a column, or a text of Spark's SQL."""
        from lakebolt.spark.conditions import expr as of_text

        item = of_text(condition) if isinstance(condition, str) else condition
        try:
            return self._with(Frame.filter(self, item)._plan)
        except errors.ProgrammingError:
            below = self._below()
            if below is None:
                raise
            return below[0].filter(item)._selected(below[1])

    where = filter

    def _below(self) -> tuple[DataFrame, list[Item]] | None:
        """Returns what a SELECT list is computed from, and the list: Spark finds columns there."""
        plan = self._plan
        if isinstance(plan, Filter):
            found = self._with(plan.inputs[0])._below()
            if found is None or any(not _is_plain(*item) for item in found[1]):
                return None
            return self._with(Filter(found[0]._plan, plan.conditions)), found[1]
        if not isinstance(plan, Project):
            return None
        items = [(self._shown.get(name, name), node) for name, node in plan.items]
        return self._with(plan.inputs[0]), items

    def sort(self, *cols: Any, ascending: Any = None) -> DataFrame:
        """Sorts rows; NULLs come first upwards, and last downwards."""
        keys: list[Any] = []
        given = flat(cols)
        ups = ascending if isinstance(ascending, (list, tuple)) else [ascending] * len(given)
        for item, up in zip(given, ups):
            if isinstance(item, int) and not isinstance(item, bool):
                up = item > 0 if up is None else up
                item = self._names()[abs(item) - 1]
            node = column(plain_name(item))
            if not isinstance(node, n.Key):
                down = up is not None and not up
                node = n.Key(node, down, down)
            elif up is not None and not up:
                node = n.Key(node.children[0], True, True)
            keys.append(Expr(node))
        try:
            return self._with(Frame.sort(self, *keys)._plan)
        except errors.ProgrammingError:
            below = self._below()
            if below is None:
                raise
            return below[0].sort(*keys)._selected(below[1])

    orderBy = sort

    def groupBy(self, *cols: Any) -> GroupedData:
        """Groups rows by columns."""
        return self._grouped(cols, "")

    groupby = groupBy

    def rollup(self, *cols: Any) -> GroupedData:
        """Groups rows by columns, by all but the last, and so on down to all rows."""
        return self._grouped(cols, "ROLLUP")

    def cube(self, *cols: Any) -> GroupedData:
        """Groups rows by each choice of some columns."""
        return self._grouped(cols, "CUBE")

    def groupingSets(self, groupingSets: Any, *cols: Any) -> GroupedData:
        """Groups rows by each of several sets of columns."""
        sets = [
            "(" + ", ".join(n.write(node) for _, node in self._items(list(one))) + ")"
            for one in groupingSets
        ]
        return self._grouped(cols, f"GROUPING SETS ({', '.join(sets)})")

    def _grouped(self, cols: Any, sets: str) -> GroupedData:
        from lakebolt.spark.grouped import GroupedData

        return GroupedData(self._with(self._plan), self._items(cols), sets)

    def agg(self, *exprs: Any) -> DataFrame:
        """Computes aggregates over all rows."""
        return self._grouped((), "").agg(*exprs)

    def colRegex(self, colName: str) -> Column:
        """Returns the columns whose names match a regular expression."""
        return wrapped(selectors.matches(f"^{colName.strip('`')}$")._node)

    def limit(self, num: int) -> DataFrame:
        """Keeps the first rows."""
        return self._with(Frame.limit(self, num)._plan)

    def offset(self, num: int) -> DataFrame:
        """Leaves the first rows out."""
        return self._with(Frame.slice(self, num)._plan)

    def distinct(self) -> DataFrame:
        """Keeps each row once."""
        return self._with(Frame.distinct(self)._plan)

    def dropDuplicates(self, subset: Any = None) -> DataFrame:
        """Keeps each row, or each combination of some columns, once."""
        return self._with(Frame.unique(self, subset)._plan) if subset else self.distinct()

    drop_duplicates = dropDuplicates

    def sample(self, *args: Any, **options: Any) -> DataFrame:
        """Keeps about a share of the rows: ``sample(fraction)``, ``sample(False, fraction, seed)``."""
        given = [item for item in args if not isinstance(item, bool)]
        if any(item is True for item in args) or options.get("withReplacement"):
            raise errors.NotSupportedError("sample draws without replacement only")
        fraction = options.get("fraction", given[0] if given else None)
        seed = options.get("seed", given[1] if len(given) > 1 else None)
        return self._with(Frame.sample(self, fraction=float(fraction or 0), seed=seed)._plan)

    def sampleBy(self, col: Any, fractions: Any, seed: Any = None) -> DataFrame:
        """Keeps a share of the rows of each value of a column."""
        return self._with(Frame.sample_by(self, col, fractions, seed)._plan)

    def randomSplit(self, weights: Any, seed: Any = None) -> list[DataFrame]:
        """Deals the rows out to several frames, by weights."""
        return [self._with(one._plan) for one in Frame.random_split(self, weights, seed)]


def _is_plain(name: str, node: n.Node) -> bool:
    return isinstance(node, n.Column) and node.column == name


def distinguished(items: list[Item]) -> tuple[list[Item], dict[str, str]]:
    """Returns columns with names that differ, and what those are shown as that got another."""
    taken: set[str] = set()
    shown: dict[str, str] = {}
    out: list[Item] = []
    for name, node in items:
        own, count = name, 1
        while own.casefold() in taken or not own:
            count += 1
            own = f"{name}#{count}"
        taken.add(own.casefold())
        if own != name:
            shown[own] = name
        out.append((own, node))
    return out, shown
