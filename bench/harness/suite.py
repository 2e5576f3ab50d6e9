"""Says what a suite of queries is, so that one runner serves all of them."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .answers import Ties


@dataclass(frozen=True)
class Suite:
    """Is a set of tables and queries.

    `make` writes the tables of a size into an empty folder, whose name is `prefix` and the size;
    `files` gives the file of each table there, `queries` the text of each query by name. `polars`
    names a module of lazy frames for the queries that Polars should not run as SQL. `dialects` maps
    an engine to the texts of queries that it needs in other words, and `ties` names the queries
    whose LIMIT cuts between equal rows.
    """

    name: str
    title: str
    size_option: str
    size: str
    make: Callable[[str, Path], None]
    files: Callable[[Path], dict[str, str]]
    queries: Callable[[Path], dict[str, str]]
    prefix: str = ""
    polars: str = ""
    dialects: dict[str, Callable[[str, str], str]] = field(default_factory=dict)
    ties: dict[str, Ties] = field(default_factory=dict)

    def folder(self, size: str) -> Path:
        """Returns where the tables of a size are kept between runs."""
        return cache() / self.name / f"{self.prefix}{size}"

    def made(self, size: str, folder: Path | None = None) -> Path:
        """Returns the folder of the tables of a size, which are made if they are not there."""
        folder = folder or self.folder(size)
        if not folder.is_dir():
            folder.parent.mkdir(parents=True, exist_ok=True)
            with folder.with_name(folder.name + ".lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)  # until another process has made them, perhaps
                if not folder.is_dir():
                    self._make_whole(size, folder)
        return folder

    def _make_whole(self, size: str, folder: Path) -> None:
        """Makes the tables of a size beside `folder`, which thus holds all of them or is not there."""
        partial = folder.with_name(folder.name + ".partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        print(f"making {self.title} of size {size} in {folder}", file=sys.stderr)
        self.make(size, partial)
        partial.rename(folder)

    def text(self, engine: str, query: str, sql: str) -> str:
        """Returns the query as the engine wants it."""
        return self.dialects[engine](query, sql) if engine in self.dialects else sql


def cache() -> Path:
    """Returns the folder of all tables that benchmarks keep between runs."""
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "lakebolt"


def parquet_files(folder: Path) -> dict[str, str]:
    """Returns the file of each table in `folder`; a table may also be a folder of files."""
    found = {path.stem: str(path) for path in sorted(folder.glob("*.parquet")) if path.is_file()}
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.is_dir():
            found[path.name] = str(path / "*.parquet")
    if not found:
        raise SystemExit(f"there are no tables in {folder}")
    return found
