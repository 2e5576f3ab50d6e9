"""Moments in the time zones of their columns: on their way in and out."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Mapping, Sequence, cast

if TYPE_CHECKING:
    import zoneinfo

    import pyarrow

    from lakebolt import _lakebolt

_UTC = ("UTC", "Etc/UTC", "Z", "+00:00")
_MOMENT = "TIMESTAMP WITH TIME ZONE"


def zones_of(table: Any, columns: Sequence[str]) -> dict[str, str]:
    """Returns the zones of an object's columns by their folded names, UTC left out.

    Moments in UTC are what files and most programs have; they are shown in the session's zone.
    """
    schema = getattr(table, "schema", None)
    if schema is None:
        return {}
    polars = isinstance(schema, Mapping)
    kinds = list(schema.values()) if polars else list(getattr(schema, "types", ()))
    found = {}
    for name, kind in zip(columns, kinds):
        zone = getattr(kind, "time_zone" if polars else "tz", None)
        if isinstance(zone, str) and zone not in _UTC and _is_named(zone):
            found[name.casefold()] = zone
    return found


def _is_named(zone: str) -> bool:
    import zoneinfo

    try:
        zoneinfo.ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return False
    return True


class ZonedStream:
    """Gives the rows of a stream with moments in the zones of their columns."""

    def __init__(self, stream: _lakebolt.Stream, zones: dict[int, str]):
        """Takes zones by the places of columns; use ``of``."""
        self._stream = stream
        self._zones = zones

    @classmethod
    def of(cls, stream: _lakebolt.Stream, zones: Mapping[str, str]) -> _lakebolt.Stream:
        """Returns the stream, or one over it if a column has a zone."""
        if not zones:
            return stream
        placed = {
            place: zones[name.casefold()]
            for place, (name, kind) in enumerate(stream.columns)
            if name.casefold() in zones and kind.startswith(_MOMENT)
        }
        return cast("_lakebolt.Stream", cls(stream, placed)) if placed else stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def fetch(self, count: int) -> list[tuple[Any, ...]]:
        """Takes up to ``count`` rows, or, if it is negative, all that are left."""
        import zoneinfo

        clocks = {place: zoneinfo.ZoneInfo(zone) for place, zone in self._zones.items()}
        rows = []
        for row in self._stream.fetch(count):
            cells = list(row)
            for place, clock in clocks.items():
                cells[place] = _shown(cells[place], clock)
            rows.append(tuple(cells))
        return rows

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """Exports the rows as an Arrow C stream."""
        return self._export(self._stream, requested_schema)

    def export_views(self) -> Any:
        """Exports them with texts as views."""
        from lakebolt.handover import Views

        return self._export(Views(self._stream), None)

    def _export(self, stream: Any, requested_schema: Any) -> Any:
        import pyarrow

        reader = pyarrow.RecordBatchReader.from_stream(stream)
        schema = reader.schema
        for place, zone in self._zones.items():
            field = schema.field(place)
            schema = schema.set(place, field.with_type(_typed(field.type, zone)))
        return reader.cast(schema).__arrow_c_stream__(requested_schema)


def _shown(value: Any, clock: zoneinfo.ZoneInfo) -> Any:
    if isinstance(value, datetime.datetime):
        return value.astimezone(clock)
    return [_shown(item, clock) for item in value] if isinstance(value, list) else value


def _typed(kind: Any, zone: str) -> pyarrow.DataType:
    """Returns a type of moments, or of lists of them, in a zone."""
    import pyarrow

    if pyarrow.types.is_list(kind):
        return pyarrow.list_(kind.value_field.with_type(_typed(kind.value_type, zone)))
    return pyarrow.timestamp(kind.unit, zone) if pyarrow.types.is_timestamp(kind) else kind
