"""Functions of dates and times, as in ``pyspark.sql.functions``."""

from __future__ import annotations

from typing import Any

from lakebolt.expr import node as n
from lakebolt.expr.base import template
from lakebolt.spark.column import Column
from lakebolt.expr.period import interval
from lakebolt.spark.declare import scalar, spark_call
from lakebolt.spark.labels import by_name, label, wrapped

__all__ = [
    "add_months", "convert_timezone", "curdate", "current_date", "current_timestamp",
    "current_timezone", "date_add", "date_diff", "date_format", "date_from_unix_date",
    "date_part", "date_sub", "date_trunc", "dateadd", "datediff", "datepart", "day", "dayname",
    "dayofmonth", "dayofweek", "dayofyear", "extract", "from_unixtime", "from_utc_timestamp", "hour",
    "last_day", "localtimestamp", "make_date", "make_interval", "make_timestamp", "minute", "month", "monthname",
    "months_between", "next_day", "now", "quarter", "second", "timestamp_micros",
    "timestamp_millis", "timestamp_seconds", "to_date", "to_timestamp", "to_unix_timestamp",
    "to_utc_timestamp", "trunc", "try_to_date",
    "try_to_timestamp", "unix_date", "unix_micros", "unix_millis",
    "unix_seconds", "unix_timestamp", "weekday", "weekofyear", "window", "year",
]  # fmt: skip

add_months = scalar("add_months(start, 'months)", "Adds months to a date.")
convert_timezone = scalar("convert_timezone(sourceTz, targetTz, sourceTs)", "Moves a time.")
curdate = scalar("curdate()", "Gives the date of the query.")
current_date = scalar("current_date()", "Gives the date of the query.")
current_timestamp = scalar(
    "current_timestamp()", "Gives the time of the query.", sql="now", returns="TIMESTAMP"
)
current_timezone = scalar("current_timezone()", "Gives the session's time zone.")
date_add = scalar("date_add(start, 'days)", "Adds days to a date.")
date_diff = scalar("date_diff(end, start)", "Counts the days between dates.", sql="datediff")
date_format = scalar("date_format(date, 'format)", "Writes a date or time by a pattern.")
date_from_unix_date = scalar("date_from_unix_date(days)", "Gives the date of days since 1970.")
date_part = scalar("date_part(field, source)", "Gives a part of a date or time.")
date_sub = scalar("date_sub(start, 'days)", "Takes days from a date.")
date_trunc = scalar(
    "date_trunc('format, timestamp)", "Cuts a time down to a unit.", returns="TIMESTAMP"
)
dateadd = scalar("dateadd(start, 'days)", "Adds days to a date.", sql="date_add")
datediff = scalar("datediff(end, start)", "Counts the days between dates.")
datepart = scalar("datepart(field, source)", "Gives a part of a date or time.")
day = scalar("day(col)", "Gives the day of the month.")
dayname = scalar("dayname(col)", "Gives the name of the day, in three letters.")
dayofmonth = scalar("dayofmonth(col)", "Gives the day of the month.")
dayofweek = scalar("dayofweek(col)", "Gives the day of the week, from 1 for Sunday.")
dayofyear = scalar("dayofyear(col)", "Gives the day of the year.")
from_unixtime = scalar("from_unixtime(timestamp, 'format?=yyyy-MM-dd HH:mm:ss)", "Writes seconds since 1970.")
from_utc_timestamp = scalar(
    "from_utc_timestamp(timestamp, 'tz)", "Moves a time from UTC.", returns="TIMESTAMP"
)
hour = scalar("hour(col)", "Gives the hour.")
last_day = scalar("last_day(date)", "Gives the last day of the month.")
localtimestamp = scalar("localtimestamp()", "Gives the time of the query.", sql="now",
                        returns="TIMESTAMP")  # fmt: skip
