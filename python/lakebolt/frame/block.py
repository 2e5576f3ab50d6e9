"""One SELECT in the making."""

from __future__ import annotations


class Block:
    """Is a SELECT whose clauses later steps may still fill; SQL's order of clauses says which."""

    __slots__ = (
        "source", "where", "items", "group", "having", "qualify", "distinct", "order",
        "order_columns", "limit", "offset", "defined", "over_rows", "extends", "sample", "whole",
    )  # fmt: skip

    def __init__(self, source: str, whole: str | None = None):
        """Begins ``SELECT * FROM source``; ``whole`` is a query that can stand for it by itself."""
        self.source = source
        self.whole = whole
        self.where: list[str] = []
        self.items: list[str] | None = None
        self.group = ""
        self.having: list[str] = []
        self.qualify: list[str] = []
        self.distinct = ""
        self.order: list[str] = []
        self.order_columns: frozenset[str] = frozenset()
        self.limit: int | None = None
        self.offset = 0
        self.sample = ""
        self.defined: set[str] = set()  # names that the SELECT list computes
        self.over_rows = False  # the SELECT list has windows or aggregates
        self.extends = False  # the SELECT list is * and more

    def untouched(self) -> bool:
        """Tells whether the block is still ``SELECT * FROM source``."""
        return self.may_filter() and not self.where and not self.order

    def limited(self) -> bool:
        """Tells whether rows were cut off."""
        return self.limit is not None or self.offset > 0

    def may_filter(self) -> bool:
        """Tells whether a condition may still come under WHERE."""
        return not (
            self.items is not None or self.group or self.qualify or self.distinct or self.limited()
            or self.sample
        )  # fmt: skip

    def may_project(self) -> bool:
        """Tells whether a SELECT list may still be given."""
        return self.items is None and not self.group and not self.distinct and not self.sample

    def may_sort(self) -> bool:
        """Tells whether rows may still be sorted by what FROM gives."""
        return self.items is None and not (
            self.limited() or self.distinct or self.group or self.sample
        )

    def sql(self) -> str:
        """Writes the SELECT."""
        if self.whole is not None and self.untouched():
            return self.whole
        lines = [f"SELECT {self.distinct}{', '.join(self.items or ['*'])}"]
        if self.source:
            lines.append(f"FROM {self.source}")
        if self.where:
            lines.append("WHERE " + " AND ".join(self.where))
        if self.group:
            lines.append("GROUP BY " + self.group)
        if self.having:
            lines.append("HAVING " + " AND ".join(self.having))
        if self.qualify:
            lines.append("QUALIFY " + " AND ".join(self.qualify))
        if self.sample:
            lines.append(self.sample)
        if self.order:
            lines.append("ORDER BY " + ", ".join(self.order))
        if self.limit is not None:
            lines.append(f"LIMIT {self.limit}")
        if self.offset:
            lines.append(f"OFFSET {self.offset}")
        return "\n".join(lines)
