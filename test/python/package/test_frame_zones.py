"""Compares what frames make of time zones with Polars, in which a column's type has the zone."""

from __future__ import annotations

import datetime as dt
from typing import Any, Callable

import lakebolt as lb
import polars as pl
import pyarrow as pa
import pytest

# Around changes of clocks in Oslo, and on another day there than in UTC.
TIMES = [
    dt.datetime(2024, 1, 15, 8, 10, 30, 5), dt.datetime(2024, 3, 31, 0, 30),
    dt.datetime(2024, 3, 31, 1, 30), dt.datetime(2024, 10, 27, 0, 30),
    dt.datetime(2024, 10, 27, 1, 30), dt.datetime(2024, 7, 1, 22, 45), None,
]  # fmt: skip
DATA = pl.DataFrame({"t": TIMES, "g": [1, 1, 2, 2, 1, 2, 1]})
Make = Callable[[Any, Any], Any]

ZONES: dict[str, Make] = {
    "utc": lambda e, m: e.dt.replace_time_zone("UTC"),
    "oslo": lambda e, m: e.dt.replace_time_zone("UTC").dt.convert_time_zone("Europe/Oslo"),
    "kathmandu": lambda e, m: e.dt.replace_time_zone("Asia/Kathmandu"),
}
OPERATIONS: dict[str, Make] = {
    "itself": lambda e, m: e,
    "epoch": lambda e, m: e.dt.epoch("s"),
    "hour": lambda e, m: e.dt.hour(),
    "minute": lambda e, m: e.dt.minute(),
    "day": lambda e, m: e.dt.day(),
    "weekday": lambda e, m: e.dt.weekday(),
    "week": lambda e, m: e.dt.week(),
    "ordinal_day": lambda e, m: e.dt.ordinal_day(),
    "microsecond": lambda e, m: e.dt.microsecond(),
    "date": lambda e, m: e.dt.date(),
    "time": lambda e, m: e.dt.time(),
    "strftime": lambda e, m: e.dt.strftime("%Y-%m-%d %H:%M"),
    "truncate 1d": lambda e, m: e.dt.truncate("1d"),
    "truncate 1mo": lambda e, m: e.dt.truncate("1mo"),
    "truncate 1w": lambda e, m: e.dt.truncate("1w"),
    "truncate 6h": lambda e, m: e.dt.truncate("6h"),
    "truncate 1h": lambda e, m: e.dt.truncate("1h"),
    "truncate 15m": lambda e, m: e.dt.truncate("15m"),
    "round": lambda e, m: e.dt.round("1h"),
    "offset_by 1d": lambda e, m: e.dt.offset_by("1d"),
    "offset_by 1mo": lambda e, m: e.dt.offset_by("1mo"),
    "offset_by 3h": lambda e, m: e.dt.offset_by("3h"),
    "month_start": lambda e, m: e.dt.month_start(),
    "month_end": lambda e, m: e.dt.month_end(),
    "replace": lambda e, m: e.dt.replace(day=2),
    "no zone": lambda e, m: e.dt.replace_time_zone(None),
    "another zone": lambda e, m: e.dt.convert_time_zone("Asia/Tokyo").dt.hour(),
    "back to UTC": lambda e, m: e.dt.truncate("1d").dt.convert_time_zone("UTC"),
    "difference": lambda e, m: (e - e.shift()).dt.total_minutes(),
    "sum": lambda e, m: (e + dt.timedelta(hours=5)).dt.hour(),
    "max": lambda e, m: e.max(),
    "over": lambda e, m: e.max().over("g").dt.hour(),
    "shift": lambda e, m: e.shift(1).dt.hour(),
    "forward fill": lambda e, m: e.fill_null(strategy="forward").dt.hour(),
    "fill_null": lambda e, m: e.fill_null(e.max()).dt.hour(),
    "when": lambda e, m: m.when(m.col("g") == 1).then(e).otherwise(None).dt.hour(),
    "coalesce": lambda e, m: m.coalesce(e, e).dt.hour(),
    "list": lambda e, m: e.implode().list.first().dt.hour(),
}


