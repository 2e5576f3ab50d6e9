"""Functions of numbers, bits, missing values and JSON, as in ``pyspark.sql.functions``."""

from __future__ import annotations

from lakebolt.expr import node as n
from typing import Any, Callable

from lakebolt.spark.column import Column
from lakebolt.expr.base import template
from lakebolt.spark.declare import scalar, spark_call
from lakebolt.spark.arrays import create_map
from lakebolt.spark.labels import by_name, label, literal_or, named, wrapped

__all__ = [
    "abs", "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "bin", "bit_count",
    "bit_get", "bitwise_not", "bround", "cbrt", "ceil", "ceiling", "coalesce", "conv", "cos",
    "cosh", "cot", "csc", "degrees", "e", "equal_null", "exp", "expm1", "factorial", "floor",
    "from_csv", "from_json", "getbit", "greatest", "hash", "hypot", "ifnull", "isnan", "isnotnull", "isnull",
    "json_array_length", "json_object_keys", "least", "ln", "log", "log10", "log1p", "log2",
    "nanvl", "negate", "negative", "nullif", "nullifzero", "nvl", "nvl2", "pi", "pmod",
    "positive", "pow",
    "schema_of_csv", "schema_of_json", "power", "radians", "rand", "randn", "rint", "round", "shiftleft",
    "shiftright", "shiftrightunsigned", "sign", "signum", "sin", "sinh", "sqrt", "tan", "tanh",
    "to_csv", "to_json", "try_add", "try_divide", "try_multiply", "try_subtract", "typeof", "uuid",
    "width_bucket", "xxhash64", "zeroifnull",
]  # fmt: skip

abs = scalar("abs(col)", "Gives the distance from 0.")
acos = scalar("acos(col)", "Computes the inverse cosine.", shown="ACOS")
acosh = scalar("acosh(col)", "Computes the inverse hyperbolic cosine.", shown="ACOSH")
asin = scalar("asin(col)", "Computes the inverse sine.", shown="ASIN")
asinh = scalar("asinh(col)", "Computes the inverse hyperbolic sine.", shown="ASINH")
atan = scalar("atan(col)", "Computes the inverse tangent.", shown="ATAN")
atan2 = scalar("atan2(col1, col2)", "Computes the angle of a point.", shown="ATAN2")
atanh = scalar("atanh(col)", "Computes the inverse hyperbolic tangent.", shown="ATANH")
bin = scalar("bin(col)", "Writes a whole number in base 2.")
bit_get = scalar("bit_get(col, pos)", "Gives a bit.")
bround = scalar("bround(col, 'scale?=0)", "Rounds halves to the even neighbour.")
cbrt = scalar("cbrt(col)", "Computes the cube root.", shown="CBRT")
ceil = scalar("ceil(col, 'scale?)", "Rounds up.", shown="CEIL")
ceiling = ceil
coalesce = scalar("coalesce(*cols)", "Gives the first value that is not NULL.")
conv = scalar("conv(col, 'fromBase, 'toBase)", "Writes a number in another base.")
cos = scalar("cos(col)", "Computes the cosine.", shown="COS")
cosh = scalar("cosh(col)", "Computes the hyperbolic cosine.", shown="COSH")
cot = scalar("cot(col)", "Computes the cotangent.", shown="COT")
csc = scalar("csc(col)", "Computes the cosecant.", shown="CSC")
degrees = scalar("degrees(col)", "Turns radians into degrees.", shown="DEGREES")
e = scalar("e()", "Gives Euler's number.", shown="E")
equal_null = scalar("equal_null(col1, col2)", "Compares; NULL equals NULL.")
exp = scalar("exp(col)", "Computes the exponential.", shown="EXP")
expm1 = scalar("expm1(col)", "Computes the exponential less 1.", shown="EXPM1")
factorial = scalar("factorial(col)", "Computes the factorial.")
floor = scalar("floor(col, 'scale?)", "Rounds down.", shown="FLOOR")
greatest = scalar("greatest(*cols)", "Gives the greatest value, without NULLs.")
hash = scalar("hash(*cols)", "Computes Spark's hash.")
hypot = scalar("hypot(col1, col2)", "Computes the length of the hypotenuse.", shown="HYPOT")
ifnull = scalar("ifnull(col1, col2)", "Gives the second value where the first is NULL.")
json_array_length = scalar("json_array_length(col)", "Counts the elements of a JSON array.")
json_object_keys = scalar("json_object_keys(col)", "Gives the keys of a JSON object.")
least = scalar("least(*cols)", "Gives the least value, without NULLs.")
nanvl = scalar("nanvl(col1, col2)", "Gives the second value where the first is NaN.")
negate = scalar("negate(col)", "Turns the sign around.", sql="negative")
negative = scalar("negative(col)", "Turns the sign around.")
nullif = scalar("nullif(col1, col2)", "Gives NULL where two values are equal.")
nullifzero = scalar("nullifzero(col)", "Gives NULL for 0.")
nvl = scalar("nvl(col1, col2)", "Gives the second value where the first is NULL.")
nvl2 = scalar("nvl2(col1, col2, col3)", "Gives the second value where the first is not NULL.")
pi = scalar("pi()", "Gives the number pi.", shown="PI")
pmod = scalar("pmod(dividend, divisor)", "Gives the remainder, never negative.")
pow = scalar("pow(col1, col2)", "Raises to a power.", shown="POWER")
power = pow
radians = scalar("radians(col)", "Turns degrees into radians.", shown="RADIANS")
rand = scalar("rand('seed?)", "Gives a random number from 0 to below 1.")
randn = scalar("randn('seed?)", "Gives a random number of the normal distribution.")
rint = scalar("rint(col)", "Rounds to a whole number.")
round = scalar("round(col, 'scale?=0)", "Rounds halves away from 0.")
shiftleft = scalar("shiftleft(col, 'numBits)", "Shifts bits to the left.")
shiftright = scalar("shiftright(col, 'numBits)", "Shifts bits to the right.")
shiftrightunsigned = scalar("shiftrightunsigned(col, 'numBits)", "Shifts bits, zeros in.")
sign = scalar("sign(col)", "Gives -1, 0 or 1.", shown="SIGNUM")
signum = sign
sin = scalar("sin(col)", "Computes the sine.", shown="SIN")
sinh = scalar("sinh(col)", "Computes the hyperbolic sine.", shown="SINH")
sqrt = scalar("sqrt(col)", "Computes the square root.", shown="SQRT")
tan = scalar("tan(col)", "Computes the tangent.", shown="TAN")
tanh = scalar("tanh(col)", "Computes the hyperbolic tangent.", shown="TANH")
to_csv = scalar("to_csv(col)", "Writes a struct as a line of CSV.")
schema_of_csv = scalar("schema_of_csv('csv)", "Gives the type of a line of CSV, in DDL.")
schema_of_json = scalar("schema_of_json('json)", "Gives the type of JSON, in DDL.")
getbit = scalar("getbit(col, pos)", "Gives a bit.")
to_json = scalar("to_json(col)", "Writes a struct, list or map as JSON.")
try_add = scalar("try_add(left, right)", "Adds, or gives NULL.")
try_divide = scalar("try_divide(left, right)", "Divides, or gives NULL.")
try_multiply = scalar("try_multiply(left, right)", "Multiplies, or gives NULL.")
try_subtract = scalar("try_subtract(left, right)", "Subtracts, or gives NULL.")
typeof = scalar("typeof(col)", "Gives the name of the type.")
uuid = scalar("uuid()", "Makes a random UUID.")
width_bucket = scalar("width_bucket(v, min, max, numBucket)", "Gives the number of a bucket.")
xxhash64 = scalar("xxhash64(*cols)", "Computes the xxHash of 64 bits.")
zeroifnull = scalar("zeroifnull(col)", "Gives 0 for NULL.")

