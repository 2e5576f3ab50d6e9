"""Functions of numbers, bits, missing values and JSON, as in ``pyspark.sql.functions``."""

from __future__ import annotations

from lakebolt.expr import node as n
from lakebolt.expr.expr import Expr
from lakebolt.spark.declare import scalar
from lakebolt.spark.labels import named

__all__ = [
    "abs", "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "bin", "bit_count",
    "bit_get", "bitwise_not", "bround", "cbrt", "ceil", "ceiling", "coalesce", "conv", "cos",
    "cosh", "cot", "csc", "degrees", "e", "equal_null", "exp", "expm1", "factorial", "floor",
    "from_json", "greatest", "hash", "hypot", "ifnull", "isnan", "isnotnull", "isnull",
    "json_array_length", "json_object_keys", "least", "ln", "log", "log10", "log1p", "log2",
    "nanvl", "negate", "negative", "nullif", "nullifzero", "nvl", "nvl2", "pi", "pmod",
    "positive", "pow", "power", "radians", "rand", "randn", "rint", "round", "shiftleft",
    "shiftright", "shiftrightunsigned", "sign", "signum", "sin", "sinh", "sqrt", "tan", "tanh",
    "to_json", "try_add", "try_divide", "try_multiply", "try_subtract", "typeof", "uuid",
    "width_bucket", "xxhash64", "zeroifnull",
]  # fmt: skip

abs = scalar("abs(col)", "Gives the distance from 0.")
acos = scalar("acos(col)", "Computes the inverse cosine.")
acosh = scalar("acosh(col)", "Computes the inverse hyperbolic cosine.")
asin = scalar("asin(col)", "Computes the inverse sine.")
asinh = scalar("asinh(col)", "Computes the inverse hyperbolic sine.")
atan = scalar("atan(col)", "Computes the inverse tangent.")
atan2 = scalar("atan2(col1, col2)", "Computes the angle of a point.")
atanh = scalar("atanh(col)", "Computes the inverse hyperbolic tangent.")
bin = scalar("bin(col)", "Writes a whole number in base 2.")
bit_count = scalar("bit_count(col)", "Counts the bits that are set.")
bit_get = scalar("bit_get(col, pos)", "Gives a bit.")
bround = scalar("bround(col, 'scale?)", "Rounds halves to the even neighbour.")
cbrt = scalar("cbrt(col)", "Computes the cube root.")
ceil = scalar("ceil(col, 'scale?)", "Rounds up.")
ceiling = ceil
coalesce = scalar("coalesce(*cols)", "Gives the first value that is not NULL.")
conv = scalar("conv(col, 'fromBase, 'toBase)", "Writes a number in another base.")
cos = scalar("cos(col)", "Computes the cosine.")
cosh = scalar("cosh(col)", "Computes the hyperbolic cosine.")
cot = scalar("cot(col)", "Computes the cotangent.")
csc = scalar("csc(col)", "Computes the cosecant.")
degrees = scalar("degrees(col)", "Turns radians into degrees.")
e = scalar("e()", "Gives Euler's number.")
equal_null = scalar("equal_null(col1, col2)", "Compares; NULL equals NULL.")
exp = scalar("exp(col)", "Computes the exponential.")
expm1 = scalar("expm1(col)", "Computes the exponential less 1.")
factorial = scalar("factorial(col)", "Computes the factorial.")
floor = scalar("floor(col, 'scale?)", "Rounds down.")
from_json = scalar("from_json(col, 'schema)", "Reads JSON as a type that is written in DDL.")
greatest = scalar("greatest(*cols)", "Gives the greatest value, without NULLs.")
hash = scalar("hash(*cols)", "Computes Spark's hash.")
hypot = scalar("hypot(col1, col2)", "Computes the length of the hypotenuse.")
ifnull = scalar("ifnull(col1, col2)", "Gives the second value where the first is NULL.")
isnan = scalar("isnan(col)", "Tells whether the value is NaN.")
isnotnull = scalar("isnotnull(col)", "Tells whether the value is not NULL.")
isnull = scalar("isnull(col)", "Tells whether the value is NULL.")
json_array_length = scalar("json_array_length(col)", "Counts the elements of a JSON array.")
json_object_keys = scalar("json_object_keys(col)", "Gives the keys of a JSON object.")
least = scalar("least(*cols)", "Gives the least value, without NULLs.")
ln = scalar("ln(col)", "Computes the natural logarithm.")
log10 = scalar("log10(col)", "Computes the logarithm to base 10.")
log1p = scalar("log1p(col)", "Computes the natural logarithm of 1 more.")
log2 = scalar("log2(col)", "Computes the logarithm to base 2.")
nanvl = scalar("nanvl(col1, col2)", "Gives the second value where the first is NaN.")
negate = scalar("negate(col)", "Turns the sign around.", sql="negative")
negative = scalar("negative(col)", "Turns the sign around.")
nullif = scalar("nullif(col1, col2)", "Gives NULL where two values are equal.")
nullifzero = scalar("nullifzero(col)", "Gives NULL for 0.")
nvl = scalar("nvl(col1, col2)", "Gives the second value where the first is NULL.")
nvl2 = scalar("nvl2(col1, col2, col3)", "Gives the second value where the first is not NULL.")
pi = scalar("pi()", "Gives the number pi.")
pmod = scalar("pmod(dividend, divisor)", "Gives the remainder, never negative.")
positive = scalar("positive(col)", "Gives the value.")
pow = scalar("pow(col1, col2)", "Raises to a power.")
power = pow
radians = scalar("radians(col)", "Turns degrees into radians.")
rand = scalar("rand('seed?)", "Gives a random number from 0 to below 1.")
randn = scalar("randn('seed?)", "Gives a random number of the normal distribution.")
rint = scalar("rint(col)", "Rounds to a whole number.")
round = scalar("round(col, 'scale?)", "Rounds halves away from 0.")
shiftleft = scalar("shiftleft(col, 'numBits)", "Shifts bits to the left.")
shiftright = scalar("shiftright(col, 'numBits)", "Shifts bits to the right.")
shiftrightunsigned = scalar("shiftrightunsigned(col, 'numBits)", "Shifts bits, zeros in.")
sign = scalar("sign(col)", "Gives -1, 0 or 1.")
signum = sign
sin = scalar("sin(col)", "Computes the sine.")
sinh = scalar("sinh(col)", "Computes the hyperbolic sine.")
sqrt = scalar("sqrt(col)", "Computes the square root.")
tan = scalar("tan(col)", "Computes the tangent.")
tanh = scalar("tanh(col)", "Computes the hyperbolic tangent.")
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

_log = scalar("log(arg1, arg2)", "Computes a logarithm.")


def log(arg1: Expr | str | float, arg2: Expr | str | None = None) -> Expr:
    """Computes the natural logarithm of a column, or one to a base that comes first."""
    return ln(arg1) if arg2 is None else _log(arg1, arg2)


def bitwise_not(col: Expr | str) -> Expr:
    """Turns each bit around."""
    from lakebolt.spark.labels import by_name

    item = by_name(col)
    return named(n.Template(("~", ""), (item._node,), (n.UNARY,), n.UNARY), "~", [item])
