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
    "signbit": "the sign of NaN is the processor's, and NaN has none here",
    "can_cast_implicitly": "looks at types only; DuckDB then does not even compute the arguments",
    "cast_to_type": "looks at a type only; DuckDB then does not even compute the argument",
    "replace_type": "looks at types only; DuckDB then does not even compute the arguments",
}


UNORDERED = ("list_distinct(", "array_distinct(", "list_intersect(", "array_intersect(")
"""Functions whose lists are in the order of a hash table in DuckDB."""

LONG_INTERVALS = ("to_microseconds(", "to_milliseconds(", "to_seconds(", "to_minutes(", "to_hours(")


def is_explained(expression: str, problem: str) -> bool:
    """Tells whether a difference of `expression` is one on purpose; `problem` is an error's text, or
    both values."""
    if any(name in expression for name in UNORDERED):
        return True
    if expression.startswith(("count_if(", "countif(")):
        return problem == "0, not None"  # there are no rows to count
    if "no overload of list_resize takes" in problem and "VARCHAR)" in problem:
        return True  # a size that is text
    if "the bounds of a histogram must be a constant list" in problem:
        return True
    if "interval out of range" in problem:  # intervals hold nanoseconds, so their range is shorter
        return any(name in expression for name in LONG_INTERVALS)
    return False
