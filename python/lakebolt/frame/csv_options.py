"""What Polars' parameters of CSV files are in SQL, which has other names or steps for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping

from lakebolt import errors
from lakebolt.expr import functions as f
from lakebolt.expr.base import number

if TYPE_CHECKING:
    from lakebolt.frame.dataframe import DataFrame

# About how a file is read, which the engine decides itself.
_IDLE = ("low_memory", "n_threads", "rechunk", "batch_size", "use_pyarrow", "cache", "glob")


def reading(options: dict[str, Any]) -> dict[str, Any]:
    """Returns options of reading under their names in SQL."""
    out = {name: item for name, item in options.items() if name not in _IDLE}
    if out.pop("try_parse_dates", True) is False and "types" not in out:
        out.setdefault("auto_type_candidates", ["BOOLEAN", "BIGINT", "DOUBLE", "VARCHAR"])
    if out.pop("infer_schema", True) is False:
        out["all_varchar"] = True
    if out.pop("decimal_comma", False):
        out["decimal_separator"] = ","
    if "schema" in out:
        out["columns"] = out.pop("schema")
        if not isinstance(out["columns"], Mapping):
            raise errors.InterfaceError("schema must have the types of the columns by their names")
    return out


def for_writing(frame: DataFrame, header: bool, options: dict[str, Any]) -> DataFrame:
    """Returns a frame whose values are written as some options say, which are taken out."""
    digits = options.pop("float_precision", None)
    if digits is not None:
        digits = number(digits, "float_precision")
        floats = [name for name, kind in frame.schema.items() if kind.is_float()]
        frame = frame.with_columns(
            *[f.col(name).map_sql(f"format('{{:.{digits}f}}', {{}})") for name in floats]
        )
    style = options.pop("quote_style", "necessary")
    if style not in ("necessary", "always", "non_numeric"):
        raise errors.NotSupportedError(f"quote_style {style!r}: it is necessary, always or non_numeric")
    if style != "necessary":
        options["FORCE_QUOTE"] = [
            name
            for name, kind in frame.schema.items()
            if style == "always" or not kind.is_numeric()
        ]
    if options.pop("include_bom", False):
        if not header:
            raise errors.NotSupportedError("include_bom needs a header")
        frame = frame.rename({frame.columns[0]: "\ufeff" + frame.columns[0]})
    return frame
