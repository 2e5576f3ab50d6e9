"""Functions of dates, times and intervals: ``Expr.dt``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Sequence

from lakebolt import errors
from lakebolt.expr import node as ast
from lakebolt.expr import zones
from lakebolt.expr.base import Base, IntoExpr, call, column, template, unless_null, value, wrap
from lakebolt.expr.namespace import Namespace
from lakebolt.expr.period import interval, intervals_of, is_whole_days, truncated

if TYPE_CHECKING:
    from lakebolt.expr.expr import Expr


_FRACTIONS = re.compile(r"%%|%\.?[369]f")  # Polars' seconds to so many digits
_DIGITS = {"3": "%g", "6": "%f", "9": "%n"}


def _fraction(found: re.Match[str]) -> str:
    if found[0] == "%%":
        return found[0]
    return "." * ("." in found[0]) + _DIGITS[found[0][-2]]


class DateTimeNamespace(Namespace):
    """Gives expressions functions of dates and times.

    What they say of moments is what the clocks of the column's zone show, or of the session's for
    columns that have none.
    """

    __slots__ = ()

    @property
    def _wall(self) -> ast.Node:
        return zones.wall(self._node)

    def _part(self, function: str, *more: IntoExpr) -> Expr:
        return self._named(call(function, self._wall, *map(value, more)))

    def _moment(self, shown: ast.Node) -> Expr:
        return self._named(zones.moment(template("cast_to_type({}, {})", shown, self._wall), self._node))

    def year(self) -> Expr:
        """Returns the year.

        >>> import datetime
        >>> import lakebolt as lb
        >>> lb.range(1).select(lb.lit(datetime.date(2024, 2, 29)).dt.year()).item()
        2024
        """
        return self._part("year")

    def quarter(self) -> Expr:
        """Returns the quarter, 1 to 4."""
        return self._part("quarter")

    def month(self) -> Expr:
        """Returns the month."""
        return self._part("month")

    def week(self) -> Expr:
        """Returns the ISO week, 1 to 53."""
        return self._part("week")

    def weekday(self) -> Expr:
        """Returns the day of the ISO week: Monday is 1, Sunday 7."""
        return self._part("isodow")

    def day(self) -> Expr:
        """Returns the day of the month."""
        return self._part("day")

    def ordinal_day(self) -> Expr:
        """Returns the day of the year, from 1."""
        return self._part("dayofyear")

    def hour(self) -> Expr:
        """Returns the hour."""
        return self._part("hour")

    def minute(self) -> Expr:
        """Returns the minute."""
        return self._part("minute")

    def second(self, *, fractional: bool = False) -> Expr:
        """Returns the seconds of the minute, whole ones unless ``fractional``."""
        if fractional:
            return self._named(template("(microsecond({}) / 1000000)", self._wall))
        return self._part("second")

    def iso_year(self) -> Expr:
        """Returns the year that the ISO week belongs to."""
        return self._part("isoyear")

    def century(self) -> Expr:
        """Returns the century."""
        return self._part("century")

    def millennium(self) -> Expr:
        """Returns the millennium."""
        return self._part("millennium")

    def days_in_month(self) -> Expr:
        """Returns the number of days of the month."""
        return self._named(template("days_in_month(CAST({} AS DATE))", self._wall))

    def day_name(self) -> Expr:
        """Returns the English name of the day."""
        return self._part("dayname")

    def month_name(self) -> Expr:
        """Returns the English name of the month."""
        return self._part("monthname")

    def millisecond(self) -> Expr:
        """Returns the milliseconds of the second."""
        return self._named(template("(millisecond({}) % 1000)", self._wall))

    def microsecond(self) -> Expr:
        """Returns the microseconds of the second."""
        return self._named(template("(microsecond({}) % 1000000)", self._wall))

    def nanosecond(self) -> Expr:
        """Returns the nanoseconds of the second."""
        return self._named(template("(nanosecond({}) % 1000000000)", self._wall))

    def is_leap_year(self) -> Expr:
        """Tells whether the year has a 29th of February."""
        return self._named(template("(days_in_month(make_date(year({}), 2, 1)) = 29)", self._wall))

    def date(self) -> Expr:
        """Returns the date of a timestamp."""
        return wrap(self._node).cast("DATE")

    def time(self) -> Expr:
        """Returns the time of day of a timestamp."""
        return wrap(self._node).cast("TIME")

    def datetime(self) -> Expr:
        """Returns a timestamp without its zone."""
        return wrap(self._node).cast("TIMESTAMP")

    def truncate(self, every: str) -> Expr:
        """Moves to the start of a period such as ``1d``, ``15m``, ``1mo`` or ``1y``.

        >>> import datetime
        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"t": [datetime.date(2024, 2, 29)]})
        >>> frame.select(lb.col("t").dt.truncate("1mo")).item()
        datetime.date(2024, 2, 1)
        """
        return self._named(truncated(self._node, every))

    def round(self, every: str) -> Expr:
        """Moves to the nearest start of a period."""
        step = interval(every)
        half = template("(epoch_us({} + {}) - epoch_us({}))", self._node, step, self._node)
        moved = template("frame_add({}, to_microseconds({} // 2))", self._node, half)
        start = truncated(moved, every)
        return self._named(template("cast_to_type({}, {})", start, self._node))

    def offset_by(self, by: str | Expr) -> Expr:
        """Moves by a period such as ``1d``, ``-2mo``, ``3h``, or an expression of such texts."""
        if isinstance(by, Base):
            days, rest = intervals_of(by._node)
            moved = self._moment(template("({} + {})", self._wall, days))._node
            made = template("cast_to_type(frame_add({}, {}), {})", moved, rest, self._node)
            return self._named(unless_null(by._node, made))
        if not is_whole_days(by):
            return self._named(template("frame_add({}, {})", self._node, interval(by)))
        return self._moment(template("({} + {})", self._wall, interval(by)))

    def month_start(self) -> Expr:
        """Moves to the first day of the month."""
        first = "date_trunc('month', {}) + ({} - date_trunc('day', {}))"
        return self._moment(template(first, *[self._wall] * 3))

    def month_end(self) -> Expr:
        """Moves to the last day of the month."""
        last = "last_day({}) + ({} - date_trunc('day', {}))"
        return self._moment(template(last, *[self._wall] * 3))

    def strftime(self, format: str) -> Expr:
        """Prints by a format such as ``%d.%m.%Y``; ``%z`` and ``%Z`` are the session's zone."""
        format = _FRACTIONS.sub(_fraction, format)
        if "%z" in format or "%Z" in format:
            return self._call("strftime", format)
        return self._part("strftime", format)

    def to_string(self, format: str = "iso") -> Expr:
        """Prints by a format, or in ISO's form."""
        if format.startswith("iso"):
            return wrap(self._node).cast("VARCHAR")
        return self.strftime(format)

    def epoch(self, time_unit: str = "us") -> Expr:
        """Returns the time since 1970 in a unit: s, ms, us, ns or d."""
        functions = {
            "s": "epoch",
            "ms": "epoch_ms",
            "us": "epoch_us",
            "ns": "epoch_ns",
            "d": "unix_date",
        }
        if time_unit not in functions:
            raise errors.InterfaceError(
                f"time_unit must be one of {sorted(functions)}, not {time_unit!r}"
            )
        node = wrap(self._node).cast("DATE")._node if time_unit == "d" else self._node
        return self._named(template("CAST(floor({}) AS BIGINT)", call(functions[time_unit], node)))

    def timestamp(self, time_unit: str = "us") -> Expr:
        """Returns the time since 1970 in a unit: s, ms, us or ns."""
        return self.epoch(time_unit)

    def replace_time_zone(
        self, time_zone: str | None, *, ambiguous: str = "raise", non_existent: str = "raise"
    ) -> Expr:
        """Takes what clocks show for a time in a zone, or drops the zone.

        Of times that the clocks of the zone show twice, ``ambiguous`` may be ``"earliest"``,
        ``"latest"`` or ``"null"``; ``non_existent`` may be ``"null"`` for those that they never show.

        >>> import datetime
        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"t": [datetime.datetime(2024, 5, 1, 8, 10)]})
        >>> rome = frame.select(lb.col("t").dt.replace_time_zone("Europe/Rome"))
        >>> rome.select(lb.col("t").dt.hour(), utc=lb.col("t").dt.epoch("s")).rows()
        [(8, 1714543800)]
        """
        shown = wrap(self._node).cast("TIMESTAMP")._node
        if time_zone is None:
            return wrap(ast.Named(shown, ast.name_of(self._node)))
        zone = zones.known_zone(time_zone)
        there = zones.localized(zone, shown, ambiguous, non_existent)
        return self._named(zones.Zoned(there, zone))

    def convert_time_zone(self, time_zone: str) -> Expr:
        """Shows moments in another zone, whose clocks count from then on.

        >>> import lakebolt as lb
        >>> frame = lb.sql("SELECT TIMESTAMPTZ '2024-05-01 06:10:00+00' AS t")
        >>> oslo = frame.select(lb.col("t").dt.convert_time_zone("Europe/Oslo"))
        >>> oslo.select(lb.col("t").dt.hour()).item()
        8
        >>> oslo.item().isoformat()
        '2024-05-01T08:10:00+02:00'
        """
        moments = wrap(self._node).cast("TIMESTAMPTZ")._node
        return self._named(zones.Zoned(moments, zones.known_zone(time_zone)))

    def combine(self, time: IntoExpr) -> Expr:
        """Puts a date and a time of day together."""
        return self._named(template("(CAST({} AS DATE) + {})", self._node, column(time)))

    def replace(
        self,
        *,
        year: IntoExpr = None,
        month: IntoExpr = None,
        day: IntoExpr = None,
        hour: IntoExpr = None,
        minute: IntoExpr = None,
        second: IntoExpr = None,
        microsecond: IntoExpr = None,
    ) -> Expr:
        """Replaces parts of a date or a timestamp.

        >>> import datetime
        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"t": [datetime.datetime(2024, 2, 29, 5, 6, 7)]})
        >>> frame.select(lb.col("t").dt.replace(month=3, hour=0)).item()
        datetime.datetime(2024, 3, 29, 0, 6, 7)
        """
        this = wrap(self._node).dt
        dates = ((year, this.year()), (month, this.month()), (day, this.day()))
        parts = [own._node if part is None else value(part) for part, own in dates]
        moved = call("make_date", *parts)
        if all(part is None for part in (hour, minute, second, microsecond)):
            clock = template("({} - date_trunc('day', {}))", self._wall, self._wall)
            moved = template("({} + {})", moved, clock)
        else:
            for part, own, unit in (
                (hour, this.hour(), "hours"),
                (minute, this.minute(), "minutes"),
                (second, this.second(), "seconds"),
                (microsecond, this.microsecond(), "microseconds"),
            ):
                shown = own._node if part is None else value(part)
                moved = template(f"({{}} + to_{unit}({{}}))", moved, shown)
        return self._moment(moved)

    def cast_time_unit(self, time_unit: str) -> Expr:
        """Casts to a timestamp whose smallest unit is ms, us or ns."""
        kinds = {"ms": "TIMESTAMP_MS", "us": "TIMESTAMP", "ns": "TIMESTAMP_NS"}
        if time_unit not in kinds:
            raise errors.InterfaceError(f"time_unit must be ms, us or ns, not {time_unit!r}")
        return wrap(self._node).cast(kinds[time_unit])

    def is_business_day(
        self,
        *,
        week_mask: Sequence[bool] = (True, True, True, True, True, False, False),
        holidays: Sequence[Any] = (),
    ) -> Expr:
        """Tells whether the day is one of the week's working days, Monday first, and no holiday."""
        if len(week_mask) != 7:
            raise errors.InterfaceError(f"week_mask has a day for each of 7, not {len(week_mask)}")
        days = [str(i + 1) for i, works in enumerate(week_mask) if works]
        if not days:
            raise errors.InterfaceError("week_mask must have a working day")
        works = wrap(template(f"(isodow({{}}) IN ({', '.join(days)}))", self._wall))
        if holidays:
            works = works & ~wrap(self._wall).cast("DATE").is_in(list(holidays))
        return works.alias(ast.name_of(self._node))

    def total_days(self, *, fractional: bool = False) -> Expr:
        """Returns the days of an interval, whole ones unless ``fractional``."""
        return self._total(86_400_000_000, fractional)

    def total_hours(self, *, fractional: bool = False) -> Expr:
        """Returns the hours of an interval, whole ones unless ``fractional``."""
        return self._total(3_600_000_000, fractional)

    def total_minutes(self, *, fractional: bool = False) -> Expr:
        """Returns the minutes of an interval, whole ones unless ``fractional``."""
        return self._total(60_000_000, fractional)

    def total_seconds(self, *, fractional: bool = False) -> Expr:
        """Returns the seconds of an interval, whole ones unless ``fractional``."""
        return self._total(1_000_000, fractional)

    def total_milliseconds(self, *, fractional: bool = False) -> Expr:
        """Returns the milliseconds of an interval, whole ones unless ``fractional``."""
        return self._total(1_000, fractional)

    def total_microseconds(self, *, fractional: bool = False) -> Expr:
        """Returns the microseconds of an interval, whole ones unless ``fractional``."""
        return self._total(1, fractional)

    def total_nanoseconds(self, *, fractional: bool = False) -> Expr:
        """Returns the nanoseconds of an interval."""
        kind = "DOUBLE" if fractional else "BIGINT"
        return self._named(template(f"(epoch_us({{}}) * 1000)::{kind}", self._node))

    def _total(self, micros: int, fractional: bool) -> Expr:
        if fractional:
            return self._named(template("(epoch_us({}) / {})", self._node, value(micros)))
        return self._named(template("trunc(epoch_us({}) / {})::BIGINT", self._node, value(micros)))