_log = scalar("log('arg1, arg2)", "Computes a logarithm.", shown="LOG")


def from_json(col: Column | str, schema: Any, options: Any = None) -> Column:
    """Reads JSON as a type, or as one that is written in DDL; what is none gives NULL."""
    return _of_text("from_json", col, schema, options)


def from_csv(col: Column | str, schema: Any, options: Any = None) -> Column:
    """Reads a line of CSV as a struct that is written in DDL."""
    return _of_text("from_csv", col, schema, options)


def _of_text(function: str, col: Any, schema: Any, options: Any) -> Column:
    from lakebolt.spark.types import DataType, MapType, StructType, parsed

    item = by_name(col)
    shown = label(item)
    if isinstance(schema, (str, DataType)):
        kind = parsed(schema) if isinstance(schema, str) else schema
        ddl = ", ".join(f"`{one.name}` {one.dataType.simpleString()}" for one in kind.fields) if (
            isinstance(kind, StructType)) else kind.simpleString()  # fmt: skip
        given = literal_or(ddl)._node
        name = "entries" if isinstance(kind, MapType) else f"{function}({shown})"
    else:
        given, name = by_name(schema)._node, f"{function}({shown})"
    more = []
    if options:
        pairs = [literal_or(str(text)) for pair in options.items() for text in pair]
        more = [create_map(*pairs)._node]
    return wrapped(n.Named(spark_call(function, item._node, given, *more), name))


def log(arg1: Column | str | float, arg2: Column | str | None = None) -> Column:
    """Computes the natural logarithm of a column, or one to a base that comes first."""
    return ln(arg1) if arg2 is None else _log(arg1, arg2)


def isnan(col: Column | str) -> Column:
    """Tells whether the value is NaN; NULL is not."""
    item = by_name(col)
    return named(template("coalesce({}, FALSE)", spark_call("isnan", item._node)), "isnan", [item])


def isnull(col: Column | str) -> Column:
    """Tells whether the value is NULL."""
    return by_name(col).isNull()


def isnotnull(col: Column | str) -> Column:
    """Tells whether the value is not NULL."""
    return by_name(col).isNotNull()


def positive(col: Column | str) -> Column:
    """Gives the value."""
    item = by_name(col)
    return wrapped(n.Named(item._node, f"(+ {label(item)})"))


def bit_count(col: Column | str) -> Column:
    """Counts the bits that are set, of a negative number those of 64."""
    item = by_name(col)
    made = spark_call("bit_count", template("CAST({} AS BIGINT)", item._node))
    return named(template("CAST({} AS INTEGER)", made), "bit_count", [item])


def _logarithm(name: str, shown: str, least: int) -> Callable[[Any], Column]:
    """Returns a logarithm that is NULL for ``least`` and less, as Spark's are."""

    def function(col: Any) -> Column:
        item = by_name(col)
        made = spark_call(name, item._node)
        node = template(f"CASE WHEN {{}} > {least} THEN {{}} END", item._node, made)
        return named(node, shown, [item])

    function.__name__ = function.__qualname__ = name
    function.__doc__ = "Computes a logarithm; NULL where there is none."
    return function


ln = _logarithm("ln", "ln", 0)
log10 = _logarithm("log10", "LOG10", 0)
log1p = _logarithm("log1p", "LOG1P", -1)
log2 = _logarithm("log2", "LOG2", 0)


def bitwise_not(col: Column | str) -> Column:
    """Turns each bit around."""
    item = by_name(col)
    made = n.Template(("~", ""), (item._node,), (n.UNARY,), n.UNARY)
    return wrapped(n.Named(made, f"~{label(item)}"))
