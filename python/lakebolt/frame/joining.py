"""Methods of frames that join and put frames together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Sequence

from lakebolt import errors
from lakebolt.datatype import identifier
from lakebolt.expr import functions as f
from lakebolt.expr.base import Base, column
from lakebolt.expr.expr import Expr
from lakebolt.expr.node import Column, Node, columns_in, name_of, walk
from lakebolt.expr.period import interval
from lakebolt.expr.zones import resolved
from lakebolt.frame.base import FrameBase
from lakebolt.frame.combine import LEFT, RIGHT, Join, Qualified, SetOperation, qualified
from lakebolt.frame.expand import check, flat, unknown_column
from lakebolt.frame.matching import in_order, nearest, validated
from lakebolt.frame.steps import Project
from lakebolt.frame.origin import sided
from lakebolt.frame.plan import Plan

if TYPE_CHECKING:
    from lakebolt.frame.dataframe import DataFrame

JoinKind = Literal["inner", "left", "right", "full", "outer", "semi", "anti", "cross"]

_KINDS = {
    "inner": "INNER", "left": "LEFT", "leftouter": "LEFT", "right": "RIGHT", "rightouter": "RIGHT",
    "full": "FULL", "outer": "FULL", "fullouter": "FULL", "semi": "SEMI", "leftsemi": "SEMI",
    "anti": "ANTI", "leftanti": "ANTI", "cross": "CROSS",
}  # fmt: skip


class Joining(FrameBase):
    """Gives frames joins and set operations."""

    def join(
        self,
        other: DataFrame,
        on: Any = None,
        how: str = "inner",
        *,
        left_on: Any = None,
        right_on: Any = None,
        suffix: str = "_right",
        validate: str = "m:m",
        nulls_equal: bool = False,
        coalesce: bool | None = None,
        maintain_order: str | None = None,
    ) -> DataFrame:
        """Joins with another frame where columns are equal, or where a condition holds.

        ``how`` is inner, left, right, full, semi, anti or cross. Columns of the other frame whose
        names are taken get a suffix. Keys are there once, but in full joins unless ``coalesce``; in
        ``outer`` joins ``on`` a name they are, as in PySpark. ``validate`` may ask for keys that
        occur once: ``1:1``, ``1:m`` or ``m:1``. ``maintain_order`` says whose rows keep their order:
        left, right, left_right or right_left.

        >>> import lakebolt as lb
        >>> people = lb.from_dict({"id": [1, 2], "name": ["Ada", "Bo"]})
        >>> visits = lb.from_dict({"id": [2, 2], "day": [10, 11]})
        >>> people.join(visits, on="id").sort("day").rows()
        [(2, 'Bo', 10), (2, 'Bo', 11)]
        >>> people.join(visits, on="id", how="anti").rows()
        [(1, 'Ada')]
        """
        _plan_of(self, other)
        if maintain_order not in (None, "none"):
            keys = dict(on=on, left_on=left_on, right_on=right_on, validate=validate)
            settings = dict(suffix=suffix, nulls_equal=nulls_equal, coalesce=coalesce)
            return in_order(self._frame, other, str(maintain_order), how=how, **keys, **settings)
        kind = _KINDS.get(str(how).lower().replace("_", ""))
        if kind is None:
            raise errors.InterfaceError(f"how must be one of {sorted(_KINDS)}, not {how!r}")
        if kind == "CROSS":
            if on is not None or left_on is not None or right_on is not None:
                raise errors.InterfaceError("a cross join has no keys")
            return self._joined(other, kind, [], [], suffix, False)
        left, right = _pairs(on, left_on, right_on)
        if len(left) == 1 and right is None and not self._is_key(left[0], other):
            return self._joined_where(other, kind, left[0], suffix)
        right = left if right is None else right
        if not left or len(left) != len(right):
            raise errors.InterfaceError(f"{len(left)} keys on the left, {len(right)} on the right")
        operator = "IS NOT DISTINCT FROM" if nulls_equal else "="
        self._check(*left)
        for node in right:
            check(node, other._plan.columns)
        this, other = validated(self._frame, other, left, right, validate, nulls_equal)
        conditions = [
            f"{_on_side(one, LEFT, self._plan)} {operator} {_on_side(two, RIGHT, other._plan)}"
            for one, two in zip(left, right)
        ]
        outer = str(how).lower().replace("_", "") in ("outer", "fullouter")  # as PySpark has it
        together = (kind != "FULL" or (outer and on is not None)) if coalesce is None else coalesce
        return this._joined(other, kind, conditions, list(zip(left, right)), suffix, together)

    def _is_key(self, node: Node, other: DataFrame) -> bool:
        """Tells whether an expression is one of each side's columns and makes no condition."""
        parts = [part for part in walk(node) if isinstance(part, Column)]
        if any(type(part) is not Column for part in parts):
            return False
        for columns in (self._plan.columns, other._plan.columns):
            known = {name.casefold() for name in columns}
            if any(part.column.casefold() not in known for part in parts):
                return False
        kinds = FrameBase._types(self._with(Project(self._plan, [("key", node)])))
        return "BOOLEAN" not in kinds.values()

    def _joined(
        self,
        other: DataFrame,
        kind: str,
        conditions: list[str],
        keys: list[tuple[Node, Node]],
        suffix: str,
        together: bool,
    ) -> DataFrame:
        outputs = self._outputs(other, kind, keys, suffix, together)
        return self._with(Join(self._plan, _plan_of(self, other), kind, conditions, outputs))

    def _outputs(
        self,
        other: DataFrame,
        kind: str,
        keys: list[tuple[Node, Node]],
        suffix: str,
        together: bool,
    ) -> list[tuple[str, str]]:
        """Returns name and SQL of each column of a join."""
        pairs = [
            (one, two) for one, two in keys if isinstance(one, Column) and isinstance(two, Column)
        ]
        merged = {one.column.casefold(): two.column for one, two in pairs} if together else {}
        hidden = {two.column.casefold() for _, two in pairs} if together else set()
        out: list[tuple[str, str]] = []
        for name in self._plan.columns:
            partner = merged.get(name.casefold())
            text = f"{LEFT}.{identifier(name)}"
            if partner is not None and kind == "FULL":
                text = f"coalesce({text}, {RIGHT}.{identifier(partner)})"
            if kind == "RIGHT" and partner is not None:
                continue
            out.append((name, text))
        if kind in ("SEMI", "ANTI"):
            return out
        taken = {name.casefold() for name, _ in out}
        for name in other._plan.columns:
            if name.casefold() in hidden and kind != "RIGHT":
                continue
            shown = name + suffix if name.casefold() in taken else name
            if shown.casefold() in taken:
                raise errors.ProgrammingError(
                    f'two columns are called "{shown}": use another suffix'
                )
            taken.add(shown.casefold())
            out.append((shown, f"{RIGHT}.{identifier(name)}"))
        return out

    def _joined_where(self, other: DataFrame, kind: str, condition: Node, suffix: str) -> DataFrame:
        _plan_of(self, other)
        outputs = self._outputs(other, "INNER", [], suffix, False)
        condition = sided(condition, self._plan, _plan_of(self, other))
        sides: dict[str, tuple[str, str]] = {}
        zones: dict[str, str] = {}
        split = len(self._plan.columns)
        for i, (shown, _) in enumerate(outputs):
            side = LEFT if i < split else RIGHT
            name = shown if i < split else other._plan.columns[i - split]
            sides[shown.casefold()] = (side, name)
            zone = (self._plan if i < split else other._plan).zones.get(name.casefold())
            if zone is not None:
                zones[shown.casefold()] = zone
        for part in walk(condition):
            if not isinstance(part, Column) or isinstance(part, Qualified):
                continue
            name = part.column
            if name.casefold() not in sides:
                raise unknown_column(name, [shown for shown, _ in outputs])
        if kind in ("SEMI", "ANTI"):
            outputs = outputs[:split]
        (condition,), _ = resolved([condition], zones)
        text = qualified(condition, sides)
        return self._with(Join(self._plan, _plan_of(self, other), kind, [text], outputs))

    def join_where(self, other: DataFrame, *predicates: Any, suffix: str = "_right") -> DataFrame:
        """Joins with another frame where conditions hold; names that are taken have the suffix.

        >>> import lakebolt as lb
        >>> left, right = lb.from_dict({"a": [1, 5]}), lb.from_dict({"b": [3]})
        >>> left.join_where(right, lb.col("a") > lb.col("b")).rows()
        [(5, 3)]
        """
        condition = f.lit(True)
        for i, item in enumerate(flat(predicates)):
            condition = Expr(column(item)) if i == 0 else condition & item
        return self._joined_where(other, "INNER", condition._node, suffix)

    def cross_join(self, other: DataFrame, *, suffix: str = "_right") -> DataFrame:
        """Joins each row with each of another frame."""
        return self.join(other, how="cross", suffix=suffix)

    def join_asof(
        self,
        other: DataFrame,
        *,
        on: Any = None,
        left_on: Any = None,
        right_on: Any = None,
        by: Any = None,
        by_left: Any = None,
        by_right: Any = None,
        strategy: str = "backward",
        suffix: str = "_right",
        tolerance: Any = None,
        allow_exact_matches: bool = True,
        coalesce: bool = True,
    ) -> DataFrame:
        """Joins each row with the one before (``backward``), behind (``forward``) or ``nearest`` to it.

        ``by`` columns must be equal; ``tolerance`` is a number or a period such as ``2h``.

        >>> import lakebolt as lb
        >>> trades = lb.from_dict({"t": [3, 7]})
        >>> quotes = lb.from_dict({"t": [2, 6, 8], "price": [10, 20, 30]})
        >>> trades.join_asof(quotes, on="t").sort("t").rows()
        [(3, 10), (7, 20)]
        """
        _plan_of(self, other)
        operators = {"backward": ">", "forward": "<"}
        if strategy == "nearest":
            return nearest(
                self._frame, other, on=on, left_on=left_on, right_on=right_on, by=by,
                by_left=by_left, by_right=by_right, suffix=suffix, tolerance=tolerance,
                allow_exact_matches=allow_exact_matches, coalesce=coalesce,
            )  # fmt: skip
        if strategy not in operators:
            raise errors.InterfaceError(
                f"strategy must be backward, forward or nearest, not {strategy!r}"
            )
        near_left, near_right = _pairs(on, left_on, right_on)
        near_right = near_left if near_right is None else near_right
        same_left: list[Node] = []
        same_right: list[Node] | None = None
        if by is not None or by_left is not None:
            same_left, same_right = _pairs(by, by_left, by_right)
        same_right = same_left if same_right is None else same_right
        if len(near_left) != 1 or len(near_right) != 1:
            raise errors.InterfaceError("join_asof expects one column to be near in")
        self._check(*near_left, *same_left)
        for node in (*near_right, *same_right):
            check(node, other._plan.columns)
        one = _on_side(near_left[0], LEFT, self._plan)
        two = _on_side(near_right[0], RIGHT, other._plan)
        operator = operators[strategy] + ("=" if allow_exact_matches else "")
        conditions = [
            f"{_on_side(a, LEFT, self._plan)} = {_on_side(b, RIGHT, other._plan)}"
            for a, b in zip(same_left, same_right)
        ]
        conditions.append(f"{one} {operator} {two}")
        keys = [*zip(same_left, same_right)]
        if coalesce and name_of(near_left[0]) == name_of(near_right[0]):
            keys.append((near_left[0], near_right[0]))
        outputs = self._outputs(other, "LEFT", keys, suffix, True)
        if tolerance is not None:
            reach = (
                column(f.lit(tolerance)) if not isinstance(tolerance, str) else interval(tolerance)
            )
            low, high = (two, one) if strategy == "backward" else (one, two)
            near = f"{high} <= {low} + {_text(reach)}"
            split = len(self._plan.columns)
            outputs = outputs[:split] + [
                (name, f"CASE WHEN {near} THEN {text} END") for name, text in outputs[split:]
            ]
        return self._with(Join(self._plan, _plan_of(self, other), "ASOF LEFT", conditions, outputs))

    def _set_operation(self, others: Sequence[DataFrame], operator: str) -> DataFrame:
        plans = [self._plan, *(_plan_of(self, other) for other in others)]
        counts = {len(plan.columns) for plan in plans}
        if len(counts) > 1:
            raise errors.ProgrammingError(
                f"{operator} needs frames of the same number of columns, not {sorted(counts)}"
            )
        return self._with(SetOperation(plans, operator, list(self._plan.columns)))

    def vstack(self, other: DataFrame) -> DataFrame:
        """Appends the rows of another frame, which must have the same columns.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1]}).vstack(lb.from_dict({"a": [2]})).rows()
        [(1,), (2,)]
        """
        from lakebolt.frame.concat import appended

        _plan_of(self, other)
        return appended(self._frame, other)

    def union(self, other: DataFrame) -> DataFrame:
        """Appends the rows of another frame, duplicates too; columns go by their places.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1]}).union(lb.from_dict({"b": [2]})).rows()
        [(1,), (2,)]
        """
        return self._set_operation([other], "UNION ALL")

    def union_by_name(self, other: DataFrame, *, allow_missing_columns: bool = False) -> DataFrame:
        """Appends the rows of another frame; columns go by their names."""
        mine = [name.casefold() for name in self._plan.columns]
        theirs = [name.casefold() for name in other._plan.columns]
        if not allow_missing_columns and sorted(mine) != sorted(theirs):
            raise errors.ProgrammingError(
                f"the frames have different columns: {list(self._plan.columns)} and "
                f"{list(other._plan.columns)}; allow_missing_columns=True fills with NULL"
            )
        names = list(self._plan.columns)
        names += [name for name in other._plan.columns if name.casefold() not in mine]
        return _complete(self._frame, names).union(_complete(other, names))

    def intersect(self, other: DataFrame) -> DataFrame:
        """Keeps the different rows that another frame has too."""
        return self._set_operation([other], "INTERSECT")

    def intersect_all(self, other: DataFrame) -> DataFrame:
        """Keeps the rows that another frame has too, as often as both have them."""
        return self._set_operation([other], "INTERSECT ALL")

    def except_(self, other: DataFrame) -> DataFrame:
        """Keeps the different rows that another frame has not."""
        return self._set_operation([other], "EXCEPT")

    def except_all(self, other: DataFrame) -> DataFrame:
        """Keeps the rows that another frame has not, as often as they are more often here."""
        return self._set_operation([other], "EXCEPT ALL")

    def hstack(self, other: DataFrame) -> DataFrame:
        """Puts the columns of another frame beside, row by row."""
        outputs = self._outputs(other, "INNER", [], "_right", False)
        return self._with(Join(self._plan, _plan_of(self, other), "POSITIONAL", [], outputs))

    def unionByName(self, other: DataFrame, allowMissingColumns: bool = False) -> DataFrame:
        """Appends the rows of another frame by the names of columns, as in PySpark."""
        return self.union_by_name(other, allow_missing_columns=allowMissingColumns)

    crossJoin = cross_join
    unionAll = union_all = union
    extend = vstack
    intersectAll = intersect_all
    exceptAll = except_all
    subtract = except_


