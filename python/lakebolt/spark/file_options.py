"""Options of Spark's readers and writers: which are honoured, which mean nothing, and which are refused."""

from __future__ import annotations

from typing import Any

from lakebolt import errors

_CSV = {"header", "sep", "delimiter", "quote", "escape", "nullvalue", "comment", "encoding", "charset",
        "inferschema", "dateformat", "timestampformat", "mode", "multiline"}  # fmt: skip
_ANY_READER = {"path", "pathglobfilter", "recursivefilelookup", "compression"}

# Recursion into folders, quotes around line ends and compression by suffix are there in any case.
_READ = {
    "csv": _CSV | _ANY_READER | {"samplingratio", "maxcolumns", "maxcharspercolumn"},
    "json": _ANY_READER | {"multiline", "mode", "dateformat", "timestampformat", "samplingratio"},
    "parquet": _ANY_READER | {"mergeschema"},
    "text": _ANY_READER,
}
_WRITTEN = {
    "csv": {"header", "sep", "delimiter", "quote", "escape", "nullvalue", "compression", "codec", "path",
            "dateformat", "timestampformat"},
    "json": {"compression", "codec", "path", "dateformat", "timestampformat"},
    "parquet": {"compression", "codec", "path"},
    "text": {"compression", "codec", "path"},
}  # fmt: skip
# Of one format alone: Spark, too, overlooks them at another.
_ELSEWHERE = {
    "csv": {"mergeschema"},
    "json": {"header", "inferschema", "sep", "delimiter", "quote", "escape", "mergeschema"},
    "parquet": {"header", "inferschema", "sep", "delimiter", "quote", "escape", "multiline"},
    "text": {"header", "inferschema", "sep", "delimiter", "quote", "escape", "multiline", "mergeschema"},
}  # fmt: skip
_MODES = ("permissive", "dropmalformed", "failfast")


def check_read(kind: str, options: dict[str, Any]) -> None:
    """Refuses options of a reader that would not be honoured."""
    _check("read", kind, options, _READ)
    mode = str(options.get("mode", "permissive")).lower()
    if mode not in _MODES:
        raise errors.InterfaceError(f"the option 'mode' must be one of {list(_MODES)}")


def check_written(kind: str, options: dict[str, Any]) -> None:
    """Refuses options of a writer that would not be honoured."""
    _check("written", kind, options, _WRITTEN)


def _check(done: str, kind: str, options: dict[str, Any], known: dict[str, set[str]]) -> None:
    for name in options:
        if name not in known[kind] and name not in _ELSEWHERE[kind]:
            raise errors.NotSupportedError(
                f"the option {name!r} is not supported where {kind} is {done}; "
                f"there are {', '.join(sorted(known[kind]))}"
            )
