"""Functions that read numbers, dates and times off text: part of ``Expr.str``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lakebolt import errors
from lakebolt.datatype import IntoDataType, data_type
from lakebolt.expr.base import call, template, value, wrap
from lakebolt.expr.namespace import Namespace

if TYPE_CHECKING:
    from lakebolt.expr.expr import Expr

_UNITS = {"ms": "TIMESTAMP_MS", "us": "TIMESTAMP", "ns": "TIMESTAMP_NS"}
_NUMBERS = {"%Y": r"\d{4}", "%j": r"\d{3}", "%f": r"\d+", "%s": r"\d+"}
_TEXTS = {"%b": r"[A-Za-z]{3}", "%B": "[A-Za-z]+", "%a": "[A-Za-z]{3}", "%A": "[A-Za-z]+",
          "%p": "[AaPp][Mm]", "%z": r"[+-]\d\d:?\d\d", "%%": "%",
          "%F": r"\d{4}-\d{1,2}-\d{1,2}", "%T": r"\d{1,2}:\d{1,2}:\d{1,2}"}  # fmt: skip


class Parsing(Namespace):
    """Gives expressions functions that read text."""

    __slots__ = ()

    def to_integer(self, *, base: int = 10, strict: bool = True) -> Expr:
        """Reads whole numbers, with digits of a base from 2 to 36.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": ["ff"]}).select(lb.col("a").str.to_integer(base=16)).item()
        255
        """
        if base == 10:
            return wrap(self._node).cast("BIGINT", strict=strict)
        if not 2 <= base <= 36:
            raise errors.InterfaceError(f"base must be a number from 2 to 36, not {base}")
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[:base]
        found = template(
            "list_reduce(list_transform(string_split(ltrim(lower({}), '+-'), ''), "
            f"lambda \"#e\": position(\"#e\" IN '{digits}') - 1), "
            f"lambda \"#a\", \"#b\": \"#a\" * {base} + \"#b\", 0::BIGINT)",
            self._node,
        )
        is_number = call("regexp_full_match", self._node, value(f"(?i)[+-]?[{digits}]+"))
        text = f"error('a text is no number of base {base}')::BIGINT" if strict else "NULL"
        made = template(
            f"CASE WHEN {{}} IS NULL THEN NULL WHEN NOT {{}} THEN {text} "
            "WHEN starts_with({}, '-') THEN -{} ELSE {} END",
            *[self._node, is_number, self._node, found, found],
        )
        return self._named(made)

    def to_decimal(self, *, scale: int = 9) -> Expr:
        """Reads exact numbers."""
        return wrap(self._node).cast(f"DECIMAL(38,{scale})")

    def to_date(
        self, format: str | None = None, *, strict: bool = True, exact: bool = True
    ) -> Expr:
        """Reads dates, by a format of strftime if one is given, anywhere unless ``exact``.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": ["31.12.2024"]}).select(lb.col("a").str.to_date("%d.%m.%Y")).item()
        datetime.date(2024, 12, 31)
        """
        return self._parsed("DATE", format, strict, exact)

    def to_datetime(
        self,
        format: str | None = None,
        *,
        time_unit: str | None = None,
        time_zone: str | None = None,
        strict: bool = True,
        exact: bool = True,
    ) -> Expr:
        """Reads timestamps, by a format of strftime if one is given, anywhere unless ``exact``.

        ``time_zone`` says whose clocks showed them, ``time_unit`` the smallest unit: ms, us or ns.
        """
        if time_unit is not None and time_unit not in _UNITS:
            raise errors.InterfaceError(f"time_unit must be ms, us or ns, not {time_unit!r}")
        made = self._parsed("TIMESTAMP", format, strict, exact)
        if time_zone is not None:
            return made.dt.replace_time_zone(time_zone)
        return made if time_unit in (None, "us") else made.cast(_UNITS[str(time_unit)])

    def to_time(self, format: str | None = None, *, strict: bool = True) -> Expr:
        """Reads times of day, by a format of strftime if one is given."""
        return self._parsed("TIME", format, strict, True)

    def strptime(
        self,
        dtype: IntoDataType,
        format: str | None = None,
        *,
        strict: bool = True,
        exact: bool = True,
    ) -> Expr:
        """Reads dates, timestamps or times of day."""
        return self._parsed(data_type(dtype), format, strict, exact)

    def _parsed(self, kind: str, format_: str | None, strict: bool, exact: bool) -> Expr:
        if format_ is None:
            if not exact:
                raise errors.InterfaceError("exact=False needs a format to look for")
            return wrap(self._node).cast(kind, strict=strict)
        node = self._node
        if not exact:
            node = template(
                "CASE WHEN {} IS NOT NULL THEN regexp_extract({}, {}) END",
                *[node, node, value(_pattern_of(format_))],
            )
        function = "strptime" if strict else "try_strptime"
        return self._named(call(function, node, value(format_))).cast(kind)


def _pattern_of(format_: str) -> str:
    """Returns a regular expression for what a format of strftime writes."""
    out = []
    for part in re.findall(r"%[-]?.|[^%]+", format_):
        code = part.replace("-", "") if part.startswith("%") else part
        if part.startswith("%"):
            out.append(_TEXTS.get(code) or _NUMBERS.get(code) or r"\d{1,2}")
        else:
            out.append(re.escape(part))
    return "".join(out)
