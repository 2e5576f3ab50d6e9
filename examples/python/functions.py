"""Functions of one's own: for rows, arrays, groups and tables. Run it: ``python functions.py``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import lakebolt as lb


@lb.udf
def initials(name: str) -> str:
    """Shortens a name; the hints are its types in SQL."""
    return "".join(part[0] for part in name.split())


class Longest:
    """Finds the longest text of a group; objects of it meet where threads do."""

    def __init__(self) -> None:
        """Begins a group."""
        self.text = ""

    def accumulate(self, text: str) -> None:
        """Takes a row."""
        self.text = max(self.text, text, key=len)

    def merge(self, other: Longest) -> None:
        """Takes what another thread has found."""
        self.accumulate(other.text)

    def finish(self) -> str:
        """Gives the result."""
        return self.text


class Word(NamedTuple):
    """Is a row of ``words``."""

    place: int
    word: str


def words(text: str) -> Iterator[Word]:
    """Gives the words of a text, as the query needs them."""
    for place, word in enumerate(text.split()):
        yield Word(place, word)


def doubled(table: Any) -> dict[str, list[int]]:
    """Makes a table of an Arrow table of some rows."""
    return {"n": [2 * n for n in table["n"].to_pylist()]}


def main() -> None:
    """Calls each of them."""
    people = lb.from_dict({"name": ["Ada Lovelace", "Alan Turing"], "n": [1, 2]})
    print(people.with_columns(initials(lb.col("name")).alias("short")))
    print(lb.sql("SELECT initials('Grace Hopper') AS short"))
    connection = lb.connect()
    connection.create_table_function("words", words)
    connection.create_aggregate_function("longest", Longest)
    print(connection.sql("SELECT count(*), longest(word) AS longest FROM words('to be or not')"))
    print(people.map_batches(doubled, {"n": int}))


if __name__ == "__main__":
    main()
