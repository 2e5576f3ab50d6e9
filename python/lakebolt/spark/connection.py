"""The connection of a Spark session: it reads Spark's SQL, and frames as Spark computes."""

from __future__ import annotations

from typing import Any

from lakebolt import _lakebolt, scan
from lakebolt.connection import Connection, Parameters
from lakebolt.datatype import DataType
from lakebolt.frame.dataframe import DataFrame, is_frame
from lakebolt.frame.plan import Plan, Query
from lakebolt.spark.select_text import spark_like
from lakebolt.spark.sql_text import in_single_quotes

# With these a frame's SQL, whose names are in double quotes, can be read; all else is Spark's.
SETTINGS = {
    "dialect": "spark",
    "double_quoted_strings": "false",
    "backslash_escapes": "false",
}


class SparkConnection(Connection):
    """Runs what frames write in Spark's dialect, not in our own."""

    _frames_speak_ours = False

    def _run(
        self, sql: str, parameters: Parameters, lookup: Any, own_dialect: bool = False,
        scopes: Any = scan.scopes_of_caller,
    ) -> _lakebolt.Stream:  # fmt: skip
        text = sql if own_dialect else in_single_quotes(sql)
        return super()._run(text, parameters, lookup, own_dialect, scopes)

    def _describe(
        self, sql: str, parameters: Parameters, lookup: Any, own_dialect: bool = True,
        scopes: Any = scan.scopes_of_caller,
    ) -> list[tuple[str, str]] | None:  # fmt: skip
        text = sql if own_dialect else in_single_quotes(sql)
        return super()._describe(text, parameters, lookup, own_dialect, scopes)

    def planned(
        self, query: str, parameters: Parameters, frames: dict[str, DataFrame]
    ) -> DataFrame:
        """Returns a frame over a query of Spark's, or over what a statement gives."""
        views = {**self._views, **{name.casefold(): frame for name, frame in frames.items()}}
        used: dict[str, Plan] = {}

        def look(name: str) -> Any:
            frame = views.get(name.casefold())
            if frame is None or not is_frame(frame):
                return None
            used[name.casefold()] = frame._plan
            return frame.limit(0)

        columns = self._describe(query, parameters, look, False)
        if columns is None:
            return self._ran(self._run(query, parameters, look, False))
        names = [name for name, _ in columns]
        plan = Query(
            names, in_single_quotes(query), parameters, {}, used, _lakebolt.embeddable
        )
        plan.types = {name: DataType(kind) for name, kind in columns}
        made = DataFrame._of(self, plan)
        shown = {name: spark_like(name) for name in names}
        return made if all(shown[name] == name for name in names) else made.rename(shown)