def _complete(frame: DataFrame, names: list[str]) -> DataFrame:
    known = {name.casefold() for name in frame._plan.columns}
    return frame.select(
        *[f.col(name) if name.casefold() in known else f.lit(None).alias(name) for name in names]
    )


def _plan_of(frame: FrameBase, other: Any) -> Plan:
    if not isinstance(other, FrameBase):
        raise errors.InterfaceError(
            f"expected a lakebolt.DataFrame, not {type(other).__name__}: "
            "lakebolt.DataFrame(...) makes one"
        )
    if other._connection is not frame._connection:
        raise errors.InterfaceError("the frames belong to different connections")
    return other._plan


def _pairs(on: Any, left_on: Any, right_on: Any) -> tuple[list[Node], list[Node] | None]:
    """Returns keys of both sides; None for the right when there is only a condition."""
    if on is not None:
        if left_on is not None or right_on is not None:
            raise errors.InterfaceError("a join has either on, or left_on and right_on")
        nodes = [column(item) for item in flat([on])]
        is_condition = any(isinstance(item, Base) for item in flat([on])) and not all(
            isinstance(node, Column) for node in nodes
        )
        if is_condition:
            both = Expr(nodes[0])
            for node in nodes[1:]:
                both = both & Expr(node)
            return [both._node], None
        return nodes, nodes
    if left_on is None or right_on is None:
        raise errors.InterfaceError("a join needs on, or left_on and right_on")
    return [column(item) for item in flat([left_on])], [column(item) for item in flat([right_on])]


def _text(node: Node) -> str:
    return qualified(node, {})


def _on_side(node: Node, side: str, plan: Plan) -> str:
    """Writes an expression over the columns of one side."""
    (node,), _ = resolved([node], plan.zones)
    text = qualified(node, {name.casefold(): (side, name) for name in columns_in(node)})
    return text if isinstance(node, Column) else f"({text})"
