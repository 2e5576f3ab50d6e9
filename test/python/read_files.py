"""Reads the files named on standard input, one a line, and prints what came of each.

Runs as a process of its own, so that a crash is seen as one: `ok ROWS`, `error MESSAGE`, or, of an
exception that is not the engine's own, `exception NAME`.
"""

from __future__ import annotations

import sys

import engine


def outcome(connection: engine.Connection, path: str) -> str:
    """Reads one file whole and says what happened."""
    try:
        return f"ok {connection.arrow(f'SELECT * FROM {path!r}').num_rows}"
    except engine.Error as error:
        return "error " + str(error).replace("\n", " ")
    except Exception as error:  # noqa: BLE001: naming it is the point
        return f"exception {type(error).__name__}: {error}".replace("\n", " ")


def main() -> None:
    """Answers each line with a line."""
    connection = engine.connect(("SET threads = 2",))
    for line in sys.stdin:
        print(outcome(connection, line.strip()), flush=True)


if __name__ == "__main__":
    main()
