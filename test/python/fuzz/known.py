"""Lists where calls may differ from DuckDB on purpose, each with its reason."""

from __future__ import annotations

NOT_FUZZED = {
    "hash": "the hash function is each engine's own",
    "typeof": "literals of the same value may have other types",
    "repeat": "makes texts of gigabytes out of large counts",
    "lpad": "makes texts of gigabytes out of large lengths",
    "rpad": "makes texts of gigabytes out of large lengths",
    "bar": "draws wide bars out of large numbers",
    "current_setting": "settings differ",
    "getvariable": "is bound with the session",
    "error": "raises",
    "range": "makes lists of gigabytes out of large bounds",
    "generate_series": "makes lists of gigabytes out of large bounds",
    "version": "differs",
}


def is_explained(expression: str, problem: str) -> bool:
    """Tells whether a difference of `expression` is one on purpose; `problem` is an error's text."""
    del expression, problem
    return False
