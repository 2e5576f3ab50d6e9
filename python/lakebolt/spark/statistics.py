"""Statistics of Spark's frames: describe, summary, corr, crosstab and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lakebolt.datatype import identifier
from lakebolt.frame.dataframe import DataFrame as Frame
from lakebolt.frame.hidden import hidden
from lakebolt import errors
from lakebolt.spark import types as t
from lakebolt.spark.sql_text import as_spark, quoted

if TYPE_CHECKING:
    from lakebolt.spark.frame import DataFrame

_DESCRIBED = ("count", "mean", "stddev", "min", "max")
_SUMMARY = ("count", "mean", "stddev", "min", "25%", "50%", "75%", "max")
_SHOWN = (t.DoubleType, t.FloatType, t.LongType, t.IntegerType, t.ShortType, t.ByteType,
          t.DecimalType, t.StringType)  # fmt: skip


class Statistics(Frame):
    """Gives frames statistics."""

    if TYPE_CHECKING:
        schema: t.StructType

        def _with(self, plan: Any) -> DataFrame:
            """Returns a frame over a plan."""

    @property
    def stat(self) -> DataFrame:
        """Returns the frame, which has the statistics as methods."""
        return self._with(self._plan)

    def describe(self, *cols: Any) -> DataFrame:
        """Gives count, mean, deviation and ends of columns, as text."""
        given = list(cols[0]) if len(cols) == 1 and isinstance(cols[0], (list, tuple)) else cols
        return self._summarized(_DESCRIBED, list(given) or None)

    def summary(self, *statistics: str) -> DataFrame:
        """Gives statistics of all columns, as text: count, mean, stddev, min, 25%, max and others."""
        return self._summarized(statistics or _SUMMARY, None)

    def _summarized(self, statistics: Any, names: Any) -> DataFrame:
        kinds = {field.name: field.dataType for field in self.schema.fields}
        chosen = names or [name for name, kind in kinds.items() if isinstance(kind, _SHOWN)]
        parts = []
        number = identifier(*hidden("place", chosen))
        for place, statistic in enumerate(statistics):
            cells = [f"'{statistic}' AS summary", f"{place} AS {number}"]
            cells += [
                f"{_statistic(statistic, identifier(self._name(name)), kinds[name])} "
                f"AS {identifier(name)}"
                for name in chosen
            ]
            parts.append(f"SELECT {', '.join(cells)} FROM self")
        text = " UNION ALL ".join(parts)
        made = self._of_sql(f"SELECT * EXCLUDE ({number}) FROM ({text}) ORDER BY {number}")
        return made

    def _of_sql(self, text: str) -> DataFrame:
        connection: Any = self._connection
        return self._with(connection.planned(as_spark(text), None, {"self": self})._plan)

    def corr(self, col1: str, col2: str, method: str | None = None) -> float:
        """Gives the correlation of two columns; NULL counts as 0, as in Spark."""
        if method not in (None, "pearson"):
            raise errors.NotSupportedError(f"corr knows the method 'pearson', not {method!r}")
        return self._number("corr", col1, col2)

    def cov(self, col1: str, col2: str) -> float:
        """Gives the covariance of a sample of two columns; NULL counts as 0, as in Spark."""
        return self._number("covar_samp", col1, col2)

    def _number(self, function: str, *cols: str) -> float:
        names = ", ".join(f"coalesce({identifier(self._name(name))}, 0)" for name in cols)
        (row,) = Frame.rows(self._of_sql(f"SELECT {function}({names}) AS x FROM self"))
        return float("nan") if row[0] is None else float(row[0])

    def approxQuantile(self, col: Any, probabilities: Any, relativeError: float) -> Any:
        """Gives quantiles of a column, or of each of several, exactly."""
        if isinstance(col, (list, tuple)):
            return [self.approxQuantile(one, probabilities, relativeError) for one in col]
        name = identifier(self._name(col))
        shares = ", ".join(repr(float(share)) for share in probabilities)
        text = f"SELECT percentile_approx(CAST({name} AS DOUBLE), array({shares})) AS x FROM self"
        found = Frame.rows(self._of_sql(text))[0][0]
        return list(found or [])

    def crosstab(self, col1: str, col2: str) -> DataFrame:
        """Counts the rows of each combination of two columns: a row each of one, a column of the other."""
        one, two = (f"coalesce(CAST({identifier(self._name(name))} AS STRING), 'null')"
                    for name in (col1, col2))  # fmt: skip
        found = Frame.rows(self._of_sql(f"SELECT DISTINCT {two} AS x FROM self"))
        values = sorted(str(value) for (value,) in found)
        cells = [
            f"count_if({two} = {quoted(value)}) AS {identifier(value)}" for value in values
        ]
        first = f"{one} AS {identifier(f'{col1}_{col2}')}"
        return self._of_sql(f"SELECT {', '.join([first, *cells])} FROM self GROUP BY 1")

    def freqItems(self, cols: Any, support: float = 0.01) -> DataFrame:
        """Gives the values of columns that make up at least a share of the rows."""
        parts = []
        for name in cols:
            own = identifier(self._name(name))
            often = (
                f"SELECT {own} AS x FROM self GROUP BY 1 "
                f"HAVING count(*) >= {float(support)!r} * (SELECT count(*) FROM self)"
            )
            made = identifier(f"{name}_freqItems")
            parts.append(f"(SELECT collect_list(x) FROM ({often})) AS {made}")
        return self._of_sql(f"SELECT {', '.join(parts)}")


def _statistic(statistic: str, name: str, kind: t.DataType) -> str:
    """Writes a statistic of a column as text."""
    if statistic == "count":
        return f"CAST(count({name}) AS STRING)"
    if statistic == "count_distinct":
        return f"CAST(count(DISTINCT {name}) AS STRING)"
    number = f"try_cast({name} AS DOUBLE)" if isinstance(kind, t.StringType) else name
    if statistic in ("mean", "stddev", "stddev_pop"):
        function = {"mean": "avg"}.get(statistic, statistic)
        return f"CAST({function}({number}) AS STRING)"
    if statistic.endswith("%"):
        share = float(statistic[:-1]) / 100
        return f"CAST(percentile_approx({number}, {share!r}) AS STRING)"
    return f"CAST({statistic}({name}) AS STRING)"