make_date = scalar("make_date(year, month, day)", "Makes a date.")
make_timestamp = scalar(
    "make_timestamp(years, months, days, hours, mins, secs)", "Makes a timestamp.",
    returns="TIMESTAMP",
)  # fmt: skip
minute = scalar("minute(col)", "Gives the minute.")
month = scalar("month(col)", "Gives the month.")
monthname = scalar("monthname(col)", "Gives the name of the month, in three letters.")
months_between = scalar("months_between(date1, date2, 'roundOff?=true)", "Counts months between dates.")
next_day = scalar("next_day(date, 'dayOfWeek)", "Gives the next day of a name.")
now = scalar("now()", "Gives the time of the query.", returns="TIMESTAMP")
quarter = scalar("quarter(col)", "Gives the quarter.")
second = scalar("second(col)", "Gives the second.")
timestamp_micros = scalar(
    "timestamp_micros(col)", "Gives the time of microseconds since 1970.", returns="TIMESTAMP"
)
timestamp_millis = scalar(
    "timestamp_millis(col)", "Gives the time of milliseconds since 1970.", returns="TIMESTAMP"
)
timestamp_seconds = scalar(
    "timestamp_seconds(col)", "Gives the time of seconds since 1970.", returns="TIMESTAMP"
)
to_date = scalar("to_date(col, 'format?)", "Reads a date, perhaps by a pattern.")
to_timestamp = scalar(
    "to_timestamp(col, 'format?)", "Reads a timestamp, perhaps by a pattern.", returns="TIMESTAMP"
)
to_unix_timestamp = scalar("to_unix_timestamp(timestamp, format?)", "Counts seconds since 1970.")
to_utc_timestamp = scalar(
    "to_utc_timestamp(timestamp, 'tz)", "Moves a time to UTC.", returns="TIMESTAMP"
)
trunc = scalar("trunc(date, 'format)", "Cuts a date down to a unit.")
try_to_date = scalar("try_to_date(col, format?)", "Reads a date, or gives NULL.")
make_interval = scalar(
    "make_interval(years?=0, months?=0, weeks?=0, days?=0, hours?=0, mins?=0, secs?=0)",
    "Makes an interval.",
)  # fmt: skip
try_to_timestamp = scalar(
    "try_to_timestamp(col, format?)", "Reads a timestamp, or gives NULL.", returns="TIMESTAMP"
)
unix_date = scalar("unix_date(col)", "Counts days since 1970.")
unix_micros = scalar("unix_micros(col)", "Counts microseconds since 1970.")
unix_millis = scalar("unix_millis(col)", "Counts milliseconds since 1970.")
unix_seconds = scalar("unix_seconds(col)", "Counts seconds since 1970.")
unix_timestamp = scalar("unix_timestamp(timestamp?, 'format?=yyyy-MM-dd HH:mm:ss)", "Counts seconds since 1970.")
weekday = scalar("weekday(col)", "Gives the day of the week, from 0 for Monday.")
weekofyear = scalar("weekofyear(col)", "Gives the week of the year.")
year = scalar("year(col)", "Gives the year.")


def extract(field: Any, source: Any) -> Column:
    """Gives a part of a date or time."""
    items = [by_name(field), by_name(source)]
    made = spark_call("date_part", *(item._node for item in items))
    return wrapped(n.Named(made, f"extract({label(items[0])} FROM {label(items[1])})"))


def window(timeColumn: Column | str, windowDuration: str) -> Column:
    """Gives the window of time that a row falls into, as a struct of start and end.

    >>> import lakebolt as lb
    >>> from lakebolt.spark import functions as F
    >>> frame = lb.from_dict({"t": ["2024-01-01 08:10:00", "2024-01-01 08:50:00"]})
    >>> hours = frame.groupBy(F.window(F.to_timestamp("t"), "1 hour")).count()
    >>> hours.select(F.col("window.start").cast("varchar"), "count").rows()
    [('2024-01-01 08:00:00', 2)]
    """
    amount, _, unit = windowDuration.strip().partition(" ")
    width = interval(amount + _UNITS.get(unit.strip().rstrip("s"), unit))
    start = template(
        "time_bucket({}, CAST({} AS TIMESTAMP), TIMESTAMP '1970-01-01')",
        width,
        by_name(timeColumn)._node,
    )
    both = template("struct_pack(\"start\" := {}, \"end\" := {} + {})", start, start, width)
    return wrapped(n.Named(both, "window"))


_UNITS = {"microsecond": "us", "millisecond": "ms", "second": "s", "minute": "m", "hour": "h",
          "day": "d", "week": "w", "month": "mo", "year": "y"}  # fmt: skip
