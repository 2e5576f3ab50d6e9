"""Gives literals of each SQL type, to call functions with."""

from __future__ import annotations

import itertools
import random
import zlib

NUMBERS = ["3", "0", "-2", "5", "NULL"]
SAMPLES = {
    "BOOLEAN": ["true", "false", "NULL"],
    "DOUBLE": ["0.5::DOUBLE", "2.25::DOUBLE", "1::DOUBLE", "-3.75::DOUBLE", "NULL::DOUBLE"],
    "FLOAT": ["0.5::FLOAT", "2.25::FLOAT", "1::FLOAT", "-3.75::FLOAT"],
    "DECIMAL": ["2.50", "-1.25", "0.75", "12.345"],
    "VARCHAR": ["'abc'", "'Hello World'", "'a,b,c'", "''", "'1'", "'Ünïcødé'", "NULL"],
    "BLOB": ["'abc'::BLOB", r"'\x00\xFFz'::BLOB"],
    "DATE": ["DATE '2024-02-29'", "DATE '1992-09-20'", "DATE '1969-12-31'", "NULL::DATE"],
    "TIME": ["TIME '20:31:33.123456'", "TIME '00:00:00'"],
    "TIMESTAMP": ["TIMESTAMP '2024-02-29 20:31:33.5'", "TIMESTAMP '1969-12-31 23:59:59.999999'"],
    "TIMESTAMP WITH TIME ZONE": [
        "TIMESTAMPTZ '2024-02-29 20:31:33+00'", "TIMESTAMPTZ '1992-09-20 20:38:40+02'"],
    "TIME WITH TIME ZONE": ["'20:31:33+02'::TIMETZ", "'01:00:00-05'::TIMETZ"],
    "TIMESTAMP_NS": ["'2024-02-29 20:31:33.123456789'::TIMESTAMP_NS"],
    "TIMESTAMP_MS": ["'2024-02-29 20:31:33.123'::TIMESTAMP_MS"],
    "TIMESTAMP_S": ["'2024-02-29 20:31:33'::TIMESTAMP_S"],
    "TIME_NS": ["'20:31:33.123456789'::TIME_NS"],
    "INTERVAL": ["INTERVAL '3 days'", "INTERVAL '1 month 2 days 03:04:05'", "INTERVAL '-1 hour'"],
    "UUID": ["'93ac9061-7f1b-4e8f-b6a9-ffab4ac4b9e1'::UUID"],
    "BIT": ["'0110'::BIT", "'1'::BIT"],
    "JSON": ["""'{"a": [1, 2, {"b": null}], "c": "x"}'::JSON""", "'[1, 2.5, true]'::JSON"],
    "VARIANT": ["{'a': [1, 2]}::VARIANT", "42::VARIANT"],
    "ANY": ["1", "'x'", "[1, 2]", "NULL"],
    "STRUCT": ["{'a': 1, 'b': 'x'}"],
    "MAP": ["MAP {'k': 1, 'm': 2}"],
    "T": ["2", "1", "NULL"],
    "T[]": ["[1, 2, 3]", "[3, NULL, 1, 2]", "[]", "NULL::INT[]"],
    "K": ["'k'", "'z'"],
    "V": ["1", "7"],
    "MAP(K, V)": ["MAP {'k': 1, 'm': 2}", "MAP {}"],
    "LAMBDA": ["lambda x: x + 1", "lambda x: x > 1", "lambda x, y: x + y"],
    "VARCHAR[]": ["['a', 'b']", "['x', NULL]", "[]"],
    "BIGINT[]": ["[1, 2, 3]", "[2]"],
    "DOUBLE[]": ["[0.25, 0.5]", "[1.0, 2.0, 3.0]"],
    "FLOAT[ANY]": ["[1.0, 2.0, 3.0]::FLOAT[3]", "[3.0, 1.0, -2.0]::FLOAT[3]"],
    "DOUBLE[ANY]": ["[1.0, 2.0, 3.0]::DOUBLE[3]", "[3.0, 1.0, -2.0]::DOUBLE[3]"],
    "FLOAT[]": ["[1.0, 2.0, 3.0]::FLOAT[]", "[3.0, 1.0, -2.0]::FLOAT[]"],
}  # fmt: skip
PARTS = {
    "part": ["'year'", "'month'", "'hour'", "'day'"],
    "format": ["'%Y-%m-%d'", "'%d/%m/%Y %H:%M'"],
    "timezone": ["'UTC'", "'Europe/Berlin'"],
    "quantile": ["0.5", "0.25"],
    "pos": ["0.5"],
    "regex": ["'[a-l]+'", "'o(.)'"],
    "separator": ["','", "' '"],
    "path": ["'$.a'", "'$.a[1]'", "'/c'"],
    "index": ["1", "2"],
    "count": ["2", "3"],
    "character": ["'*'"],
}
"""What parameters of these names are for."""


def of_type(name: str, parameter: str = "") -> list[str]:
    """Returns literals for a parameter called `parameter` of type `name`."""
    if parameter in PARTS and not name.endswith("[]"):
        return PARTS[parameter]
    if name in SAMPLES:
        return SAMPLES[name]
    if name.endswith("INT") or name in ("INTEGER", "BIGNUM"):
        unsigned = name.startswith("U")
        numbers = [n for n in NUMBERS if not (unsigned and n.startswith("-"))]
        return [f"{number}::{name}" for number in numbers]
    if name.startswith("DECIMAL"):
        return SAMPLES["DECIMAL"]
    if name.endswith("[]"):
        inner = of_type(name[:-2])
        return [f"[{', '.join(inner[:3])}]", f"[{inner[0]}]"]
    return SAMPLES["ANY"]


def calls(function: str, types: list[str], names: list[str], most: int) -> list[list[str]]:
    """Returns up to `most` lists of arguments, always the same ones for a function."""
    pools = [of_type(t, n) for t, n in itertools.zip_longest(types, names, fillvalue="")]
    everything = list(itertools.islice(itertools.product(*pools), 2000))
    chosen = random.Random(zlib.crc32(function.encode()))
    return [list(call) for call in chosen.sample(everything, min(most, len(everything)))]