def shown(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Returns rows with moments as what clocks show and the zone."""

    def cell(value: Any) -> Any:
        return (value.isoformat(), str(value.tzinfo)) if isinstance(value, dt.datetime) else value

    return [tuple(map(cell, row)) for row in rows]


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("zone", ZONES)
def test_clocks(zone: str, operation: str) -> None:
    """Goes by the clocks of the zone in one step, over several, and whatever the session's is."""
    make, work = ZONES[zone], OPERATIONS[operation]
    expected = shown(DATA.select(x=work(make(pl.col("t"), pl), pl)).rows())
    connection = lb.connect()
    frame = connection.from_polars(DATA)
    assert shown(frame.select(x=work(make(lb.col("t"), lb), lb)).rows()) == expected
    zoned = frame.with_columns(make(lb.col("t"), lb)).filter(lb.col("g") > 0)
    assert shown(zoned.select(x=work(lb.col("t"), lb)).rows()) == expected
    assert shown(zoned.collect().select(x=work(lb.col("t"), lb)).rows()) == expected
    assert shown(connection.from_polars(zoned.pl()).select(x=work(lb.col("t"), lb)).rows()) == expected


def test_times_that_come_twice_or_never() -> None:
    """Raises, unless it is said what they are."""
    times = [dt.datetime(2024, 10, 27, 2, 30), dt.datetime(2024, 7, 1, 2, 30)]
    theirs, ours = pl.DataFrame({"t": times}), lb.from_dict({"t": times})
    for choice in ("earliest", "latest", "null"):
        there = theirs.select(pl.col("t").dt.replace_time_zone("Europe/Oslo", ambiguous=choice))
        here = ours.select(lb.col("t").dt.replace_time_zone("Europe/Oslo", ambiguous=choice))
        assert shown(here.rows()) == shown(there.rows())
        assert [row[0] and row[0].timestamp() for row in here.rows()] == [
            row[0] and row[0].timestamp() for row in there.rows()
        ]
    with pytest.raises(lb.ProgrammingError, match="clocks show 2024-10-27 02:30:00 .*twice"):
        ours.select(lb.col("t").dt.replace_time_zone("Europe/Oslo")).rows()
    with pytest.raises(lb.ProgrammingError, match="no choice 'first'"):
        ours.select(lb.col("t").dt.replace_time_zone("Europe/Oslo", ambiguous="first")).rows()
    never = lb.from_dict({"t": [dt.datetime(2024, 3, 10, 2, 30)]})
    with pytest.raises(lb.ProgrammingError, match="clocks never show 2024-03-10 02:30:00"):
        never.select(lb.col("t").dt.replace_time_zone("America/New_York")).rows()
    null = lb.col("t").dt.replace_time_zone("America/New_York", non_existent="null")
    assert never.select(null).item() is None
    with pytest.raises(lb.ProgrammingError, match="twice"):  # a day later than a time that comes once
        zoned = lb.from_dict({"t": [dt.datetime(2024, 10, 26, 2, 30)]}).select(
            lb.col("t").dt.replace_time_zone("Europe/Oslo")
        )
        zoned.select(lb.col("t").dt.offset_by("1d")).rows()
    with pytest.raises(lb.InterfaceError, match='no time zone "Europe/Olso"'):
        lb.col("t").dt.convert_time_zone("Europe/Olso")


def test_zones_in_other_libraries() -> None:
    """Hands moments over in the zones of their columns, lists of them too."""
    oslo = ZONES["oslo"](lb.col("t"), lb)
    frame = lb.from_polars(DATA).select(t=oslo, s=lb.lit("a text that is longer than a view"))
    theirs = DATA.select(t=ZONES["oslo"](pl.col("t"), pl))
    assert frame.pl()["t"].equals(theirs["t"])
    assert frame.to_arrow().schema.field("t").type == pa.timestamp("us", "Europe/Oslo")
    assert str(frame.df()["t"].dtype) == "datetime64[us, Europe/Oslo]"
    assert [batch.schema.field("t").type.tz for batch in frame.iter_batches(2)] == ["Europe/Oslo"] * 4
    listed = frame.select(lb.col("t").implode())
    assert listed.to_arrow().schema.field("t").type.value_type.tz == "Europe/Oslo"
    assert shown([tuple(listed.item())]) == shown([tuple(theirs["t"].to_list())])
    from_arrow = lb.from_arrow(theirs.to_arrow())
    assert shown(from_arrow.rows()) == shown(theirs.rows())
    assert shown(lb.from_pandas(theirs.to_pandas()).limit(3).rows()) == shown(theirs.head(3).rows())


def test_zones_through_steps() -> None:
    """Keeps zones of columns in groups, joins, sorts, unions and new names."""
    ours = lb.from_polars(DATA).with_columns(t=ZONES["oslo"](lb.col("t"), lb))
    theirs = DATA.with_columns(t=ZONES["oslo"](pl.col("t"), pl))
    day = [("group", lambda f, m: f.group_by(m.col("t").dt.truncate("1d")).agg(n=m.len())),
           ("keys", lambda f, m: f.group_by("g").agg(m.col("t").min())),
           ("join", lambda f, m: f.join(f.rename({"g": "h"}), on="t").select("t", "g")),
           ("where", lambda f, m: f.join(f, left_on=m.col("t").dt.hour(),
                                         right_on=m.col("t").dt.hour()).select("t", "g", "t_right")),
           ("union", lambda f, m: m.concat([f, f])),
           ("names", lambda f, m: f.rename({"t": "u"}).drop_nulls().unique()),
           ("filter", lambda f, m: f.filter(m.col("t").dt.hour() > 1)),
           ("dynamic", lambda f, m: f.drop_nulls().sort("t").group_by_dynamic("t", every="1d").agg(m.len())),
           ]  # fmt: skip
    for name, step in day:
        here, there = step(ours, lb).rows(), step(theirs, pl).rows()
        assert sorted(shown(here), key=str) == sorted(shown(there), key=str), name
    in_order = ours.sort(lb.col("t").dt.hour(), "g", "t", nulls_last=True).rows()
    assert shown(in_order) == shown(theirs.sort(pl.col("t").dt.hour(), "g", "t", nulls_last=True).rows())


def test_the_session_keeps_its_zone() -> None:
    """Leaves columns without a zone of their own, and SQL, to the session's."""
    connection = lb.connect()
    connection.execute("SET timezone = 'Asia/Tokyo'")
    frame = connection.sql("SELECT TIMESTAMPTZ '2024-05-01 06:10:00+00' AS t")
    assert frame.select(lb.col("t").dt.hour()).item() == 15
    oslo = frame.select(lb.col("t").dt.convert_time_zone("Europe/Oslo"))
    assert oslo.item().isoformat() == "2024-05-01T08:10:00+02:00"
    assert oslo.select(lb.col("t").dt.date()).item() == dt.date(2024, 5, 1)
    assert oslo.sql("SELECT hour(t) FROM self").item() == 15


def test_fill_of_an_expression() -> None:
    """Fills what a function gives."""
    frame = lb.from_dict({"a": [-1, None, 3]})
    assert frame.select(lb.col("a").abs().forward_fill()).rows() == [(1,), (1,), (3,)]
