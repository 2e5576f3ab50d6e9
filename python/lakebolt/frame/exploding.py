"""The step that makes rows of lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lakebolt.datatype import identifier
from lakebolt.frame.block import Block
from lakebolt.frame.plan import Plan

if TYPE_CHECKING:
    from lakebolt.frame.writer import Writer

_REFUSED = "error('lists of different lengths cannot be exploded side by side')"

# What is unnested of a list, by (empty lists give NULL, NULL gives NULL).
_UNNESTED = {
    (False, False): "{}",
    (False, True): "coalesce({}, [NULL])",
    (True, False): "CASE WHEN {} IS NOT NULL THEN array_or_null({}) END",
    (True, True): "array_or_null({})",
}


def unnested(text: str, empty_as_null: bool, keep_nulls: bool) -> str:
    """Writes the list whose elements a list gives as rows."""
    return _UNNESTED[empty_as_null, keep_nulls].replace("{}", text)


class Explode(Plan):
    """Makes a row of each element of lists; several columns side by side."""

    __slots__ = ("exploded", "empty_as_null", "keep_nulls", "matched")

    def __init__(
        self,
        source: Plan,
        exploded: list[str],
        empty_as_null: bool = False,
        keep_nulls: bool = False,
        matched: bool = True,
    ):
        """Explodes columns; the switches say whether empty lists and NULL give a row of NULL.

        ``matched``: lists of a row must have the same length.
        """
        super().__init__(source.columns, (source,))
        self.exploded = {name.casefold() for name in exploded}
        self.empty_as_null = empty_as_null
        self.keep_nulls = keep_nulls
        self.matched = matched

    def _unequal(self, lists: list[str]) -> str:
        """Writes the condition that lists of a row make different numbers of rows."""
        least, nothing = int(self.empty_as_null), int(self.keep_nulls)
        case = f"CASE WHEN {{0}} IS NULL THEN {nothing} ELSE greatest(len({{0}}), {least}) END"
        counts = [case.replace("{0}", text) for text in lists]
        return " OR ".join(f"{counts[0]} <> {count}" for count in counts[1:])

    def write(self, writer: Writer, ordered: bool) -> Block:
        """Writes unnest in the SELECT list."""
        block = writer.fresh(writer.block(self.inputs[0]))
        lists = [identifier(name) for name in self.columns if name.casefold() in self.exploded]
        unequal = self._unequal(lists) if self.matched and len(lists) > 1 else ""
        items = []
        for name in self.columns:
            text = identifier(name)
            if text in lists:
                checked = (
                    f"CASE WHEN {unequal} THEN {_REFUSED} ELSE {text} END" if unequal else text
                )
                made = unnested(checked, self.empty_as_null, self.keep_nulls)
                unequal = ""  # one of them tells
                text = f"unnest({made}) AS {text}"
            items.append(text)
        block.items = items
        block.over_rows = True
        return block
