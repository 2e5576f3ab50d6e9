#!/usr/bin/env python3
"""Writes DuckDB's answers into sqllogictest files, or checks that they are DuckDB's.

Write a file's queries with `query _ [rowsort]`, SQL and `----`, then run

    scripts/fill_sqllogic.py test/sql/select/limit.test

which puts the column types and the answer in place. `--check` changes nothing and reports what
differs. Records under `skipif duckdb` are Lakebolt's own and are left alone, and so is the text of
expected errors. Read the answers before committing them: they are DuckDB's, right or wrong.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "test" / "python"))

from sqllogic import compare, parser  # noqa: E402
from sqllogic.records import Query  # noqa: E402
from sqllogic.script import Mismatch, Script, Skipped  # noqa: E402
from sqllogic.text import cell  # noqa: E402

HASH_ABOVE = 400
"""Results with more values than this are written as their hash."""


class DuckDB:
    """Runs SQL on DuckDB and remembers the types of the last result's columns."""

    def __init__(self) -> None:
        self._connection = duckdb.connect()
        self.types = ""

    def run(self, sql: str) -> None:
        """Runs `sql` for its effect; settings that only Lakebolt has are left out."""
        self._connection.execute(sql).fetchall()

    def table(self, sql: str) -> tuple[list[str], list[tuple]]:
        """Returns the names and rows of `sql`."""
        result = self._connection.execute(sql)
        description = result.description or []
        self.types = "".join(self._letter(str(column[1])) for column in description)
        return [column[0] for column in description], result.fetchall()

    @staticmethod
    def _letter(type_name: str) -> str:
        if type_name.endswith("INT") or type_name == "INTEGER":
            return "I"
        return "R" if type_name.startswith(("FLOAT", "DOUBLE", "DECIMAL")) else "T"

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()


class Filler(Script):
    """Runs a file as usual, but keeps each query's answer instead of comparing it."""

    def __init__(self, scratch: Path) -> None:
        super().__init__(DuckDB, duckdb.Error, "duckdb", scratch, check_messages=False)
        self.answers: dict[int, tuple[Query, str, list[str]]] = {}

    def _query(self, record: Query) -> None:
        connection = self.connection(record.connection)
        try:
            names, rows = connection.table(self._expand(record.sql))
        except duckdb.Error as error:
            raise Mismatch(record, record.sql, f"unexpected error: {error}") from error
        types = record.types if record.types != "_" else connection.types
        if len(types) != len(names):
            raise Mismatch(record, record.sql, f"has {len(names)} columns")
        cells = [[cell(v, t) for v, t in zip(row, types, strict=True)] for row in rows]
        cells = compare.sort_cells(cells, record.sort)
        if sum(len(row) for row in cells) > HASH_ABOVE:
            lines = [compare.digest(cells)]
        else:
            lines = ["\t".join(row) for row in cells]
        before = self.answers.get(record.line)
        if before and before[2] != lines:
            raise Mismatch(record, record.sql, "the answer depends on the loop's variable")
        self.answers[record.line] = (record, types, lines)


def fill(path: Path) -> str:
    """Returns the text of the file at `path` with DuckDB's answers in it."""
    with tempfile.TemporaryDirectory() as scratch:
        filler = Filler(Path(scratch))
        filler.run(parser.parse_file(path))
    lines = path.read_text(encoding="utf-8").split("\n")
    for line in sorted(filler.answers, reverse=True):
        record, types, answer = filler.answers[line]
        if record.result_begin:
            lines[record.result_begin : record.result_end] = answer
        words = lines[line - 1].split()
        words[1] = types
        lines[line - 1] = " ".join(words)
    return "\n".join(lines)


def main() -> int:
    """Fills or checks the files named on the command line; returns 1 when any differs or fails."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("files", nargs="+", type=Path)
    options.add_argument("--check", action="store_true", help="report, write nothing")
    arguments = options.parse_args()
    failed = False
    for root in arguments.files:
        for path in sorted(root.rglob("*.test")) if root.is_dir() else [root]:
            try:
                text = fill(path)
            except Skipped as reason:
                print(reason)
                continue
            except (Mismatch, parser.FormatError) as error:
                print(error, end="\n\n")
                failed = True
                continue
            if text == path.read_text(encoding="utf-8"):
                continue
            if arguments.check:
                print(f"{path}: answers differ from DuckDB {duckdb.__version__}")
                failed = True
            else:
                path.write_text(text, encoding="utf-8")
                print(f"{path}: filled")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
