"""Holds the times of hand-written TPC-H queries at scale factor 1, to put beside those of the
engine.

They are CPU milliseconds of one thread, measured on a machine of two Zen 3 cores in one run with
DuckDB 2.0, whose CPU time is there too: what a query should take on another machine follows from
DuckDB's time on that one.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """Is a hand-written query: CPU milliseconds on two threads, on one by stage, and DuckDB's."""

    duckdb: float
    total: float
    decompress: float
    decode: float
    operators: float

    def scaled(self, duckdb: float) -> dict[str, float]:
        """Returns the milliseconds of each stage on a machine where DuckDB takes `duckdb`."""
        factor = duckdb / self.duckdb
        stages = {
            "decompress": self.decompress,
            "decode": self.decode,
            "operators": self.operators,
        }
        # The stages were measured on one thread, with somewhat more CPU time in all.
        share = self.total / sum(stages.values())
        return {name: value * share * factor for name, value in stages.items()}


TPCH = {
    "q01": Limit(duckdb=338, total=55, decompress=30.3, decode=10.3, operators=18.5),
    "q03": Limit(duckdb=230, total=59, decompress=41.6, decode=5.1, operators=19.3),
    "q06": Limit(duckdb=129, total=31, decompress=25.2, decode=3.6, operators=6.0),
    "q09": Limit(duckdb=508, total=95, decompress=66.9, decode=7.0, operators=27.3),
    "q13": Limit(duckdb=381, total=74, decompress=51.0, decode=0.4, operators=24.0),
    "q18": Limit(duckdb=455, total=38, decompress=23.1, decode=3.0, operators=15.0),
}

OPERATORS = ("filter", "join", "aggregate", "sort", "window", "vectors")
"""The stages that the limit does not tell apart."""
