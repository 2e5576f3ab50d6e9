"""Methods of frames that summarize columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Sequence

from lakebolt import errors
from lakebolt.expr import functions as f
from lakebolt.expr import selectors
from lakebolt.expr.aggregates import Interpolation
from lakebolt.expr.expr import Expr
from lakebolt.frame.base import FrameBase
from lakebolt.frame.expand import flat

if TYPE_CHECKING:
    from lakebolt.frame.dataframe import DataFrame


class Statistics(FrameBase):
    """Gives frames aggregates of all columns."""

    def _each(self, make: Callable[[Expr], Expr], numeric: bool = False) -> DataFrame:
        chosen = selectors.numeric() | selectors.boolean()
        if numeric and not self._chosen(chosen):
            raise errors.ProgrammingError("the frame has no column of numbers")
        return self._frame.select(make(chosen if numeric else f.all()))

    def sum(self) -> DataFrame:
        """Adds up each numeric column."""
        return self._each(lambda expr: expr.sum(), True)

    def mean(self) -> DataFrame:
        """Averages each numeric column."""
        return self._each(lambda expr: expr.mean(), True)

    def median(self) -> DataFrame:
        """Gives the middle value of each numeric column."""
        return self._each(lambda expr: expr.median(), True)

    def std(self, ddof: int = 1) -> DataFrame:
        """Gives the standard deviation of each numeric column."""
        return self._each(lambda expr: expr.std(ddof), True)

    def var(self, ddof: int = 1) -> DataFrame:
        """Gives the variance of each numeric column."""
        return self._each(lambda expr: expr.var(ddof), True)

    def product(self) -> DataFrame:
        """Multiplies the values of each numeric column."""
        return self._each(lambda expr: expr.product(), True)

    def quantile(self, quantile: float, interpolation: Any = "linear") -> DataFrame:
        """Gives a quantile of each numeric column."""
        return self._each(lambda expr: expr.quantile(quantile, interpolation), True)

    def min(self) -> DataFrame:
        """Gives the least value of each column."""
        return self._each(lambda expr: expr.min())

    def max(self) -> DataFrame:
        """Gives the greatest value of each column."""
        return self._each(lambda expr: expr.max())

    def count(self) -> DataFrame:
        """Counts the values of each column that are not NULL; rows are counted by ``height``."""
        return self._each(lambda expr: expr.count())

    def null_count(self) -> DataFrame:
        """Counts the NULLs of each column.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, None], "b": [None, None]}).null_count().rows()
        [(1, 2)]
        """
        return self._each(lambda expr: expr.null_count())

    def n_unique(self, subset: Any = None) -> int:
        """Counts the different rows; runs the query."""
        return self._frame.unique(subset).height

    def approx_n_unique(self) -> DataFrame:
        """Estimates how many different values each column has."""
        return self._each(lambda expr: expr.approx_n_unique())

    def value_counts(self, *columns: Any, sort: bool = True, name: str = "count") -> DataFrame:
        """Counts how often each combination of columns occurs.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": ["x", "y", "x"]}).value_counts("a").rows()
        [('x', 2), ('y', 1)]
        """
        names = self._chosen(list(columns)) if columns else list(self._plan.columns)
        counted = self._frame.group_by(*names, maintain_order=True).agg(f.len().alias(name))
        return counted.sort(name, descending=True) if sort else counted

    def describe(
        self,
        *columns: Any,
        percentiles: Sequence[float] | float | None = (0.25, 0.5, 0.75),
        interpolation: Interpolation = "linear",
    ) -> DataFrame:
        """Summarizes each column, or those named: count, NULLs, mean, deviation, quantiles, ends.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, 2, 3]}).describe().rows()[:3]
        [('count', 3.0), ('null_count', 0.0), ('mean', 2.0)]
        """
        first = columns[0] if columns else None
        if isinstance(first, (list, tuple)) and not isinstance(next(iter(first), None), str):
            return self.describe(percentiles=first, interpolation=interpolation)  # as in Polars
        columns = tuple(flat(columns))
        if columns:
            chosen = self._frame.select(*columns)
            return chosen.describe(percentiles=percentiles, interpolation=interpolation)
        if isinstance(percentiles, (int, float)):
            percentiles = [percentiles]
        shares = [float(share) for share in (percentiles or ())]
        labels = ["count", "null_count", "mean", "std", "min"]
        labels += [f"{share * 100:g}%" for share in shares] + ["max"]
        lists = [f.lit(labels).alias("statistic")]
        for name, kind in self._types().items():
            column = f.col(name)
            numeric = kind.is_numeric() or kind == "BOOLEAN"
            # Days and times have a mean, too; not those whose clocks may differ.
            between = numeric or (kind.is_temporal() and kind != "TIME WITH TIME ZONE")
            shown = "DOUBLE" if numeric else "VARCHAR"
            value = column.cast("INTEGER") if kind == "BOOLEAN" else column
            nothing = f.lit(None).cast(shown)
            orders = not kind.is_nested()
            cells = [column.count(), column.null_count()]
            cells += [value.mean() if between else nothing, value.std() if numeric else nothing]
            cells.append(value.min() if orders else nothing)
            cells += [value.quantile(share, interpolation) if between else nothing for share in shares]
            cells.append(value.max() if orders else nothing)
            lists.append(f.concat_list(*[cell.cast(shown) for cell in cells]).alias(name))
        return self._frame.select(*lists).explode("statistic", *self._plan.columns)

    def summary(self, *statistics: str) -> DataFrame:
        """Summarizes each column, as ``describe``; only the statistics named, if any."""
        found = self.describe()
        return found.filter(f.col("statistic").is_in(list(statistics))) if statistics else found

    def corr(self, a: Any = None, b: Any = None) -> Any:
        """Gives the correlation of two columns as a number, or of all numeric ones as a frame."""
        if a is not None and b is not None:
            return self._frame.select(f.corr(f.col(self._name(a)), f.col(self._name(b)))).item()
        if a is not None or b is not None:
            raise errors.InterfaceError("corr expects two columns, or none")
        names = [name for name, kind in self._types().items() if kind.is_numeric()]
        lists = [
            f.concat_list(*[f.corr(f.col(other), f.col(name)) for other in names]).alias(name)
            for name in names
        ]
        return self._frame.select(*lists).explode(*names)

    def cov(self, a: Any, b: Any) -> Any:
        """Gives the sample covariance of two columns as a number."""
        return self._frame.select(f.cov(f.col(self._name(a)), f.col(self._name(b)))).item()

    def crosstab(self, a: Any, b: Any) -> DataFrame:
        """Counts the combinations of two columns: rows for one, columns for the other."""
        rows, columns = self._name(a), self._name(b)
        counts = self._frame.group_by(rows, maintain_order=True).pivot(columns).count()
        first = f.col(rows).cast("VARCHAR").alias(f"{rows}_{columns}")
        return counts.select(first, f.exclude(rows).fill_null(0))

    def approx_quantile(
        self, col: Any, probabilities: Sequence[float], relativeError: float = 0.0
    ) -> list[Any]:
        """Gives quantiles of a column, or of each of a list, as PySpark's ``approxQuantile``.

        They are exact, whatever error is allowed.
        """
        if isinstance(col, (list, tuple)):
            return [self.approx_quantile(one, probabilities, relativeError) for one in col]
        name = self._name(col)
        found = self._frame.select(
            *[f.col(name).quantile(s).alias(str(i)) for i, s in enumerate(probabilities)]
        )
        return list(found.row(0))

    def is_sorted(self, by: Any) -> bool:
        """Tells whether rows come in the order of a column; runs the query."""
        return bool(self._frame.select(f.col(self._name(by)).is_sorted()).item())

    def freq_items(self, columns: Any, support: float = 0.01) -> DataFrame:
        """Lists values that occur in a share of rows, as PySpark's ``freqItems``."""
        lists = []
        for name in self._chosen(columns):
            often = f.len().over(name) >= f.len() * support
            lists.append(f.col(name).filter(often).unique().implode().alias(f"{name}_freqItems"))
        return self._frame.select(*lists)

    def hash_rows(self) -> DataFrame:
        """Gives a hash of each row, as the column ``hash``."""
        return self._frame.select(f.call_function("hash", *self._plan.columns).alias("hash"))

    avg = mean
    approxQuantile = approx_quantile
    freqItems = freq_items
