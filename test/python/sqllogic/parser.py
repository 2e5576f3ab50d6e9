"""Parses sqllogictest files: SQLite's format with DuckDB's and DataFusion's additions."""

from __future__ import annotations

from pathlib import Path

from .records import Control, FormatError, Loop, Query, Record, Statement

SORTS = {"nosort", "rowsort", "valuesort"}
CONTROLS = {
    "halt", "mode", "require", "require-env", "hash-threshold", "control", "set", "sleep",
    "restart", "reconnect", "test-env", "tags", "load", "unzip", "subtest", "reset",
    "continue", "export", "system", "connection", "template",
}  # fmt: skip
SIGNED = ["tinyint", "smallint", "integer", "bigint", "hugeint"]
UNSIGNED = ["utinyint", "usmallint", "uinteger", "ubigint", "uhugeint"]
NUMERIC = [*SIGNED, *UNSIGNED, "float", "double"]
OTHERS = ["bool", "interval", "varchar"]
FOREACH_GROUPS = {
    "<signed>": SIGNED,
    "<unsigned>": UNSIGNED,
    "<integral>": SIGNED + UNSIGNED,
    "<numeric>": NUMERIC,
    "<alltypes>": NUMERIC + OTHERS,
    "<compression>": ["uncompressed"],
}


def parse_file(path: Path) -> list[Record]:
    """Reads the records of the file at `path`; throws FormatError with its line."""
    return Parser(str(path), path.read_text(encoding="utf-8")).parse()


class Parser:
    """Turns the lines of one file into records."""

    def __init__(self, file: str, text: str) -> None:
        self._file = file
        self._lines = text.split("\n")
        self._at = 0

    def parse(self) -> list[Record]:
        """Returns all records of the file."""
        records = self._parse_until_end(inside_loop=False)
        return records

    def _fail(self, message: str, line: int | None = None) -> FormatError:
        return FormatError(f"{self._file}:{line or self._at + 1}: {message}")

    def _parse_until_end(self, inside_loop: bool) -> list[Record]:
        records: list[Record] = []
        skip_if: list[str] = []
        only_if: list[str] = []
        while self._at < len(self._lines):
            words = self._lines[self._at].split()
            if not words or words[0].startswith("#"):
                self._at += 1
            elif words[0] in ("skipif", "onlyif"):
                (skip_if if words[0] == "skipif" else only_if).append(words[1].lower())
                self._at += 1
            elif words[0] == "endloop":
                if not inside_loop:
                    raise self._fail("endloop without loop")
                self._at += 1
                return records
            elif words[0] == "include":
                self._at += 1
                records.extend(self._included(words[1]))
            else:
                record = self._parse_record(words)
                record.skip_if, record.only_if = skip_if, only_if
                skip_if, only_if = [], []
                records.append(record)
        if inside_loop:
            raise self._fail("loop without endloop")
        return records

    def _included(self, pattern: str) -> list[Record]:
        """Reads the files that match `pattern`, relative to this file's folder."""
        files = sorted(Path(self._file).parent.glob(pattern.removeprefix("./")))
        if not files:
            raise self._fail(f"no file to include matches {pattern!r}", self._at)
        return [record for file in files for record in parse_file(file)]

    def _parse_record(self, words: list[str]) -> Record:
        keyword = words[0]
        if keyword == "statement":
            return self._parse_statement(words)
        if keyword == "query":
            return self._parse_query(words)
        if keyword in ("loop", "foreach", "concurrentloop", "concurrentforeach"):
            return self._parse_loop(words)
        if keyword in CONTROLS:
            self._at += 1
            return Control(self._file, self._at, words=words)
        raise self._fail(f"unknown directive {keyword!r}")

    def _take_sql(self) -> str:
        """Reads the SQL that follows a header, up to `----` or an empty line."""
        begin = self._at
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if line.strip() == "" or line.startswith("----"):
                break
            self._at += 1
        if self._at == begin:
            raise self._fail("expected SQL")
        return "\n".join(self._lines[begin : self._at])

    def _take_block(self) -> list[str] | None:
        """Reads the lines after `----` up to an empty line; None when there is no `----`."""
        if self._at >= len(self._lines) or not self._lines[self._at].startswith("----"):
            return None
        while self._at < len(self._lines) and self._lines[self._at].startswith("----"):
            self._at += 1
        begin = self._at
        while self._at < len(self._lines) and self._lines[self._at].strip(" \r") != "":
            self._at += 1
        return [line.rstrip("\r") for line in self._lines[begin : self._at]]

    def _parse_statement(self, words: list[str]) -> Statement:
        line = self._at + 1
        expect = words[1] if len(words) > 1 else "ok"
        if expect not in ("ok", "error", "maybe", "count"):
            raise self._fail(f"unknown expectation {expect!r}")
        rest = self._lines[self._at].split(None, 2)[2:]
        connection, message = "", []
        if expect == "count":
            expect = "ok"
        elif expect == "error" and rest and " " not in rest[0] and rest[0].startswith("con"):
            connection = rest[0]
        elif expect == "error" and rest:
            message = ["<REGEX>:.*" + rest[0].strip() + ".*"]
        elif rest:
            connection = rest[0].strip()
        self._at += 1
        sql = self._take_sql()
        block = self._take_block()
        return Statement(
            self._file, line, expect=expect, connection=connection, sql=sql,
            message=message or block or [],
        )  # fmt: skip

    def _parse_query(self, words: list[str]) -> Record:
        line = self._at + 1
        if len(words) > 1 and words[1] == "error":
            pattern = self._lines[self._at].split(None, 2)[2:]
            self._at += 1
            sql = self._take_sql()
            message = ["<REGEX>:.*" + pattern[0].strip() + ".*"] if pattern else []
            block = self._take_block()
            return Statement(self._file, line, expect="error", sql=sql, message=message or block or [])
        if len(words) < 2:
            raise self._fail("query needs its column types")
        query = Query(self._file, line, types=words[1])
        for word in words[2:]:
            if word in SORTS:
                query.sort = word
            elif word.startswith("con") and not query.connection:
                query.connection = word
            else:
                query.label = word
        self._at += 1
        query.sql = self._take_sql()
        query.result_begin = self._at + 1
        query.expected = self._take_block()
        query.result_end = self._at
        if query.expected is None:
            query.result_begin = query.result_end = 0
        return query

    def _parse_loop(self, words: list[str]) -> Loop:
        loop = Loop(self._file, self._at + 1, variable=words[1])
        if words[0].endswith("foreach"):
            loop.values = _foreach_values(words[2:])
        else:
            if len(words) != 4:
                raise self._fail("loop needs a variable, a begin and an end")
            loop.values = [str(i) for i in range(int(words[2]), int(words[3]))]
        self._at += 1
        loop.body = self._parse_until_end(inside_loop=True)
        return loop


def _foreach_values(words: list[str]) -> list[str]:
    """Expands groups of types and takes out what a leading `!` excludes."""
    values: list[str] = []
    for word in words:
        if word.startswith("!"):
            excluded = FOREACH_GROUPS.get(word[1:].lower(), [word[1:].lower()])
            values = [value for value in values if value.lower() not in excluded]
        else:
            values.extend(FOREACH_GROUPS.get(word.lower(), [word]))
    return values
