"""Expressions that draw values at random."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lakebolt import errors
from lakebolt.expr import node as n
from lakebolt.expr.base import Base, aggregate, number, rows, template, value

if TYPE_CHECKING:
    from lakebolt.expr.expr import Expr


class Sampling(Base):
    """Gives expressions random choices of their values."""

    __slots__ = ()

    def shuffle(self, seed: int | None = None) -> Expr:
        """Puts the values in random order, the same one each time for a seed."""
        return rows(n.Named(self._shuffled(seed), self._name()))

    def _shuffled(self, seed: int | None) -> n.Node:
        values = template("coalesce({}, [])", aggregate("list", self._node, ordered=True))
        if seed is None:
            return template("list_shuffle({})", values)
        start = number(seed, "seed") * 1_000_003
        marks = f'list_transform(range(len({{}})), lambda "#i": hash("#i" + {start}))'
        order = template(f"list_grade_up({marks})", values)
        return template("list_select({}, {})", values, order)

    def sample(
        self,
        n: int | None = None,
        *,
        fraction: float | None = None,
        with_replacement: bool = False,
        shuffle: bool | None = None,
        seed: int | None = None,
    ) -> Expr:
        """Gives so many values, or a share of them, in random order; one by default.

        ``with_replacement`` draws each from all values. The same ones come each time for a seed.

        >>> import lakebolt as lb
        >>> lb.range(10).select(lb.col("range").sample(fraction=0.35, seed=1).len()).item()
        3
        """
        del shuffle  # the order is random anyhow
        return _sampled(self, n, fraction, with_replacement, seed)


def _sampled(
    source: Sampling, count: int | None, fraction: float | None, again: bool, seed: int | None
) -> Expr:
    if count is not None and fraction is not None:
        raise errors.InterfaceError("sample expects either n or a fraction")
    if fraction is not None and fraction < 0:
        raise errors.InterfaceError(f"fraction must not be negative, not {fraction}")
    values = template("coalesce({}, [])", aggregate("list", source._node, ordered=True))
    size: n.Node = value(1 if count is None else number(count, "n"))
    if fraction is not None:
        size = template("CAST(floor(len({}) * {}) AS BIGINT)", values, value(float(fraction)))
    if again:
        mark = 'random()'
        if seed is not None:
            mark = f'(hash("#i" + {number(seed, "seed") * 1_000_003}) % 1000000007 / 1000000007)'
        place = f"CAST(floor({mark} * len({{}})) AS BIGINT) + 1"
        drawn = f'list_transform(range({{}}), lambda "#i": list_extract({{}}, {place}))'
        made = template(drawn, size, values, values)
    else:
        error = "error('sample expects no more values than there are, unless with_replacement')"
        checked = template(
            f"CASE WHEN {{}} > len({{}}) THEN {error}::BIGINT ELSE {{}} END", size, values, size
        )
        made = template("list_slice({}, 1, {})", source._shuffled(seed), checked)
    return rows(n.Named(made, source._name()))
